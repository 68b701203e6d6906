"""What arithmetic and comparison mean on partly known values: natural interval extension, exact, never rewritten.

A value is known (a plain Python value) or a `Partial`. Bounds are closed; None is unbounded. `undefined` marks that
some completion has no value: then no comparison is settled.
"""

from __future__ import annotations

import calendar
import operator
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, TypeAlias

from cluster_rules.model.numbers import Number, normal
from cluster_rules.model.values import NO_REASONS, Partial, Reason, Reasons, Value
from cluster_rules.semantics.truth import Truth, unknown

#: A lower or upper end: a number or a day; None for unbounded.
End: TypeAlias = Any

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def ends(value: Value) -> tuple[End, End]:
    """The lower and upper end of a number or a day."""
    return (value.low, value.high) if isinstance(value, Partial) else (value, value)


def between(low: End, high: End, *sources: Value) -> Value:
    """The value with these ends, for the reasons of what it was made from; known where nothing was partial."""
    reasons = joined(sources)
    undefined = any(isinstance(value, Partial) and value.undefined for value in sources)
    if not reasons and not undefined:
        return low  # type: ignore[no-any-return]
    return bounded(reasons, low, high, undefined=undefined)


def bounded(reasons: Reasons, low: End, high: End, *, undefined: bool = False) -> Value:
    """What lies between these ends. Where they meet it is known, and what is missing does not matter any more."""
    if low is not None and low == high and not undefined:
        return low  # type: ignore[no-any-return]
    return Partial(reasons, low, high, undefined=undefined)


def joined(values: Iterable[Value]) -> Reasons:
    """All the reasons of `values`."""
    return NO_REASONS.union(*(value.reasons for value in values if isinstance(value, Partial)))


def undefined(formula: str, *sources: Value) -> Partial:
    """No value at all in some completion: a division by zero, the mean of nothing."""
    return Partial(joined(sources) | {Reason("undefined", formula)}, undefined=True)


def negate(value: Value) -> Value:
    """−value."""
    low, high = ends(value)
    return between(None if high is None else -high, None if low is None else -low, value)


def add(left: Value, right: Value) -> Value:
    """Left + right."""
    if not isinstance(left, Partial) and not isinstance(right, Partial):
        return normal(left + right)  # type: ignore[operator, arg-type]
    (a, b), (c, d) = ends(left), ends(right)
    return between(_plus(a, c), _plus(b, d), left, right)


def subtract(left: Value, right: Value) -> Value:
    """Left − right."""
    return add(left, negate(right))


def multiply(left: Value, right: Value) -> Value:
    """Left × right."""
    if not isinstance(left, Partial) and not isinstance(right, Partial):
        return normal(left * right)  # type: ignore[operator, arg-type]
    low, high = product_ends(ends(left), ends(right))
    return between(low, high, left, right)


def divide(left: Value, right: Value, formula: str) -> Value:
    """Left ÷ right; undefined where the divisor can be zero."""
    low, high = ends(right)
    if (low is None or low <= 0) and (high is None or high >= 0):
        return undefined(formula, left, right)
    if not isinstance(left, Partial) and not isinstance(right, Partial):
        return normal(Fraction(left) / right)  # type: ignore[arg-type, operator]
    inverse = (_inverse(high), _inverse(low))
    return between(*product_ends(ends(left), inverse), left, right)


def product_ends(left: tuple[End, End], right: tuple[End, End]) -> tuple[End, End]:
    """The ends of the product of two intervals. Zero times an unbounded end is zero."""
    if left == (0, 0) or right == (0, 0):
        return (0, 0)
    corners = [_times(a, i, b, j) for i, a in enumerate(left) for j, b in enumerate(right)]
    lows = [corner for corner in corners if corner != "+"]
    highs = [corner for corner in corners if corner != "-"]
    low = None if "-" in corners else min(lows)
    high = None if "+" in corners else max(highs)
    return low, high


def _times(a: End, a_side: int, b: End, b_side: int) -> Number | str:
    """One corner of a product: a number, or "+" or "-" for infinite. Side 0 is the lower end, 1 the upper."""
    if a is not None and b is not None:
        return normal(a * b)
    sign = _sign(a, a_side) * _sign(b, b_side)
    return 0 if sign == 0 else "+" if sign > 0 else "-"


def _sign(end: End, side: int) -> int:
    if end is None:
        return 1 if side else -1
    return int(end > 0) - int(end < 0)


def _inverse(end: End) -> End:
    return 0 if end is None else normal(Fraction(1) / end)


def _plus(left: End, right: End) -> End:
    return None if left is None or right is None else normal(left + right)


def shift_months(day: Value, months: Value) -> Value:
    """The same day of the month, or its last day where there is none; clipped to the calendar's ends."""
    return _monotone(_months_later, day, months)


def shift_days(day: Value, days: Value) -> Value:
    """`days` later; clipped to the calendar's ends."""
    return _monotone(_days_later, day, days)


def days_between(later: Value, earlier: Value) -> Value:
    """Days from `earlier` to `later`."""
    (a, b), (c, d) = ends(later), ends(earlier)
    return between(_days(a, d), _days(b, c), later, earlier)


def _monotone(function: Callable[[date, int], date], day: Value, amount: Value) -> Value:
    (a, b), (c, d) = ends(day), ends(amount)
    low = None if a is None or c is None else function(a, c)
    return between(low, None if b is None or d is None else function(b, d), day, amount)


def _months_later(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + int(months)
    year, month = divmod(index, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if year > date.max.year else date.min
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _days_later(day: date, days: int) -> date:
    try:
        return day + timedelta(days=int(days))
    except OverflowError:
        return date.max if days > 0 else date.min


def _days(later: date | None, earlier: date | None) -> int | None:
    return None if later is None or earlier is None else (later - earlier).days


def compare(symbol: str, left: Value, right: Value) -> Truth:
    """Settled only where the whole of both sides lies on one side."""
    if not isinstance(left, Partial) and not isinstance(right, Partial):
        return COMPARE[symbol](left, right)
    if _is_undefined(left) or _is_undefined(right):
        return unknown(joined((left, right)))
    settled = _settled(symbol, left, right)
    return unknown(joined((left, right))) if settled is None else settled


def _is_undefined(value: Value) -> bool:
    return isinstance(value, Partial) and value.undefined


def _settled(symbol: str, left: Value, right: Value) -> bool | None:
    if symbol == "!=":
        equal = _equal(left, right)
        return None if equal is None else not equal
    if symbol == "=":
        return _equal(left, right)
    if symbol in {"<", "<="}:
        left, right = right, left
    return _exceeds(left, right, strictly=symbol in {"<", ">"})


def _exceeds(left: Value, right: Value, *, strictly: bool) -> bool | None:
    (a, b), (c, d) = ends(left), ends(right)
    if a is not None and d is not None and (a > d if strictly else a >= d):
        return True
    if b is not None and c is not None and (b <= c if strictly else b < c):
        return False
    return None


def _equal(left: Value, right: Value) -> bool | None:
    if isinstance(left, str) or isinstance(right, str) or _options(left) is not None or _options(right) is not None:
        return _same_text(_options(left), _options(right))
    if isinstance(left, bool) or isinstance(right, bool):
        return None
    (a, b), (c, d) = ends(left), ends(right)
    if (b is not None and c is not None and b < c) or (d is not None and a is not None and d < a):
        return False
    return True if a is not None and a == b == c == d else None


def _options(value: Value) -> frozenset[str] | None:
    if isinstance(value, Partial):
        return value.options
    return frozenset({value}) if isinstance(value, str) else None


def _same_text(left: frozenset[str] | None, right: frozenset[str] | None) -> bool | None:
    if left is None or right is None:
        return None
    if not left & right:
        return False
    return True if len(left) == len(right) == 1 else None


def one_of(value: Value, options: frozenset[str]) -> Truth:
    """Whether a text is among `options`."""
    if not isinstance(value, Partial):
        return value in options
    if value.options is not None and not value.undefined:
        if value.options <= options:
            return True
        if not value.options & options:
            return False
    return unknown(value.reasons)


def choose(condition: Truth, then: Value, otherwise: Value) -> Value:
    """One branch, or the hull of both under an unknown condition."""
    if not isinstance(condition, Partial):
        return then if condition else otherwise
    return hull((then, otherwise), condition.reasons)


def reachable(cases: Sequence[tuple[Partial, Value]], formula: str) -> Value:
    """The hull of the values whose conditions are unknown; undefined where no case can apply."""
    if not cases:
        return undefined(formula)
    return hull([value for _, value in cases], joined(condition for condition, _ in cases))


def hull(values: Sequence[Value], reasons: Reasons) -> Value:
    """What any of `values` may be, for these reasons and their own. Known where all agree."""
    if not any(isinstance(value, Partial) for value in values) and len({(type(v) is bool, v) for v in values}) == 1:
        return values[0]
    why = reasons | joined(values)
    broken = any(_is_undefined(value) for value in values)
    if any(_options(value) is not None for value in values):
        sets = [_options(value) for value in values]
        known = None if None in sets else frozenset().union(*(s for s in sets if s is not None))
        if known is not None and len(known) == 1 and not broken:
            return next(iter(known))
        return Partial(why, options=known, undefined=broken)
    if any(isinstance(value, bool) for value in values):
        return Partial(why, undefined=broken)
    lows, highs = zip(*(ends(value) for value in values), strict=True)
    return bounded(why, least(lows), greatest(highs), undefined=broken)


def least(lows: Iterable[End]) -> End:
    """The smallest lower end; None if any is unbounded."""
    found = list(lows)
    return None if None in found else min(found)


def greatest(highs: Iterable[End]) -> End:
    """The largest upper end; None if any is unbounded."""
    found = list(highs)
    return None if None in found else max(found)


def smallest(values: Sequence[Value]) -> Value:
    """The least of `values`."""
    spans = [ends(value) for value in values]
    bounded = [high for _, high in spans if high is not None]
    return between(least(low for low, _ in spans), min(bounded) if bounded else None, *values)


def largest(values: Sequence[Value]) -> Value:
    """The greatest of `values`."""
    spans = [ends(value) for value in values]
    bounded = [low for low, _ in spans if low is not None]
    return between(max(bounded) if bounded else None, greatest(high for _, high in spans), *values)
