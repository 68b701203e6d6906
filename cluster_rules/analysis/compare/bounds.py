"""Between what values a quantity lies whatever the facts are: by what is declared, and by what it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeAlias

from cluster_rules.model import ir
from cluster_rules.model.dictionary import Dictionary, FactType
from cluster_rules.model.numbers import Number
from cluster_rules.model.types import DateType, NumberType

#: The least and the greatest value, None where there is no such end. Days are counted by their ordinal numbers.
Bounds: TypeAlias = tuple[Number | None, Number | None]
#: Slot → the register of its records.
Slots: TypeAlias = Mapping[int, str]

FREE: Bounds = (None, None)


def bounds(node: ir.Expression, slots: Slots, facts: Dictionary) -> Bounds:
    """The natural bounds of a number or a day, both included."""
    if isinstance(node, ir.Constant):
        known = isinstance(node.type, NumberType | DateType)
        return (number(node.value), number(node.value)) if known else FREE
    if isinstance(node, ir.FactReference | ir.FieldReference):
        fact = _declared(node, slots, facts)
        return FREE if fact is None else (_end(fact.low), _end(fact.high))
    if isinstance(node, ir.Count | ir.DistinctCount):
        return 0, None
    if isinstance(node, ir.Choose):
        (low, high), (other_low, other_high) = (bounds(part, slots, facts) for part in (node.then, node.otherwise))
        return _if_both(min, low, other_low), _if_both(max, high, other_high)
    if isinstance(node, ir.Arithmetic) and isinstance(node.left.type, NumberType):
        return _arithmetic(node, slots, facts)
    if isinstance(node, ir.Sum):
        return (0 if is_never_negative(node.value, _inside(node, slots), facts) else None), None
    if isinstance(node, ir.Ratio):
        return _quotient(node.numerator, node.denominator, _inside(node, slots), facts)
    return FREE


def is_never_negative(node: ir.Expression, slots: Slots, facts: Dictionary) -> bool:
    """Whether a value is at least zero; `slots` are the registers of the records it reads."""
    low = bounds(node, slots, facts)[0]
    return low is not None and low >= 0


def number(value: Any) -> Number:
    """A number as it is, and a day by its ordinal number."""
    found: Number = value.toordinal() if isinstance(value, date) else value
    return found


def _end(value: Any) -> Number | None:
    return None if value is None else number(value)


def _if_both(join: Any, one: Number | None, other: Number | None) -> Number | None:
    return None if one is None or other is None else join(one, other)


def _inside(node: ir.Sum | ir.Ratio, slots: Slots) -> Slots:
    return {**slots, node.selection.slot: node.selection.register}


def _declared(node: ir.FactReference | ir.FieldReference, slots: Slots, facts: Dictionary) -> FactType | None:
    if isinstance(node, ir.FactReference):
        return facts.facts.get(node.name)
    return facts.registers[slots[node.slot]].fields.get(node.name) if node.slot in slots else None


def _arithmetic(node: ir.Arithmetic, slots: Slots, facts: Dictionary) -> Bounds:
    if node.operator == "/":
        return _quotient(node.left, node.right, slots, facts)
    low, high = bounds(node.left, slots, facts)
    other_low, other_high = bounds(node.right, slots, facts)
    if node.operator == "+":
        return _if_both(_sum, low, other_low), _if_both(_sum, high, other_high)
    if node.operator == "*" and low is not None and other_low is not None and min(low, other_low) >= 0:
        return low * other_low, None
    return FREE


def _sum(one: Number, other: Number) -> Number:
    return one + other


def _quotient(upper: ir.Expression, lower: ir.Expression, slots: Slots, facts: Dictionary) -> Bounds:
    """Of two values that are never negative it is none either, and of a part and its whole at most 1."""
    if not (is_never_negative(upper, slots, facts) and is_never_negative(lower, slots, facts)):
        return FREE
    return 0, (1 if _is_part(upper, lower, slots, facts) else None)


def _is_part(part: ir.Expression, whole: ir.Expression, slots: Slots, facts: Dictionary) -> bool:
    """Whether `part` is never more than `whole`, which is never negative."""
    if part == whole:
        return True
    if isinstance(part, ir.Choose):
        return all(
            each in (whole, _zero(each)) or _is_part(each, whole, slots, facts) for each in (part.then, part.otherwise)
        )
    if isinstance(part, ir.FieldReference) and isinstance(whole, ir.FieldReference):
        fact = _declared(part, slots, facts)
        return fact is not None and part.slot == whole.slot and fact.part_of == whole.name
    if isinstance(part, ir.FactReference) and isinstance(whole, ir.FactReference):
        fact = _declared(part, slots, facts)
        return fact is not None and fact.part_of == whole.name
    return False


def _zero(node: ir.Expression) -> ir.Expression | None:
    return node if isinstance(node, ir.Constant) and node.value == 0 else None
