"""What `evaluate_expression` answers, where the public kit is silent: registers, quantities, exactness, limits."""

import datetime as dt
import decimal
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from cluster_rules.errors import RulesError
from cluster_rules.language.formula import evaluate_expression
from cluster_rules.model.limits import Limits
from cluster_rules.semantics.feel import temporal as t
from tests.agreement import sources
from tests.language.fuzz import outcome
from tests.language.fuzz import text as random_text

REGISTER = [
    {"名称": "甲", "产值": 20_000_000_000, "规上": True, "成立": dt.date(2012, 5, 1)},
    {"名称": "乙", "产值": 10_000_000_000, "规上": True, "成立": dt.date(2020, 2, 29)},
    {"名称": "丙", "产值": None, "规上": False, "成立": dt.date(2024, 12, 31)},
]
CONTEXT = {"企业": REGISTER, "占比": Decimal("0.02"), "空": []}

VALUES = [
    ("sum(企业[规上 = true].产值)", 30_000_000_000),
    ("sum(企业[规上].产值) ≥ 300 亿元", True),
    ("sum(企业[规上].产值) > 300 亿元", False),
    ("占比 >= 2%", True),
    ("占比＞２％", False),
    ("count(企业[产值 >= 150 亿元])", 1),
    ("企业[名称 = “乙”].产值[1] / 1 亿元", 100),
    ("some 企 in 企业 satisfies 企.产值 > 150 亿元", True),
    ("every 企 in 企业 satisfies 企.产值 > 50 亿元", None),
    ("every 企 in 企业 satisfies 企.产值 > 150 亿元", False),
    ("for 企 in 企业[规上] return 企.名称", ["甲", "乙"]),
    ("mean(企业[规上].产值) = 150 亿元", True),
    ("max(企业[规上].产值) - min(企业[规上].产值) = 100 亿元", True),
    ("count(企业[成立 <= @“2020-12-31”])", 2),
    ("@“2024-02-29” + @“P1Y”", dt.date(2025, 2, 28)),
    ("count(空)", 0),
    ("如果 占比 ≥ 2% 那么 “达标” 否则 “未达标”", "达标"),
    ("非(占比 > 2%) 且 占比 ≥ 2%", True),
    ("占比 in [1%..2%]", True),
    ("占比 in (< 1%, [2%..3%))", True),
    ("0.1 + 0.2 = 0.3", True),
    ("1 / 3 * 3 = 1", True),
    ("1e100 + 1 - 1e100", 1),
    ("123456789012345678901234567890.1 - 0.1", 123456789012345678901234567890),
    ("1 / 3", Fraction(1, 3)),
    ("string(1 / 3)", "0.3333333333333333333333333333333333"),
    ("string(2 / 3)", "0.6666666666666666666666666666666667"),
    ("string(0.50)", "0.5"),
    ("5 吨/万元 * 2 万元", 10_000),
    ("3 年 = 36 个月", True),
    ("sort(企业[规上], function(a, b) a.产值 < b.产值).名称", ["乙", "甲"]),
    ("{甲: 1, 乙: 甲 + 1}.乙", 2),
    ("@“2021-03-28T00:30:00@Europe/Paris” + @“PT2H”", dt.datetime(2021, 3, 28, 3, 30, tzinfo=ZoneInfo("Europe/Paris"))),
    ("now()", dt.datetime(2025, 3, 31, 8, 0, tzinfo=dt.UTC)),
    ("today()", dt.date(2025, 3, 31)),
    ("matches(“ＡＢＣ企业”, “企业$”)", True),
    ("matches(“甲乙”, “^\\p{IsCJKUnifiedIdeographs}+$”)", True),
    ("replace(“2025年03月”, “(\\d+)年(\\d+)月”, “$1-$2”)", "2025-03"),
    ("split(“甲；乙；丙”, “；”)", ["甲", "乙", "丙"]),
    ("@“P5D”", dt.timedelta(days=5)),
    ("@“P14M”", t.MonthsDuration(14)),
    ("@“10:00:00.5+08:00”", dt.time(10, 0, 0, 500_000, dt.timezone(dt.timedelta(hours=8)))),
    ("@“123456-01-01”", t.Date(123456, 1, 1)),
]


@pytest.mark.parametrize("text, expected", VALUES)
def test_value(text, expected):
    found = evaluate_expression(text, CONTEXT, now=dt.datetime(2025, 3, 31, 8, tzinfo=dt.UTC))
    assert found.value == expected
    assert type(found.value) is type(expected)


NULLS = [
    ("1 / 0", "CR361", 1),
    ("1 + 产值", "CR351", 5),
    ("summ(企业)", "CR352", 1),
    ("占比(1)", "CR353", 1),
    ("占比 > “2%”", "CR354", 1),
    ("1 + @“2025-02-30”", "CR355", 5),
    ("1 + -“2”", "CR367", 5),
    ("mean(空)", "CR356", 1),
    ("max(空)", "CR356", 1),
    ("sum(空)", "CR356", 1),
    ("sqrt(-1)", "CR356", 1),
    ("abs(“a”)", "CR357", 1),
    ("abs(1, 2)", "CR358", 1),
    ("企业[4]", "CR359", 1),
    ("企业[1].利润", "CR360", 1),
    ("企业[1].__class__", "CR360", 1),
    ("“a”.upper", "CR360", 1),
    ("matches(“a”, “(a)\\1”)", "CR362", 1),
    ("1 and true", "CR363", 1),
    ("9 ** 99999", "CR364", 1),
    ("1 instance of 整数", "CR365", 1),
    ("for x in “a”..“z” return x", "CR366", 1),
]


@pytest.mark.parametrize("text, code, column", NULLS)
def test_null_says_why_and_where(text, code, column):
    found = evaluate_expression(text, CONTEXT)
    assert found.value is None
    assert (code, column) in {(d.code, d.place.column) for d in found.diagnostics}
    for locale in ("zh", "en"):
        assert found.diagnostics[0].render(locale)


def test_a_misspelt_name_is_answered_with_the_nearest_one():
    (found,) = evaluate_expression("产値 + 1", {"产值": 1}).diagnostics[:1]
    assert found.help("zh") == "检查名称的写法；最接近的名称：产值（値 U+5024 ≠ 值 U+503C）"


@pytest.mark.parametrize(
    "text, told",
    [
        ("1 + “a”", "运算符 + 不能用于 数 和 文本"),
        ("[1, “a”] < @“P1D”", "运算符 < 不能用于 列表 和 日时时长"),
        ("abs(null)", "函数 abs 的参数 n 应当是 数 | 年月时长 | 日时时长，却是 空值"),
        ("sum([1, “a”])", "函数 sum 的参数 list 应当是 列表<数>，却是 列表<数 | 文本>"),
        ("-true", "负号不能用于真假"),
    ],
)
def test_kinds_are_named_in_chinese(text, told):
    assert evaluate_expression(text).diagnostics[0].message("zh") == told


REFUSED = [
    ("for x in 1..1000000000 return x", "CR372"),
    ("for x in 1..300, y in 1..300, z in 1..300 return x", "CR371"),
    ("some x in 1..9999, y in 1..9999 satisfies false", "CR371"),
    ("string join(for x in 1..60000 return “一二三四五六七八九十一二三四五六七八九十”, “”)", "CR373"),
    ("(function(f) f(f))(function(f) f(f))", "CR374"),
    ("matches(“a”, “((a{99}){99}){99}”)", "CR375"),
    ("for i in 1..1000 return if i = 1 then [1] else [partial[-1]]", "CR380"),
    ("string((for i in 1..1000 return if i = 1 then [1] else [partial[-1]])[-1])", "CR380"),
    ("for i in 1..40 return if i = 1 then [1] else [partial[-1], partial[-1]]", "CR371"),
    ("(for i in 1..40 return if i = 1 then [1] else [partial[-1], partial[-1]])[40] = 1", "CR371"),
    ("{a: for i in 1..40 return if i = 1 then [1] else [partial[-1], partial[-1]], b: a[40] in [a[39]]}.b", "CR371"),
    ("{a: for i in 1..50000 return i, b: for i in 1..50000 return reverse(a)}.b", "CR371"),
    ("{a: for i in 1..50000 return i, b: for i in 1..50000 return max(a)}.b", "CR371"),
    ("{a: for i in 1..50000 return i, b: for i in 1..50000 return a = a}.b", "CR371"),
    ("for i in 1..50 return if i = 1 then “ab” else partial[-1] + partial[-1]", "CR373"),
    ("for i in 1..9999 return if i = 1 then {a: 1} else context put(partial[-1], string(i), i)", "CR371"),
]


@pytest.mark.parametrize("text, code", REFUSED)
def test_a_limit_refuses(text, code):
    with pytest.raises(RulesError) as caught:
        evaluate_expression(text)
    assert caught.value.diagnostics[0].code == code
    assert caught.value.diagnostics[0].place.line == 1


@pytest.mark.parametrize("pattern", ["(a+)+$", "^(a|a)*$", "(a*)*b", "(?:(?:){9999}){9999}", "(x+x+)+y", "(.*)*$"])
def test_patterns_cost_linear_time(pattern):
    evaluate_expression(f'matches("{"a" * 2000}b", "{pattern}")')


PATTERNS = [
    ("matches(“abc”, “B”, “i”)", True),
    ("matches(“a.c”, “a.c”, “q”)", True),
    ("matches(“abc”, “a.c”, “q”)", False),
    ("matches(“a b”, “a b”, “x”)", False),
    ("matches(“a\\nb”, “^b$”)", False),
    ("matches(“a\\nb”, “^b$”, “m”)", True),
    ("matches(“a\\nb”, “a.b”, “s”)", True),
    ("matches(“b”, “[a-z-[aeiou]]”)", True),
    ("matches(“e”, “[a-z-[aeiou]]”)", False),
    ("matches(“-”, “[a-]”)", True),
    ("matches(“\\u212A”, “[A-Z]”, “i”)", True),
    ("matches(“k”, “\\u212A”, “i”)", True),
    ("matches(“a”, “[\\p{Lu}]”, “i”)", False),
    ("matches(“Q”, “[^q]”, “i”)", False),
    ("matches(“a b”, “a[ ]b”, “x”)", True),
    ("matches(“ab”, “a b”, “x”)", True),
    ("matches(“a]”, “a\\]”)", True),
    ("matches(“a”, “[]a]”)", None),
    ("matches(“a”, “[[a]”)", None),
    ("matches(“a”, “a\\\\”)", None),
    ("matches(“\\t”, “[\\t]”)", True),
    ("matches(“^”, “[\\^]”)", True),
    ("matches(“1”, “[\\d]”)", True),
    ("matches(“a”, “a{x}”)", None),
    ("matches(“a”, “a{1”)", None),
    ("matches(“a”, “^*”)", None),
    ("matches(“a”, “)”)", None),
    ("matches(“a”, “\\p”)", None),
    ("matches(“a”, “[a-z-[b]”)", None),
    ("matches(“a”, “[b-\\d]”)", None),
    ("matches(“\\n”, “a|\\n|\\.”)", True),
    ("matches(“ac”, “^(?:a|b)?c??$”)", True),
    ("matches(“aaa”, “^a{2}$”)", False),
    ("matches(“aaa”, “^a{2,}$”)", True),
    ("matches(“Ab1 _”, “^\\p{Lu}\\p{Ll}\\p{Nd}\\s\\P{L}$”)", True),
    ("matches(“x:1”, “^\\i\\c*$”)", True),
    ("matches(“x”, “[^\\w]”)", False),
    ("matches(“a”, “a”, “z”)", None),
    ("matches(“a”, “a**”)", None),
    ("matches(“a”, “(a”)", None),
    ("matches(“a”, “[a”)", None),
    ("matches(“a”, “[b-a]”)", None),
    ("matches(“a”, “a{2,1}”)", None),
    ("matches(“a”, “(?=a)”)", None),
    ("matches(“a”, “\\p{Xx}”)", None),
    ("matches(“a”, “\\q”)", None),
    ("replace(“aaa”, “a*?”, “x”)", None),
    ("replace(“abc”, “(b)”, “<$0$1$2>”)", "a<bb>c"),
    ("replace(“abc”, “b”, “\\$”)", "a$c"),
    ("replace(“abc”, “b”, “$”)", None),
    ("replace(“a+b”, “+”, “$1”, “q”)", "a$1b"),
    ("replace(“aabb”, “a|ab”, “x”)", "xxbb"),
    ("replace(“xay”, “(a)|(b)”, “[$2]”)", "x[]y"),
]


@pytest.mark.parametrize("text, expected", PATTERNS)
def test_patterns_of_xpath(text, expected):
    assert evaluate_expression(text).value == expected


@pytest.mark.parametrize(
    "value, code",
    [
        *((0.5, "CR377"), (float("nan"), "CR377"), (Decimal("NaN"), "CR376"), (b"a", "CR376"), (object(), "CR376")),
        *(({1: 2}, "CR376"), ({"甲": [0.5]}, "CR377"), ([10**5000], "CR379")),
    ],
)
def test_values_that_a_formula_does_not_accept(value, code):
    with pytest.raises(RulesError, match=code):
        evaluate_expression("a", {"a": value})


def test_a_value_that_contains_itself_is_refused():
    value = []
    value.append(value)
    with pytest.raises(RulesError, match="CR378"):
        evaluate_expression("a", {"a": value})


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, 1, Fraction(1, 3), "文", dt.date(2025, 3, 31), dt.time(8, 30), dt.timedelta(days=-1, seconds=5)),
        *(dt.datetime(2025, 3, 31, 8, 30, 1, 5), dt.datetime(2025, 3, 31, 8, tzinfo=ZoneInfo("Asia/Shanghai"))),
        *([1, ["a"]], {"a": {"b": [None]}}),
    ],
)
def test_values_come_back_as_they_went_in(value):
    assert evaluate_expression("x", {"x": value}).value == value


def test_the_host_decimal_context_has_no_influence():
    with decimal.localcontext(decimal.Context(prec=3)):
        assert evaluate_expression("300.05 + 0 = 300.05 and sqrt(2) > 1.4142135").value is True
        assert evaluate_expression("string(2 ** 0.5)").value == "1.414213562373095048801688724209698"


def test_limits_can_be_changed():
    with pytest.raises(RulesError, match="CR371"):
        evaluate_expression("count(for x in 1..100 return x)", limits=Limits(steps=50))


def test_random_texts_raise_nothing_foreign():
    found = Counter(outcome(random_text(rng)) for _, rng in sources("texts", 3_000))
    assert min(found["value"], found["null"], found["refused"]) > sum(found.values()) / 6
