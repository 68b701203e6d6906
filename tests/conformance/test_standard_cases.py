"""Cases written from the standard, beyond the public kit: whoever fits an implementation to the kit fails here."""

from pathlib import Path

import pytest

from cluster_rules.language.formula import evaluate_expression
from cluster_rules.semantics.feel.library import FUNCTIONS

FILE = Path(__file__).with_name("standard_cases.txt")
LINES = FILE.read_text(encoding="utf-8").splitlines()
CASES = [tuple(line.split(" ⇒ ")) for line in LINES if line and not line.startswith("# ")]


def same(left, right):
    """Equal in value and in type, also inside."""
    if type(left) is not type(right):
        return False
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    return left == right


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_a_case_of_the_standard(case):
    text, expected, *codes = case
    found, wanted = evaluate_expression(text), evaluate_expression(expected)
    assert not wanted.diagnostics
    assert same(found.value, wanted.value)
    assert {diagnostic.code for diagnostic in found.diagnostics} >= set(codes)
    assert all(diagnostic.place and diagnostic.marked for diagnostic in found.diagnostics)


def test_no_case_stands_twice():
    assert len({case[0] for case in CASES}) == len(CASES)


def test_every_function_has_a_case():
    texts = [case[0] for case in CASES]
    asks_the_clock = {"now", "today"}
    assert [name for name in FUNCTIONS if name not in asks_the_clock and not any(f"{name}(" in t for t in texts)] == []
