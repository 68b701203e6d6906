"""Our own cases, from a file that any implementation can read."""

from pathlib import Path

import pytest

from cluster_rules.language.formula import evaluate_expression
from cluster_rules.semantics.feel.library import FUNCTIONS

FILE = Path(__file__).with_name("feel_cases.txt")
LINES = FILE.read_text(encoding="utf-8").splitlines()
CASES = [tuple(line.split(" ⇒ ")) for line in LINES if line and not line.startswith("# ")]
#: They ask the clock, or are for patterns, which have their own table in `test_formula`.
ELSEWHERE = {"now", "today", "matches", "replace", "contains", "not"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_a_case_of_our_own(case):
    text, expected, *codes = case
    found = evaluate_expression(text)
    wanted = evaluate_expression(expected)
    assert not wanted.diagnostics
    assert found.value == wanted.value
    assert type(found.value) is type(wanted.value)
    assert {d.code for d in found.diagnostics} >= set(codes)


@pytest.mark.parametrize("name", sorted(FUNCTIONS.keys() - ELSEWHERE))
def test_every_function_has_a_case(name):
    assert any(f"{name}(" in case[0] or case[0].startswith(f"{name} instance") for case in CASES)
