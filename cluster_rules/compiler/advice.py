"""What could be written instead of an expression that was refused: a suggestion in the notation, or nothing."""

from __future__ import annotations

from cluster_rules.language import print_expression
from cluster_rules.model import expressions as tree
from cluster_rules.model import ir
from cluster_rules.model.days import parse_day
from cluster_rules.model.types import BooleanType, DateType, NumberType, TextType
from cluster_rules.model.units import UNITS, Dimension, base_unit

#: Texts that people write for a truth value.
_TRUTHS = {"是": "true", "true": "true", "1": "true", "否": "false", "false": "false", "0": "false"}
#: A bare number in this range, beside a date, is meant as a year.
_YEARS = range(1900, 2101)


def for_comparison(operator: str, left: ir.Expression, right: ir.Expression) -> str:
    """The comparison that is meant where the two sides are of different kinds; empty where that is not plain."""
    if isinstance(left, ir.Constant) and not isinstance(right, ir.Constant):
        return _against(right, "=" if operator == "=" else "", left)
    return _against(left, operator, right)


def _against(indicator: ir.Expression, operator: str, constant: ir.Expression) -> str:
    if not isinstance(constant, ir.Constant) or not operator:
        return ""
    written = str(constant.value)
    match indicator.type:
        case BooleanType() if written in _TRUTHS and operator in ("=", "!="):
            return f"{indicator.text} {operator} {_TRUTHS[written]}"
        case DateType() if parse_day(written):
            return f'{indicator.text} {operator} @"{written}"'
        case DateType() if isinstance(constant.value, int) and constant.value in _YEARS:
            return f"year({indicator.text}) {operator} {written}"
        case NumberType() if isinstance(constant.type, TextType) and written[:1].isdigit():
            return f"{indicator.text} {operator} {written}"
    return ""


def for_spans(operator: str, left: ir.Expression, right: ir.Expression) -> str:
    """Days between two dates against months: the comparison of the dates themselves; empty for other comparisons."""
    between = isinstance(left, ir.Arithmetic) and left.operator == "-"
    if between and isinstance(left.left.type, DateType) and isinstance(left.right.type, DateType):  # type: ignore[union-attr]
        return f"{left.left.text} {operator} {left.right.text} + {right.text}"  # type: ignore[union-attr]
    return ""


def for_alternatives(node: tree.Logic) -> str:
    """`x in ("a", "b")` for `x = "a" or "b"`; empty for other disjunctions."""
    first, rest = node.operands[0], node.operands[1:]
    if node.operator != "or" or not isinstance(first, tree.Comparison) or first.operator != "=":
        return ""
    if not all(isinstance(other, tree.TextLiteral | tree.NumberLiteral) for other in rest):
        return ""
    listed = ", ".join(print_expression(value) for value in (first.right, *rest))
    return f"{print_expression(first.left)} in ({listed})"


def units_of(dimension: Dimension) -> str:
    """The units in which a quantity of `dimension` can be written; empty for a dimension without units of its own."""
    return "、".join(symbol for symbol, unit in UNITS.items() if symbol and unit.dimension == dimension)


def without_unit(expression: ir.Expression) -> str:
    """The same quantity as a bare number; empty for what is no number."""
    if not isinstance(expression.type, NumberType):
        return ""
    return f"{expression.text} / 1 {base_unit(expression.type.dimension).symbol}"
