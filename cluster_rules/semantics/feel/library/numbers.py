"""Functions on numbers. Roots, logarithms and exponentials are rounded to 34 digits; all else is exact."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING, Any

from cluster_rules.model.numbers import Number, magnitude, normal
from cluster_rules.semantics.feel import temporal as t
from cluster_rules.semantics.feel.failures import Undefined
from cluster_rules.semantics.feel.operators import ROUNDED, WORKING, from_decimal, sized, to_decimal
from cluster_rules.semantics.feel.signatures import Signature, signature
from cluster_rules.semantics.feel.values import Value

if TYPE_CHECKING:
    from cluster_rules.semantics.feel.evaluation import Evaluation

_MIN_SCALE, _MAX_SCALE = -6111, 6176
#: exp of more than this is beyond the size of numbers.
_MAX_EXPONENT = 9_700


def no_result(function: str, argument: object) -> Undefined:
    return Undefined("CR356", function=function, argument=argument)


def absolute(value: Value) -> Value:
    if isinstance(value, t.MonthsDuration):
        return t.MonthsDuration(abs(value.months))
    if isinstance(value, t.SecondsDuration):
        return t.SecondsDuration(magnitude(value.seconds))
    return abs(value)


def half_even(value: Fraction) -> int:
    return round(value)


def away_from_zero(value: Fraction) -> int:
    return math.ceil(value) if value > 0 else math.floor(value)


def half_away_from_zero(value: Fraction) -> int:
    return away_from_zero(value) if abs(value) % 1 >= Fraction(1, 2) else math.trunc(value)


def half_towards_zero(value: Fraction) -> int:
    return away_from_zero(value) if abs(value) % 1 > Fraction(1, 2) else math.trunc(value)


def rounding(name: str, method: Callable[[Any], int]) -> Callable[[Evaluation, Number, Number | None], Number]:
    """The function `name`: rounds to `scale` decimals by `method`."""

    def rounded(run: Evaluation, value: Number, scale: Number | None) -> Number:
        places = int(scale or 0)
        if not _MIN_SCALE <= places <= _MAX_SCALE:
            raise no_result(name, scale)
        run.budget.spend(abs(places) // 50)
        unit = Fraction(10) ** -places
        return sized(run.budget, method(Fraction(value) / unit) * unit)

    return rounded


def modulo(run: Evaluation, dividend: Number, divisor: Number) -> Number:
    """The remainder with the sign of the divisor."""
    if divisor == 0:
        raise Undefined("CR361")
    return sized(run.budget, Fraction(dividend) % divisor)


def square_root(run: Evaluation, number: Number) -> Number:
    run.budget.spend(ROUNDED)
    if number < 0:
        raise no_result("sqrt", number)
    above, below = isqrt(number.numerator), isqrt(number.denominator)
    if above * above == number.numerator and below * below == number.denominator:
        return normal(Fraction(above, below))
    return from_decimal(WORKING.sqrt(to_decimal(number)))


def logarithm(run: Evaluation, number: Number) -> Number:
    run.budget.spend(ROUNDED)
    if number <= 0:
        raise no_result("log", number)
    return from_decimal(WORKING.ln(to_decimal(number)))


def exponential(run: Evaluation, number: Number) -> Number:
    run.budget.spend(ROUNDED)
    if magnitude(number) > _MAX_EXPONENT:
        raise Undefined("CR364")
    return sized(run.budget, from_decimal(WORKING.exp(to_decimal(number))))


def _optional_scale(name: str, method: Callable[[Any], int]) -> Signature:
    return signature(f"{name}(n: number, scale?: number)", rounding(name, method), runs=True)


def _scaled(name: str, method: Callable[[Any], int]) -> Signature:
    return signature(f"{name}(n: number, scale: number)", rounding(name, method), runs=True)


SIGNATURES = (
    signature("abs(n: number|years and months duration|days and time duration)", absolute),
    _optional_scale("floor", math.floor),
    _optional_scale("ceiling", math.ceil),
    _scaled("decimal", half_even),
    _scaled("round up", away_from_zero),
    _scaled("round down", math.trunc),
    _scaled("round half up", half_away_from_zero),
    _scaled("round half down", half_towards_zero),
    signature("modulo(dividend: number, divisor: number)", modulo, runs=True),
    signature("sqrt(number: number)", square_root, runs=True),
    signature("log(number: number)", logarithm, runs=True),
    signature("exp(number: number)", exponential, runs=True),
    signature("odd(number: number)", lambda number: number % 2 == 1),
    signature("even(number: number)", lambda number: number % 2 == 0),
)
