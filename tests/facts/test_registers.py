"""Registers: sources, parts, conflicts, completeness, validity. The order of rows and files decides nothing."""

from datetime import date
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cluster_rules.facts import bind, from_data
from cluster_rules.facts.validity import effective_end
from cluster_rules.model.dictionary import Validity
from cluster_rules.model.sheet import Source
from cluster_rules.model.values import Partial, Reason
from tests.facts.dictionary import DICTIONARY, code

A, B, C = code(1), code(2), code(3)
STATISTICS, AUDIT, FORM = "统计联网直报名录", "审计报告", "申报表"


def firm(key, **cells):
    return {"统一社会信用代码": key, **cells}


def listed(*rows, source="", complete=False):
    return {"source": source, "complete": complete, "rows": list(rows)}


def bound(*tables, parts=()):
    data = {"registers": {"企业": list(tables)}, "parts": [{"registers": {"企业": list(part)}} for part in parts]}
    return bind(from_data(data), DICTIONARY)


def firms(*tables, parts=()):
    return bound(*tables, parts=parts).registers["企业"]


def reason(kind, field, key=A):
    return frozenset({Reason(kind, "企业", key, field)})


def test_every_declared_field_is_there():
    [record] = firms(listed(firm(A, 营业收入="1"))).records
    assert list(record) == list(DICTIONARY.registers["企业"].fields)
    assert record["数控化率"] == Partial(reason("missing", "数控化率"), 0, 1)
    assert record["链主地位"] == Partial(reason("judgement", "链主地位"))


def test_a_further_record_is_blank_within_bounds():
    blank = firms().blank
    assert blank["营业收入"] == Partial(frozenset({Reason("incomplete", "企业")}), low=0)
    assert blank["盟市"] == Partial(frozenset({Reason("incomplete", "企业")}), options=frozenset({"甲市", "乙盟"}))


def test_a_unit_in_the_header_is_the_unit_of_bare_numbers():
    [record] = firms(listed({"统一社会信用代码": A, "营业收入（亿元）": "1.5"})).records
    assert record["营业收入"] == 150_000_000


def test_sources_that_agree_merge():
    found = bound(listed(firm(A, 营业收入="1"), source=FORM), listed(firm(A, 营业收入="1.0"), source=STATISTICS))
    assert found.registers["企业"].records[0]["营业收入"] == 10_000
    assert found.sources[f"企业[{A}].营业收入"] == Source(STATISTICS)
    assert found.conflicts == ()


def test_a_blank_beside_a_value_is_no_conflict():
    found = bound(listed(firm(A, 营业收入=""), source=STATISTICS), listed(firm(A, 营业收入="1"), source=FORM))
    assert found.registers["企业"].records[0]["营业收入"] == 10_000
    assert found.sources[f"企业[{A}].营业收入"] == Source(FORM)


def test_sources_that_differ_are_a_conflict():
    found = bound(
        listed(firm(A, 营业收入="3", 盟市="甲市", 规模以上="是", 名称="甲"), source=FORM),
        listed(firm(A, 营业收入="2", 盟市="乙盟", 规模以上="否", 名称="乙"), source=STATISTICS),
    )
    [record] = found.registers["企业"].records
    assert record["营业收入"] == Partial(reason("conflict", "营业收入"), 20_000, 30_000)
    assert record["盟市"] == Partial(reason("conflict", "盟市"), options=frozenset({"甲市", "乙盟"}))
    assert record["规模以上"] == Partial(reason("conflict", "规模以上"))
    assert record["名称"] == "乙"
    by_fact = {conflict.fact: conflict for conflict in found.conflicts}
    assert by_fact[f"企业[{A}].营业收入"].provisional == 20_000
    assert [source.name for _, source in by_fact[f"企业[{A}].营业收入"].claims] == [STATISTICS, FORM]


def test_finders_that_differ_are_a_judgement_to_come():
    [record] = firms(listed(firm(A, 链主地位="是"), source=FORM), listed(firm(A, 链主地位="否"), source=AUDIT)).records
    assert record["链主地位"] == Partial(reason("judgement", "链主地位"))


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_conflicts_commute(order):
    tables = [
        listed(firm(A, 营业收入="2"), source=STATISTICS, complete=True),
        listed(firm(A, 营业收入="3"), firm(B), source=AUDIT),
        listed(firm(A, 营业收入="4"), firm(C), source=FORM),
    ]
    expected, found = bound(*tables), bound(*(tables[index] for index in order))
    assert found.registers == expected.registers
    assert found.conflicts == expected.conflicts
    assert found.sources == expected.sources


VALUES = st.sampled_from(["", "1", "2"])
TABLES = st.lists(
    st.tuples(st.permutations([A, B, C]), st.lists(VALUES, min_size=3, max_size=3), st.integers(0, 3), st.booleans()),
    min_size=1,
    max_size=3,
)


@settings(max_examples=60, deadline=None)
@given(TABLES, st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_rows_and_tables_decides_nothing(drawn, random, joint):
    tables = [
        [
            listed(
                *(firm(key, 营业收入=value) for key, value in list(zip(keys, values, strict=True))[:count]),
                source=(STATISTICS, AUDIT, FORM)[index],
                complete=complete,
            )
        ]
        for index, (keys, values, count, complete) in enumerate(drawn)
    ]
    shuffled = [[{**table, "rows": random.sample(table["rows"], len(table["rows"]))} for table in t] for t in tables]
    random.shuffle(shuffled)
    if joint:
        first, second = bound(parts=tables), bound(parts=shuffled)
    else:
        first, second = bound(*(t for [t] in tables)), bound(*(t for [t] in shuffled))
    assert first.registers == second.registers
    assert first.conflicts == second.conflicts
    assert first.sources == second.sources


def test_one_complete_source_makes_a_form_complete():
    assert firms(listed(firm(A), source=STATISTICS, complete=True), listed(source=FORM)).complete
    assert not firms(listed(firm(A), source=STATISTICS), listed(source=FORM)).complete


def test_two_tables_of_one_source_are_one_list():
    found = firms(listed(firm(A), source=FORM, complete=True), listed(firm(B), source=FORM, complete=True))
    assert (found.keys, found.complete, found.doubts) == ((A, B), True, ())
    assert not firms(listed(firm(A), source=FORM, complete=True), listed(firm(B), source=FORM)).complete


def test_a_joint_register_is_complete_where_every_part_is():
    whole = listed(firm(A), complete=True)
    assert firms(parts=[[whole], [listed(firm(B), complete=True)]]).complete
    assert not firms(parts=[[whole], [listed(firm(B))]]).complete
    assert not firms(parts=[[whole], []]).complete
    assert firms(whole, parts=[[], []]).complete


def test_rows_of_two_parts_with_one_key_are_one_record():
    one, two = listed(firm(A, 营业收入="1"), complete=True), listed(firm(A, 从业人员="5"), complete=True)
    found = firms(parts=[[one], [two]])
    assert found.keys == (A,)
    assert (found.records[0]["营业收入"], found.records[0]["从业人员"]) == (10_000, 5)


def test_a_record_that_a_complete_source_lacks_is_doubted():
    found = bound(
        listed(firm(A), source=STATISTICS, complete=True), listed(firm(A), firm(B), source=FORM, complete=False)
    )
    register = found.registers["企业"]
    assert register.complete
    assert register.doubts == (frozenset(), frozenset({Reason("conflict", "企业", B)}))
    assert [(c.fact, c.provisional) for c in found.conflicts] == [(f"企业[{B}]", False)]


def test_a_part_does_not_doubt_the_rows_of_another():
    assert firms(parts=[[listed(firm(A), complete=True)], [listed(firm(B), complete=True)]]).doubts == ()
    assert firms(listed(firm(A), complete=True), parts=[[listed(firm(B))], []]).doubts[1]


def test_a_scalar_of_two_parts_merges_or_conflicts():
    def share(*values):
        parts = [{"facts": {"占有率": {"value": value, "source": FORM}}} for value in values]
        return bind(from_data({"parts": parts}), DICTIONARY)

    assert share("20%", "20").facts["占有率"] == Fraction(1, 5)
    found = share("20%", "30%")
    conflict = frozenset({Reason("conflict", "占有率")})
    assert found.facts["占有率"] == Partial(conflict, Fraction(1, 5), Fraction(3, 10))
    assert share("20%", None).facts["占有率"] == Fraction(1, 5)


def title(kind, start, end):
    rows = [{"统一社会信用代码": A, "类型": kind, "起": start, "止": end}]
    [record] = bind(from_data({"registers": {"资质": {"rows": rows}}}), DICTIONARY).registers["资质"].records
    return record


def test_a_blank_end_is_open_where_there_is_no_expiry():
    assert title("绿色工厂", "2020-01-01", "")["止"] == date.max
    assert title("绿色工厂", "2020-01-01", "长期")["止"] == date.max


def test_a_blank_end_is_unknown_where_one_is_required():
    missing = frozenset({Reason("missing", "资质", f"{A}、小巨人", "止")})
    assert title("小巨人", "2020-01-01", "")["止"] == Partial(missing)


def test_a_blank_end_is_at_most_so_many_years_after_the_start():
    assert title("高新技术企业", "2024-02-29", "")["止"].high == date(2027, 2, 28)
    assert title("高新技术企业", "", "")["止"].high is None


def test_a_title_of_a_type_that_is_not_known_may_last_longer_than_those_declared():
    """Learning that it is of another type must not make valid what was held to have ended."""
    end = effective_end(
        Validity("起", "止", "类型", {"高新技术企业": 3}),
        {
            "起": date(2010, 1, 1),
            "止": Partial(frozenset({Reason("missing", "资质", A, "止")})),
            "类型": Partial(frozenset({Reason("missing", "资质", A, "类型")})),
        },
    )
    assert end.high is None


def test_a_blank_start_is_unknown():
    assert isinstance(title("绿色工厂", "", "")["起"], Partial)


def judged(*rows):
    data = {
        "registers": {"专家判断": {"rows": [dict(zip(("条款", "结论", "认定人"), row, strict=True)) for row in rows]}}
    }
    return bind(from_data(data), DICTIONARY)


def test_experts_who_agree_settle_a_judgement():
    assert judged(("5.2.7", "符合", "专家甲"), ("5.2.7", "符合", "专家乙")).facts["专家判断[5.2.7]"] is True
    found = judged(("5.2.7", "不符合", "专家甲"))
    assert found.facts["专家判断[5.2.7]"] is False
    assert found.sources["专家判断[5.2.7]"].issuer == "专家甲"


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (("5.2.7", "待定", "专家甲"),),
        (("5.2.7", "", "专家甲"),),
        (("5.2.7", "", ""),),
        (("5.2.7", "符合", "专家甲"), ("5.2.7", "不符合", "专家乙")),
        (("5.2.7", "符合", "专家甲"), ("5.2.7", "待定", "专家乙")),
    ],
)
def test_a_judgement_without_agreement_is_still_to_come(rows):
    pending = Partial(frozenset({Reason("judgement", "专家判断[5.2.7]")}))
    assert judged(*rows).facts["专家判断[5.2.7]"] == pending


@pytest.mark.parametrize(
    "spelled",
    ["ＧＢ／Ｔ　1-2020", "GB/T1-2020", "gb/t 1-2020", "GB/T 1—2020", "GB/T 1 – 2020", "GB/T 1－2020", "GB/T 1‐2020"],
)
def test_one_standard_in_two_spellings_is_one(spelled):
    listed, claimed = [{"标准号": "GB/T 1-2020"}], [{"标准号": spelled}]
    data = {"registers": {"标准": [{"source": "甲", "rows": listed}, {"source": "乙", "rows": claimed}]}}
    assert bind(from_data(data), DICTIONARY).registers["标准"].keys == ("GB/T1-2020",)


def test_a_document_that_nothing_is_said_of_is_none():
    said = {"文件": "批复", "出具单位": "甲市", "日期": "2024-06-30"}
    rows = [{"编号": f"E-{name}", "条款": "5.1.1", name: value} for name, value in said.items()]
    rows += [{"编号": "E-1", "条款": "5.1.1"}, {"编号": "E-2", "条款": "5.1.1", "页码": "1"}]
    data = {"registers": {"佐证材料": {"complete": True, "rows": rows}}}
    assert set(bind(from_data(data), DICTIONARY).registers["佐证材料"].keys) == {f"E-{name}" for name in said}


def test_a_part_of_an_unknown_whole_is_no_error():
    rows = [
        {"统一社会信用代码": code(1), "科研人员": 13},
        {"统一社会信用代码": code(2), "从业人员": 13, "科研人员": 13},
    ]
    assert len(bind(from_data({"registers": {"企业": {"rows": rows}}}), DICTIONARY).registers["企业"].keys) == 2
