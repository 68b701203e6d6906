"""Each kind of slip, by the expressions that it makes; none comes twice, and none is the expression itself."""

import pytest

from cluster_rules.language import parse, parse_test, print_expression
from cluster_rules.testing.mutation.trees import Slips

SLIPS = Slips([("国家级", "自治区级", "盟市级"), ("是", "否")])


def made(text, read=parse, kind=None):
    return [print_expression(node) for found, node in SLIPS.of(read(text)) if kind in (None, found)]


@pytest.mark.parametrize(
    "text, kind, expected",
    [
        (">= 300 亿元", "threshold", [">= 300.0001 亿元", ">= 299.9999 亿元"]),
        (">= 2%", "threshold", [">= 2.01%", ">= 1.99%"]),
        (">= 20 家", "threshold", [">= 21 家", ">= 19 家"]),
        (">= 0 家", "threshold", [">= 1 家"]),
        (">= 300 亿元", "unit", [">= 300 万元"]),
        (">= 2%", "unit", [">= 2‰"]),
        (">= 300 亿元", "inclusiveness", ["> 300 亿元", "<= 300 亿元"]),
        ("> 2%", "inclusiveness", [">= 2%", "< 2%"]),
        ("[1..5)", "range", ["(1..5)", "[1..5]"]),
    ],
)
def test_slips_in_a_test(text, kind, expected):
    assert made(text, parse_test, kind) == expected


@pytest.mark.parametrize(
    "text, kind, expected",
    [
        ("a and b and c", "connective", ["a or b or c"]),
        ("a and b and c", "operand", ["b and c", "a and c", "a and b"]),
        ("count(企业[规上 = true])", "filter", ["count(企业)"]),
        ('级别 = "国家级"', "value", ['级别 = "盟市级"', '级别 = "自治区级"']),
        ("x = true", "truth", ["x = false"]),
        ("not(x)", "truth", ["x"]),
        ("if a then 1 else 2", "branch", ["if a then 2 else 1"]),
        ("some x in 企业 satisfies x.a", "quantifier", ["every x in 企业 satisfies x.a"]),
        ("count(distinct values(标准.号))", "distinct", ["count(标准.号)"]),
        ("a + b", "arithmetic", ["a - b"]),
        ("年度 = 数据年", "date", ["年度 = 数据年 - 1", "年度 = 数据年 + 1"]),
        ("有效(基准日)", "date", ["有效(基准日 - 1 日)", "有效(基准日 + 1 日)"]),
        ('x < @"2024-03-01"', "date", ['x < @"2024-02-29"', 'x < @"2024-03-02"']),
        ('x < @"P1D"', "date", []),
        ('x < @"9999-12-31"', "date", ['x < @"9999-12-30"']),
        ('x > @"0001-01-01"', "date", ['x > @"0001-01-02"']),
        ('类型 in ("甲", "乙")', "operand", ['类型 in "乙"', '类型 in "甲"']),
        ("some x in 企业[级别 = 1] satisfies x.a", "filter", ["some x in 企业 satisfies x.a"]),
    ],
)
def test_slips_in_an_expression(text, kind, expected):
    assert made(text, kind=kind) == expected


@pytest.mark.parametrize(
    "text",
    [
        "sum(企业[规上 = true and 级别 in (1, 2)].产值) / count(企业) >= 2%",
        "年度 in [数据年 - 2..数据年] and not(a = true)",
    ],
)
def test_slips_are_told_apart(text):
    texts = made(text)
    assert len(texts) == len(set(texts))
    assert print_expression(parse(text)) not in texts
