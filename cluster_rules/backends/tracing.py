"""How a figure was computed: the steps of an expression, each with its value and the records that weigh most.

Made on demand, from the facts as they were bound; a decision that nobody asks about costs nothing here.
"""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from cluster_rules.backends.closures import closure, members, selected
from cluster_rules.backends.frames import FIRST_SLOT, Frame, Shared, new_frame
from cluster_rules.backends.measuring import counted_in, natural_unit
from cluster_rules.model import ir
from cluster_rules.model.decision import Step
from cluster_rules.model.dictionary import Dictionary
from cluster_rules.model.ruleset import Aid, Test
from cluster_rules.model.sheet import BoundFacts, Record
from cluster_rules.model.types import NumberType
from cluster_rules.model.units import Unit
from cluster_rules.model.values import Partial, Value
from cluster_rules.semantics import aggregates
from cluster_rules.semantics.bounds import ends
from cluster_rules.semantics.functions import EvaluationError

#: How many contributors a step names.
MOST = 5


def steps_of(test: Test, aids: tuple[Aid, ...], facts: BoundFacts, dictionary: Dictionary) -> tuple[Step, ...]:
    """One step for each comparison of a test, or one for a test without any; then one for each aid."""
    tracer = _Tracer(new_frame(facts), dictionary)
    wanted: list[tuple[ir.Expression, Unit | None]] = [(c.comparison.left, c.unit) for c in test.comparands]
    if not wanted and not _is_judged(test.truth, dictionary):
        wanted = [(test.truth, None)]
    wanted += [(aid.value, aid.unit) for aid in aids]
    return tuple(tracer.step(expression, unit) for expression, unit in wanted)


def _is_judged(truth: ir.Expression, dictionary: Dictionary) -> bool:
    """Whether the test is a person's finding, which explains itself."""
    return isinstance(truth, ir.FactReference) and dictionary.facts[truth.name].judged


class _Tracer:
    """Evaluates the parts of an expression one by one in a frame."""

    def __init__(self, frame: Frame, dictionary: Dictionary) -> None:
        self.frame = frame
        self.dictionary = dictionary
        self.shared = Shared()

    def value(self, expression: ir.Expression) -> Value:
        """The value; one that an error withheld counts as unknown, for the error is reported elsewhere."""
        try:
            return closure(expression, self.shared)(self.frame)
        except EvaluationError:
            return Partial(frozenset(), undefined=True)

    def step(self, expression: ir.Expression, unit: Unit | None = None) -> Step:
        """The step of `expression`, shown in `unit` or else as the fact dictionary counts it."""
        return _step(expression, self, unit or self.unit(expression))

    def unit(self, expression: ir.Expression) -> Unit | None:
        """The unit in which the dictionary states what is read or added up."""
        if isinstance(expression, ir.FactReference):
            return self.dictionary.facts[expression.name].unit
        if isinstance(expression, ir.Count | ir.DistinctCount):
            return self.dictionary.registers[expression.selection.register].unit
        if isinstance(expression, ir.Sum | ir.Extreme | ir.Lookup):
            declared = counted_in(expression.value, expression.selection, self.dictionary)
            if declared is not None and declared.unit is not None:
                return declared.unit
        if isinstance(expression, ir.Constant) or not isinstance(expression.type, NumberType):
            return None
        return natural_unit(expression)

    def label(self, register: str, record: Record) -> str:
        """What people call the record: its label field, else its identity key."""
        declared = self.dictionary.registers[register]
        label = record.get(declared.label) if declared.label else None
        if isinstance(label, str):
            return label
        return "/".join(str(record[name]) for name in declared.key)

    def contributors(self, selection: ir.Selection, value: ir.Expression) -> tuple[tuple[str, Value], ...]:
        """The records with the greatest values, largest first."""
        slot, of_record = FIRST_SLOT + selection.slot, closure(value, self.shared)
        pair = members(selection, lambda frame: (frame[slot], of_record(frame)), self.shared)(self.frame)
        found = [(self.label(selection.register, record), value) for record, value in (*pair.certain, *pair.possible)]
        found.sort(key=lambda item: _weight(item[1]), reverse=True)
        return tuple(item for item in found[:MOST] if item[1] != 0)

    def counts(self, selection: ir.Selection) -> tuple[int, int | None]:
        """Records selected for sure, and how many more may be; None where there is no telling."""
        found = selected(selection, self.shared)(self.frame)
        return len(found.certain), None if found.further is not None else len(found.possible)


def _weight(value: Value) -> Any:
    low, high = ends(value)
    known = high if high is not None else low
    return known if isinstance(known, int) or hasattr(known, "numerator") else 0


@singledispatch
def _step(expression: Any, tracer: _Tracer, unit: Unit | None) -> Step:
    parts = tuple(tracer.step(part) for part in _operands(expression))
    return Step(expression.text, tracer.value(expression), unit, parts=parts)


def _operands(expression: Any) -> tuple[ir.Expression, ...]:
    """The parts worth a line of their own: what is read or counted, not constants."""
    if isinstance(expression, ir.Arithmetic | ir.Comparison):
        found: tuple[ir.Expression, ...] = (expression.left, expression.right)
    elif isinstance(expression, ir.Connective | ir.Pick):
        found = expression.operands
    elif isinstance(expression, ir.Choose):
        found = (expression.condition, expression.then, expression.otherwise)
    elif isinstance(expression, ir.Tiers):
        found = tuple(condition.left for condition, _ in expression.cases[:1] if isinstance(condition, ir.Comparison))
    elif isinstance(expression, ir.Not | ir.Negate):
        found = (expression.operand,)
    else:
        found = expression.arguments if isinstance(expression, ir.Call) else ()
    return tuple(part for part in found if not isinstance(part, ir.Constant))


@_step.register(ir.Count)
@_step.register(ir.DistinctCount)
@_step.register(ir.Quantifier)
@_step.register(ir.Lookup)
def _(expression: Any, tracer: _Tracer, unit: Unit | None) -> Step:
    definite, possible = tracer.counts(expression.selection)
    return Step(expression.text, tracer.value(expression), unit, definite, possible)


@_step.register(ir.Sum)
@_step.register(ir.Extreme)
def _(expression: Any, tracer: _Tracer, unit: Unit | None) -> Step:
    definite, possible = tracer.counts(expression.selection)
    weighty = tracer.contributors(expression.selection, expression.value) if isinstance(expression, ir.Sum) else ()
    return Step(expression.text, tracer.value(expression), unit, definite, possible, weighty)


@_step.register
def _(expression: ir.Ratio, tracer: _Tracer, unit: Unit | None) -> Step:
    """The two sums, then the quotient."""
    definite, possible = tracer.counts(expression.selection)
    parts = tuple(_side(expression, side, tracer) for side in (expression.numerator, expression.denominator))
    weighty = tracer.contributors(expression.selection, expression.numerator) if expression.style == "ratio" else ()
    return Step(expression.text, tracer.value(expression), unit, definite, possible, weighty, parts)


def _side(ratio: ir.Ratio, side: ir.Expression, tracer: _Tracer) -> Step:
    counted = isinstance(side, ir.Constant) or ratio.style == "share"
    register = tracer.dictionary.registers[ratio.selection.register]
    declared = counted_in(side, ratio.selection, tracer.dictionary)
    unit = register.unit if counted else (declared.unit if declared else None) or natural_unit(side)
    value = members(ratio.selection, closure(side, tracer.shared), tracer.shared)(tracer.frame)
    return Step(side.text, aggregates.total(value), unit)
