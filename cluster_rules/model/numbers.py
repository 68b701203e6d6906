"""Exact numbers: what text is a number, and how a number is written. No binary float passes here."""

from __future__ import annotations

import re
from decimal import Context, Decimal
from fractions import Fraction
from typing import TypeAlias

#: An exact rational. INVARIANT: a Fraction is never integral; `normal` keeps it so, and equality stays cheap.
Number: TypeAlias = int | Fraction

MAX_DIGITS = 34
MAX_EXPONENT = 100

#: The exact-number grammar: ASCII digits, one optional point, an optional exponent; no separators, no bare point.
NUMBER_GRAMMAR = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)


def normal(value: Fraction | int) -> Number:
    """`value` as an int where it is integral."""
    if type(value) is not int and value.denominator == 1:
        return value.numerator
    return value


def parse_number(text: str) -> Number | None:
    """The exact value of `text`, or None where it is not in the grammar or is beyond the limits of size."""
    if NUMBER_GRAMMAR.fullmatch(text) is None:
        return None
    mantissa, _, exponent = text.lower().partition("e")
    digits = mantissa.lstrip("+-").replace(".", "").lstrip("0")
    if len(digits) > MAX_DIGITS or abs(int(exponent or 0)) > MAX_EXPONENT:
        return None
    return normal(Fraction(text))


def exact(value: object) -> Number | None:
    """The exact value of a Python number; None for bool, float, NaN, infinities and everything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, Fraction):
        return normal(value)
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) <= MAX_EXPONENT:
        return normal(Fraction(value))
    return None


def magnitude(value: Number) -> Number:
    """`value` without its sign."""
    return -value if value < 0 else value


def divide(left: Number, right: Number) -> Number:
    """The exact quotient. `right` is not zero."""
    return normal(Fraction(left) / right)


def is_terminating(value: Number) -> bool:
    """Whether `value` has a finite decimal expansion."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def format_number(value: Number) -> str:
    """`value` in decimal notation without exponent: exact where it terminates, else at 34 significant digits."""
    if isinstance(value, int):
        return str(value)
    if is_terminating(value):
        return _terminating(value)
    context = Context(prec=MAX_DIGITS)
    return format(context.divide(Decimal(value.numerator), Decimal(value.denominator)), "f")


def _terminating(value: Fraction) -> str:
    places = 0
    while (10**places) % value.denominator:
        places += 1
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    return ("-" if value < 0 else "") + f"{digits[:-places]}.{digits[-places:]}"
