"""The published grammar and the parser accept the same texts, and refuse the same."""

import random
import re
from functools import cache
from pathlib import Path

import lark
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cluster_rules.errors import RulesError
from cluster_rules.language import Limits, format_expression, parse, parse_test, print_expression
from cluster_rules.language.characters import KEYWORDS
from cluster_rules.language.names import PHRASES
from cluster_rules.model import expressions as tree
from cluster_rules.model.units import UNITS
from tests.language import fuzz
from tests.language.test_spellings import SPELLINGS, TESTS
from tests.language.trees import TREES

FILE = Path(__file__).parents[2] / "docs" / "en" / "expression-grammar.lark"
#: The grammar knows no limits, so here the parser has none that matter.
LIMITS = Limits(text=10**5, depth=10**3, nodes=10**5, digits=10**5, exponent=10**8)
TOKEN = re.compile(r'\s+|"(?:[^"\\]|\\.)*"|\w+|\*\*|->|\.\.|<=|>=|!=|.', re.DOTALL)
STRAY = [*" ,)([]{}.:-@=<>*/?", "..", "->", "**", ">=", "!=", '"a"', "x", "1", ".5", "2%", "亿元", "3 家", "\n"]
STRAY += ["null", "not", "of", *sorted(KEYWORDS)]
STRAY += ["list", "range", "context", "date and time", "item", "true", "?", "// a\n", "/* b */", "非化石"]


@cache
def grammar():
    text = FILE.read_text(encoding="utf-8")
    return lark.Lark(text, parser="earley", lexer="dynamic", start=["start", "tests"])


def derives(text, start="start"):
    try:
        grammar().parse(text, start=start)
    except lark.exceptions.LarkError:
        return False
    return True


def reads(text, read=parse):
    try:
        return read(text, limits=LIMITS)
    except RulesError:
        return None


@pytest.mark.parametrize("canonical", sorted({canonical for _, canonical in SPELLINGS}))
def test_the_grammar_derives_every_canonical_spelling(canonical):
    assert derives(canonical)


@pytest.mark.parametrize("written", [written for written, _, _ in TESTS])
def test_the_grammar_derives_tests(written):
    assert derives(format_expression(written), "tests")


def samples(count, seed):
    random_ = random.Random(seed)
    while count:
        node = reads(fuzz.expression(random_, 2))
        if node is None or isinstance(node, tree.UnaryTest):
            continue
        if len(text := print_expression(node)) < 60:
            count -= 1
            yield random_, text


def short(node):
    return len(print_expression(node)) < 80


@settings(max_examples=60, deadline=None)
@given(TREES.filter(short))
def test_the_grammar_derives_what_the_printer_writes(node):
    assert derives(print_expression(node), "tests")


def damaged(text, rng):
    """`text` with one or two tokens left out, put in, changed or exchanged."""
    tokens = TOKEN.findall(text)
    for _ in range(rng.choice((1, 1, 2))):
        place, other = rng.randrange(len(tokens) + 1), rng.randrange(len(tokens) + 1)
        change = rng.randrange(4)
        if change == 0:
            del tokens[place : place + 1]
        elif change == 1:
            tokens.insert(place, rng.choice(STRAY))
        elif change == 2:
            tokens[place : place + 1] = [rng.choice(STRAY)]
        else:
            tokens[place : place + 1], tokens[other : other + 1] = tokens[other : other + 1], tokens[place : place + 1]
    return "".join(tokens)


def is_plain(text):
    """What only the parser checks is left out: escapes, thousands separators, keys given twice, look-alikes."""
    return "\\" not in text and not re.search(r"\d,\d|[^\W\d_]*[且或非]|  ", text)


def disagreement(text, start, read):
    accepted = reads(text, read) is not None
    return "" if derives(text, start) == accepted else f"{'parser' if accepted else 'grammar'} alone accepts {text!r}"


@settings(max_examples=250, deadline=None)
@given(TREES.filter(short), st.randoms(use_true_random=False))
def test_grammar_and_parser_agree_on_damaged_trees(node, rng):
    text = damaged(print_expression(node), rng)
    if is_plain(text):
        assert not disagreement(text, "tests", parse_test)


def test_grammar_and_parser_agree_on_damaged_texts():
    texts = [damaged(text, random_) for random_, text in samples(250, 4)]
    assert [found for text in texts if is_plain(text) and (found := disagreement(text, "start", parse))] == []


@pytest.mark.parametrize(
    "text",
    [
        *("f(1,)", "[1,]", "{a: 1,}", "function(a,) a", "(1, 2)", "a in ()", "forx in y return 1"),
        *("x instance of list<>", "x instance of list<a, b>", "x instance of context<>"),
        "x instance of function<a,> -> b",
    ],
)
def test_both_refuse(text):
    assert not derives(text)
    assert reads(text) is None


def alternatives(terminal):
    """The longest list of alternatives in the pattern of a terminal."""
    line = next(line for line in FILE.read_text(encoding="utf-8").splitlines() if line.startswith(f"{terminal}: "))
    return set(max(re.findall(r"\(([^()]*\|[^()]*)\)", line), key=len).split("|"))


def test_the_grammar_names_the_names_of_the_standard():
    assert alternatives("PHRASE") == set(PHRASES)


def test_the_grammar_names_the_units():
    assert alternatives("NUMBER") == {symbol for symbol in UNITS if symbol}
