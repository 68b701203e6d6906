"""Typed expressions as closures over exact values: what the scalar engine runs. Meaning comes from `semantics`.

Equal parts of a ruleset are one object (the compiler sees to it): each is compiled once, and which records a selection
has is worked out once for each decision.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import singledispatch
from typing import Any

from cluster_rules.backends.frames import (
    FACTS,
    FIRST_SLOT,
    KNOWN,
    REGISTERS,
    Evaluator,
    Frame,
    Shared,
    new_frame,
    spend,
)
from cluster_rules.backends.selecting import (
    Short,
    chooser,
    indexed,
    narrowed,
    outer_slots,
    pinned_field,
    plain_part,
    without_pin,
)
from cluster_rules.errors import diagnostic
from cluster_rules.model import ir
from cluster_rules.model.numbers import MAX_BITS
from cluster_rules.model.sheet import BoundFacts, Record
from cluster_rules.model.types import MONTHS, BooleanType, DateType, NumberType, TextType, Type
from cluster_rules.model.values import Partial, Value
from cluster_rules.semantics import aggregates, bounds
from cluster_rules.semantics.aggregates import NOBODY, Members
from cluster_rules.semantics.dependencies import reads
from cluster_rules.semantics.functions import EvaluationError, function_named
from cluster_rules.semantics.truth import Truth, conjunction, disjunction, negation, unknown


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
            evaluate = _once(evaluate, id(expression), outer_slots(expression, expression.selection.slot, shared))
        known = shared.closures[id(expression)] = (expression, evaluate)
    return known[1]


def _once(evaluate: Evaluator, name: Any, outer: tuple[int, ...]) -> Evaluator:
    """An aggregate is worked out once for each combination of outer records that it looks at."""

    def recalled(frame: Frame) -> Value:
        known = frame[KNOWN]
        key = ("value", name, *[id(frame[place]) for place in outer])
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
        return lambda frame: _sized(bounds.divide(left(frame), right(frame), text))
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
    return {"+": bounds.add, "-": bounds.subtract, "*": _product}[expression.operator]


def _product(left: Value, right: Value) -> Value:
    return _sized(bounds.multiply(left, right))


def _sized(value: Value) -> Value:
    """`value`, where its digits are not too many."""
    for end in (value.low, value.high) if isinstance(value, Partial) else (value,):
        if isinstance(end, int | Fraction) and max(end.numerator.bit_length(), end.denominator.bit_length()) > MAX_BITS:
            raise EvaluationError([diagnostic("CR382")])
    return value


_MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


@_closure.register
def _(expression: ir.Comparison, shared: Shared) -> Evaluator:
    symbol = expression.operator
    if isinstance(expression.left, ir.Ratio):
        return _ratio_comparison(symbol, expression.left, expression.right, shared)
    if isinstance(expression.right, ir.Ratio):
        return _ratio_comparison(_MIRRORED[symbol], expression.right, expression.left, shared)
    left, right, test = closure(expression.left, shared), closure(expression.right, shared), bounds.COMPARE[symbol]

    def compare(frame: Frame) -> Truth:
        one, other = left(frame), right(frame)
        if type(one) is Partial or type(other) is Partial:
            return bounds.compare(symbol, one, other)
        return test(one, other)

    return compare


def _ratio_comparison(symbol: str, ratio: ir.Ratio, target: ir.Expression, shared: Shared) -> Evaluator:
    """Decided on Σ (numerator − target × denominator), which bounds that are only approached cannot blur."""
    gather, whole, other = pairs(ratio, shared), closure(ratio, shared), closure(target, shared)
    return lambda frame: aggregates.compare_ratio(symbol, gather(frame), whole(frame), other(frame))


@_closure.register
def _(expression: ir.OneOf, shared: Shared) -> Evaluator:
    value, options = closure(expression.value, shared), expression.options
    return lambda frame: bounds.one_of(value(frame), options)


@_closure.register
def _(expression: ir.Connective, shared: Shared) -> Evaluator:
    operands = tuple(closure(operand, shared) for operand in expression.operands)
    join = conjunction if expression.operator == "and" else disjunction
    if reads(expression, shared.reads).calls:
        # An error is found wherever it stands: what may raise is never skipped.
        return lambda frame: join([operand(frame) for operand in operands])  # type: ignore[misc]
    settling = expression.operator == "or"

    def connect(frame: Frame) -> Truth:
        for operand in operands:
            truth = operand(frame)
            if truth is settling:
                return settling
            if type(truth) is Partial:
                return join([operand(frame) for operand in operands])  # type: ignore[misc]
        return not settling

    return connect


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
    if expression.kind == "some":
        expression = narrowed(expression, shared)
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
            return _checked(function.implementation(*values), expression.type)
        except Exception as error:  # whatever a plugin raises is this criterion's error, and no other's
            raise EvaluationError([diagnostic("CR501", function=expression.function, error=error)]) from error

    return call


def _checked(value: Any, kind: Type) -> Value:
    """What a function gave, which must be exact and of the declared type. Raises TypeError."""
    wanted = _PYTHON_TYPES[type(kind)]
    if not isinstance(value, wanted) or (isinstance(value, bool) and not isinstance(kind, BooleanType)):
        raise TypeError(f"{value!r}: {type(value).__name__}, not {_name(wanted)}")
    return value  # type: ignore[no-any-return]


def _name(kind: Any) -> str:
    return kind.__name__ if isinstance(kind, type) else str(kind).replace("fractions.", "")


_PYTHON_TYPES: dict[type, Any] = {NumberType: int | Fraction, BooleanType: bool, TextType: str, DateType: date}


def pairs(ratio: ir.Ratio, shared: Shared) -> Callable[[Frame], Members[tuple[Value, Value]]]:
    """Both sides of a ratio, record by record."""
    above, below = closure(ratio.numerator, shared), closure(ratio.denominator, shared)
    gather = members(ratio.selection, lambda frame: (above(frame), below(frame)), shared)
    return _once(gather, f"pairs {id(ratio)}", outer_slots(ratio, ratio.selection.slot, shared))  # type: ignore[arg-type, return-value]


def members(selection: ir.Selection, value: Callable[[Frame], Any], shared: Shared) -> Callable[[Frame], Members[Any]]:
    """The function that takes `value` of each record that is, or may be, in a selection."""
    slot, chosen = FIRST_SLOT + selection.slot, selected(selection, shared)
    nested = selection.slot > 0

    def gather(frame: Frame) -> Members[Any]:
        def of(record: Record) -> Any:
            frame[slot] = record
            return value(frame)

        rows = chosen(frame)
        if rows is NOBODY:
            return NOBODY
        if nested:
            spend(frame, len(rows.certain) + len(rows.possible))
        further = None if rows.further is None else of(rows.further)
        return Members(
            [of(r) for r in rows.certain], [of(r) for r in rows.possible], further, rows.reasons, rows.doubts
        )

    return gather


def selected(selection: ir.Selection, shared: Shared) -> Callable[[Frame], Members[Record]]:
    """The function that says which records are in a selection, or may be; worked out once for each outer record."""
    condition = closure(selection.condition, shared) if selection.condition is not None else None
    pinned = pinned_field(selection, shared)
    key = None if pinned is None else (pinned[0], closure(pinned[1], shared))
    general = chooser(selection, condition, _short(selection, shared), key, shared)
    base = without_pin(selection, shared) if key is not None else None
    if key is None or base is None:
        return general
    return indexed(selection.register, key, selected(base, shared), general)


def _short(selection: ir.Selection, shared: Shared) -> Short | None:
    found = plain_part(selection, shared)
    if found is None:
        return None
    function, rest = found
    return Short(function, None if rest is None else closure(rest, shared))
