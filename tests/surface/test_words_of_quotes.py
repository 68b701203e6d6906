"""The words around a number in a quote, as people write measures, and the comparison that each states."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster_rules import RulesError, load
from cluster_rules.compiler.numerals import numeral
from cluster_rules.compiler.quotes import stated_numbers
from tests.mutation.measure import CONDITION, TEXT, write

WORDS = {
    ">=": [
        *("不低于 5 家", "不应低于 5 家", "不可少于 5 家", "不能低于 5 家", "不宜少于 5 家", "未低于 5 家", "至少 5 家", "起码 5 家"),
        *("达到或超过 5 家", "等于或大于 5 家", "高于或等于 5 家", "大于等于 5 家", "最少 5 家"),
        *("至少有 5 家", "至少拥有 5 家", "5 家及其以上"),
        *("5 家以上", "5 家及以上", "5 家（含）以上", "5 家（含 5 家）以上", "5 家或以上", "5 家以上（含 5 家）"),
    ],
    ">": [
        *("超过 5 家", "多于 5 家", "超 5 家", "逾 5 家"),
        *("5 家以上（不含 5 家）", "5 家以上（不含本数）", "5 家（不含）以上", "5 家（不含 5 家）以上"),
    ],
    "<=": ["不超过 5 家", "不应超过 5 家", "不得高于 5 家", "未超过 5 家", "没有超过 5 家", "最多 5 家", "未超 5 家", "不超 5 家", "5 家以内", "5 家以内（含 5 家）", "5 家（含）以下", "低于或等于 5 家"],
    "<": ["低于 5 家", "不足 5 家", "不到 5 家", "未达 5 家", "未达到 5 家", "5 家以下（不含 5 家）", "5 家以内（不含 5 家）", "5 家（不含）以内"],
}  # fmt: skip


@pytest.mark.parametrize(("quote", "operator"), [(quote, op) for op, quotes in WORDS.items() for quote in quotes])
def test_the_words_state_this_comparison(quote, operator):
    assert [(number.value, number.operator) for number in stated_numbers(quote, {})] == [(5, operator)]


@pytest.mark.parametrize("requirement", ["300 亿元", "= 300 亿元", "< 300 亿元", "> 300 亿元", "<= 300 亿元"])
def test_another_comparison_than_the_quote_is_refused(tmp_path, requirement):
    folder = write(tmp_path, condition=CONDITION.replace("require: ≥ 300 亿元", f'require: "{requirement}"'))
    assert "300 亿元以上" in TEXT
    with pytest.raises(RulesError, match="CR252"):
        load("invented", edition="v1", rulesets=[folder])


@pytest.mark.parametrize(
    ("quote", "value"),
    [
        ("藏书 10 万册以上", 100_000),
        ("床位 100 张", 100),
        ("厂房 20 万平方米", 200_000),
        ("管网 5 公里", 5000),
        ("出口 3 亿美元", 3 * 10**8),
        ("万分之五", None),
    ],
)
def test_common_units_are_read(quote, value):
    assert [number.value for number in stated_numbers(quote, {}) if not number.bare] == ([value] if value else [])


@pytest.mark.parametrize(
    ("quote", "value"),
    [
        ("百分之二点五", Fraction(5, 200)),
        ("千分之五", Fraction(5, 1000)),
        ("三分之二", Fraction(2, 3)),
        ("两亿五千万元", 250_000_000),
        ("一亿零三百万元", 103_000_000),
        ("1 亿 3000 万元", 130_000_000),
        ("三千五百万元", 35_000_000),
        ("二点五亿元", 250_000_000),
        ("20 万亿元", 20 * 10**12),
        ("人数一万五千人", 15_000),
        ("人数 1 万 5 千人", 15_000),
        ("三千零五家", 3005),
        ("一百二十家", 120),
        ("二〇家", 20),
        ("1,000 家", 1000),
        ("千家", 1000),
        ("5 千米", 5000),
        ("5 千克", 5),
        ("试点三个", 3),
        ("-2%", Fraction(-1, 50)),
    ],
)
def test_a_numeral_is_read_whole(quote, value):
    assert [number.value for number in stated_numbers(quote, {})] == [value]


@pytest.mark.parametrize(
    "quote",
    [
        "一百二家",
        "二三家",
        "数十家",
        "几百家",
        "一亿五元",
        "五千多万元",
        ".5 亿元",
        "九点三十分",
        "十点",
        "1.5 亿 300 万元",
        "二点五十家",
    ],
)
def test_what_has_no_one_value_is_not_read(quote):
    """Nor is a part of it, which would be another number."""
    assert not stated_numbers(quote, {})


@pytest.mark.parametrize("quote", ["三至五家", "三、五家", "三—五家", "3 至 5 家", "3-5 家"])
def test_both_ends_of_a_range_are_read(quote):
    assert [number.value for number in stated_numbers(quote, {})] == [3, 5]


@given(st.integers(1, 10**12))
def test_numbers_are_read_as_they_are_written(number):
    assert numeral(chinese(number)) == numeral(str(number)) == numeral(f"{number:,}") == number


def chinese(number):
    """The numeral of a number below ten thousand 亿."""
    if number >= 10**4:
        size, sign = (10**8, "亿") if number >= 10**8 else (10**4, "万")
        rest = number % size
        zero = "零" if rest and rest < size // 10 else ""
        return chinese(number // size) + sign + zero + (chinese(rest) if rest else "")
    written, gap = "", False
    for size, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        place = number // size % 10
        written += ("零" if gap and written else "") + "零一二三四五六七八九"[place] + sign if place else ""
        gap = not place
    return written


@pytest.mark.parametrize(
    ("quote", "operator"),
    [
        ("不少于全市的 3%", ">="),
        ("超过全区规上企业的百分之五", ">"),
        ("国内领先的企业 3 家", ""),
        ("国内领先的 3 家企业", ""),
        ("超过平均水平的 20 家企业", ""),
        ("技术领先的 3% 企业", ""),
    ],
)
def test_a_word_a_little_before_a_share_compares_it(quote, operator):
    """Of things that are counted it says what they are like, and not how many there are."""
    assert [number.operator for number in stated_numbers(quote, {})] == [operator]
