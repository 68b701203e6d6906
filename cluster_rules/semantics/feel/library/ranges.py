"""Functions on ranges and points: Allen's relations as the standard defines them. A point is the range of itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cluster_rules.semantics.feel.signatures import Signature, signature
from cluster_rules.semantics.feel.values import HalfRange, Range, Value, holds

if TYPE_CHECKING:
    from cluster_rules.semantics.feel.evaluation import Evaluation

Relation = Callable[[Range, Range], bool]


def as_range(value: Value) -> Range:
    """`value` with two ends; the open side of a half-bounded range has the end None."""
    if isinstance(value, Range):
        return value
    if not isinstance(value, HalfRange):
        return Range(value, value)
    if value.operator in ("<", "<="):
        return Range(None, value.value, low_closed=False, high_closed=value.operator == "<=")
    return Range(value.value, None, low_closed=value.operator == ">=", high_closed=False)


def _before(left: Value, right: Value, *, touching: bool) -> bool:
    """Whether the end `left` comes before the end `right`, or, if `touching`, meets it."""
    return holds("<", left, right) or (touching and holds("=", left, right))


def before(a: Range, b: Range) -> bool:
    if a.high is None or b.low is None:
        return False
    return _before(a.high, b.low, touching=not (a.high_closed and b.low_closed))


def meets(a: Range, b: Range) -> bool:
    ends = a.high is not None and b.low is not None
    return ends and a.high_closed and b.low_closed and holds("=", a.high, b.low)


def _starts_first(a: Range, b: Range, *, touching: bool) -> bool:
    if a.low is None or b.low is None:
        return a.low is None and (b.low is not None or touching)
    return _before(a.low, b.low, touching=touching)


def _ends_last(a: Range, b: Range, *, touching: bool) -> bool:
    if a.high is None or b.high is None:
        return a.high is None and (b.high is not None or touching)
    return _before(b.high, a.high, touching=touching)


def includes(a: Range, b: Range) -> bool:
    starts = _starts_first(a, b, touching=a.low_closed or not b.low_closed)
    return starts and _ends_last(a, b, touching=a.high_closed or not b.high_closed)


def overlaps(a: Range, b: Range) -> bool:
    return not before(a, b) and not before(b, a)


def overlaps_before(a: Range, b: Range) -> bool:
    starts = _starts_first(a, b, touching=a.low_closed and not b.low_closed)
    return starts and not before(a, b) and _ends_last(b, a, touching=not a.high_closed or b.high_closed)


def _same_end(a: Value, b: Value) -> bool:
    return (a is None and b is None) or (a is not None and b is not None and holds("=", a, b))


def starts(a: Range, b: Range) -> bool:
    same = _same_end(a.low, b.low) and a.low_closed == b.low_closed
    return same and _ends_last(b, a, touching=not a.high_closed or b.high_closed)


def finishes(a: Range, b: Range) -> bool:
    same = _same_end(a.high, b.high) and a.high_closed == b.high_closed
    return same and _starts_first(b, a, touching=not a.low_closed or b.low_closed)


def coincides(a: Range, b: Range) -> bool:
    closed = (a.low_closed, a.high_closed) == (b.low_closed, b.high_closed)
    return closed and _same_end(a.low, b.low) and _same_end(a.high, b.high)


def _reversed(relation: Relation) -> Relation:
    return lambda a, b: relation(b, a)


def _related(name: str, relation: Relation, *shapes: str) -> list[Signature]:
    def related(a: Value, b: Value) -> bool:
        return relation(as_range(a), as_range(b))

    return [signature(f"{name}({_SHAPES[shape]})", related) for shape in shapes]


_POINT = "number|string|date|time|date and time|years and months duration|days and time duration"
_SHAPES = {
    "pp": f"point1: {_POINT}, point2: {_POINT}",
    "pr": f"point: {_POINT}, range: range",
    "rp": f"range: range, point: {_POINT}",
    "rr": "range1: range, range2: range",
}


def range_from(run: Evaluation, text: str) -> Range:
    """The range that `text` spells: literals, or calls of date, time, date and time, and duration."""
    return run.range_from(text)


SIGNATURES = (
    *_related("before", before, "pp", "pr", "rp", "rr"),
    *_related("after", _reversed(before), "pp", "pr", "rp", "rr"),
    *_related("meets", meets, "rr"),
    *_related("met by", _reversed(meets), "rr"),
    *_related("overlaps", overlaps, "rr"),
    *_related("overlaps before", overlaps_before, "rr"),
    *_related("overlaps after", _reversed(overlaps_before), "rr"),
    *_related("finishes", finishes, "pr", "rr"),
    *_related("finished by", _reversed(finishes), "rp", "rr"),
    *_related("includes", includes, "rp", "rr"),
    *_related("during", _reversed(includes), "pr", "rr"),
    *_related("starts", starts, "pr", "rr"),
    *_related("started by", _reversed(starts), "rp", "rr"),
    *_related("coincides", coincides, "pp", "rr"),
    signature("range(from: string)", range_from, runs=True),
)
