"""Typed expressions as closures over exact values: what the scalar engine runs. Meaning comes from `semantics`.

A frame is a list: the scalar facts, the registers, then one place for the record of each slot.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch
from itertools import zip_longest
from typing import Any, TypeAlias

from cluster_rules.errors import diagnostic
from cluster_rules.model import ir
from cluster_rules.model.sheet import BoundFacts, BoundRegister
from cluster_rules.model.types import MONTHS, BooleanType, DateType
from cluster_rules.model.values import NO_REASONS, Partial, Reason, Value, reasons_of
from cluster_rules.semantics import aggregates, bounds
from cluster_rules.semantics.aggregates import Members
from cluster_rules.semantics.functions import EvaluationError, function_named
from cluster_rules.semantics.truth import Truth, conjunction, disjunction, negation, unknown

Frame: TypeAlias = list[Any]
Evaluator: TypeAlias = Callable[[Frame], Value]

FACTS, REGISTERS, FIRST_SLOT = 0, 1, 2
MAX_SLOTS = 16


def new_frame(facts: BoundFacts) -> Frame:
    """A frame for evaluating over `facts`."""
    return [facts.facts, facts.registers, *[None] * MAX_SLOTS]


def compile_expression(expression: ir.Expression) -> Callable[[BoundFacts], Value]:
    """The function that gives the value of `expression` over bound facts."""
    evaluate = closure(expression)
    return lambda facts: evaluate(new_frame(facts))


@singledispatch
def closure(expression: Any) -> Evaluator:
    """The closure that evaluates `expression` in a frame."""
    raise TypeError(f"no meaning for {type(expression).__name__}")


@closure.register
def _(expression: ir.Constant) -> Evaluator:
    value = expression.value
    return lambda frame: value


@closure.register
def _(expression: ir.FactReference) -> Evaluator:
    name = expression.name
    return lambda frame: frame[FACTS][name]


@closure.register
def _(expression: ir.FieldReference) -> Evaluator:
    slot, name = FIRST_SLOT + expression.slot, expression.name
    return lambda frame: frame[slot][name]


@closure.register
def _(expression: ir.Negate) -> Evaluator:
    operand = closure(expression.operand)
    return lambda frame: bounds.negate(operand(frame))


@closure.register
def _(expression: ir.Arithmetic) -> Evaluator:
    left, right = closure(expression.left), closure(expression.right)
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


@closure.register
def _(expression: ir.Comparison) -> Evaluator:
    symbol = expression.operator
    if isinstance(expression.left, ir.Ratio):
        return _ratio_comparison(symbol, expression.left, expression.right)
    if isinstance(expression.right, ir.Ratio):
        return _ratio_comparison(_MIRRORED[symbol], expression.right, expression.left)
    left, right = closure(expression.left), closure(expression.right)
    return lambda frame: bounds.compare(symbol, left(frame), right(frame))


def _ratio_comparison(symbol: str, ratio: ir.Ratio, target: ir.Expression) -> Evaluator:
    """Decided on Σ (numerator − target × denominator), which bounds that are only approached cannot blur."""
    gather, other, text = pairs(ratio), closure(target), ratio.text

    def compare(frame: Frame) -> Truth:
        return aggregates.compare_ratio(symbol, gather(frame), other(frame), text)

    return compare


@closure.register
def _(expression: ir.OneOf) -> Evaluator:
    value, options = closure(expression.value), expression.options
    return lambda frame: bounds.one_of(value(frame), options)


@closure.register
def _(expression: ir.Connective) -> Evaluator:
    operands = tuple(closure(operand) for operand in expression.operands)
    join = conjunction if expression.operator == "and" else disjunction
    return lambda frame: join(operand(frame) for operand in operands)  # type: ignore[misc]


@closure.register
def _(expression: ir.Not) -> Evaluator:
    operand = closure(expression.operand)
    return lambda frame: negation(operand(frame))  # type: ignore[arg-type]


@closure.register
def _(expression: ir.Choose) -> Evaluator:
    condition, then, otherwise = (closure(e) for e in (expression.condition, expression.then, expression.otherwise))

    def choose(frame: Frame) -> Value:
        truth = condition(frame)
        if truth is True:
            return then(frame)
        if truth is False:
            return otherwise(frame)
        return bounds.choose(truth, then(frame), otherwise(frame))  # type: ignore[arg-type]

    return choose


@closure.register
def _(expression: ir.Tiers) -> Evaluator:
    cases = tuple((closure(condition), closure(value)) for condition, value in expression.cases)
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


@closure.register
def _(expression: ir.Pick) -> Evaluator:
    operands = tuple(closure(operand) for operand in expression.operands)
    pick = bounds.smallest if expression.kind == "min" else bounds.largest
    return lambda frame: pick([operand(frame) for operand in operands])


@closure.register
def _(expression: ir.Count) -> Evaluator:
    gather = members(expression.selection, lambda frame: True)
    return lambda frame: aggregates.count(gather(frame))


@closure.register
def _(expression: ir.DistinctCount) -> Evaluator:
    gather = members(expression.selection, closure(expression.value))
    return lambda frame: aggregates.distinct_count(gather(frame))


@closure.register
def _(expression: ir.Sum) -> Evaluator:
    gather = members(expression.selection, closure(expression.value))
    return lambda frame: aggregates.total(gather(frame))


@closure.register
def _(expression: ir.Extreme) -> Evaluator:
    gather, kind, text = members(expression.selection, closure(expression.value)), expression.kind, expression.text
    return lambda frame: aggregates.extreme(kind, gather(frame), text)


@closure.register
def _(expression: ir.Ratio) -> Evaluator:
    gather, text = pairs(expression), expression.text
    return lambda frame: aggregates.ratio(gather(frame), text)


@closure.register
def _(expression: ir.Quantifier) -> Evaluator:
    gather = members(expression.selection, closure(expression.condition))
    quantify = aggregates.some if expression.kind == "some" else aggregates.every
    return lambda frame: quantify(gather(frame))


@closure.register
def _(expression: ir.Lookup) -> Evaluator:
    selection, value = expression.selection, closure(expression.value)
    gather, slot = members(selection, value), FIRST_SLOT + expression.selection.slot

    def look_up(frame: Frame) -> Value:
        found = gather(frame)
        frame[slot] = frame[REGISTERS][selection.register].blank
        return aggregates.lookup(found, value(frame), selection.text or selection.register)

    return look_up


@closure.register
def _(expression: ir.Call) -> Evaluator:
    function, arguments = function_named(expression.function), tuple(closure(a) for a in expression.arguments)
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


def pairs(ratio: ir.Ratio) -> Callable[[Frame], Members[tuple[Value, Value]]]:
    """Both sides of a ratio, record by record."""
    above, below = closure(ratio.numerator), closure(ratio.denominator)
    return members(ratio.selection, lambda frame: (above(frame), below(frame)))


def members(selection: ir.Selection, value: Callable[[Frame], Any]) -> Callable[[Frame], Members[Any]]:
    """The function that walks a selection once and takes `value` of each record that is, or may be, in it."""
    slot, name = FIRST_SLOT + selection.slot, selection.register
    condition = closure(selection.condition) if selection.condition is not None else None

    def gather(frame: Frame) -> Members[Any]:
        register: BoundRegister = frame[REGISTERS][name]
        certain, possible, reasons = _walk(register, frame, slot, condition, value)
        further = None
        if not register.complete:
            frame[slot] = register.blank
            truth = _further(condition, frame, name)
            if truth is not False:
                further = value(frame)
                reasons |= reasons_of(truth)
        return Members(certain, possible, further, frozenset(reasons))

    return gather


def _walk(
    register: BoundRegister, frame: Frame, slot: int, condition: Evaluator | None, value: Callable[[Frame], Any]
) -> tuple[list[Any], list[Any], set[Reason]]:
    """What is certainly in, what may be in, and why that is open. A doubted record is never certainly in."""
    certain: list[Any] = []
    possible: list[Any] = []
    reasons: set[Reason] = set()
    for record, doubt in zip_longest(register.records, register.doubts, fillvalue=NO_REASONS):
        frame[slot] = record
        truth = True if condition is None else condition(frame)
        if truth is True and not doubt:
            certain.append(value(frame))
        elif truth is not False:
            possible.append(value(frame))
            reasons |= reasons_of(truth) | doubt
    return certain, possible, reasons


def _further(condition: Evaluator | None, frame: Frame, register: str) -> Truth:
    """Whether a further record could be selected: never certainly."""
    truth = True if condition is None else condition(frame)
    return False if truth is False else unknown({Reason("incomplete", register)})
