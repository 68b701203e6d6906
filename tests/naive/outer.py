"""The meaning of an expression over partly missing facts, by enumeration: which rows are in, and which end each takes.

The authority in the tests on the outer approximation. Written from the page of decisions; slow on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import combinations, product

from cluster_rules.model import ir
from cluster_rules.model.sheet import BoundFacts, Record
from cluster_rules.model.types import BooleanType, DateType, TextType
from cluster_rules.model.values import NO_REASONS, Reason, Reasons
from tests.naive import ratios
from tests.naive.bounds import (
    INF,
    Range,
    Texts,
    Truth,
    conjunction,
    disjunction,
    hull,
    negation,
    read,
    times,
    undefined,
)
from tests.naive.plain import called, extreme, shift


def outer(
    expression: ir.Expression, facts: BoundFacts, slots: dict[int, Record] | None = None
) -> Range | Texts | Truth:
    """What may be said of `expression`: its truth, its range or its texts, and why it is not known better."""
    return _RULES[type(expression)](expression, facts, slots or {})


@dataclass(frozen=True)
class Row:
    """A record that can be selected. `sure`: it is. `further`: it stands for any number of records not listed."""

    slots: dict[int, Record]
    sure: bool
    further: bool
    reasons: Reasons


def rows(selection: ir.Selection, facts: BoundFacts, slots) -> list[Row]:
    """The rows in or possibly in the selection; those surely out are left out."""
    register = facts.registers[selection.register]
    found = [_row(selection, facts, {**slots, selection.slot: record}, False) for record in register.records]
    if not register.complete:
        found.append(_row(selection, facts, {**slots, selection.slot: register.blank}, True))
    return [row for row in found if row is not None]


def _row(selection, facts, slots, further) -> Row | None:
    truth = Truth(True) if selection.condition is None else outer(selection.condition, facts, slots)
    if truth.value is False:
        return None
    reasons = truth.reasons | (frozenset({Reason("incomplete", selection.register)}) if further else NO_REASONS)
    return Row(slots, truth.value is True and not further, further, reasons)


def rosters(listed: list[Row]) -> list[list[Row]]:
    """Every way in which the doubtful rows are in or out, further records counted as one row."""
    sure = [row for row in listed if row.sure]
    doubtful = [row for row in listed if not row.sure]
    return [sure + list(some) for n in range(len(doubtful) + 1) for some in combinations(doubtful, n)]


def why(listed: list[Row]) -> Reasons:
    return frozenset().union(*(row.reasons for row in listed if not row.sure))


def _constant(node, facts, slots):
    return read(node.value, node.type)


def _fact(node, facts, slots):
    return read(facts.facts[node.name], node.type)


def _field(node, facts, slots):
    return read(slots[node.slot][node.name], node.type)


def _negate(node, facts, slots):
    inner = outer(node.operand, facts, slots)
    return Range(-inner.high, -inner.low, inner.reasons, inner.undefined)


def _arithmetic(node, facts, slots):
    left, right = outer(node.left, facts, slots), outer(node.right, facts, slots)
    reasons, flag = left.reasons | right.reasons, left.undefined or right.undefined
    if node.operator == "/" and right.low <= 0 <= right.high:
        return undefined(reasons)
    values = [_combine(node, a, b) for a, b in product(left.ends, right.ends) if not _indeterminate(node, a, b)]
    return Range(min(values), max(values), reasons, flag)


def _indeterminate(node, a, b) -> bool:
    """∞ ÷ ∞ lies between the quotients of the other ends, which are all taken; so does ∞ − ∞ and −∞ + ∞."""
    infinite = abs(a) == INF and abs(b) == INF
    return infinite and (node.operator == "/" or (node.operator == "+" and a != b) or (node.operator == "-" and a == b))


def _combine(node, a, b):
    if isinstance(node.type, DateType):
        return _moved(node, a, b)
    if node.operator == "*":
        return times(a, b)
    if node.operator == "/":
        return Fraction(0) if abs(b) == INF else times(a, 1 / b)
    return a + b if node.operator == "+" else a - b


def _moved(node, a, b):
    day, span, kind = (a, b, node.right.type) if isinstance(node.left.type, DateType) else (b, a, node.left.type)
    if INF in (abs(day), abs(span)):
        return day + span if node.operator == "+" else day - span
    moved = shift(date.fromordinal(int(day)), int(span) * (1 if node.operator == "+" else -1), kind)
    return Fraction(moved.toordinal())


def _comparison(node, facts, slots):
    if isinstance(node.left.type, BooleanType):
        return _equal_truths(node, outer(node.left, facts, slots), outer(node.right, facts, slots))
    if isinstance(node.left.type, TextType):
        return _equal_texts(node, outer(node.left, facts, slots), outer(node.right, facts, slots))
    if isinstance(node.left, ir.Ratio) or isinstance(node.right, ir.Ratio):
        return _against_line(node, facts, slots)
    left, right = outer(node.left, facts, slots), outer(node.right, facts, slots)
    reasons = left.reasons | right.reasons
    if left.undefined or right.undefined:
        return Truth(None, reasons)
    return settle(node.operator, left, right)


def _equal_truths(node, left, right) -> Truth:
    if None in (left.value, right.value):
        return Truth(None, left.reasons | right.reasons)
    return Truth((left.value == right.value) == (node.operator == "="))


def _equal_texts(node, left, right) -> Truth:
    if left.undefined or right.undefined or None in (left.options, right.options):
        return Truth(None, left.reasons | right.reasons)
    pairs = {(a == b) == (node.operator == "=") for a, b in product(left.options, right.options)}
    return Truth(pairs.pop()) if len(pairs) == 1 else Truth(None, left.reasons | right.reasons)


def settle(operator: str, left: Range, right: Range) -> Truth:
    """A comparison of two ranges: settled where the whole of one is on one side of the other."""
    below, above = left.high < right.low, left.low > right.high
    not_above, not_below = left.high <= right.low, left.low >= right.high
    same = left.low == left.high == right.low == right.high
    true, false = {
        "<": (below, not_below),
        "<=": (not_above, above),
        ">": (above, not_above),
        ">=": (not_below, below),
        "=": (same, below or above),
        "!=": (below or above, same),
    }[operator]
    return Truth(True) if true else Truth(False) if false else Truth(None, left.reasons | right.reasons)


_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


def _against_line(node, facts, slots):
    """`Σa/Σb op t`, decided on Σ(a − t·b). Of two ratios the right one is the line."""
    if not isinstance(node.left, ir.Ratio):
        node = ir.Comparison(_MIRROR[node.operator], node.right, node.left)
    line = outer(node.right, facts, slots)
    table, reasons = _table(node.left, facts, slots)
    if table is None or line.undefined or not ratios.signed(table):
        return Truth(None, reasons | line.reasons | (NO_REASONS if line.undefined else undefined().reasons))
    # A ratio that is the same however the doubtful rows stand is known: none of them could matter.
    whole = Range(*ratios.spread(table), reasons)
    return ratios.against(node.operator, table, line, whole.reasons | line.reasons)


def _table(node: ir.Ratio, facts, slots):
    """The rows of a ratio as (numerator, denominator, sure, further); None where some row has no such number."""
    listed = rows(node.selection, facts, slots)
    table = []
    for row in listed:
        above, below = outer(node.numerator, facts, row.slots), outer(node.denominator, facts, row.slots)
        table.append(ratios.Entry(above, below, row.sure, row.further))
    reasons = why(listed).union(*(entry.above.reasons | entry.below.reasons for entry in table))
    return (None if any(e.above.undefined or e.below.undefined for e in table) else table), reasons


def _ratio(node, facts, slots):
    table, reasons = _table(node, facts, slots)
    if table is None or not ratios.signed(table):
        return undefined(reasons)
    low, high = ratios.spread(table)
    return Range(low, high, reasons)


def _one_of(node, facts, slots):
    value = outer(node.value, facts, slots)
    if not value.undefined and value.options is not None:
        if value.options <= node.options:
            return Truth(True)
        if not value.options & node.options:
            return Truth(False)
    return Truth(None, value.reasons)


def _connective(node, facts, slots):
    truths = [outer(operand, facts, slots) for operand in node.operands]
    return conjunction(truths) if node.operator == "and" else disjunction(truths)


def _not(node, facts, slots):
    return negation(outer(node.operand, facts, slots))


def _choose(node, facts, slots):
    condition = outer(node.condition, facts, slots)
    if condition.value is not None:
        return outer(node.then if condition.value else node.otherwise, facts, slots)
    return hull([outer(node.then, facts, slots), outer(node.otherwise, facts, slots)], condition.reasons)


def _tiers(node, facts, slots):
    """The tier that surely applies; else the hull over those that may."""
    reached = [(outer(condition, facts, slots), value) for condition, value in node.cases]
    for condition, value in reached:
        if condition.value is True:
            return outer(value, facts, slots)
    open_cases = [(condition, value) for condition, value in reached if condition.value is None]
    if not open_cases:
        return undefined()
    reasons = frozenset().union(*(condition.reasons for condition, _ in open_cases))
    return hull([outer(value, facts, slots) for _, value in open_cases], reasons)


def _pick(node, facts, slots):
    values = [outer(operand, facts, slots) for operand in node.operands]
    return replace(_extreme_of(node.kind, values), reasons=frozenset().union(*(value.reasons for value in values)))


def _count(node, facts, slots):
    listed = rows(node.selection, facts, slots)
    sizes = [len(roster) for roster in rosters(listed)]
    high = INF if any(row.further for row in listed) else Fraction(max(sizes))
    return Range(Fraction(min(sizes)), high, why(listed))


def _distinct(node, facts, slots):
    """Sure rows give their known values, or [0, 1] where the attribute is unknown; doubtful ones raise the top alone."""
    listed = rows(node.selection, facts, slots)
    values = [(row, outer(node.value, facts, row.slots)) for row in listed]
    reasons = why(listed).union(*(value.reasons for _, value in values if _single(value) is None))
    if any(value.undefined for _, value in values):
        return Range(Fraction(0), INF, reasons, True)
    known = {_single(value) for row, value in values if row.sure} - {None}
    most = {_single(value) for _, value in values} - {None}
    blanks = sum(_single(value) is None for _, value in values)
    high = INF if any(row.further for row in listed) else Fraction(len(most) + blanks)
    return Range(Fraction(len(known)), high, reasons)


def _single(value):
    if isinstance(value, Truth):
        return None if value.value is None else (value.value,)
    if isinstance(value, Texts):
        return next(iter(value.options)) if value.options is not None and len(value.options) == 1 else None
    return value.low if value.low == value.high else None


def _sum(node, facts, slots):
    listed = rows(node.selection, facts, slots)
    values = {id(row): outer(node.value, facts, row.slots) for row in listed}
    low, high = INF, -INF
    for roster in rosters(listed):
        low = min(low, sum((_many(row, values[id(row)].low) for row in roster), Fraction(0)))
        high = max(high, sum((_many(row, values[id(row)].high) for row in roster), Fraction(0)))
    reasons = why(listed).union(*(value.reasons for value in values.values()))
    return Range(low, high, reasons, any(value.undefined for value in values.values()))


def _many(row: Row, value):
    """A further row stands for as many records as one likes."""
    return times(INF, value) if row.further else value


def _extreme(node, facts, slots):
    listed = rows(node.selection, facts, slots)
    repeated = listed + [row for row in listed if row.further] * (len(listed) + 1)
    values = {id(row): outer(node.value, facts, row.slots) for row in listed}
    reasons = why(listed).union(*(value.reasons for value in values.values()))
    ways = [[values[id(row)] for row in roster] for roster in rosters(repeated)]
    found = [_extreme_of(node.kind, way) for way in ways if way]
    if not found:
        return undefined(reasons)
    whole = hull(found)
    reasons |= whole.reasons
    return undefined(reasons, whole.low, whole.high) if [] in ways else replace(whole, reasons=reasons)


def _extreme_of(kind, values):
    low = extreme(kind, [value.low for value in values])
    high = extreme(kind, [value.high for value in values])
    return Range(low, high, NO_REASONS, any(value.undefined for value in values))


def _quantifier(node, facts, slots):
    """`some` is a disjunction over the rows of “in, and it satisfies”; `every` of none “in, and it fails”."""
    listed = rows(node.selection, facts, slots)
    truths = [outer(node.condition, facts, row.slots) for row in listed]
    if node.kind == "every":
        truths = [negation(truth) for truth in truths]
    parts = [
        conjunction([Truth(True) if row.sure else Truth(None, row.reasons), truth])
        for row, truth in zip(listed, truths, strict=True)
    ]
    return disjunction(parts) if node.kind == "some" else negation(disjunction(parts))


def _lookup(node, facts, slots):
    """The record of that identity. Two never have the same, so that a record surely found is the only one."""
    listed = rows(node.selection, facts, slots)
    for row in listed:
        if row.sure:
            return outer(node.value, facts, row.slots)
    parts = [outer(node.value, facts, row.slots) for row in listed]
    return hull([*parts, _nothing(node, facts, slots)], why(listed))


def _nothing(node, facts, slots):
    """The material is missing: any value that a record about which nothing is known can have."""
    blank = facts.registers[node.selection.register].blank
    value = outer(node.value, facts, {**slots, node.selection.slot: blank})
    reasons = frozenset({Reason("missing", node.selection.text or node.selection.register)})
    return Truth(None, reasons) if isinstance(value, Truth) else replace(value, reasons=reasons)


def _call(node, facts, slots):
    """A function of known arguments; nothing is known of its result where an argument is not."""
    arguments = [outer(argument, facts, slots) for argument in node.arguments]
    reasons = frozenset().union(*(argument.reasons for argument in arguments))
    if not reasons:
        values = [known(argument, formula.type) for argument, formula in zip(arguments, node.arguments, strict=True)]
        return read(called(node.function, values), node.type)
    if isinstance(node.type, BooleanType):
        return Truth(None, reasons)
    return Range(-INF, INF, reasons, any(argument.undefined for argument in arguments))


def known(value, of):
    """The value itself, where there is just one."""
    if isinstance(value, Truth):
        return value.value
    if isinstance(value, Texts):
        return next(iter(value.options))
    return date.fromordinal(int(value.low)) if isinstance(of, DateType) else value.low


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
