"""What the outer approximation knows of a value: a range, a set of texts, or a truth, with the reasons it hangs on.

Infinity is `math.inf`, used for ends only; every finite number is an exact Fraction, and days are ordinals.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cluster_rules.model.types import BooleanType, TextType, Type
from cluster_rules.model.values import NO_REASONS, Partial, Reason, Reasons

INF = math.inf


@dataclass(frozen=True)
class Range:
    """Numbers and days from `low` to `high`; `undefined` where some completion gives none.

    What all completions agree on is known: then no reason is left that could matter.
    """

    low: Fraction | float
    high: Fraction | float
    reasons: Reasons = NO_REASONS
    undefined: bool = False

    def __post_init__(self) -> None:
        if self.low == self.high and not self.undefined:
            object.__setattr__(self, "reasons", NO_REASONS)

    @property
    def ends(self) -> tuple:
        return (self.low,) if self.low == self.high else (self.low, self.high)


@dataclass(frozen=True)
class Texts:
    """Texts it can be; None for any."""

    options: frozenset[str] | None
    reasons: Reasons = NO_REASONS
    undefined: bool = False

    def __post_init__(self) -> None:
        if self.options is not None and len(self.options) == 1 and not self.undefined:
            object.__setattr__(self, "reasons", NO_REASONS)


@dataclass(frozen=True)
class Truth:
    """`value` None is unknown."""

    value: bool | None
    reasons: Reasons = NO_REASONS
    undefined = False


UNDEFINED_REASON = frozenset({Reason("undefined", "?")})


def undefined(reasons: Reasons = NO_REASONS, low=-INF, high=INF) -> Range:
    return Range(low, high, reasons | UNDEFINED_REASON, True)


def read(value: object, of: Type) -> Range | Texts | Truth:
    """What a value of the model says, in the words of this page."""
    reasons = value.reasons if isinstance(value, Partial) else NO_REASONS
    if isinstance(of, BooleanType):
        return Truth(None, reasons) if isinstance(value, Partial) else Truth(value)
    if isinstance(of, TextType):
        return (
            Texts(value.options, reasons, value.undefined) if isinstance(value, Partial) else Texts(frozenset({value}))
        )
    if isinstance(value, Partial):
        return Range(_end(value.low, -INF), _end(value.high, INF), reasons, value.undefined)
    return Range(_end(value, 0), _end(value, 0))


def _end(value, otherwise):
    if value is None:
        return otherwise
    return Fraction(value.toordinal() if isinstance(value, date) else value)


def times(left, right):
    """A product of ends: nothing times infinity is nothing."""
    return Fraction(0) if left == 0 or right == 0 else left * right


def hull(parts: list, reasons: Reasons = NO_REASONS):
    """The smallest bound around all `parts`, which are of one kind."""
    reasons = reasons.union(*(part.reasons for part in parts))
    if isinstance(parts[0], Truth):
        values = {part.value for part in parts}
        return Truth(values.pop()) if len(values) == 1 and None not in values else Truth(None, reasons)
    anything_undefined = any(part.undefined for part in parts)
    if isinstance(parts[0], Texts):
        sets = [part.options for part in parts]
        return Texts(None if None in sets else frozenset().union(*sets), reasons, anything_undefined)
    low, high = min(part.low for part in parts), max(part.high for part in parts)
    return Range(low, high, reasons, anything_undefined)


def conjunction(truths: list[Truth]) -> Truth:
    """Strong Kleene; unknown hangs on the reasons of its unknown parts."""
    if any(truth.value is False for truth in truths):
        return Truth(False)
    open_parts = [truth for truth in truths if truth.value is None]
    return Truth(None, frozenset().union(*(t.reasons for t in open_parts))) if open_parts else Truth(True)


def negation(truth: Truth) -> Truth:
    return truth if truth.value is None else Truth(not truth.value)


def disjunction(truths: list[Truth]) -> Truth:
    return negation(conjunction([negation(truth) for truth in truths]))
