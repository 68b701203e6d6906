"""The published grammar and the parser accept the same texts."""

import random
from functools import cache
from pathlib import Path

import pytest

from cluster_rules.errors import RulesError
from cluster_rules.language import parse, print_expression
from cluster_rules.language.names import PHRASES
from cluster_rules.model import expressions as tree
from cluster_rules.model.units import UNITS
from tests.language import fuzz
from tests.language.test_spellings import SPELLINGS

lark = pytest.importorskip("lark")
FILE = Path(__file__).parents[2] / "docs" / "en" / "expression-grammar.lark"


@cache
def grammar():
    return lark.Lark(FILE.read_text(encoding="utf-8"), parser="earley", lexer="dynamic", start=["start", "tests"])


def derives(text, start="start"):
    try:
        grammar().parse(text, start=start)
    except lark.exceptions.LarkError:
        return False
    return True


def reads(text):
    try:
        return parse(text)
    except RulesError:
        return None


@pytest.mark.parametrize("canonical", sorted({canonical for _, canonical in SPELLINGS}))
def test_the_grammar_derives_every_canonical_spelling(canonical):
    assert derives(canonical)


def samples(count, seed):
    random_ = random.Random(seed)
    while count:
        node = reads(fuzz.expression(random_, 2))
        if node is None or isinstance(node, tree.UnaryTest):
            continue
        if len(text := print_expression(node)) < 60:
            count -= 1
            yield random_, text


def test_the_grammar_derives_what_the_printer_writes():
    assert [text for _, text in samples(60, 3) if not derives(text)] == []


def test_grammar_and_parser_agree_on_damaged_texts():
    disagreements = []
    for random_, text in samples(120, 4):
        tokens = text.split(" ")
        del tokens[random_.randrange(len(tokens))]
        damaged = " ".join(tokens)
        if derives(damaged) != (reads(damaged) is not None):
            disagreements.append(damaged)
    assert disagreements == []


def test_the_grammar_names_the_names_of_the_standard():
    text = FILE.read_text(encoding="utf-8")
    assert [phrase for phrase in PHRASES if phrase not in text] == []


def test_the_grammar_names_the_units():
    text = FILE.read_text(encoding="utf-8")
    assert [symbol for symbol in UNITS if symbol not in text] == []
