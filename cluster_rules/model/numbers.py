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
#: Bits of a numerator or a denominator in a computation: some 4 200 digits.
MAX_BITS = 14_000
#: Digits of a Decimal that a program gives.
_MOST_DIGITS = 4000

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
    return from_digits(text)


def from_digits(text: str) -> Number:
    """The exact value of `text`, which is in the grammar. Zeros in front cost nothing, however many they are."""
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text.removeprefix("+"))
    return normal(Fraction(f"{sign}0{digits.lstrip('0')}"))


def exact(value: object) -> Number | None:
    """The exact value of a Python number; None for bool, float, NaN, infinities and everything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Fraction):
        return normal(Fraction(value))
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) <= MAX_EXPONENT:
        return normal(Fraction(value)) if len(value.as_tuple().digits) <= _MOST_DIGITS else None
    return None


def magnitude(value: Number) -> Number:
    """`value` without its sign."""
    return -value if value < 0 else value


def divide(left: Number, right: Number) -> Number:
    """The exact quotient. `right` is not zero."""
    return normal(Fraction(left) / right)


def is_terminating(value: Number) -> bool:
    """Whether `value` has a finite decimal expansion."""
    return _decimals(value.denominator) is not None


def _decimals(denominator: int) -> int | None:
    """How many decimals a fraction over `denominator` has; None where there is no end to them."""
    twos = (denominator & -denominator).bit_length() - 1
    rest, fives = denominator >> twos, 0
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def format_number(value: Number) -> str:
    """`value` in decimal notation without exponent: exact where it terminates, else at 34 significant digits."""
    if isinstance(value, int):
        return _whole(value)
    if (places := _decimals(value.denominator)) is not None:
        return _terminating(value, places)
    context = Context(prec=MAX_DIGITS)
    return format(context.divide(Decimal(value.numerator), Decimal(value.denominator)), "f")


def brief_number(value: Number) -> str:
    """`value` at ten significant digits, for a message: `1.234567891E+5000`."""
    (above, up), (below, down) = _head(value.numerator), _head(value.denominator)
    return str(_BRIEF.divide(Decimal(above), Decimal(below)).scaleb(up - down, _BRIEF))


_BRIEF = Context(prec=10)


def _head(value: int) -> tuple[int, int]:
    """Some forty leading digits of `value`, and the power of ten that they are times."""
    power = max(0, value.bit_length() * 3 // 10 - 40)
    return value // 10**power, power


def _whole(value: int) -> str:
    """The digits of `value`. Decimal writes any number of them; for `str` the host sets a limit."""
    return str(value) if value.bit_length() < 2000 else format(Decimal(value), "f")


def _terminating(value: Fraction, places: int) -> str:
    digits = _whole(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    return ("-" if value < 0 else "") + f"{digits[:-places]}.{digits[-places:]}"
