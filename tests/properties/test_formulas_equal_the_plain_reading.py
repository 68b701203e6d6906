"""A formula by itself means what a second reading of the standard says, which shares no code with the library."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cluster_rules.semantics.feel import operators, values
from tests.agreement import runs, sources
from tests.language.formulas import KINDS, FormulaMaker, difference

SHRINKING = settings(max_examples=runs(40), deadline=None, database=None, suppress_health_check=list(HealthCheck))


def drawn(rng, depth=4):
    return FormulaMaker(rng).form(rng.choice(KINDS), rng.randint(1, depth))


def test_formulas_equal_the_plain_reading():
    followed = 0
    for name, rng in sources("formulas", 2500):
        different = difference(drawn(rng))
        assert not different, f"{name}\n{different}"
        followed += different is not None
    assert followed > runs(2500) * 0.95


@SHRINKING
@given(st.randoms(use_true_random=False))
def test_a_difference_shrinks_to_its_smallest_form(rng):
    assert not difference(drawn(rng, 3))


def _number(budget, left, right):
    return left - right


@pytest.mark.parametrize(
    "module, name, wrong",
    [
        (operators, "_OPERATIONS", {**operators._OPERATIONS, ("+", "number", "number"): _number}),
        (values, "equal", lambda left, right: left == right),
        (values, "_ORDERED", frozenset({"number"})),
    ],
)
def test_a_wrong_library_is_found_out(monkeypatch, module, name, wrong):
    monkeypatch.setattr(module, name, wrong)
    assert any(difference(drawn(random.Random(number))) for number in range(5000))
