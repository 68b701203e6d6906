"""Whoever types formulas on a Chinese keyboard is never met by an error in English alone, without a place or a fix."""

import random
import re

import pytest

from cluster_rules.errors import RulesError
from cluster_rules.language import format_expression, parse, parse_test
from cluster_rules.language.characters import KEYWORDS, LOOK_ALIKES
from cluster_rules.language.formula import evaluate_expression
from cluster_rules.model.units import UNITS
from cluster_rules.semantics.feel.library import FUNCTIONS
from tests.agreement import runs
from tests.conformance.ruleset_mode import compiled

#: What comes out of an input method, right or wrong.
TYPED = [
    *("占比", "企业", "产值", "产値", "规上", "名称", "成立日期", "基准日", "企业．产值额", "企业.职工", "研发", "ｓｕｍ", "sum", "ѕum"),
    *("合计", "平均", "求和", "个数", "count", "ｃｏｕｎｔ", "some", "every", "如果", "那么", "否则", "真", "假", "是", "否"),
    *("３００", "300", "２．５", "３，０００", "3,000", "三百", "１２％", "2%", "２％", "百分之二", "亿元", "万元", "家", "３００亿元", "5㎡", "①"),
    *("＞", "＜", "＝", "＞＝", "＜＝", "≥", "≦", "≠", "＝＝", "！＝", "＋", "－", "×", "÷", "−", "——", "～", "、", "。", "；", "：", "，"),
    *("（", "）", "［", "］", "【", "】", "《", "》", "｛", "｝", "“", "”", "‘", "’", "「", "」", "＂", "\"", "'", "…", "．．", ".."),
    *("且", "或", "非", "并且", "而且", "或者", "不是", "不低于", "大于等于", "超过", "和", "与", "在", "in", "and", "or", "not"),
    *("　", " ", "\u00a0", "\t", "\n", "\u200b", "\u202e", "\ufeff", "＠", "＃", "＆＆", "｜｜", "？", "！", "＼", "／／", "／", "＊＊"),
    *("“工业”", "“甲", "‘乙’", "@“2025-03-31”", "@“2025-02-30”", "2025年3月31日", "2025-03-31", "２０２５．３．３１", "null", "空"),
]  # fmt: skip
#: Words that a Chinese note may have: they belong to the language, or name a key of the file.
OURS = {
    *LOOK_ALIKES.values(),
    *(word for function in FUNCTIONS.values() for s in function.signatures for word in re.findall("[A-Za-z]+", s.text)),
    *(word for name in (*FUNCTIONS, *KEYWORDS, *UNITS) for word in re.findall("[A-Za-z]+", name)),
    *("yaml", "facts", "definitions", "U", "x", "b", "number", "date", "string", "list", "P", "M", "D", "true", "false", "E", "m", "km"),
    *("values", "uXXXX", "UXXXXXX", "n", "of", "year", "month", "validity", "item", "e", "satisfies", "NFD", "numbers", "a"),
}  # fmt: skip


def text(rng):
    return "".join(rng.choice(TYPED) for _ in range(rng.randint(1, 9)))


def check(found, typed):
    """One diagnostic, as a person reads it."""
    message, fix = found.message("zh"), found.help("zh")
    assert re.search("[一-龥]", message), found.render("zh")
    assert re.search("[一-龥]", fix), found.render("zh")
    assert found.place is not None
    lines = typed.split("\n")
    assert 1 <= found.place.line <= len(lines)
    assert 1 <= found.place.column <= len(lines[found.place.line - 1]) + 1, found.render("zh")
    assert found.marked is not None
    assert found.excerpt is not None
    said = re.sub(r"U\+[0-9A-F]+", "", message + fix)
    foreign = set(re.findall("[A-Za-z]+", said)) - OURS
    leaked = [word for word in foreign if word not in "".join(wide(typed).split())]
    assert not leaked, (leaked, found.render("zh"))
    assert found.message("en")
    assert found.help("en")


def wide(typed):
    """The text as typed, and as it reads in ordinary letters."""
    return typed + " " + "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in typed)


def diagnostics(read, typed):
    try:
        found = read(typed)
    except RulesError as refused:
        return refused.diagnostics
    return getattr(found, "diagnostics", ())


CONTEXT = {"占比": 1, "产值": 5, "企业": [{"产值额": 1, "职工": 2}], "名称": "甲", "规上": True}
READERS = {
    "expression": parse,
    "test": parse_test,
    "formatter": format_expression,
    "formula": lambda typed: evaluate_expression(typed, CONTEXT),
}


@pytest.mark.parametrize("reader", READERS)
def test_every_error_is_in_chinese_with_its_place_and_a_fix(reader):
    rng, met = random.Random(f"keyboard {reader}"), set()
    for _ in range(runs(3000)):
        typed = text(rng)
        for found in diagnostics(READERS[reader], typed):
            check(found, typed)
            met.add(found.code)
    assert len(met) >= 15


def test_so_is_every_error_of_a_ruleset(tmp_path):
    rng, met = random.Random("keyboard ruleset"), set()
    for _ in range(runs(3000)):
        typed = text(rng)
        for found in diagnostics(lambda one: compiled(one, tmp_path), typed):
            check(found, typed)
            met.add(found.code)
    assert len(met) >= 25


def test_what_is_accepted_is_the_same_after_formatting():
    rng, accepted = random.Random("keyboard formatted"), 0
    for _ in range(runs(4000)):
        typed = text(rng)
        try:
            tree = parse_test(typed)
        except RulesError:
            continue
        accepted += 1
        assert parse_test(format_expression(typed)) == tree
    assert accepted > runs(100)
