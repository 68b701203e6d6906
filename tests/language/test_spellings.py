"""As typed on a Chinese keyboard: the same tree as the plain spelling, and texts in quotes untouched."""

import pytest

from cluster_rules.language import applied, parse, parse_test, print_expression
from cluster_rules.model import expressions as tree

SPELLINGS = [
    ("占比＞＝２％", "占比 >= 2%"),
    ("占比 ≥ 2 %", "占比 >= 2%"),
    ("占比≧２%", "占比 >= 2%"),
    ("占比⩾2％", "占比 >= 2%"),
    ("占比 ≤ 2%", "占比 <= 2%"),
    ("占比≦2%", "占比 <= 2%"),
    ("占比＜＝2%", "占比 <= 2%"),
    ("占比 ≠ 2%", "占比 != 2%"),
    ("占比！＝2%", "占比 != 2%"),
    ("ａ＋ｂ－ｃ", "a + b - c"),
    ("a × b ÷ c", "a * b / c"),
    ("a − b", "a - b"),
    ("ａ＊ｂ／ｃ", "a * b / c"),
    ("ａ＊＊２", "a ** 2"),
    ("－a", "-a"),
    ("sum（a，b）", "sum(a, b)"),
    ("企业［规模以上＝true］", "企业[规模以上 = true]"),
    ("｛甲：1，“乙”：2｝", "{甲: 1, 乙: 2}"),
    ("企业．产值", "企业.产值"),
    ("x in ［1．．5）", "x in [1..5)"),
    ("“文本”", '"文本"'),
    ("‘文本’", '"文本"'),
    ("＂文本＂", '"文本"'),
    ("“３００　＞＝ ㎡”", '"３００　＞＝ ㎡"'),
    ('“他说"好"”', '"他说\\"好\\""'),
    ("a　且　b", "a and b"),
    ("a 或 b 且 c", "a or b and c"),
    ("非（a）", "not(a)"),
    ("非 a = 1 且 b", "not(a = 1) and b"),
    ("非(a) 且 b", "not(a) and b"),
    ("真 或 假", "true or false"),
    ("如果 a 那么 1 否则 2", "if a then 1 else 2"),
    ("３００亿元", "300 亿元"),
    ("１．５万元", "1.5 万元"),
    ("5吨／万元", "5 吨/万元"),
    ("３‰", "3‰"),
    ("５个百分点", "5 个百分点"),
    ("ＧＤＰ　＞　1", "GDP > 1"),
    ("@＂2025-03-31＂", '@"2025-03-31"'),
    ("1 ／／ 注释", "1"),
    ("1 /* 甲\n乙 */ + 2", "1 + 2"),
    (".5", "0.5"),
    ("00.50", "0.5"),
    ("1.2e3", "1200"),
    ("]1..5[", "(1..5)"),
    ("date\n  and time(x)", "date and time(x)"),
    ("非化石能源占比 > 10%", "非化石能源占比 > 10%"),
    ("300 元/家", "300 元/家"),
    ("300 元 / 家", "300 元 / 家"),
    ("3 年 + 18 个月", "3 年 + 18 个月"),
]


@pytest.mark.parametrize("written, canonical", SPELLINGS)
def test_the_same_tree_as_the_plain_spelling(written, canonical):
    assert print_expression(parse(written)) == canonical
    assert parse(written) == parse(canonical)


TESTS = [
    (">= 300 亿元", ">= 300 亿元", "x >= 300 亿元"),
    ("≥３００亿元", ">= 300 亿元", "x >= 300 亿元"),
    ("[1..5)", "[1..5)", "x in [1..5)"),
    ("（5000 万元..2 亿元］", "(5000 万元..2 亿元]", "x in (5000 万元..2 亿元]"),
    ('"a"，“b”', '? in ("a", "b")', 'x in ("a", "b")'),
    ("not(> 3)", "not(? in > 3)", "not(x in > 3)"),
    ('not("a", "b")', 'not(? in ("a", "b"))', 'not(x in ("a", "b"))'),
    ("not(a) and b", "not(a) and b", "x = (not(a) and b)"),
    ("非 “县级”", 'not(? in "县级")', 'not(x in "县级")'),
    ("非 > 3", "not(? in > 3)", "not(x in > 3)"),
    ("非 a = 1 且 b", "not(a = 1) and b", "x = (not(a = 1) and b)"),
    ("true", "true", "x = true"),
    ("count(?) > 3", "count(?) > 3", "count(x) > 3"),
    ("[1, 2]", "[1, 2]", "x in [1, 2]"),
    ("some y in ? satisfies y > 1", "some y in ? satisfies y > 1", "some y in x satisfies y > 1"),
]


@pytest.mark.parametrize("written, canonical, truth", TESTS)
def test_a_test_and_the_truth_it_states(written, canonical, truth):
    test = parse_test(written)
    assert print_expression(test) == canonical
    assert applied(test, tree.Name("x")) == parse(truth)


DECLARED = [
    ("规上 工业企业 > 3", {"规上 工业企业"}, tree.Name("规上 工业企业")),
    ("研发（R&D）经费 > 3", {"研发（R&D）经费"}, tree.Name("研发（R&D）经费")),
    ("研发(R&D)经费 > 3", {"研发（R&D）经费"}, tree.Name("研发（R&D）经费")),
    ("5G基站数 > 3", {"5G基站数"}, tree.Name("5G基站数")),
    ("或 > 3", {"或"}, tree.Name("或")),
    ("甲且乙 > 3", {"甲且乙", "甲"}, tree.Name("甲且乙")),
    ("非化石能源占比 > 3", {"非化石能源占比"}, tree.Name("非化石能源占比")),
]


@pytest.mark.parametrize("text, names, expected", DECLARED)
def test_declared_names_win(text, names, expected):
    assert parse(text, names=names) == tree.Comparison(">", expected, tree.NumberLiteral(3))


@pytest.mark.parametrize(
    "written, contents",
    [
        (r'"\d{3}\\"', "\\d{3}\\"),
        (r'"\u6587\U01F40E"', "文🐎"),
        (r'"\uD83D\uDE00"', "😀"),
        ("“他说\\”好\\””", "他说”好”"),
        (r'"\n\t\r\"\'"', "\n\t\r\"'"),
    ],
)
def test_escapes(written, contents):
    assert parse(written) == tree.TextLiteral(contents)
