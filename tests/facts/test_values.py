"""What a cell says: exact values, and blank, 0 and 无 apart."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cluster_rules.facts import bind, from_data
from cluster_rules.model.values import Partial, Reason
from tests.facts.dictionary import DICTIONARY, code


def value(name, raw):
    return bind(from_data({"facts": {name: raw}}), DICTIONARY).facts[name]


@pytest.mark.parametrize(
    "raw, base",
    [
        ("300 亿元", 300 * 10**8),
        ("300", 300 * 10**8),
        ("３００．５　亿元", 30_050_000_000),
        ("3000000万元", 300 * 10**8),
        ("0", 0),
        ("1e3", 1000 * 10**8),
        (300, 300 * 10**8),
        (Decimal("0.1"), 10**7),
        (Fraction(1, 3), Fraction(10**8, 3)),
        ("  12 ", 12 * 10**8),
    ],
)
def test_a_number_is_exact_and_in_base_units(raw, base):
    assert value("年产值", raw) == base


@pytest.mark.parametrize("raw", ["2%", "２％", "2", "2.0", Decimal("2.00"), 2])
def test_a_share_is_a_fraction(raw):
    assert value("占有率", raw) == Fraction(1, 50)


@settings(deadline=None)
@given(st.integers(0, 10**9), st.sampled_from(["元", "万元", "亿元"]))
def test_units_convert_exactly(number, unit):
    factor = {"元": 1, "万元": 10**4, "亿元": 10**8}[unit]
    assert value("年产值", f"{number}{unit}") == number * factor


def test_blank_zero_and_none_are_three_things():
    missing = frozenset({Reason("missing", "年产值")})
    for blank in (None, "", "  ", "\u3000"):
        assert value("年产值", blank) == Partial(missing, low=0)
    assert value("年产值", "0") == 0
    assert value("组织类型", "无") == "无"
    assert value("产品代码", "无") == "无"


def test_a_register_of_nothing_is_complete_and_empty():
    for raw in ("无", {"complete": True, "rows": []}):
        bound = bind(from_data({"registers": {"标准": raw}}), DICTIONARY).registers["标准"]
        assert (bound.records, bound.complete) == ((), True)
    for raw in (None, {"rows": []}):
        assert not bind(from_data({"registers": {"标准": raw}}), DICTIONARY).registers["标准"].complete
    assert not bind(from_data({}), DICTIONARY).registers["标准"].complete


@pytest.mark.parametrize("raw", ["是", "true", "True", "TRUE", True])
def test_yes(raw):
    assert value("法人", raw) is True


@pytest.mark.parametrize("raw", ["否", "false", "False", "FALSE", "ＦＡＬＳＥ", False])
def test_no(raw):
    assert value("法人", raw) is False


@pytest.mark.parametrize("raw", [None, "", "待定", "pending"])
def test_a_pending_judgement_is_no_missing_material(raw):
    assert value("第三方地位", raw) == Partial(frozenset({Reason("judgement", "第三方地位")}))
    assert value("得分", raw) == Partial(frozenset({Reason("judgement", "得分")}), low=0, high=10)


def test_days():
    assert value("成立日期", "２０２５-03-31") == value("成立日期", date(2025, 3, 31)) == date(2025, 3, 31)


def test_a_code_may_be_typed_in_any_width_and_case():
    wide = "".join(chr(ord(character) + 0xFEE0) for character in code(7).lower())
    assert value("组织代码", wide) == code(7)


def test_texts_that_rules_read_are_compared_without_width():
    assert value("产品代码", " ３２３９－０１ ") == "3239-01"


def test_a_declared_text_keeps_its_declared_spelling():
    assert value("组织类型", "社会团体\n") == "社会团体"


def test_the_days_of_the_subject_are_facts():
    given_ = {"filing_date": "2025-03-20", "reference_date": "2025-03-31", "data_year": "2023"}
    bound = bind(from_data(given_), DICTIONARY)
    assert [bound.facts[name] for name in ("申报日期", "基准日", "数据年")] == [
        date(2025, 3, 20),
        date(2025, 3, 31),
        2023,
    ]
    assert bound.subject.reference_basis == "notice"


def test_without_a_notice_the_filing_date_is_the_reference_date():
    bound = bind(from_data({"filing_date": "2025-12-31"}), DICTIONARY)
    assert (bound.facts["基准日"], bound.facts["数据年"]) == (date(2025, 12, 31), 2024)
    assert bound.subject.reference_basis == "filing"


@pytest.mark.parametrize("raw", ["2024", "2024年", "2024 年度", "２０２４年", 2024])
def test_a_year_may_be_called_one(raw):
    data = {"registers": {"能耗": {"rows": [{"年度": raw, "盟市": "甲市"}]}}}
    assert bind(from_data(data), DICTIONARY).registers["能耗"].records[0]["年度"] == 2024


def test_one_part_that_is_made_up_makes_the_whole_so():
    assert bind(from_data({"parts": [{}, {"synthetic": "是"}]}), DICTIONARY).subject.synthetic
    assert not bind(from_data({"parts": [{}, {"synthetic": "否"}]}), DICTIONARY).subject.synthetic


def test_without_any_day_the_days_are_missing():
    facts = bind(from_data({}), DICTIONARY).facts
    for name in ("申报日期", "基准日", "数据年"):
        assert facts[name] == Partial(frozenset({Reason("missing", name)}))
