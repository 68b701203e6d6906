"""Formulas that stand in reasons: the record that a lookup did not find, and what a quotient cannot be divided by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from cluster_rules.explain.material import Material, selected_by
from cluster_rules.explain.names import YEARS, expression_name, fact_name, record_parts
from cluster_rules.explain.words import Words
from cluster_rules.model import ir
from cluster_rules.model.keys import key_text
from cluster_rules.model.numbers import format_number
from cluster_rules.model.values import Known, Partial, Reason
from cluster_rules.semantics.dependencies import walk


def telling(material: Material, reasons: Iterable[Reason]) -> list[Reason]:
    """`reasons` without formulas that have no value only because a record that they look up is missing."""
    known = list(reasons)
    missing = {reason.fact for reason in known if reason.kind == "missing"}
    return [reason for reason in known if reason.kind != "undefined" or not _looks_up(material, reason.fact, missing)]


def _looks_up(material: Material, text: str, missing: set[str]) -> bool:
    formula = material.formulas.get(text)
    inside = walk(formula) if formula is not None else ()
    return any(isinstance(node, ir.Lookup) and selected_by(node) in missing for node in inside)


def absent_record(material: Material, words: Words, text: str) -> str:
    """The record that the lookup of `text` asks for; empty where it is not told which."""
    formula = material.formulas.get(text)
    if not isinstance(formula, ir.Lookup):
        return ""
    name = formula.selection.register
    key = _key(material, formula.selection)
    if key is None:
        return ""
    head, rest = record_parts(material, words, name, key)
    subject = fact_name(material, name)
    if not rest and material.ruleset.dictionary.registers[name].key[0].endswith(YEARS):
        return words("reason.named", subject=subject, names=words("record.year", year=head))
    particulars = words("record.rest", rest=words.join(rest)) if rest else ""
    return words("reason.record.value", register=subject, record=head, particulars=particulars)


def no_value(material: Material, words: Words, text: str) -> str:
    """Why the formula of `text` has no value; empty where it is not known how it was made."""
    formula = material.formulas.get(text)
    if isinstance(formula, ir.Arithmetic):
        return words("reason.undefined.zero", denominator=_operand(material, words, formula.right))
    if not isinstance(formula, ir.Ratio | ir.Extreme):
        return ""
    register = fact_name(material, formula.selection.register)
    if isinstance(formula, ir.Extreme) or formula.style != "ratio":
        return words("reason.undefined.none", register=register)
    name = expression_name(material, words, formula.denominator, formula.selection.register)
    return words("reason.undefined.total", register=register, denominator=name)


def _operand(material: Material, words: Words, operand: ir.Expression) -> str:
    if isinstance(operand, ir.Sum):
        return words("name.total", name=expression_name(material, words, operand.value, operand.selection.register))
    if isinstance(operand, ir.Lookup):
        return expression_name(material, words, operand.value, operand.selection.register)
    return expression_name(material, words, operand)


def _key(material: Material, selection: ir.Selection) -> str | None:
    """The identity key that the selection asks for; None where a part of it is not known."""
    asked = dict(_equalities(selection.condition, selection.slot))
    parts = []
    for field in material.ruleset.dictionary.registers[selection.register].key:
        value = _value(material, asked[field]) if field in asked else None
        if value is None:
            return None
        parts.append(_spelled(value))
    return key_text(parts)


def _equalities(condition: ir.Expression | None, slot: int) -> Iterator[tuple[str, ir.Expression]]:
    if isinstance(condition, ir.Connective) and condition.operator == "and":
        for operand in condition.operands:
            yield from _equalities(operand, slot)
    elif isinstance(condition, ir.Comparison) and condition.operator == "=":
        for field, other in ((condition.left, condition.right), (condition.right, condition.left)):
            if isinstance(field, ir.FieldReference) and field.slot == slot:
                yield field.name, other


def _value(material: Material, expression: ir.Expression) -> Known | None:
    """The value of a constant, of a known fact, and of their sums and differences."""
    if isinstance(expression, ir.Constant):
        return expression.value
    if isinstance(expression, ir.FactReference):
        value = material.value_of(expression.name)
        return None if isinstance(value, Partial) else value
    if not isinstance(expression, ir.Arithmetic) or expression.operator not in "+-":
        return None
    left, right = (_value(material, side) for side in (expression.left, expression.right))
    if not isinstance(left, int | Fraction) or not isinstance(right, int | Fraction):
        return None
    return left + right if expression.operator == "+" else left - right


def _spelled(value: Known) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str) else format_number(value)
