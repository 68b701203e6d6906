"""Comparisons and negations in the form in which engines expect them."""

from __future__ import annotations

from cluster_rules.compiler.scope import RecordVariable, Scope
from cluster_rules.compiler.typing import adapt, is_number, refuse, require_comparable
from cluster_rules.language import print_expression
from cluster_rules.model import expressions as tree
from cluster_rules.model import ir
from cluster_rules.model.dictionary import FactType
from cluster_rules.model.types import BooleanType

MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def comparison(
    operator: tree.ComparisonOperator, left: ir.Expression, right: ir.Expression, node: tree.Node
) -> ir.Expression:
    """A typed comparison with the constant, or else the ratio, where engines expect it; `x = true` is `x`."""
    left, right = adapt(left, right), adapt(right, left)
    require_comparable(operator, left, right, node)
    if left == right and not isinstance(left, ir.Constant):
        raise refuse("CR220", node, text=left.text)
    if isinstance(left.type, BooleanType):
        plain = _against_truth(operator, left, right) or _against_truth(operator, right, left)
        if plain is not None:
            return plain
    if isinstance(left, ir.Constant) and not isinstance(right, ir.Constant):
        left, right, operator = right, left, MIRRORED[operator]  # type: ignore[assignment]
    return ir.Comparison(operator, left, right, text=f"{left.text} {operator} {right.text}")


def compared(operator: tree.ComparisonOperator, left: ir.Expression, right: ir.Expression) -> ir.Expression:
    """The same of expressions that no single node of a tree stands for. What is refused has no place yet."""
    return comparison(operator, left, right, tree.Name(left.text))


def _against_truth(operator: str, left: ir.Expression, right: ir.Expression) -> ir.Expression | None:
    if not isinstance(right, ir.Constant):
        return None
    return left if right.value is (operator == "=") else negated(left)


def negated(operand: ir.Expression) -> ir.Expression:
    """The negation, without doubling one."""
    return operand.operand if isinstance(operand, ir.Not) else ir.Not(operand, text=f"not({operand.text})")


def require_plain_share(side: ir.Expression, other: ir.Expression, place: tree.Node, scope: Scope) -> None:
    """Refuses a bare number beside a fact in per cent: 2 could be 2% or 200%."""
    if not isinstance(side, ir.FactReference | ir.FieldReference) or not isinstance(other, ir.Constant):
        return
    declared = _declared(side, scope).unit
    symbol = declared.symbol if declared else ""
    if symbol in ("%", "‰") and is_number(other.type) and not other.unit and other.value != 0:
        raise refuse("CR393", place, name=side.name, symbol=symbol, text=other.text)


def _declared(side: ir.FactReference | ir.FieldReference, scope: Scope) -> FactType:
    if isinstance(side, ir.FactReference):
        return scope.world.dictionary.facts[side.name]
    records = (value for _, value in scope.locals if isinstance(value, RecordVariable))
    register = next(value.register for value in records if value.slot == side.slot)
    return scope.world.dictionary.registers[register].fields[side.name]


def within(low: ir.Expression, high: ir.Expression, node: tree.Node) -> ir.Expression:
    """Both ends of a range hold. Refuses a range that no value lies in."""
    if isinstance(low, ir.Comparison) and isinstance(high, ir.Comparison):
        least, most = low.right, high.right
        if isinstance(least, ir.Constant) and isinstance(most, ir.Constant):
            closed = low.operator == ">=" and high.operator == "<="
            if least.value > most.value or (least.value == most.value and not closed):  # type: ignore[operator]
                raise refuse("CR398", node, text=print_expression(node), low=least.text, high=most.text)
    return ir.Connective("and", (low, high), text=print_expression(node))
