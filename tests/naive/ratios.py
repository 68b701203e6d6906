"""Σ numerator ÷ Σ denominator over doubtful rows: decided on Σ(a − t·b), shown as the hull of the quotient."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from cluster_rules.model.values import Reasons
from tests.naive.bounds import INF, Range, Truth, times

#: Stands for infinity inside a quotient; far above anything the generated facts hold.
FAR = Fraction(10**40)


@dataclass(frozen=True)
class Entry:
    """A row that may count: its numerator and denominator, each with its own bounds."""

    above: Range
    below: Range
    sure: bool
    further: bool


def total(table: list[Entry], weigh) -> tuple:
    """The least and the greatest Σ weigh(row), rows that may be out giving the hull of 0, further ones any multiple."""
    low = high = Fraction(0)
    for entry in table:
        least, greatest = weigh(entry)
        if not entry.sure:
            least, greatest = min(least, 0), max(greatest, 0)
        if entry.further:
            least, greatest = times(INF, least), times(INF, greatest)
        low, high = low + least, high + greatest
    return low, high


def signed(table: list[Entry]) -> bool:
    """Whether Σb cannot be 0."""
    low, high = total(table, lambda entry: (entry.below.low, entry.below.high))
    return low > 0 or high < 0


def against(operator: str, table: list[Entry], line: Range, reasons: Reasons) -> Truth:
    """Σa/Σb `operator` t for every t on the line."""
    sign = 1 if total(table, lambda entry: (entry.below.low, entry.below.high))[0] > 0 else -1
    lows, highs = zip(*(_excess(table, t, sign) for t in line.ends), strict=True)
    above, not_below = min(lows) > 0, min(lows) >= 0
    below, not_above = max(highs) < 0, max(highs) <= 0
    same = min(lows) == max(highs) == 0 and line.low == line.high
    true, false = {
        "<": (below, not_below),
        "<=": (not_above, above),
        ">": (above, not_above),
        ">=": (not_below, below),
        "=": (same, above or below),
        "!=": (above or below, same),
    }[operator]
    return Truth(True) if true else Truth(False) if false else Truth(None, reasons)


def _excess(table: list[Entry], t, sign: int) -> tuple:
    """Bounds of Σ(a − t·b), turned round where Σb is negative: any quotient is far from an end at infinity."""
    if abs(t) == INF:
        return -t, -t

    def weigh(entry: Entry) -> tuple:
        taken = [times(t, end) for end in (entry.below.low, entry.below.high)]
        return entry.above.low - max(taken), entry.above.high - min(taken)

    low, high = total(table, weigh)
    return (low, high) if sign == 1 else (-high, -low)


def spread(table: list[Entry]) -> tuple:
    """The hull of Σa/Σb over every way to choose the rows and an end for each figure."""
    values = [_near(above / below) for above, below in _sums(table)]
    return min(values), max(values)


def _sums(table: list[Entry]):
    for pick in product(*(_ways(entry) for entry in table)):
        above = sum((a for a, _ in pick), Fraction(0))
        below = sum((b for _, b in pick), Fraction(0))
        if below:
            yield above, below


def _ways(entry: Entry) -> list[tuple]:
    ways = list(product(_finite(entry.above), _finite(entry.below)))
    if entry.further:
        ways += [(a * FAR, b * FAR) for a, b in ways]
    return ways if entry.sure else [*ways, (Fraction(0), Fraction(0))]


def _finite(bounds: Range) -> list:
    return [FAR**2 if end == INF else -(FAR**2) if end == -INF else end for end in bounds.ends]


def _near(value: Fraction):
    """A quotient at the end of the world, put where it tends to."""
    if abs(value) > FAR / 10**15:
        return INF if value > 0 else -INF
    if value.denominator < FAR / 10**15:
        return value
    return value.limit_denominator(10**9)
