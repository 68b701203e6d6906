"""A gap is the smallest change that turns the finding; that of an unknown finding holds the gap of every completion."""

from fractions import Fraction

import pytest

from cluster_rules.model.units import UNITS
from cluster_rules.model.values import Partial, Reason
from cluster_rules.semantics.aggregates import Members, compare_ratio, deviation, ratio
from cluster_rules.semantics.bounds import COMPARE, compare
from cluster_rules.semantics.gaps import gap
from tests.agreement import sources

SYMBOLS = ("<", "<=", ">", ">=", "=")
WHY = frozenset({Reason("missing", "产值")})


def amount(symbol, found, quantum):
    return gap(symbol, compare(symbol, found, 0), found, quantum, UNITS["件"]).amount


def moved(symbol, found, by):
    """`found` after a change by so much in the direction that helps."""
    if symbol == "=":
        return found - by if found > 0 else found + by
    return found - by if symbol in ("<", "<=") else found + by


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_the_change_turns_the_finding_and_a_quantum_less_does_not(symbol):
    for name, rng in sources(f"gaps{symbol}", 400):
        quantum = rng.choice((1, 100, Fraction(1, 100)))
        found = rng.randint(-9, 9) * quantum + (
            0 if symbol == "=" else rng.choice((0, Fraction(1, 3), Fraction(1, 1000)))
        )
        if COMPARE[symbol](found, 0):
            continue
        least = amount(symbol, found, quantum)
        assert least > 0, name
        assert COMPARE[symbol](moved(symbol, found, least), 0), name
        assert not COMPARE[symbol](moved(symbol, found, least - quantum), 0), name


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_the_gap_of_an_unknown_finding_holds_that_of_every_completion(symbol):
    for name, rng in sources(f"gap intervals{symbol}", 400):
        low, high = sorted(rng.sample(range(-9, 10), 2))
        partly = Partial(WHY, low, high)
        if compare(symbol, partly, 0) is True:
            continue
        found = amount(symbol, partly, 1)
        each = [0 if COMPARE[symbol](value, 0) else amount(symbol, value, 1) for value in range(low, high + 1)]
        assert (found.low, found.high) == (min(each), max(each)), name


def test_a_gap_of_a_ratio_has_the_sign_of_its_finding():
    """Also where the denominator is negative: a share of a loss."""
    for name, rng in sources("ratio gaps", 600):
        pairs = [(rng.randint(-9, 9), rng.randint(-9, 9)) for _ in range(rng.randint(1, 3))]
        below = sum(below for _, below in pairs)
        if not below:
            continue
        members, target = Members(pairs), Fraction(rng.randint(-4, 4), 3)
        met = compare_ratio(">=", members, ratio(members, "比例"), target)
        assert met == (Fraction(sum(above for above, _ in pairs), below) >= target), name
        assert (deviation(members, target) >= 0) == met, name
