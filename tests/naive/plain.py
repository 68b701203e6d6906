"""Plain two-valued evaluation of an expression when nothing is missing. Fractions only; no bounds, no reasons.

The authority on what one completion gives. It knows the data classes of the model and nothing of any engine.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne

from cluster_rules.model import ir
from cluster_rules.model.sheet import BoundFacts, Record
from cluster_rules.model.types import MONTHS, DateType, Type

_COMPARE = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}

#: This completion gives the expression no value: division by zero, the mean of nothing, several records looked up.
UNDEFINED = "«undefined»"


class SaysNothingError(Exception):
    """This completion says nothing about the expression: the page leaves the case to the outer approximation."""


def plain(expression: ir.Expression, facts: BoundFacts, slots: Mapping[int, Record] | None = None) -> object:
    """The value of `expression` over known facts, or UNDEFINED. Numbers are Fractions."""
    return _RULES[type(expression)](expression, facts, dict(slots or {}))


def _constant(node, facts, slots):
    return _number(node.value)


def _fact(node, facts, slots):
    return _number(facts.facts[node.name])


def _field(node, facts, slots):
    return _number(slots[node.slot][node.name])


def _number(value):
    return Fraction(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _negate(node, facts, slots):
    value = plain(node.operand, facts, slots)
    return UNDEFINED if value is UNDEFINED else -value


def _arithmetic(node, facts, slots):
    left, right = plain(node.left, facts, slots), plain(node.right, facts, slots)
    if left is UNDEFINED or right is UNDEFINED:
        return UNDEFINED
    if isinstance(node.left.type, DateType) or isinstance(node.right.type, DateType):
        return calendar_sum(node, left, right)
    if node.operator == "/":
        return left / right if right != 0 else UNDEFINED
    return {"+": left + right, "-": left - right, "*": left * right}[node.operator]


def calendar_sum(node: ir.Arithmetic, left, right):
    """Date ± duration, duration + date, or the days between two dates."""
    if isinstance(node.left.type, DateType) and isinstance(node.right.type, DateType):
        return Fraction((left - right).days)
    day, span, kind = (
        (left, right, node.right.type) if isinstance(node.left.type, DateType) else (right, left, node.left.type)
    )
    return shift(day, int(span) * (1 if node.operator == "+" else -1), kind)


def shift(day: date, span: int, kind: Type) -> date:
    """`day` moved by `span` days or calendar months; the 31st becomes the last day of a shorter month."""
    if kind != MONTHS:
        return day + timedelta(days=span)
    year, month = divmod(day.year * 12 + day.month - 1 + span, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _comparison(node, facts, slots):
    left, right = plain(node.left, facts, slots), plain(node.right, facts, slots)
    if left is UNDEFINED or right is UNDEFINED:
        return UNDEFINED
    return holds(node.operator, left, right)


def holds(operator: str, left, right) -> bool:
    """Whether `left operator right`, for two known values."""
    return bool(_COMPARE[operator](left, right))


def _one_of(node, facts, slots):
    value = plain(node.value, facts, slots)
    return UNDEFINED if value is UNDEFINED else value in node.options


def _connective(node, facts, slots):
    values = [plain(operand, facts, slots) for operand in node.operands]
    absorbing = node.operator == "or"
    if absorbing in values:
        return absorbing
    return UNDEFINED if UNDEFINED in values else not absorbing


def _not(node, facts, slots):
    value = plain(node.operand, facts, slots)
    return UNDEFINED if value is UNDEFINED else not value


def _choose(node, facts, slots):
    condition = plain(node.condition, facts, slots)
    if condition is UNDEFINED:
        raise SaysNothingError
    return plain(node.then if condition else node.otherwise, facts, slots)


def _tiers(node, facts, slots):
    for condition, value in node.cases:
        applies = plain(condition, facts, slots)
        if applies is UNDEFINED:
            raise SaysNothingError
        if applies:
            return plain(value, facts, slots)
    return UNDEFINED


def _pick(node, facts, slots):
    values = [plain(operand, facts, slots) for operand in node.operands]
    return UNDEFINED if UNDEFINED in values else extreme(node.kind, values)


def _selected(selection: ir.Selection, facts, slots) -> list[dict[int, Record]]:
    """One environment for each selected record. A filter without a value leaves the membership open."""
    chosen = []
    for record in facts.registers[selection.register].records:
        inner = {**slots, selection.slot: record}
        condition = True if selection.condition is None else plain(selection.condition, facts, inner)
        if condition is UNDEFINED:
            raise SaysNothingError
        if condition:
            chosen.append(inner)
    return chosen


def _column(node, facts, slots, expression) -> list:
    return [plain(expression, facts, inner) for inner in _selected(node.selection, facts, slots)]


def _count(node, facts, slots):
    return Fraction(len(_selected(node.selection, facts, slots)))


def _distinct(node, facts, slots):
    values = _column(node, facts, slots, node.value)
    return UNDEFINED if UNDEFINED in values else Fraction(len(set(values)))


def _sum(node, facts, slots):
    values = _column(node, facts, slots, node.value)
    return UNDEFINED if UNDEFINED in values else sum(values, Fraction(0))


def _extreme(node, facts, slots):
    values = _column(node, facts, slots, node.value)
    return UNDEFINED if not values or UNDEFINED in values else extreme(node.kind, values)


def extreme(kind: str, values: list):
    """The least, greatest or middle of some values; between two middle ones, halfway."""
    ordered = sorted(values)
    if kind != "median":
        return ordered[0] if kind == "min" else ordered[-1]
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / Fraction(2)


def _ratio(node, facts, slots):
    above = _column(node, facts, slots, node.numerator)
    below = _column(node, facts, slots, node.denominator)
    if UNDEFINED in above or UNDEFINED in below or sum(below) == 0:
        return UNDEFINED
    return sum(above, Fraction(0)) / sum(below)


def _quantifier(node, facts, slots):
    truths = _column(node, facts, slots, node.condition)
    settling = node.kind == "some"
    if settling in truths:
        return settling
    return UNDEFINED if UNDEFINED in truths else not settling


def _lookup(node, facts, slots):
    values = _column(node, facts, slots, node.value)
    if not values:
        raise SaysNothingError
    return values[0] if len(values) == 1 else UNDEFINED


def _call(node, facts, slots):
    arguments = [plain(argument, facts, slots) for argument in node.arguments]
    return UNDEFINED if UNDEFINED in arguments else called(node.function, arguments)


def called(function: str, arguments: list):
    """The functions that the tests use, written again."""
    return Fraction(FUNCTIONS[function](*arguments)) if function in FUNCTIONS else TEXT_FUNCTIONS[function](*arguments)


FUNCTIONS = {
    "abs": lambda x: -x if x < 0 else x,
    "floor": lambda x: x.numerator // x.denominator,
    "ceiling": lambda x: -(-x.numerator // x.denominator),
    "year": lambda day: day.year,
    "month": lambda day: day.month,
    "string length": len,
}
TEXT_FUNCTIONS = {
    "contains": lambda text, part: part in text,
    "starts with": lambda text, part: text[: len(part)] == part,
    "ends with": lambda text, part: text[len(text) - len(part) :] == part and len(text) >= len(part),
}

_RULES = {
    ir.Constant: _constant,
    ir.FactReference: _fact,
    ir.FieldReference: _field,
    ir.Negate: _negate,
    ir.Arithmetic: _arithmetic,
    ir.Comparison: _comparison,
    ir.OneOf: _one_of,
    ir.Connective: _connective,
    ir.Not: _not,
    ir.Choose: _choose,
    ir.Tiers: _tiers,
    ir.Pick: _pick,
    ir.Count: _count,
    ir.DistinctCount: _distinct,
    ir.Sum: _sum,
    ir.Extreme: _extreme,
    ir.Ratio: _ratio,
    ir.Quantifier: _quantifier,
    ir.Lookup: _lookup,
    ir.Call: _call,
}
