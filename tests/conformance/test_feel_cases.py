"""Our own cases for formulas alone, from files that any implementation can read, and what has no case in them."""

from pathlib import Path

import pytest

from cluster_rules.language.formula import evaluate_expression
from cluster_rules.language.levels import BINDING
from cluster_rules.semantics.feel import evaluation, signatures
from cluster_rules.semantics.feel.failures import Undefined
from cluster_rules.semantics.feel.library import FUNCTIONS
from cluster_rules.semantics.feel.operators import _OPERATIONS
from tests.conformance import feel_operators

FOLDER = Path(__file__).parent
#: They ask the clock.
WITHOUT_A_CASE = {"now()", "today()"}


def lines(name):
    return [line for line in (FOLDER / name).read_text(encoding="utf-8").splitlines() if line and line[:2] != "# "]


CASES = [tuple(line.split(" ⇒ ")) for name in ("feel_cases.txt", "feel_arguments.txt") for line in lines(name)]
POINTS = [tuple(line.split(" ⇒ ")) for line in lines("feel_points.txt") if " ⇒ " in line]
KINDS = {
    kind: tuple(evaluate_expression(text).value for text in values.split("; "))
    for kind, values in (line.split(": ", 1) for line in lines("feel_points.txt") if " ⇒ " not in line)
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_a_case_of_our_own(case):
    text, expected, *codes = case
    found = evaluate_expression(text)
    wanted = evaluate_expression(expected)
    assert not wanted.diagnostics
    assert found.value == wanted.value
    assert type(found.value) is type(wanted.value)
    assert {d.code for d in found.diagnostics} >= set(codes)
    assert all(d.marked and d.place.line == 1 for d in found.diagnostics)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("case", POINTS, ids=lambda case: case[0])
def test_a_case_for_every_kind_with_an_order(case, kind):
    text, expected = case
    found = evaluate_expression(text, dict(zip("abc", KINDS[kind], strict=True)))
    assert (found.value, found.diagnostics) == ({"true": True, "false": False}[expected], ())


def test_the_tables_of_operators_are_current():
    text = feel_operators.FILE.read_text(encoding="utf-8")
    assert text == feel_operators.text(), "run python -m tests.conformance.feel_operators"


def test_the_tables_have_every_operator_and_every_kind():
    assert set(feel_operators.OPERATORS) == BINDING.keys() - {"instance", ".", "[", "("}
    assert {kind for _, left, right in _OPERATIONS for kind in (left, right)} <= feel_operators.VALUES.keys()
    operators = {operator for operator, _, _ in _OPERATIONS}
    assert operators <= set(feel_operators.OPERATORS)


def test_every_defined_pair_has_a_value_in_the_tables():
    """A pair that is defined and shown as undefined would have no case that says what it means."""
    local = {("-", "date", "date and time"), ("-", "date and time", "date")}
    for operator, left, right in _OPERATIONS.keys() - local:
        values = feel_operators.VALUES
        assert feel_operators.cell(operator, values[left][0], values[right][1]) != "·", (operator, left, right)


class Uses:
    """Which signatures, parameters and kinds of arguments the cases call, and with which they are refused."""

    def __init__(self):
        self.fitted, self.refused = set(), set()

    def chosen(self, function, arguments, names):
        for candidate in function.signatures:
            placed = self.placed(candidate, arguments, names)
            if placed is not None:
                self.note(candidate, placed)
        return signatures.chosen(function, arguments, names)

    @staticmethod
    def placed(candidate, arguments, names):
        return signatures._named(candidate, arguments, names) if names else signatures._positional(candidate, arguments)

    def note(self, candidate, placed):
        fits = True
        for parameter, value in zip(candidate.parameters, placed, strict=True):
            if value is signatures._ABSENT:
                continue
            try:
                signatures.fitted(candidate, parameter, value)
            except Undefined:
                self.refused.add((candidate.text, parameter.name))
                fits = False
        if fits:
            self.fitted.add((candidate.text, "", ""))
            self.fitted.update(
                used for pair in zip(candidate.parameters, placed, strict=True) for used in kinds(candidate, *pair)
            )


def kinds(candidate, parameter, value):
    for item in value if parameter.many and isinstance(value, list) else [value]:
        for type_ in parameter.types or ("any",):
            if item is not signatures._ABSENT and (type_ == "any" or signatures.fits(item, type_)):
                yield candidate.text, parameter.name, type_


@pytest.fixture(scope="module")
def uses():
    found = Uses()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluation, "chosen", found.chosen)
        for text, *_ in CASES:
            evaluate_expression(text)
        for values in KINDS.values():
            for text, _ in POINTS:
                evaluate_expression(text, dict(zip("abc", values, strict=True)))
    return found


SIGNATURES = [s for function in FUNCTIONS.values() for s in function.signatures if s.text not in WITHOUT_A_CASE]


@pytest.mark.parametrize("signature", SIGNATURES, ids=lambda signature: signature.text[:60])
def test_every_parameter_has_a_case_for_each_kind_and_one_that_is_refused(signature, uses):
    assert (signature.text, "", "") in uses.fitted
    for parameter in signature.parameters:
        for type_ in parameter.types or ("any",):
            assert (signature.text, parameter.name, type_) in uses.fitted
        assert not parameter.types or (signature.text, parameter.name) in uses.refused


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_refuses_another_number_of_arguments(name):
    assert any(text.startswith(f"{name}(") and codes == ["CR358"] for text, _, *codes in CASES)
