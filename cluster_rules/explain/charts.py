"""Small charts as SVG for pages: told apart without colour, with every word escaped and no outside resources.

Places on the paper are rounded to a tenth of a unit by integer arithmetic; the figures are written as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cluster_rules.explain.html import escaped
from cluster_rules.model.numbers import Number

_INK, _LIGHT = "#1d2129", "#d5d9e0"
_FONT = 'font-family="Source Han Sans SC, Noto Sans CJK SC, Microsoft YaHei, Arial, sans-serif" font-size="11"'

#: How series are told apart: by the fill of their bars, or by the dashes of their lines.
_FILLS = ("#ffffff", "#6b7280", "#1d2129")
_DASHES = ("", "6 3", "2 2")


@dataclass(frozen=True, slots=True)
class Bars:
    """A group of bars side by side, one for each series. The label is broken at its first blank."""

    label: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """A count that jumps: where it begins, and at each place what it is there and just after."""

    label: str
    start: int
    jumps: tuple[tuple[Number, int, int], ...]

    @property
    def highest(self) -> int:
        return max((self.start, *(count for _, at, after in self.jumps for count in (at, after))))


def bar_chart(title: str, series: Sequence[str], groups: Sequence[Bars]) -> str:
    """Groups of bars with their counts above them."""
    slot, height = 58, 120
    most = max((count for group in groups for count in group.counts), default=0) or 1
    width = slot * len(groups) + 20
    parts = list(_legend(series, 10))
    for index, group in enumerate(groups):
        parts += _bars(group, 10 + index * slot, slot, height, most)
    parts.append(_line(10, height + 40, width - 10, height + 40))
    return _svg(title, width, height + 76, parts)


def _bars(group: Bars, left: int, slot: int, height: int, most: int) -> Iterator[str]:
    wide = (slot - 10) // len(group.counts)
    for number, count in enumerate(group.counts):
        tall = count * height // most
        x, y = left + 5 + number * wide, height + 40 - tall
        fill = f'fill="{_FILLS[number]}" stroke="{_INK}"'
        yield f'<rect x="{x}" y="{y}" width="{wide - 2}" height="{tall}" {fill}/>'
        yield _text(x + wide // 2 - 1, y - 3, str(count), "middle")
    for number, line in enumerate(group.label.split(" ", 1)):
        yield _text(left + slot // 2, height + 56 + 13 * number, line, "middle")


def _legend(series: Sequence[str], left: int) -> Iterator[str]:
    for number, name in enumerate(series):
        x = left + number * 150
        yield f'<rect x="{x}" y="6" width="12" height="12" fill="{_FILLS[number]}" stroke="{_INK}"/>'
        yield _text(x + 17, 16, name, "start")


def step_chart(title: str, ticks: Sequence[tuple[Number, str]], lines: Sequence[Steps]) -> str:
    """Counts over a range, from the first tick to the last; a dot says what the count is exactly at a jump."""
    plot = _Plot(ticks[0][0], ticks[-1][0], max([1, *(line.highest for line in lines)]))
    parts = [_line(plot.left, plot.bottom, plot.right, plot.bottom), _line(plot.left, plot.top, plot.left, plot.bottom)]
    for place, label in ticks:
        parts.append(_text(plot.x(place), plot.bottom + 16, label, "middle"))
    for count in sorted({0, plot.most // 2, plot.most}):
        parts.append(_line(plot.left, plot.y(count), plot.right, plot.y(count), _LIGHT))
        parts.append(_text(plot.left - 6, plot.y(count), str(count), "end"))
    for number, line in enumerate(lines):
        parts += _steps(plot, line, _DASHES[number])
        parts.append(_stroke(f"M{plot.left + number * 170} 14h24", _DASHES[number]))
        parts.append(_text(plot.left + number * 170 + 30, 18, line.label, "start"))
    return _svg(title, plot.right + 40, plot.bottom + 28, parts)


@dataclass(frozen=True, slots=True)
class _Plot:
    """The part of a chart in which lines are drawn."""

    low: Number
    high: Number
    most: int
    left: int = 46
    right: int = 640
    top: int = 34
    bottom: int = 214

    def x(self, place: Number) -> str:
        share = Fraction(place - self.low) / (self.high - self.low)
        return _tenths(self.left + share * (self.right - self.left))

    def y(self, count: int) -> str:
        return _tenths(self.bottom - Fraction(count, self.most) * (self.bottom - self.top))


def _steps(plot: _Plot, line: Steps, dashes: str) -> Iterator[str]:
    path = [f"M{plot.left} {plot.y(line.start)}"]
    for place, at, after in line.jumps:
        path.append(f"H{plot.x(place)}V{plot.y(at)}V{plot.y(after)}")
    yield _stroke("".join(path) + f"H{plot.right}", dashes)
    for place, at, _ in line.jumps:
        yield f'<circle cx="{plot.x(place)}" cy="{plot.y(at)}" r="2.2" fill="{_INK}"/>'


def _tenths(value: Number) -> str:
    tenths = int(Fraction(value) * 10)
    return f"{tenths // 10}.{tenths % 10}"


def _stroke(path: str, dashes: str) -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<path d="{path}" fill="none" stroke="{_INK}" stroke-width="1.5"{dashed}/>'


def _line(x: int | str, y: int | str, to_x: int | str, to_y: int | str, colour: str = _INK) -> str:
    return f'<line x1="{x}" y1="{y}" x2="{to_x}" y2="{to_y}" stroke="{colour}"/>'


def _text(x: int | str, y: int | str, text: str, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{_INK}">{escaped(text)}</text>'


def _svg(title: str, width: int, height: int, parts: Iterable[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" width="{width}" {_FONT}>'
    return f"{head}<title>{escaped(title)}</title>{''.join(parts)}</svg>"
