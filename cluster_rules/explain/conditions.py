"""What a test asks, in words: truths joined by 且 and 或, quantifiers over registers, comparisons of named facts."""

from __future__ import annotations

from functools import singledispatch

from cluster_rules.explain.figures import shown
from cluster_rules.explain.material import Material
from cluster_rules.explain.names import expression_name, fact_name
from cluster_rules.explain.words import Words
from cluster_rules.model import ir
from cluster_rules.model.types import BooleanType


def condition(material: Material, words: Words, expression: ir.Expression) -> str:
    """The condition in words; empty where nothing is asked."""
    if isinstance(expression, ir.Constant):
        return ""
    return _Teller(material, words, {}).tell(expression)


def selection_name(material: Material, words: Words, selection: ir.Selection) -> str:
    """`专利台账（授权地为“境外”）`."""
    name = fact_name(material, selection.register)
    if selection.condition is None:
        return name
    text = _Teller(material, words, {}).within(selection).tell(selection.condition)
    return words("condition.selected", register=name, text=text)


class _Teller:
    """Puts expressions into words; `slots` says which register a record comes from."""

    def __init__(self, material: Material, words: Words, slots: dict[int, str]) -> None:
        self.material = material
        self.words = words
        self.slots = slots

    def tell(self, expression: ir.Expression) -> str:
        return _tell(expression, self)

    def within(self, selection: ir.Selection) -> _Teller:
        return _Teller(self.material, self.words, {**self.slots, selection.slot: selection.register})

    def grouped(self, expression: ir.Expression, operator: str) -> str:
        """An operand, in brackets where it joins its own by the other word."""
        text = self.tell(expression)
        is_other = isinstance(expression, ir.Connective) and expression.operator != operator
        return self.words("condition.brackets", text=text) if is_other else text


@singledispatch
def _tell(expression: ir.Expression, teller: _Teller) -> str:
    return expression_name(teller.material, teller.words, expression) or expression.text


@_tell.register
def _(expression: ir.FieldReference, teller: _Teller) -> str:
    return fact_name(teller.material, teller.slots.get(expression.slot, ""), expression.name)


@_tell.register
def _(expression: ir.Constant, teller: _Teller) -> str:
    is_quantity = not isinstance(expression.type, BooleanType) and not isinstance(expression.value, str)
    return expression.text if is_quantity and expression.text else shown(teller.words, expression.value, None)


@_tell.register
def _(expression: ir.Comparison, teller: _Teller) -> str:
    left, right = expression.left, expression.right
    if isinstance(right, ir.Constant) and isinstance(right.value, bool):
        holds = right.value == (expression.operator == "=")
        return teller.tell(left) if holds else teller.words("condition.not", text=teller.tell(left))
    return teller.words(f"condition.{expression.operator}", left=teller.tell(left), right=teller.tell(right))


@_tell.register
def _(expression: ir.OneOf, teller: _Teller) -> str:
    options = teller.words.either(teller.words("value.text", text=option) for option in sorted(expression.options))
    return teller.words("condition.one_of", value=teller.tell(expression.value), options=options)


@_tell.register
def _(expression: ir.Connective, teller: _Teller) -> str:
    operands = (teller.grouped(operand, expression.operator) for operand in expression.operands)
    return teller.words(f"condition.{expression.operator}").join(operands)


@_tell.register
def _(expression: ir.Not, teller: _Teller) -> str:
    return teller.words("condition.not", text=teller.tell(expression.operand))


@_tell.register
def _(expression: ir.Quantifier, teller: _Teller) -> str:
    inner = teller.within(expression.selection)
    parts = [part for part in (expression.selection.condition, expression.condition) if part is not None]
    register = fact_name(teller.material, expression.selection.register)
    if expression.kind == "some":
        text = teller.words("condition.and").join(inner.grouped(part, "and") for part in parts)
        return teller.words("condition.some", register=register, text=text)
    among = inner.tell(parts[0]) if len(parts) > 1 else ""
    key = "condition.every.among" if among else "condition.every"
    return teller.words(key, register=register, among=among, text=inner.tell(parts[-1]))
