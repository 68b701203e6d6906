"""The rules of types and units: what may be compared, added and joined, and the refusals where not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cluster_rules.compiler import advice
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
from cluster_rules.semantics.functions import ANY_NUMBER

#: Dimensions that are counted one by one: a bare number beside them needs no unit.
COUNTED = frozenset(["家", "件", "项", "个", "台", "套", "次", "起", "种", "分", "批", "座", "户", "人"])


def refuse(code: str, node: tree.Node, **values: Any) -> ExpressionError:
    """The refusal of `node`."""
    return ExpressionError(code, node.span, **values)


#: Kinds of value that are no type of their own, in both languages.
ONE_NUMBER = ("数", "a number")
NUMBERS = ("数的列表", "a list of numbers")
TRUTHS = ("是非的列表", "a list of conditions")

_KINDS: Mapping[type, tuple[str, str]] = {
    TextType: ("文字", "a text"),
    BooleanType: ("是非", "a truth value"),
    DateType: ("日期", "a date"),
    RecordType: ("记录", "a record"),
    ListType: ("列表", "a list"),
}


def named(**kinds: Type | Dimension | tuple[str, str]) -> dict[str, str]:
    """`wanted=…` as `wanted_zh` and `wanted_en`: the words for a type, a dimension, or a pair of words as it is."""
    words: dict[str, str] = {}
    for key, kind in kinds.items():
        words[f"{key}_zh"], words[f"{key}_en"] = _words(kind)
    return words


def _words(kind: Any) -> tuple[str, str]:
    if kind == ANY_NUMBER:
        return ONE_NUMBER
    if isinstance(kind, NumberType):
        unit_zh, unit_en = _words(kind.dimension)
        return f"数（{unit_zh}）", f"a number ({unit_en})"
    if isinstance(kind, tuple) and (not kind or isinstance(kind[0], tuple)):
        return (symbol, symbol) if (symbol := base_unit(kind).symbol) else ("无单位", "no unit")
    return kind if isinstance(kind, tuple) else _KINDS[type(kind)]


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
        raise refuse("CR205", node, text=print_expression(node), **named(found=expression.type))
    return expression


def require_comparable(operator: str, left: ir.Expression, right: ir.Expression, node: tree.Node) -> None:
    """Refuses a comparison of different kinds, of different units, or of an order that does not exist."""
    if isinstance(left.type, NumberType) and isinstance(right.type, NumberType):
        if left.type.dimension != right.type.dimension:
            raise _other_units(operator, left, right, node)
        return
    if not same_type(left.type, right.type):
        kinds = named(left_kind=left.type, right_kind=right.type)
        example = advice.for_comparison(operator, left, right)
        raise refuse("CR396", node, left=left.text, right=right.text, example=example, **kinds)
    if isinstance(left.type, TextType | BooleanType) and operator not in {"=", "!="}:
        raise refuse("CR219", node, **named(kind=left.type), operator=operator)
    for text, constant in ((left, right), (right, left)):
        require_possible_text(text, constant, node)


def _other_units(operator: str, left: ir.Expression, right: ir.Expression, node: tree.Node) -> ExpressionError:
    if {left.type, right.type} == {DAYS, MONTHS}:
        example = advice.for_spans(operator, left, right)
        return refuse("CR397", node, left=left.text, right=right.text, example=example)
    dimension = left.type.dimension  # type: ignore[union-attr]
    units = named(unit=dimension, threshold_unit=right.type.dimension)  # type: ignore[union-attr]
    known = advice.units_of(dimension)
    return refuse("CR204", node, indicator=left.text, threshold=right.text, known=known, **units)


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
    require_numbers(left, right, node)
    if left.type != right.type:
        units = named(left=left.type.dimension, right=right.type.dimension)  # type: ignore[union-attr]
        raise refuse("CR203", node, **units)
    return left.type


def require_numbers(left: ir.Expression, right: ir.Expression, node: tree.Arithmetic) -> None:
    """Refuses to calculate with what is no number."""
    for side, operand, other in ((node.left, left, right), (node.right, right, left)):
        if isinstance(operand.type, DateType):
            kinds = named(other=other.type)
            raise refuse("CR383", node, text=print_expression(side), operator=node.operator, **kinds)
        if not isinstance(operand.type, NumberType):
            raise refuse("CR202", side, **named(wanted=ONE_NUMBER, found=operand.type))


def _require_whole(amount: ir.Expression, node: tree.Node) -> None:
    if isinstance(amount, ir.Constant) and not isinstance(amount.value, int):
        raise refuse("CR215", node, text=print_expression(node))
