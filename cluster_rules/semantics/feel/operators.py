"""Arithmetic on every pair of types for which the standard defines it; all other pairs are undefined."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

from cluster_rules.model.numbers import MAX_DIGITS, Number, magnitude, normal
from cluster_rules.semantics.feel import temporal as t
from cluster_rules.semantics.feel.budget import Budget, bits, within_range
from cluster_rules.semantics.feel.failures import Undefined
from cluster_rules.semantics.feel.values import Value, kind, undefined_operator

#: The library's own decimal arithmetic; the host's context has no part in it.
WORKING = Context(prec=2 * MAX_DIGITS)
RESULT = Context(prec=MAX_DIGITS)

#: Steps that a root, a logarithm or an exponential takes.
ROUNDED = 50

_Operation = Callable[[Budget, Any, Any], Value]


def arithmetic(budget: Budget, operator: str, left: Value, right: Value) -> Value:
    """The value of `left operator right`; raises `Undefined`."""
    operation = _OPERATIONS.get((operator, kind(left), kind(right)))
    if operation is None:
        raise undefined_operator(operator, left, right)
    return operation(budget, left, right)


def negated(value: Value) -> Value:
    """The value of `-value`; raises `Undefined`."""
    match kind(value):
        case "number":
            return -value
        case "years and months duration":
            return t.MonthsDuration(-value.months)
        case "days and time duration":
            return t.SecondsDuration(-value.seconds)
    raise Undefined("CR367", actual=kind(value))


def to_decimal(value: Number) -> Decimal:
    """`value` at twice the digits that are shown."""
    return WORKING.divide(Decimal(value.numerator), Decimal(value.denominator))


def from_decimal(value: Decimal) -> Number:
    """`value` rounded to 34 digits."""
    return normal(Fraction(RESULT.plus(value)))


def sized(budget: Budget, value: Fraction | int) -> Number:
    """`value`, where it is not too large."""
    size = bits(value)
    within_range(size)
    budget.spend(size // 2000)
    return normal(value)


def _add(budget: Budget, left: Number, right: Number) -> Value:
    return sized(budget, left + right)


def _subtract(budget: Budget, left: Number, right: Number) -> Value:
    return sized(budget, left - right)


def _multiply(budget: Budget, left: Number, right: Number) -> Value:
    return sized(budget, left * right)


def _divide(budget: Budget, left: Number, right: Number) -> Value:
    if right == 0:
        raise Undefined("CR361")
    return sized(budget, Fraction(left) / right)


def _power(budget: Budget, base: Number, exponent: Number) -> Value:
    if base == 0 and exponent < 0:
        raise Undefined("CR361")
    if isinstance(exponent, int):
        if abs(base) != 1:
            within_range(bits(base) * min(abs(exponent), 10**9))
        return sized(budget, Fraction(base) ** exponent if base not in (0, 1) else base if exponent else 1)
    if base < 0:
        raise Undefined("CR354", operator="**", left=kind(base), right=kind(exponent))
    return _fractional_power(budget, base, exponent)


def _fractional_power(budget: Budget, base: Number, exponent: Number) -> Number:
    """`base ** exponent` for an exponent that is not whole, rounded to 34 digits."""
    budget.spend(ROUNDED + bits(base) // 100)
    if base in (0, 1):
        return base
    within_range(int(bits(base) * magnitude(exponent)))
    return sized(budget, from_decimal(WORKING.power(to_decimal(base), to_decimal(exponent))))


def _joined(budget: Budget, left: str, right: str) -> Value:
    budget.room_for_characters(len(left) + len(right))
    return left + right


def _span(left: Value, right: Value) -> Value:
    """The time between two points, both local or both not. A day alone stands for its midnight UTC."""
    first, second = (t.at_midnight(v) if isinstance(v, t.Date) else v for v in (left, right))
    local = first.time.zone is None, second.time.zone is None
    if all(local):
        return t.SecondsDuration(normal(Fraction(first.local - second.local)))
    if any(local) or first.instant is None or second.instant is None:
        raise undefined_operator("-", left, right)
    return t.SecondsDuration(normal(Fraction(first.instant - second.instant)))


def _time_span(left: t.Time, right: t.Time) -> Value:
    first, second = t.offset_of(left.zone, None), t.offset_of(right.zone, None)
    if (first is None) != (second is None):
        raise undefined_operator("-", left, right)
    return t.SecondsDuration(normal(Fraction(left.seconds - right.seconds - (first or 0) + (second or 0))))


def _later_time(clock: t.Time, seconds: Number) -> Value:
    return t.Time(normal(Fraction((clock.seconds + seconds) % t.DAY)), clock.zone)


def _later_date(day: t.Date, seconds: Number) -> Value:
    return t.plus_seconds(t.at_midnight(day), seconds).date


def _whole_months(value: Number) -> Value:
    return t.MonthsDuration(int(value))


def _scaled(budget: Budget, duration: Value, factor: Number) -> Value:
    if isinstance(duration, t.MonthsDuration):
        return _whole_months(_multiply(budget, duration.months, factor))
    return t.SecondsDuration(_multiply(budget, duration.seconds, factor))


def _shrunk(budget: Budget, duration: Value, divisor: Number) -> Value:
    if isinstance(duration, t.MonthsDuration):
        return _whole_months(_divide(budget, duration.months, divisor))
    return t.SecondsDuration(_divide(budget, duration.seconds, divisor))


_N, _S, _D, _T, _P = "number", "string", "date", "time", "date and time"
_M, _X = "years and months duration", "days and time duration"

_OPERATIONS: dict[tuple[str, str, str], _Operation] = {
    ("+", _N, _N): _add,
    ("-", _N, _N): _subtract,
    ("*", _N, _N): _multiply,
    ("/", _N, _N): _divide,
    ("**", _N, _N): _power,
    ("+", _S, _S): _joined,
    ("+", _M, _M): lambda budget, a, b: t.MonthsDuration(int(_add(budget, a.months, b.months))),
    ("-", _M, _M): lambda budget, a, b: t.MonthsDuration(int(_subtract(budget, a.months, b.months))),
    ("+", _X, _X): lambda budget, a, b: t.SecondsDuration(_add(budget, a.seconds, b.seconds)),
    ("-", _X, _X): lambda budget, a, b: t.SecondsDuration(_subtract(budget, a.seconds, b.seconds)),
    ("/", _M, _M): lambda budget, a, b: _divide(budget, a.months, b.months),
    ("/", _X, _X): lambda budget, a, b: _divide(budget, a.seconds, b.seconds),
    **{("*", duration, _N): _scaled for duration in (_M, _X)},
    **{("*", _N, duration): lambda budget, a, b: _scaled(budget, b, a) for duration in (_M, _X)},
    **{("/", duration, _N): _shrunk for duration in (_M, _X)},
    **{("-", a, b): lambda budget, a, b: _span(a, b) for a in (_D, _P) for b in (_D, _P)},
    ("-", _T, _T): lambda budget, a, b: _time_span(a, b),
    ("+", _D, _M): lambda budget, a, b: a.plus_months(b.months),
    ("+", _M, _D): lambda budget, a, b: b.plus_months(a.months),
    ("-", _D, _M): lambda budget, a, b: a.plus_months(-b.months),
    ("+", _D, _X): lambda budget, a, b: _later_date(a, b.seconds),
    ("+", _X, _D): lambda budget, a, b: _later_date(b, a.seconds),
    ("-", _D, _X): lambda budget, a, b: _later_date(a, -b.seconds),
    ("+", _P, _M): lambda budget, a, b: t.plus_months(a, b.months),
    ("+", _M, _P): lambda budget, a, b: t.plus_months(b, a.months),
    ("-", _P, _M): lambda budget, a, b: t.plus_months(a, -b.months),
    ("+", _P, _X): lambda budget, a, b: t.plus_seconds(a, b.seconds),
    ("+", _X, _P): lambda budget, a, b: t.plus_seconds(b, a.seconds),
    ("-", _P, _X): lambda budget, a, b: t.plus_seconds(a, -b.seconds),
    ("+", _T, _X): lambda budget, a, b: _later_time(a, b.seconds),
    ("+", _X, _T): lambda budget, a, b: _later_time(b, a.seconds),
    ("-", _T, _X): lambda budget, a, b: _later_time(a, -b.seconds),
}
