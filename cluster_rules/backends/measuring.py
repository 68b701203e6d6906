"""Measurements of the scalar engine: the actual value, the threshold and the gap of each comparison of a test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

from cluster_rules.backends.closures import closure, pairs
from cluster_rules.backends.frames import Frame, Shared, new_frame
from cluster_rules.model import ir
from cluster_rules.model.decision import Gap, Measurement
from cluster_rules.model.dictionary import Dictionary, FactType
from cluster_rules.model.numbers import Number
from cluster_rules.model.ruleset import Comparand, Test
from cluster_rules.model.sheet import BoundFacts
from cluster_rules.model.types import DateType, NumberType
from cluster_rules.model.units import Unit, base_unit
from cluster_rules.model.units import unit as unit_named
from cluster_rules.model.values import Partial, Value
from cluster_rules.semantics import aggregates, bounds
from cluster_rules.semantics.dependencies import walk
from cluster_rules.semantics.functions import EvaluationError
from cluster_rules.semantics.gaps import gap
from cluster_rules.semantics.truth import Truth

Basis: TypeAlias = Literal["value", "numerator", "members"]


def measurer(test: Test, dictionary: Dictionary, shared: Shared) -> Callable[[Frame, Truth], tuple[Measurement, ...]]:
    """The function that measures every comparison of `test` in a frame."""
    single = len(test.comparands) == 1 and test.comparands[0].comparison == test.truth
    measures = tuple(_measure(comparand, dictionary, shared) for comparand in test.comparands)
    return lambda frame, truth: tuple(measure(frame, truth if single else None) for measure in measures)


def measurements_of(test: Test, facts: BoundFacts, dictionary: Dictionary) -> tuple[Measurement, ...]:
    """The measurements of one test over `facts`; empty where a function failed."""
    shared, frame = Shared(), new_frame(facts)
    try:
        truth: Truth = closure(test.truth, shared)(frame)  # type: ignore[assignment]
        return measurer(test, dictionary, shared)(frame, truth)
    except EvaluationError:
        return ()


def _measure(
    comparand: Comparand, dictionary: Dictionary, shared: Shared
) -> Callable[[Frame, Truth | None], Measurement]:
    comparison = comparand.comparison
    decide, left, right = (closure(part, shared) for part in (comparison, comparison.left, comparison.right))
    how_far = _gap(comparand, dictionary, shared)

    def measure(frame: Frame, truth: Truth | None) -> Measurement:
        known: Truth = decide(frame) if truth is None else truth  # type: ignore[assignment]
        actual, threshold = left(frame), right(frame)
        distance = how_far(frame, known, actual, threshold)
        return Measurement(comparison.operator, actual, threshold, comparand.unit, distance, comparand.title)

    return measure


GapFunction: TypeAlias = Callable[[Frame, Truth, Value, Value], Gap | None]


def _gap(comparand: Comparand, dictionary: Dictionary, shared: Shared) -> GapFunction:
    indicator, symbol = comparand.comparison.left, comparand.comparison.operator
    if not isinstance(indicator.type, NumberType | DateType):
        return lambda frame, truth, actual, threshold: None
    if isinstance(indicator, ir.Ratio):
        return _ratio_gap(indicator, symbol, dictionary, shared)
    if isinstance(indicator, ir.Arithmetic) and indicator.operator == "/" and _declared(indicator.left, dictionary):
        return _quotient_gap(indicator, symbol, dictionary, shared)
    unit = comparand.unit or natural_unit(indicator)
    quantum = _quantum(indicator, dictionary) or unit.quantum
    subtract = bounds.days_between if isinstance(indicator.type, DateType) else bounds.subtract

    def of_value(frame: Frame, truth: Truth, actual: Value, threshold: Value) -> Gap | None:
        if isinstance(threshold, Partial):
            return None
        return gap(symbol, truth, subtract(actual, threshold), quantum, unit)

    return of_value


def _ratio_gap(ratio: ir.Ratio, symbol: str, dictionary: Dictionary, shared: Shared) -> GapFunction:
    """As change of the numerator with the denominator fixed; for a share, as members to convert."""
    gather: Callable[[Frame], aggregates.Members[aggregates.Pair]] = pairs(ratio, shared)
    unit, quantum, basis = _numerator_scale(ratio, dictionary)

    def of_ratio(frame: Frame, truth: Truth, actual: Value, threshold: Value) -> Gap | None:
        if isinstance(threshold, Partial) or (isinstance(actual, Partial) and actual.undefined):
            return None
        return gap(symbol, truth, aggregates.deviation(gather(frame), threshold), quantum, unit, basis)

    return of_ratio


def _quotient_gap(quotient: ir.Arithmetic, symbol: str, dictionary: Dictionary, shared: Shared) -> GapFunction:
    """As change of the dividend with the divisor fixed, which has to be positive."""
    upper, lower = closure(quotient.left, shared), closure(quotient.right, shared)
    declared = _declared(quotient.left, dictionary)
    unit = declared.unit if declared and declared.unit else natural_unit(quotient.left)
    quantum = _quantum_of(declared) or unit.quantum

    def of_quotient(frame: Frame, truth: Truth, actual: Value, threshold: Value) -> Gap | None:
        divisor = lower(frame)
        least = bounds.ends(divisor)[0]
        if isinstance(threshold, Partial) or least is None or least <= 0:
            return None
        deviation = bounds.subtract(upper(frame), bounds.multiply(threshold, divisor))
        return gap(symbol, truth, deviation, quantum, unit, "numerator")

    return of_quotient


def _declared(expression: ir.Expression, dictionary: Dictionary) -> FactType | None:
    """The declared fact or field that a quantity is read from or added up from; None where it is computed."""
    if isinstance(expression, ir.FactReference):
        return dictionary.facts.get(expression.name)
    if isinstance(expression, ir.Sum | ir.Lookup):
        return counted_in(expression.value, expression.selection, dictionary)
    return None


def _numerator_scale(ratio: ir.Ratio, dictionary: Dictionary) -> tuple[Unit, Number, Basis]:
    register = dictionary.registers[ratio.selection.register]
    if ratio.style == "share":
        return register.unit, 1, "members"
    declared = counted_in(ratio.numerator, ratio.selection, dictionary)
    unit = declared.unit if declared and declared.unit else natural_unit(ratio.numerator)
    return unit, _quantum_of(declared) or unit.quantum, "numerator"


def counted_in(value: ir.Expression, selection: ir.Selection, dictionary: Dictionary) -> FactType | None:
    """The declared field that a value is made of, in whose unit it is counted; None where there is none alike."""
    fields = dictionary.registers[selection.register].fields
    read = (part for part in walk(value) if isinstance(part, ir.FieldReference) and part.slot == selection.slot)
    return next((fields[part.name] for part in read if part.type == value.type and part.name in fields), None)


def natural_unit(expression: ir.Expression) -> Unit:
    """The unit that a gap or a figure is shown in where nobody names one."""
    if isinstance(expression.type, DateType):
        return unit_named("日")  # type: ignore[return-value]
    return base_unit(expression.type.dimension if isinstance(expression.type, NumberType) else ())


def _quantum(indicator: ir.Expression, dictionary: Dictionary) -> Number | None:
    """The step of a quantity that is read or added up as it stands; None where it is computed."""
    if isinstance(indicator, ir.Count | ir.DistinctCount) or isinstance(indicator.type, DateType):
        return 1
    if isinstance(indicator, ir.FactReference):
        return _quantum_of(dictionary.facts.get(indicator.name))
    if isinstance(indicator, ir.Sum | ir.Extreme | ir.Lookup):
        return _quantum_of(counted_in(indicator.value, indicator.selection, dictionary))
    return None


def _quantum_of(declared: FactType | None) -> Number | None:
    return None if declared is None else declared.quantum
