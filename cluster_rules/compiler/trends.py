"""Trends: a series over years, each year against the year before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from cluster_rules.compiler.comparing import comparison
from cluster_rules.compiler.drafts import YEAR, Built, Draft, scalar_in, whole_years, year_back, year_title
from cluster_rules.compiler.lowering import meaning, scalar, single
from cluster_rules.compiler.scope import Column, Rows, Scope
from cluster_rules.compiler.state import Compilation
from cluster_rules.compiler.surface_criteria import TrendEntry
from cluster_rules.language.places import ExpressionError
from cluster_rules.model import expressions as tree
from cluster_rules.model import ir
from cluster_rules.model.expressions import Span
from cluster_rules.model.ruleset import Comparand
from cluster_rules.model.types import NumberType
from cluster_rules.model.units import Unit
from cluster_rules.model.units import unit as unit_named

DIRECTIONS: Mapping[str, tree.ComparisonOperator] = {
    "strictly_decreasing": "<",
    "not_increasing": "<=",
    "strictly_increasing": ">",
    "not_decreasing": ">=",
}


def trend(state: Compilation, draft: Draft, scope: Scope) -> Built | None:
    """Each year against the year before: a Kleene conjunction, so that one known rise decides."""
    entry = draft.get("trend")
    assert isinstance(entry, TrendEntry)
    last = whole_years(state, entry.last, 2)
    values = [_year_value(state, entry, scope, back) for back in range(last or 0)]
    if not values or None in values:
        return None
    known = [value for value in values if value is not None]
    pairs = state.attempt(entry.value, lambda: _fallen_or_risen(entry, known))
    if pairs is None:
        return None
    unit = unit_named(entry.unit.text) if entry.unit else _written_in(state, known[0])
    comparands = tuple(
        Comparand(pair, unit, f"{year_title(back)}对{year_title(back + 1)}")
        for back, pair in enumerate(pairs)
        if isinstance(pair, ir.Comparison)
    )
    met = pairs[0] if len(pairs) == 1 else ir.Connective("and", tuple(pairs), text=entry.value.text)
    return Built("trend", met, comparands, f"{entry.value.text}（{entry.direction}，{last} 年）")


def _fallen_or_risen(entry: TrendEntry, values: list[ir.Expression]) -> list[ir.Expression]:
    """Each value, the newest first, against that of the year before; refused where it is the same in every year."""
    node = tree.Name(entry.value.text, span=Span(0, len(entry.value.text)))
    if values[0] == values[1] and isinstance(values[0].type, NumberType):
        raise ExpressionError("CR259", node.span, text=entry.value.text)
    return [comparison(DIRECTIONS[entry.direction], now, then, node) for now, then in pairwise(values)]


def _year_value(state: Compilation, entry: TrendEntry, scope: Scope, back: int) -> ir.Expression | None:
    year = year_back(back)
    if entry.over is None or entry.year is None:
        return scalar_in(state, entry.value, scope.with_value(YEAR, year))
    over, field = state.tree(entry.over), entry.year
    rows = over and state.attempt(entry.over, lambda: meaning(over, scope))
    value = state.tree(entry.value)
    if not isinstance(rows, Rows) or value is None:
        return None
    inner = scope.with_record(rows.register, rows.slot).with_value(YEAR, year)
    same = state.attempt(
        field, lambda: comparison("=", scalar(tree.Name(field.text), inner), year, tree.Name(field.text))
    )
    found = state.attempt(entry.value, lambda: scalar(value, inner))
    if same is None or found is None:
        return None
    text = f"{entry.over.text}[{field.text} = {year.text}]"
    chosen = Column(replace(rows.where(same), text=text), found)
    one = state.attempt(entry.over, lambda: single(chosen, over, scope))  # type: ignore[arg-type]
    return replace(one, text=f"{text}.{entry.value.text}") if one is not None else None


def _written_in(state: Compilation, value: ir.Expression) -> Unit | None:
    """The unit of the field that is looked up year by year, or of a quotient of two; None where it is made otherwise."""
    if not isinstance(value, ir.Lookup):
        return None
    fields = state.dictionary.registers[value.selection.register].fields
    sides = (value.value.left, value.value.right) if isinstance(value.value, ir.Arithmetic) else (value.value,)
    units = [
        unit.symbol
        for side in sides
        if isinstance(side, ir.FieldReference) and side.name in fields and (unit := fields[side.name].unit)
    ]
    found = unit_named("/".join(units)) if len(units) == len(sides) else None
    return found if found and isinstance(value.type, NumberType) and found.dimension == value.type.dimension else None
