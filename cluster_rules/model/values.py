"""Values that may be partly unknown. What is known is a plain Python value; the rest is a `Partial`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias

from cluster_rules.model.numbers import Number

ReasonKind = Literal["missing", "conflict", "judgement", "undefined", "incomplete"]
#: missing: no value was given. conflict: sources disagree. judgement: a person has yet to find.
#: undefined: no such number (division by zero, mean of nothing). incomplete: the register may have more records.


@dataclass(frozen=True, slots=True, order=True)
class Reason:
    """Why something is unknown: the fact `企业[9115…].研发经费`, or the register, or the formula."""

    kind: ReasonKind
    #: A scalar fact, a register, or, for `undefined`, the formula that has no value.
    fact: str
    #: The identity key of the record; empty where the reason is not about one record.
    record: str = ""
    field: str = ""

    @property
    def path(self) -> str:
        """`企业[9115…].研发经费`, as people write it."""
        record = f"[{self.record}]" if self.record else ""
        return f"{self.fact}{record}" + (f".{self.field}" if self.field else "")


Reasons: TypeAlias = frozenset[Reason]
NO_REASONS: Reasons = frozenset()


@dataclass(frozen=True, slots=True)
class Partial:
    """The outer bounds of a value over all completions of what is missing, with the reasons.

    Numbers and dates: `low` and `high`, None for unbounded, both ends included. Texts: `options`, None for any.
    Truth and everything else: no bounds. INVARIANT: a Partial with reasons and equal bounds is kept as it is
    (its value is known in spite of the reasons); without reasons it would be a plain value.
    """

    reasons: Reasons
    low: Number | date | None = None
    high: Number | date | None = None
    options: frozenset[str] | None = None
    #: Some completion gives no value at all: no comparison with it can be settled.
    undefined: bool = False


Known: TypeAlias = int | Fraction | str | bool | date
Value: TypeAlias = Known | Partial


def reasons_of(value: object) -> Reasons:
    """Why `value` is not known; empty for a known value."""
    return value.reasons if isinstance(value, Partial) else NO_REASONS
