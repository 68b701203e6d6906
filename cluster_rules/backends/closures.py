"""Typed expressions as closures over exact values: what the scalar engine runs. Meaning comes from `semantics`.

A frame is a list: the scalar facts, the registers, what has been worked out already, then one place for the record of
each slot. Equal parts of a ruleset are one object (the compiler sees to it): each is compiled once, and which records
a selection has is worked out once for each decision.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import singledispatch
from itertools import repeat
from typing import Any, TypeAlias

from cluster_rules.errors import diagnostic
from cluster_rules.model import ir
from cluster_rules.model.sheet import BoundFacts, BoundRegister, Record
from cluster_rules.model.types import MONTHS, BooleanType, DateType
from cluster_rules.model.values import NO_REASONS, Partial, Reason, Reasons, Value, reasons_of
from cluster_rules.semantics import aggregates, bounds
from cluster_rules.semantics.aggregates import Members
from cluster_rules.semantics.dependencies import walk
from cluster_rules.semantics.functions import EvaluationError, function_named
from cluster_rules.semantics.truth import Truth, conjunction, disjunction, negation, unknown

Frame: TypeAlias = list[Any]
Evaluator: TypeAlias = Callable[[Frame], Value]

FACTS, REGISTERS, KNOWN, FIRST_SLOT = 0, 1, 2, 3
MAX_SLOTS = 16


@dataclass(slots=True)
class Shared:
    """What the closures of one ruleset share. Nodes are kept, so that their identities stay theirs."""

    closures: dict[int, tuple[Any, Evaluator]] = field(default_factory=dict)
    #: Register, slot and conditions of a selection → its number.
    selections: dict[tuple[Any, ...], int] = field(default_factory=dict)


def new_frame(facts: BoundFacts) -> Frame:
    """A frame for evaluating over `facts`."""
    return [facts.facts, facts.registers, {}, *[None] * MAX_SLOTS]


def compile_expression(expression: ir.Expression) -> Callable[[BoundFacts], Value]:
    """The function that gives the value of `expression` over bound facts."""
    evaluate = closure(expression, Shared())
    return lambda facts: evaluate(new_frame(facts))


def closure(expression: Any, shared: Shared) -> Evaluator:
    """The closure that evaluates `expression` in a frame."""
    known = shared.closures.get(id(expression))
    if known is None:
        evaluate = _closure(expression, shared)
        if hasattr(expression, "selection"):
            evaluate = _once(evaluate, len(shared.closures), outer_slots(expression, expression.selection.slot))
        known = shared.closures[id(expression)] = (expression, evaluate)
    return known[1]


def _once(evaluate: Evaluator, number: int, outer: tuple[int, ...]) -> Evaluator:
    """An aggregate is worked out once for each combination of outer records that it looks at."""

    def recalled(frame: Frame) -> Value:
        known = frame[KNOWN]
        key = ("value", number, *[id(frame[place]) for place in outer])
        found = known.get(key)
        if found is None:
            found = known[key] = evaluate(frame)
        return found  # type: ignore[no-any-return]

    return recalled


@singledispatch
def _closure(expression: Any, shared: Shared) -> Evaluator:
    raise TypeError(f"no meaning for {type(expression).__name__}")


@_closure.register
def _(expression: ir.Constant, shared: Shared) -> Evaluator:
    value = expression.value
    return lambda frame: value


@_closure.register
def _(expression: ir.FactReference, shared: Shared) -> Evaluator:
    name = expression.name
    return lambda frame: frame[FACTS][name]


@_closure.register
def _(expression: ir.FieldReference, shared: Shared) -> Evaluator:
    slot, name = FIRST_SLOT + expression.slot, expression.name
    return lambda frame: frame[slot][name]


@_closure.register
def _(expression: ir.Negate, shared: Shared) -> Evaluator:
    operand = closure(expression.operand, shared)
    return lambda frame: bounds.negate(operand(frame))


@_closure.register
def _(expression: ir.Arithmetic, shared: Shared) -> Evaluator:
    left, right = closure(expression.left, shared), closure(expression.right, shared)
    if expression.operator == "/":
        text = expression.text
        return lambda frame: bounds.divide(left(frame), right(frame), text)
    operate = _operation(expression)
    return lambda frame: operate(left(frame), right(frame))


def _operation(expression: ir.Arithmetic) -> Callable[[Value, Value], Value]:
    """The operation on these types: days and months move a date, two dates are days apart."""
    kinds = expression.left.type, expression.right.type
    plus = expression.operator == "+"
    if isinstance(kinds[0], DateType) and isinstance(kinds[1], DateType):
        return bounds.days_between
    if isinstance(kinds[0], DateType):
        shift = bounds.shift_months if kinds[1] == MONTHS else bounds.shift_days
        return shift if plus else lambda day, amount: shift(day, bounds.negate(amount))
    return {"+": bounds.add, "-": bounds.subtract, "*": bounds.multiply}[expression.operator]


_MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


@_closure.register
def _(expression: ir.Comparison, shared: Shared) -> Evaluator:
    symbol = expression.operator
    if isinstance(expression.left, ir.Ratio):
        return _ratio_comparison(symbol, expression.left, expression.right, shared)
    if isinstance(expression.right, ir.Ratio):
        return _ratio_comparison(_MIRRORED[symbol], expression.right, expression.left, shared)
    left, right = closure(expression.left, shared), closure(expression.right, shared)
    return lambda frame: bounds.compare(symbol, left(frame), right(frame))


def _ratio_comparison(symbol: str, ratio: ir.Ratio, target: ir.Expression, shared: Shared) -> Evaluator:
    """Decided on Σ (numerator − target × denominator), which bounds that are only approached cannot blur."""
    gather, other, text = pairs(ratio, shared), closure(target, shared), ratio.text

    def compare(frame: Frame) -> Truth:
        return aggregates.compare_ratio(symbol, gather(frame), other(frame), text)

    return compare


@_closure.register
def _(expression: ir.OneOf, shared: Shared) -> Evaluator:
    value, options = closure(expression.value, shared), expression.options
    return lambda frame: bounds.one_of(value(frame), options)


@_closure.register
def _(expression: ir.Connective, shared: Shared) -> Evaluator:
    operands = tuple(closure(operand, shared) for operand in expression.operands)
    join = conjunction if expression.operator == "and" else disjunction
    if any(isinstance(part, ir.Call) for part in walk(expression)):
        # An error is found wherever it stands: what may raise is never skipped.
        return lambda frame: join([operand(frame) for operand in operands])  # type: ignore[misc]
    return lambda frame: join(operand(frame) for operand in operands)  # type: ignore[misc]


@_closure.register
def _(expression: ir.Not, shared: Shared) -> Evaluator:
    operand = closure(expression.operand, shared)
    return lambda frame: negation(operand(frame))  # type: ignore[arg-type]


@_closure.register
def _(expression: ir.Choose, shared: Shared) -> Evaluator:
    condition, then, otherwise = (
        closure(e, shared) for e in (expression.condition, expression.then, expression.otherwise)
    )

    def choose(frame: Frame) -> Value:
        truth = condition(frame)
        if truth is True:
            return then(frame)
        if truth is False:
            return otherwise(frame)
        return bounds.choose(truth, then(frame), otherwise(frame))  # type: ignore[arg-type]

    return choose


@_closure.register
def _(expression: ir.Tiers, shared: Shared) -> Evaluator:
    cases = tuple((closure(condition, shared), closure(value, shared)) for condition, value in expression.cases)
    text = expression.text

    def choose(frame: Frame) -> Value:
        open_cases: list[tuple[Partial, Value]] = []
        for condition, value in cases:
            truth = condition(frame)
            if truth is True:
                return value(frame)
            if isinstance(truth, Partial):
                open_cases.append((truth, value(frame)))
        return bounds.reachable(open_cases, text)

    return choose


@_closure.register
def _(expression: ir.Pick, shared: Shared) -> Evaluator:
    operands = tuple(closure(operand, shared) for operand in expression.operands)
    pick = bounds.smallest if expression.kind == "min" else bounds.largest
    return lambda frame: pick([operand(frame) for operand in operands])


@_closure.register
def _(expression: ir.Count, shared: Shared) -> Evaluator:
    gather = members(expression.selection, lambda frame: True, shared)
    return lambda frame: aggregates.count(gather(frame))


@_closure.register
def _(expression: ir.DistinctCount, shared: Shared) -> Evaluator:
    gather = members(expression.selection, closure(expression.value, shared), shared)
    return lambda frame: aggregates.distinct_count(gather(frame))


@_closure.register
def _(expression: ir.Sum, shared: Shared) -> Evaluator:
    gather = members(expression.selection, closure(expression.value, shared), shared)
    return lambda frame: aggregates.total(gather(frame))


@_closure.register
def _(expression: ir.Extreme, shared: Shared) -> Evaluator:
    gather, kind, text = (
        members(expression.selection, closure(expression.value, shared), shared),
        expression.kind,
        expression.text,
    )
    return lambda frame: aggregates.extreme(kind, gather(frame), text)


@_closure.register
def _(expression: ir.Ratio, shared: Shared) -> Evaluator:
    gather, text = pairs(expression, shared), expression.text
    return lambda frame: aggregates.ratio(gather(frame), text)


@_closure.register
def _(expression: ir.Quantifier, shared: Shared) -> Evaluator:
    gather = members(expression.selection, closure(expression.condition, shared), shared)
    quantify = aggregates.some if expression.kind == "some" else aggregates.every
    return lambda frame: quantify(gather(frame))


@_closure.register
def _(expression: ir.Lookup, shared: Shared) -> Evaluator:
    selection, value = expression.selection, closure(expression.value, shared)
    gather, slot = members(selection, value, shared), FIRST_SLOT + expression.selection.slot

    def look_up(frame: Frame) -> Value:
        found = gather(frame)
        frame[slot] = frame[REGISTERS][selection.register].blank
        return aggregates.lookup(found, value(frame), selection.text or selection.register)

    return look_up


@_closure.register
def _(expression: ir.Call, shared: Shared) -> Evaluator:
    function, arguments = function_named(expression.function), tuple(closure(a, shared) for a in expression.arguments)
    truth = isinstance(expression.type, BooleanType)

    def call(frame: Frame) -> Value:
        values = [argument(frame) for argument in arguments]
        reasons = bounds.joined(values)
        if any(isinstance(value, Partial) for value in values):
            broken = any(isinstance(value, Partial) and value.undefined for value in values)
            return unknown(reasons) if truth else Partial(reasons, undefined=broken)
        try:
            return function.implementation(*values)  # type: ignore[no-any-return]
        except Exception as error:  # whatever a plugin raises is this criterion's error, and no other's
            raise EvaluationError([diagnostic("CR501", function=expression.function, error=error)]) from error

    return call


def pairs(ratio: ir.Ratio, shared: Shared) -> Callable[[Frame], Members[tuple[Value, Value]]]:
    """Both sides of a ratio, record by record."""
    above, below = closure(ratio.numerator, shared), closure(ratio.denominator, shared)
    return members(ratio.selection, lambda frame: (above(frame), below(frame)), shared)


def members(selection: ir.Selection, value: Callable[[Frame], Any], shared: Shared) -> Callable[[Frame], Members[Any]]:
    """The function that takes `value` of each record that is, or may be, in a selection."""
    slot, chosen = FIRST_SLOT + selection.slot, selected(selection, shared)

    def gather(frame: Frame) -> Members[Any]:
        def of(record: Record) -> Any:
            frame[slot] = record
            return value(frame)

        rows = chosen(frame)
        further = None if rows.further is None else of(rows.further)
        return Members(
            [of(r) for r in rows.certain], [of(r) for r in rows.possible], further, rows.reasons, rows.doubts
        )

    return gather


def selected(selection: ir.Selection, shared: Shared) -> Callable[[Frame], Members[Record]]:
    """The function that says which records are in a selection, or may be; worked out once for each outer record."""
    slot, name = FIRST_SLOT + selection.slot, selection.register
    condition = closure(selection.condition, shared) if selection.condition is not None else None
    number = shared.selections.setdefault(_identity(selection), len(shared.selections))
    outer = outer_slots(selection, selection.slot)

    def choose(frame: Frame) -> Members[Record]:
        known = frame[KNOWN]
        key = (number, *[id(frame[place]) for place in outer])
        rows = known.get(key)
        if rows is None:
            rows = known[key] = _walk(frame[REGISTERS][name], frame, slot, condition)
        return rows  # type: ignore[no-any-return]

    return choose


def _identity(selection: ir.Selection) -> tuple[Any, ...]:
    condition = selection.condition
    together = isinstance(condition, ir.Connective) and condition.operator == "and"
    parts = condition.operands if together else (condition,)  # type: ignore[union-attr]
    return (selection.register, selection.slot, *map(id, parts))


def outer_slots(node: Any, own: int) -> tuple[int, ...]:
    """The places of the records outside slot `own` that `node` looks at."""
    read = {part.slot for part in walk(node) if isinstance(part, ir.FieldReference)}
    return tuple(sorted(FIRST_SLOT + slot for slot in read if slot < own))


def _walk(register: BoundRegister, frame: Frame, slot: int, condition: Evaluator | None) -> Members[Record]:
    """What is certainly in, what may be in, and why that is open. A doubted record is never certainly in."""
    certain: list[Record] = []
    possible: list[Record] = []
    doubts: list[Reasons] = []
    for record, doubt in zip(register.records, register.doubts or repeat(NO_REASONS), strict=False):
        frame[slot] = record
        truth = True if condition is None else condition(frame)
        if truth is True and not doubt:
            certain.append(record)
        elif truth is not False:
            possible.append(record)
            doubts.append(reasons_of(truth) | doubt)
    further = None
    reasons = NO_REASONS.union(*doubts)
    if not register.complete:
        frame[slot] = register.blank
        if condition is None or condition(frame) is not False:
            further = register.blank
            reasons |= {Reason("incomplete", register.name)}
    return Members(certain, possible, further, reasons, doubts)
