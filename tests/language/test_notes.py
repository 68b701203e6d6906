"""What is said of formulas alone, in both languages. `notes.toml` is written by `make_notes` and reviewed."""

import tomllib

import pytest

from cluster_rules.errors import catalogue
from tests.language.make_notes import FILE, note

CASES = tomllib.loads(FILE.read_text(encoding="utf-8"))["case"]
#: Values that a formula is given from Python: see `tests/language/test_formula.py`.
ELSEWHERE = {"CR376", "CR377", "CR378", "CR379"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["formula"][:30])
def test_the_exact_note(case):
    found = note(case["formula"])
    assert found.code == case["code"]
    assert found.render("zh") == case["zh"]
    assert found.render("en") == case["en"]


def test_every_code_of_formulas_has_an_example():
    codes = {code for code in catalogue() if "CR350" < code <= "CR380"}
    assert codes - ELSEWHERE == {case["code"] for case in CASES}
