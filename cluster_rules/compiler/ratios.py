"""Recognising a ratio over one register, so that it is decided record by record (semantics 5)."""

from __future__ import annotations

from typing import Literal, TypeAlias

from cluster_rules.model import ir
from cluster_rules.model.types import NUMBER, NumberType

Additive: TypeAlias = ir.Sum | ir.Count


def ratio_of(left: ir.Expression, right: ir.Expression, kind: NumberType, text: str) -> ir.Expression | None:
    """Σa ÷ Σb where both run over one selection, the upper perhaps narrowed further; None for other quotients."""
    if not isinstance(left, ir.Sum | ir.Count) or not isinstance(right, ir.Sum | ir.Count):
        return None
    upper, lower = left.selection, right.selection
    if (upper.register, upper.slot) != (lower.register, lower.slot):
        return None
    base, narrowed = conjuncts(lower), conjuncts(upper)
    if not all(condition in narrowed for condition in base):
        return None
    extra = tuple(condition for condition in narrowed if condition not in base)
    style = _style(left, right, narrowed=bool(extra))
    return ir.Ratio(kind, lower, _counted_if(extra, _value(left)), _value(right), style, text=text)


def conjuncts(selection: ir.Selection) -> tuple[ir.Expression, ...]:
    """The conditions of a selection that all have to hold."""
    condition = selection.condition
    if condition is None:
        return ()
    if isinstance(condition, ir.Connective) and condition.operator == "and":
        return condition.operands
    return (condition,)


def _value(side: Additive) -> ir.Expression:
    return side.value if isinstance(side, ir.Sum) else ir.Constant(side.type, 1, text="1")


def _counted_if(conditions: tuple[ir.Expression, ...], value: ir.Expression) -> ir.Expression:
    if not conditions:
        return value
    condition = conditions[0] if len(conditions) == 1 else ir.Connective("and", conditions)
    return ir.Choose(value.type, condition, value, ir.Constant(value.type, 0, text="0"))


def _style(left: Additive, right: Additive, *, narrowed: bool) -> Literal["ratio", "share", "mean"]:
    if isinstance(right, ir.Count):
        return "share" if isinstance(left, ir.Count) else "ratio" if narrowed else "mean"
    return "ratio"


def mean(selection: ir.Selection, value: ir.Expression, text: str) -> ir.Ratio:
    """The arithmetic mean: Σ value ÷ number of records, in the unit of the value."""
    kind = value.type if isinstance(value.type, NumberType) else NUMBER
    return ir.Ratio(kind, selection, value, ir.Constant(NUMBER, 1, text="1"), "mean", text=text)
