"""The values of FEEL, and when two of them are equal or one comes before the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cluster_rules.model.expressions import Node, TypeExpression
from cluster_rules.semantics.feel import temporal as t
from cluster_rules.semantics.feel.failures import Undefined

#: None, bool, int, Fraction, str, list, dict, a temporal value, Range, HalfRange, or a function.
Value = Any


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`. An end that is None is not known to end anywhere."""

    low: Value
    high: Value
    low_closed: bool = True
    high_closed: bool = True


@dataclass(frozen=True, slots=True)
class HalfRange:
    """`(>= 5)`: what compares so with `value`."""

    operator: str
    value: Value


@dataclass(frozen=True, slots=True, eq=False)
class Closure:
    """A function literal with the names that were visible where it stands."""

    parameters: tuple[tuple[str, TypeExpression | None], ...]
    body: Node
    scope: Any


_KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    int: "number",
    Fraction: "number",
    str: "string",
    list: "list",
    dict: "context",
    t.Date: "date",
    t.Time: "time",
    t.DateTime: "date and time",
    t.MonthsDuration: "years and months duration",
    t.SecondsDuration: "days and time duration",
    Range: "range",
    HalfRange: "range",
}


#: The names of the types of values.
KINDS = frozenset({*_KINDS.values(), "function"})


def kind(value: Value) -> str:
    """The name of the type of `value`."""
    return _KINDS.get(type(value), "function")


def is_number(value: Value) -> bool:
    return type(value) is int or type(value) is Fraction


def undefined_operator(operator: str, left: Value, right: Value) -> Undefined:
    """`operator` has no value for operands of these types."""
    return Undefined("CR354", operator=operator, left=kind(left), right=kind(right))


def equal(left: Value, right: Value) -> bool | None:
    """Whether the values are equal; None where they are of types that do not compare. Null equals null alone."""
    if left is None or right is None:
        return left is right
    left_kind, right_kind = kind(left), kind(right)
    if left_kind != right_kind:
        return _equal_points(left, right) if {left_kind, right_kind} == {"date", "date and time"} else None
    return _EQUALITIES.get(left_kind, _same)(left, right)


def _same(left: Value, right: Value) -> bool | None:
    return bool(left == right)


def _all_equal(pairs: list[tuple[Value, Value]]) -> bool | None:
    results = [equal(left, right) for left, right in pairs]
    if False in results:
        return False
    return None if None in results else True


def _equal_lists(left: list[Value], right: list[Value]) -> bool | None:
    return _all_equal(list(zip(left, right, strict=True))) if len(left) == len(right) else False


def _equal_contexts(left: dict[str, Value], right: dict[str, Value]) -> bool | None:
    return _all_equal([(left[key], right[key]) for key in left]) if left.keys() == right.keys() else False


def _equal_times(left: t.Time, right: t.Time) -> bool | None:
    return _seconds_of_time(left) == _seconds_of_time(right)


def _seconds_of_time(value: t.Time) -> tuple[bool, int]:
    """What the standard compares of a time: hour, minute, second and offset, all of them whole."""
    offset = t.offset_of(value.zone, None)
    return offset is None, int(value.seconds // 1) - (offset or 0)


def _equal_points(left: Value, right: Value) -> bool | None:
    first, second = _points(left, right)
    return None if first is None else first == second


def _equal_ranges(left: Value, right: Value) -> bool | None:
    if type(left) is not type(right):
        return False
    if isinstance(left, HalfRange):
        return left.operator == right.operator and equal(left.value, right.value)
    if (left.low_closed, left.high_closed) != (right.low_closed, right.high_closed):
        return False
    return _all_equal([(left.low, right.low), (left.high, right.high)])


_EQUALITIES: dict[str, Callable[[Any, Any], bool | None]] = {
    "list": _equal_lists,
    "context": _equal_contexts,
    "time": _equal_times,
    "date and time": _equal_points,
    "range": _equal_ranges,
}


def _points(left: Value, right: Value) -> tuple[Any, Any]:
    """Both points in time on one scale; None where one is local and the other is not."""
    first, second = (t.at_midnight(v) if isinstance(v, t.Date) else v for v in (left, right))
    if first.time.zone is None and second.time.zone is None:
        return first.local, second.local
    instants = first.instant, second.instant
    return instants if None not in instants else (None, None)


def comparable(left: Value, right: Value, operator: str) -> tuple[Any, Any]:
    """Two Python values that compare as `left` and `right` do."""
    left_kind, right_kind = kind(left), kind(right)
    if {left_kind, right_kind} <= {"date", "date and time"} and "date and time" in (left_kind, right_kind):
        pair = _points(left, right)
        if pair[0] is not None:
            return pair
    elif left_kind == right_kind == "time":
        first, second = _seconds_of_time(left), _seconds_of_time(right)
        if first[0] == second[0]:
            return first[1], second[1]
    elif left_kind == right_kind and left_kind in _ORDERED:
        return left, right
    raise undefined_operator(operator, left, right)


_ORDERED = frozenset({"number", "string", "date", "years and months duration", "days and time duration"})


def holds(operator: str, left: Value, right: Value) -> bool:
    """Whether `left operator right`; raises `Undefined` where the two do not compare."""
    if operator in ("=", "!="):
        same = equal(left, right)
        if same is None:
            raise undefined_operator(operator, left, right)
        return same is (operator == "=")
    first, second = comparable(left, right, operator)
    match operator:
        case "<":
            return bool(first < second)
        case "<=":
            return bool(first <= second)
        case ">":
            return bool(first > second)
    return bool(first >= second)


def within(value: Value, bounds: Range | HalfRange) -> bool:
    """Whether `value` lies in the range: beyond one end settles it, else both have to compare, or it is `Undefined`."""
    if isinstance(bounds, HalfRange):
        return holds(bounds.operator, value, bounds.value)
    sides = ((">=" if bounds.low_closed else ">", bounds.low), ("<=" if bounds.high_closed else "<", bounds.high))
    unknown: Undefined | None = None
    for operator, end in sides:
        try:
            if not holds(operator, value, end):
                return False
        except Undefined as why:
            unknown = why
    if unknown is not None:
        raise unknown
    return True
