"""The rules of types and units: what may be compared, added and joined, and the refusals where not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cluster_rules.compiler.suggest import closest
from cluster_rules.language import print_expression
from cluster_rules.language.places import ExpressionError
from cluster_rules.model import expressions as tree
from cluster_rules.model import ir
from cluster_rules.model.types import (
    DAYS,
    MONTHS,
    BooleanType,
    DateType,
    ListType,
    NumberType,
    RecordType,
    TextType,
    Type,
)
from cluster_rules.model.units import PURE, Dimension, base_unit

#: Dimensions that are counted one by one: a bare number beside them needs no unit.
COUNTED = frozenset(["家", "件", "项", "个", "台", "套", "次", "起", "种", "分", "批", "座", "户", "人"])


def refuse(code: str, node: tree.Node, **values: Any) -> ExpressionError:
    """The refusal of `node`."""
    return ExpressionError(code, node.span, **values)


def type_name(kind: Type) -> str:
    """The type in words that an analyst knows."""
    if isinstance(kind, NumberType):
        return f"数（{unit_name(kind.dimension)}）" if kind.dimension else "数（无单位）"
    names = {TextType: "文字", BooleanType: "是非", DateType: "日期", RecordType: "记录", ListType: "列表"}
    return names[type(kind)]


def unit_name(dimension: Dimension) -> str:
    """The base unit of a dimension, or 无单位."""
    return base_unit(dimension).symbol or "无单位"


def is_number(kind: Type) -> bool:
    """Whether values of this type can be calculated with."""
    return isinstance(kind, NumberType)


def is_counted(dimension: Dimension) -> bool:
    """Whether the dimension is a plain count, such as 家."""
    return len(dimension) == 1 and dimension[0][1] == 1 and dimension[0][0] in COUNTED


def adapt(expression: ir.Expression, other: ir.Expression) -> ir.Expression:
    """A bare number takes the unit of a count beside it; zero takes any unit.

    What is counted distinct is no record of the register: it takes the unit that stands beside it.
    """
    if isinstance(expression, ir.DistinctCount):
        kind = other.type
        return (
            replace(expression, type=kind)
            if isinstance(kind, NumberType) and is_counted(kind.dimension)
            else expression
        )
    if not (isinstance(expression, ir.Constant) and isinstance(expression.type, NumberType)):
        return expression
    if expression.type.dimension != PURE or not isinstance(other.type, NumberType):
        return expression
    fits = expression.value == 0 or (isinstance(expression.value, int) and is_counted(other.type.dimension))
    return replace(expression, type=other.type) if fits else expression


def same_type(left: Type, right: Type) -> bool:
    """Whether both are of one kind and, for numbers, of one dimension."""
    if isinstance(left, TextType) and isinstance(right, TextType):
        return True
    return left == right


def expect_boolean(expression: ir.Expression, node: tree.Node) -> ir.Expression:
    """`expression`, which is a truth value."""
    if not isinstance(expression.type, BooleanType):
        raise refuse("CR205", node, text=print_expression(node), found=type_name(expression.type))
    return expression


def require_comparable(operator: str, left: ir.Expression, right: ir.Expression, node: tree.Node) -> None:
    """Refuses a comparison of different kinds, of different units, or of an order that does not exist."""
    if isinstance(left.type, NumberType) and isinstance(right.type, NumberType):
        if left.type.dimension != right.type.dimension:
            units = unit_name(left.type.dimension), unit_name(right.type.dimension)
            raise refuse(
                "CR204", node, indicator=left.text, unit=units[0], threshold=right.text, threshold_unit=units[1]
            )
        return
    if not same_type(left.type, right.type):
        raise refuse("CR202", node, wanted=type_name(left.type), found=type_name(right.type))
    if isinstance(left.type, TextType | BooleanType) and operator not in {"=", "!="}:
        raise refuse("CR219", node, kind=type_name(left.type), operator=operator)
    for text, constant in ((left, right), (right, left)):
        require_possible_text(text, constant, node)


def require_possible_text(expression: ir.Expression, constant: ir.Expression, node: tree.Node) -> None:
    """Refuses a text that the fact dictionary does not list among the values."""
    values = expression.type.values if isinstance(expression.type, TextType) else None
    if values is None or not isinstance(constant, ir.Constant) or constant.value in values:
        return
    text = str(constant.value)
    raise refuse("CR211", node, text=text, name=expression.text, values="、".join(values), close=closest(text, values))


def sum_type(left: ir.Expression, right: ir.Expression, node: tree.Arithmetic) -> Type:
    """The type of a sum or a difference."""
    if isinstance(left.type, DateType):
        if right.type in (DAYS, MONTHS):
            _require_whole(right, node.right)
            return left.type
        if isinstance(right.type, DateType) and node.operator == "-":
            return DAYS
    for side, operand in ((node.left, left), (node.right, right)):
        if not isinstance(operand.type, NumberType):
            raise refuse("CR202", side, wanted="数", found=type_name(operand.type))
    if left.type != right.type:
        raise refuse(
            "CR203",
            node,
            left=unit_name(left.type.dimension),  # type: ignore[union-attr]
            right=unit_name(right.type.dimension),  # type: ignore[union-attr]
        )
    return left.type


def _require_whole(amount: ir.Expression, node: tree.Node) -> None:
    if isinstance(amount, ir.Constant) and not isinstance(amount.value, int):
        raise refuse("CR215", node, text=print_expression(node))
