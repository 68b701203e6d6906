"""Numbers for people. A figure never looks as if it had reached a threshold that it has not reached.

Exact where the decimal ends after at most four places; otherwise marked ≈, with at least four significant digits
and two places, and with as many more as it takes to stay on its own side of the threshold.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Literal, TypeGuard

from cluster_rules.explain.words import UnitWords, Words
from cluster_rules.model.numbers import Number, format_number, is_terminating, normal
from cluster_rules.model.units import UNITS, Unit
from cluster_rules.model.values import Partial, Value

Direction = Literal["nearest", "up", "down"]

SHORT_PLACES = 4
SIGNIFICANT = 4
FEWEST_PLACES = 2


def is_number(value: object) -> TypeGuard[Number]:
    """Whether `value` is a known number; truth values are none."""
    return isinstance(value, (int, Fraction)) and not isinstance(value, bool)


def figure(
    words: Words, value: Number, unit: Unit | None, against: Iterable[Number] = (), direction: Direction = "nearest"
) -> str:
    """`value` (in base units) written in `unit`: `300 亿元`, `≈1.973%`."""
    forms = _forms(words, unit)
    scale = Fraction(forms.factor)
    written = _written(value, unit) * scale
    number = decimal(written, [_written(bound, unit) * scale for bound in against], direction)
    return (forms.one if abs(written) == 1 else forms.many).format(number).strip()


def exact_figure(words: Words, value: Number, unit: Unit | None) -> str:
    """`value` written in `unit` with all its decimals; marked ≈ only where they do not end."""
    forms = _forms(words, unit)
    written = _written(value, unit) * Fraction(forms.factor)
    number = grouped(format_number(normal(written))) if is_terminating(written) else decimal(written)
    return (forms.one if abs(written) == 1 else forms.many).format(number).strip()


def readable_unit(unit: Unit | None, value: Value) -> Unit | None:
    """`unit`, or for a large sum held in 元 the unit that people would use."""
    if unit is None or unit.symbol != "元":
        return unit
    known = (value.low, value.high) if isinstance(value, Partial) else (value,)
    sizes: list[Number] = [max(end, -end) for end in known if is_number(end)]
    size = max(sizes, default=0)
    return UNITS["亿元"] if size >= 10**8 else UNITS["万元"] if size >= 10**4 else unit


def decimal(value: Number, against: Iterable[Number] = (), direction: Direction = "nearest") -> str:
    """`value` in decimals, with ≈ where it is not exact."""
    if is_terminating(value) and _places(value) <= SHORT_PLACES:
        return grouped(format_number(normal(value)))
    places = max(SIGNIFICANT - _integer_digits(value), FEWEST_PLACES)
    bounds = [bound for bound in against if bound != value]
    while any(_side(_rounded(value, places, direction), bound) != _side(value, bound) for bound in bounds):
        places += 1
    rounded = _rounded(value, places, direction)
    text = grouped(_fixed(rounded, places))
    return text if rounded == value else f"≈{text}"


def grouped(text: str) -> str:
    """Thousands apart: `31,640`."""
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, point, rest = digits.partition(".")
    return f"{sign}{int(whole):,}{point}{rest}"


def shown(words: Words, value: Value, unit: Unit | None, against: Iterable[Number] = ()) -> str:
    """Any known value, or the bounds of a partial one."""
    if isinstance(value, Partial):
        return interval(words, value, unit, tuple(against))
    if isinstance(value, bool):
        return words("value.true") if value else words("value.false")
    if isinstance(value, date):
        return words.day(value)
    if isinstance(value, str):
        return words("value.text", text=value)
    return figure(words, value, unit, against)


def interval(words: Words, value: Partial, unit: Unit | None, against: tuple[Number, ...] = ()) -> str:
    """`在 1.8% 到 2.4% 之间`; what has no bounds is said to be unknown."""
    if value.options is not None:
        return words("interval.options", options=words.join(sorted(value.options)))
    low, high = _end(words, value.low, unit, against, "down"), _end(words, value.high, unit, against, "up")
    if low and high:
        return low if value.low == value.high else _between(words, low, high, unit)
    if low:
        return words("interval.from", low=low)
    return words("interval.to", high=high) if high else words("interval.any")


def _between(words: Words, low: str, high: str, unit: Unit | None) -> str:
    """Both ends; where the language allows, a unit that stands apart is said once."""
    symbol = f" {unit.symbol}" if unit is not None and unit.symbol else ""
    if symbol and words.has("interval.between.shared") and low.endswith(symbol) and high.endswith(symbol):
        return words("interval.between.shared", low=low.removesuffix(symbol), high=high)
    return words("interval.between", low=low, high=high)


def _end(
    words: Words, end: Number | date | None, unit: Unit | None, against: tuple[Number, ...], direction: Direction
) -> str:
    if end is None:
        return ""
    return words.day(end) if isinstance(end, date) else figure(words, end, unit, against, direction)


def _written(value: Number, unit: Unit | None) -> Number:
    return unit.from_base(value) if unit is not None else value


def _forms(words: Words, unit: Unit | None) -> UnitWords:
    """How the catalogue says the unit; its own symbol where the catalogue is silent."""
    symbol = unit.symbol if unit is not None else ""
    if symbol in words.units:
        return words.units[symbol]
    form = "{}" + (symbol if symbol in {"%", "‰"} else f" {symbol}")
    return UnitWords(form, form)


def _places(value: Number) -> int:
    return len(format_number(normal(value)).partition(".")[2])


def _integer_digits(value: Number) -> int:
    """Digits before the point; zero or less for what begins after it."""
    size = abs(Fraction(value))
    if size >= 1:
        return len(str(int(size)))
    digits = 0
    while size and size * 10 < 1:
        size *= 10
        digits -= 1
    return digits


def _rounded(value: Number, places: int, direction: Direction) -> Number:
    scaled = Fraction(value) * 10**places
    down = scaled.numerator // scaled.denominator
    rest = scaled - down
    up = rest > 0 if direction == "up" else (rest >= Fraction(1, 2) if direction == "nearest" else False)
    return normal(Fraction(down + up, 10**places))


def _fixed(value: Number, places: int) -> str:
    scaled = abs(int(Fraction(value) * 10**places))
    whole, rest = divmod(scaled, 10**places)
    return ("-" if value < 0 else "") + f"{whole}.{rest:0{places}d}"


def _side(value: Number, bound: Number) -> int:
    return (value > bound) - (value < bound)
