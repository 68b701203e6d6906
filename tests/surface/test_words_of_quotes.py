"""The words around a number in a quote, as people write measures, and the comparison that each states."""

import pytest

from cluster_rules import RulesError, load
from cluster_rules.compiler.quotes import stated_numbers
from tests.mutation.measure import CONDITION, TEXT, write

WORDS = {
    ">=": [
        *("不低于 5 家", "不应低于 5 家", "不可少于 5 家", "不能低于 5 家", "不宜少于 5 家", "未低于 5 家", "至少 5 家", "起码 5 家"),
        *("达到或超过 5 家", "等于或大于 5 家", "高于或等于 5 家", "大于等于 5 家", "最少 5 家"),
        *("5 家以上", "5 家及以上", "5 家（含）以上", "5 家（含 5 家）以上", "5 家或以上", "5 家以上（含 5 家）"),
    ],
    ">": ["超过 5 家", "多于 5 家", "5 家以上（不含 5 家）", "5 家以上（不含本数）"],
    "<=": ["不超过 5 家", "不应超过 5 家", "不得高于 5 家", "未超过 5 家", "没有超过 5 家", "最多 5 家", "5 家以内", "5 家（含）以下", "低于或等于 5 家"],
    "<": ["低于 5 家", "不足 5 家", "不到 5 家", "未达 5 家", "未达到 5 家", "5 家以下（不含 5 家）"],
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
