"""The page for analysts: every example holds, every function and limit is named."""

import re
from pathlib import Path

import pytest

from cluster_rules.language import parse_test
from cluster_rules.language.formula import evaluate_expression
from cluster_rules.model.limits import DEFAULT_LIMITS
from cluster_rules.semantics.feel.library import FUNCTIONS

PAGE = (Path(__file__).parents[2] / "docs" / "zh" / "expressions.md").read_text(encoding="utf-8")


def blocks(info):
    return re.findall(rf"^```{info}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


FACTS = {
    name: evaluate_expression(text).value
    for name, text in (line.split(" = ", 1) for block in blocks("feel-context") for line in block.splitlines())
}
EXAMPLES = [line.split(" ⇒ ") for block in blocks("feel") for line in block.splitlines()]


@pytest.mark.parametrize("text, result", EXAMPLES)
def test_an_example_holds(text, result):
    found = evaluate_expression(text, FACTS)
    assert found.value == evaluate_expression(result).value
    assert result == "null" or not found.diagnostics


@pytest.mark.parametrize("test", re.findall(r"^\| `(.+?)`(?:、`.+?`)? \| (?:不|大|是|等|用)", PAGE, re.MULTILINE))
def test_a_threshold_reads(test):
    assert parse_test(test)


def test_every_function_is_named():
    assert [name for name in FUNCTIONS if f"`{name}`" not in PAGE] == []


def test_the_limits_are_those_of_the_code():
    for limit in (DEFAULT_LIMITS.text, DEFAULT_LIMITS.depth, DEFAULT_LIMITS.nodes, DEFAULT_LIMITS.pattern):
        assert f"| {limit} |" in PAGE
    for limit in (DEFAULT_LIMITS.steps, DEFAULT_LIMITS.items, DEFAULT_LIMITS.characters):
        assert f"| {limit:,} |".replace(",", " ") in PAGE


@pytest.mark.parametrize("text, value", [("2 ** 3 ** 2", 64), ("-3 ** 2", 9)])
def test_the_page_on_the_grammar_holds(text, value):
    assert evaluate_expression(text).value == value
