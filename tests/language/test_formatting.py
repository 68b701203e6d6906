"""What is typed in any way becomes the canonical spelling, and stays the same tree; layout and comments stay too."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cluster_rules.errors import Place, RulesError
from cluster_rules.language import format_expression, parse, parse_test, print_expression
from cluster_rules.model import expressions as tree
from tests.language.test_spellings import DECLARED, SPELLINGS
from tests.language.trees import TREES
from tests.language.typed import typed


@pytest.mark.parametrize("written, canonical", SPELLINGS)
def test_the_canonical_spelling(written, canonical):
    if "注释" not in written and "\n" not in written:
        assert format_expression(written) == canonical
    assert parse(format_expression(written)) == parse(canonical)


@pytest.mark.parametrize(
    "written, formatted",
    [
        ("≥３００亿元", ">= 300 亿元"),
        ("“a”，“b”", '"a", "b"'),
        ("（5000 万元．．2 亿元］", "(5000 万元..2 亿元]"),
        ("not（>3）", "not(> 3)"),
        ("非 非 a＝1 且 b", "not(not(a = 1)) and b"),
        ("a. 或＋1", "a.或 + 1"),
        ("{if:1}.if  ［1］", "{if: 1}.if[1]"),
        ("{“甲”：1，“甲 乙”：2}", '{甲: 1, "甲 乙": 2}'),
        ("f（n：－ 3，m：[ －a ]）", "f(n: -3, m: [-a])"),
        ("function（a:number,b）（a + b）（3）", "function(a: number, b) (a + b)(3)"),
        ("x instance of  list< number >且 y", "x instance of list<number> and y"),
        ("x in ]１．．5[ 且 y", "x in (1..5) and y"),
        ("x instance of list<number>-70", "x instance of list<number> - 70"),
        ("x instance of function－1", "x instance of function - 1"),
        ("  a  ", "a"),
    ],
)
def test_blanks_brackets_and_words(written, formatted):
    assert format_expression(written) == formatted
    assert format_expression(formatted) == formatted
    assert parse_test(formatted) == parse_test(written)


def test_brackets_line_breaks_and_comments_stay():
    text = "（（a＋1））\n   且  b　／／　为什么：a，b\r\n或 c /* ＞＝ */ ＝2\n"
    assert format_expression(text) == "((a + 1))\n   and b　／／　为什么：a，b\r\nor c /* ＞＝ */ = 2\n"


@pytest.mark.parametrize("text, names, expected", DECLARED)
def test_a_declared_name_is_written_as_declared(text, names, expected):
    assert format_expression(text, names=names) == f"{expected.name} > 3"


def test_what_is_no_expression_is_refused_at_its_place():
    with pytest.raises(RulesError) as caught:
        format_expression("a ＞ 3,000", origin=Place("5-2.yaml", 7, 10))
    assert str(caught.value.diagnostics[0].place) == "5-2.yaml:7:14"


@settings(max_examples=200, deadline=None)
@given(TREES, st.randoms(use_true_random=False))
def test_however_it_is_typed_the_formatter_writes_what_the_printer_writes(node, rng):
    canonical = print_expression(node)
    written = typed(canonical, rng)
    assert format_expression(canonical) == canonical
    assert format_expression(written) == canonical
    assert parse_test(written) == parse_test(canonical)


def test_a_text_in_quotes_is_never_respelt():
    assert format_expression("a = “３００　＞＝ ㎡，且”") == 'a = "３００　＞＝ ㎡，且"'
    assert parse("“，”") == tree.TextLiteral("，")


def test_the_typist_varies_what_it_can():
    assert len({typed('x in ["a", 2%] and y >= 3', random.Random(seed)) for seed in range(50)}) > 40
