"""Two requirements on one quantity, told apart on the line of its values: exactly, cell by cell.

Between two neighbouring thresholds neither requirement changes, so each cell is decided on one value inside it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any, TypeAlias

from cluster_rules.analysis.compare.bounds import bounds, number
from cluster_rules.model import ir
from cluster_rules.model.dictionary import Dictionary
from cluster_rules.model.numbers import Number, normal
from cluster_rules.model.types import DateType, NumberType

_HOLDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """Values between two ends, None for an open one; a cell of one value has it at both ends."""

    low: Number | None
    high: Number | None
    low_included: bool
    high_included: bool
    old: bool
    new: bool


def indicator_of(*tests: ir.Expression) -> ir.Expression | None:
    """The one quantity that all comparisons in `tests` hold against constants; None where there is not just one."""
    found: ir.Expression | None = None
    for comparison in (part for test in tests for part in _atoms(test)):
        if comparison is None or not isinstance(comparison.left.type, NumberType | DateType):
            return None
        if not isinstance(comparison.right, ir.Constant) or (found is not None and comparison.left != found):
            return None
        found = comparison.left
    return found


def cells(old: ir.Expression, new: ir.Expression, indicator: ir.Expression, facts: Dictionary) -> tuple[Cell, ...]:
    """The line of `indicator` in stretches of equal outcome, from low to high."""
    low, high = bounds(indicator, {}, facts)
    cuts = {number(part.right.value) for test in (old, new) for part in _atoms(test) if part}  # type: ignore[union-attr]
    inside = {cut for cut in cuts if (low is None or low < cut) and (high is None or cut < high)}
    points = sorted(inside | {end for end in (low, high) if end is not None})
    found = [Cell(*ends, _holds(old, value), _holds(new, value)) for ends, value in _pieces(points, low, high)]
    if _is_whole(indicator, facts):
        found = [whole for cell in found if (whole := _whole(cell)) is not None]
    return tuple(_merged(found))


def _atoms(test: ir.Expression) -> Iterator[ir.Comparison | None]:
    """The comparisons that `test` is made of; None for anything else in it."""
    if isinstance(test, ir.Connective):
        for operand in test.operands:
            yield from _atoms(operand)
    elif isinstance(test, ir.Not):
        yield from _atoms(test.operand)
    else:
        yield test if isinstance(test, ir.Comparison) else None


def _holds(test: ir.Expression, value: Number) -> bool:
    if isinstance(test, ir.Connective):
        parts = (_holds(operand, value) for operand in test.operands)
        return all(parts) if test.operator == "and" else any(parts)
    if isinstance(test, ir.Not):
        return not _holds(test.operand, value)
    assert isinstance(test, ir.Comparison)
    assert isinstance(test.right, ir.Constant)
    return _HOLDS[test.operator](value, number(test.right.value))


_Ends: TypeAlias = tuple[Number | None, Number | None, bool, bool]


def _pieces(points: list[Number], low: Number | None, high: Number | None) -> Iterator[tuple[_Ends, Number]]:
    """Each point by itself and each open stretch beside one, from low to high, with a value inside."""
    first, last = (points[0], points[-1]) if points else (None, None)
    if low is None:
        yield (None, first, False, False), _inside(None, first)
    for index, point in enumerate(points):
        yield (point, point, True, True), point
        if index + 1 < len(points):
            yield (point, points[index + 1], False, False), _inside(point, points[index + 1])
    if high is None and points:
        yield (last, None, False, False), _inside(last, None)


def _inside(low: Number | None, high: Number | None) -> Number:
    if low is None:
        return 0 if high is None else high - 1
    return low + 1 if high is None else normal(Fraction(low + high) / 2)


def _whole(cell: Cell) -> Cell | None:
    """The cell with the whole numbers in it as ends; None where there are none."""
    low = None if cell.low is None else ceil(cell.low) if cell.low_included else floor(cell.low) + 1
    high = None if cell.high is None else floor(cell.high) if cell.high_included else ceil(cell.high) - 1
    if low is not None and high is not None and low > high:
        return None
    return Cell(low, high, low is not None, high is not None, cell.old, cell.new)


def _merged(cells: list[Cell]) -> Iterator[Cell]:
    """Neighbours of equal outcome are one."""
    current: Cell | None = None
    for cell in cells:
        if current is not None and (current.old, current.new) == (cell.old, cell.new):
            current = Cell(current.low, cell.high, current.low_included, cell.high_included, cell.old, cell.new)
            continue
        if current is not None:
            yield current
        current = cell
    if current is not None:
        yield current


def _is_whole(node: ir.Expression, facts: Dictionary) -> bool:
    """Whether a quantity takes whole numbers of its base unit alone."""
    if isinstance(node, ir.Count | ir.DistinctCount):
        return True
    if isinstance(node, ir.Constant):
        return isinstance(node.value, int) or isinstance(node.type, DateType)
    if isinstance(node, ir.FactReference):
        fact = facts.facts.get(node.name)
        return isinstance(node.type, DateType) or (fact is not None and fact.integral and _in_base_units(fact.unit))
    if isinstance(node, ir.Arithmetic):
        return node.operator != "/" and _is_whole(node.left, facts) and _is_whole(node.right, facts)
    return False


def _in_base_units(unit: Any) -> bool:
    return unit is None or unit.factor == 1
