"""How far a measurement is from its threshold: the smallest change that turns the finding, in natural units.

`deviation` is actual − threshold in base units of what has to change; it may be partly known. Nothing is rounded
before the comparison; a gap is rounded outward afterwards, to the quantum of what has to change.
"""

from __future__ import annotations

import math
from fractions import Fraction

from cluster_rules.model.decision import Gap
from cluster_rules.model.numbers import Number, normal
from cluster_rules.model.units import Unit
from cluster_rules.model.values import Partial, Value
from cluster_rules.semantics.bounds import End, ends, negate
from cluster_rules.semantics.truth import Truth


def gap(symbol: str, truth: Truth, deviation: Value, quantum: Number, unit: Unit, basis: str = "value") -> Gap | None:
    """The shortfall of a finding that is not met or unknown, the margin of one that is met; None where none is."""
    if symbol == "!=" or (isinstance(deviation, Partial) and deviation.undefined):
        return None
    surplus = negate(deviation) if symbol in {"<", "<="} else deviation
    if truth is True:
        return Gap("margin", surplus, unit, basis)  # type: ignore[arg-type]
    amount = _shortfall(surplus, quantum, strictly=symbol in {"<", ">"}, both_ways=symbol == "=")
    return Gap("shortfall", amount, unit, basis)  # type: ignore[arg-type]


def _shortfall(surplus: Value, quantum: Number, *, strictly: bool, both_ways: bool) -> Value:
    low, high = _below_zero(*ends(surplus)) if both_ways else ends(surplus)
    least = None if high is None else _outward(-high, quantum, strictly)
    most = None if low is None else _outward(-low, quantum, strictly)
    if not isinstance(surplus, Partial):
        return least  # type: ignore[return-value]
    return Partial(surplus.reasons, 0 if least is None else least, most)


def _below_zero(low: End, high: End) -> tuple[End, End]:
    """The ends of −|surplus|, for what may be missed on either side."""
    furthest = None if low is None or high is None else -max(abs(low), abs(high))
    straddles = (low is None or low <= 0) and (high is None or high >= 0)
    return furthest, 0 if straddles else -min(abs(end) for end in (low, high) if end is not None)


def _outward(amount: End, quantum: Number, strictly: bool) -> Number:
    """`amount` rounded up to whole quanta, one more where it has to be exceeded; never below zero."""
    steps = Fraction(amount) / quantum
    whole = math.floor(steps) + 1 if strictly else math.ceil(steps)
    return max(0, normal(whole * Fraction(quantum)))
