"""Typed expressions as terms over a world: where they are TRUE, FALSE or UNKNOWN, and what their value is.

The world is one of complete registers and known facts; what is UNKNOWN in it comes from numbers that do not exist and
from records looked up that are not there. Meaning comes from `semantics`; the scalar engine is what this is tested
against.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from cluster_rules.analysis.proofs import comparisons, days, gathering, spans, terms
from cluster_rules.analysis.proofs.spans import Construct, Inexpressible, Span, Text, Truth, Value, exactly, settled
from cluster_rules.analysis.proofs.terms import TRUE, ZERO, Term, choose, constant
from cluster_rules.analysis.proofs.usage import Texts
from cluster_rules.analysis.proofs.worlds import Row, World, known
from cluster_rules.model import ir
from cluster_rules.model.dictionary import Dictionary
from cluster_rules.model.types import MONTHS, DateType
from cluster_rules.semantics import dependencies
from cluster_rules.semantics.functions import function_named

#: The records that are bound to slots.
Slots: TypeAlias = Mapping[int, Row]


@dataclass
class Encoder:
    """Encodes the expressions of one ruleset over one world. Equal parts over equal records are encoded once."""

    world: World
    texts: Texts
    dictionary: Dictionary
    #: Constructs that the world made a symbol of, since terms cannot say them.
    opaque: dict[Construct, None] = field(default_factory=dict)
    _known: dict[tuple[Any, ...], tuple[Any, Value]] = field(default_factory=dict)
    _reads: dependencies.Known = field(default_factory=dict)

    def truth(self, expression: ir.Expression, slots: Slots | None = None) -> Truth:
        value = self.value(expression, slots or {})
        assert isinstance(value, Truth)
        return value

    def span(self, expression: ir.Expression, slots: Slots) -> Span:
        value = self.value(expression, slots)
        assert isinstance(value, Span)
        return value

    def text(self, expression: ir.Expression, slots: Slots) -> Text:
        value = self.value(expression, slots)
        assert isinstance(value, Text)
        return value

    def value(self, expression: ir.Expression, slots: Slots) -> Value:
        """The value of `expression`. Raises `Inexpressible` where neither terms nor a symbol can stand for it."""
        outer = self.outer(expression, slots)
        key = (id(expression), *map(id, outer))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = ((expression, outer), self._encoded(expression, slots, outer))
        return found[1]

    def outer(self, expression: ir.Expression, slots: Slots) -> tuple[Row, ...]:
        """The bound records that `expression` looks at."""
        read = dependencies.reads(expression, self._reads).slots
        return tuple(slots[slot] for slot in sorted(read) if slot in slots)

    def _encoded(self, expression: ir.Expression, slots: Slots, outer: tuple[Row, ...]) -> Value:
        try:
            return _ENCODERS[type(expression)](self, expression, slots)
        except Inexpressible as refusal:
            symbol = self.world.opaque(expression, outer)
            if symbol is None:
                raise
            self.opaque[refusal.construct] = None
            return symbol


def _constant(encoder: Encoder, node: ir.Constant, slots: Slots) -> Value:
    if isinstance(node.value, bool):
        return settled(constant(node.value))
    if isinstance(node.value, str):
        return Text(constant(encoder.texts.codes[node.value]))
    return exactly(known(node.value))


def _fact(encoder: Encoder, node: ir.FactReference, slots: Slots) -> Value:
    return encoder.world.fact(node.name)


def _field(encoder: Encoder, node: ir.FieldReference, slots: Slots) -> Value:
    return slots[node.slot].fields[node.name]


def _negate(encoder: Encoder, node: ir.Negate, slots: Slots) -> Value:
    return spans.negate(encoder.span(node.operand, slots))


def _arithmetic(encoder: Encoder, node: ir.Arithmetic, slots: Slots) -> Value:
    left, right = encoder.span(node.left, slots), encoder.span(node.right, slots)
    if isinstance(node.left.type, DateType) and not isinstance(node.right.type, DateType):
        return _moved(node, left, right)
    operations = {"+": spans.add, "-": spans.subtract, "*": spans.multiply, "/": spans.divide}
    return operations[node.operator](left, right)


def _moved(node: ir.Arithmetic, day: Span, amount: Span) -> Span:
    """A day moved by days or months: each end by itself."""
    move = days.months_later if node.right.type == MONTHS else days.days_later
    amount = amount if node.operator == "+" else spans.negate(amount)
    low = move(day.low, amount.low)
    return Span(
        low,
        low if day.is_exact and amount.is_exact else move(day.high, amount.high),
        terms.disjunction((day.low_open, amount.low_open)),
        terms.disjunction((day.high_open, amount.high_open)),
        terms.disjunction((day.broken, amount.broken)),
    )


_MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _comparison(encoder: Encoder, node: ir.Comparison, slots: Slots) -> Truth:
    if isinstance(node.left, ir.Ratio):
        target = encoder.span(node.right, slots)
        return gathering.compare_ratio(encoder, node.operator, node.left, target, slots)
    if isinstance(node.right, ir.Ratio):
        target = encoder.span(node.left, slots)
        return gathering.compare_ratio(encoder, _MIRRORED[node.operator], node.right, target, slots)
    for side, other, symbol in (
        (node.left, node.right, node.operator),
        (node.right, node.left, _MIRRORED[node.operator]),
    ):
        if isinstance(side, ir.Arithmetic) and side.operator == "/":
            parts = (encoder.span(part, slots) for part in (side.left, side.right, other))
            return comparisons.compare_quotient(symbol, *parts)
    left, right = encoder.value(node.left, slots), encoder.value(node.right, slots)
    if isinstance(left, Span) and isinstance(right, Span):
        return comparisons.compare(node.operator, left, right)
    if isinstance(left, Text) and isinstance(right, Text):
        same = comparisons.same_text(left, right)
    else:
        assert isinstance(left, Truth)
        assert isinstance(right, Truth)
        same = comparisons.same_truth(left, right)
    return same if node.operator == "=" else spans.negation(same)


def _one_of(encoder: Encoder, node: ir.OneOf, slots: Slots) -> Truth:
    codes = frozenset(encoder.texts.codes[option] for option in node.options)
    return comparisons.one_of(encoder.text(node.value, slots), codes)


def _connective(encoder: Encoder, node: ir.Connective, slots: Slots) -> Truth:
    join = spans.conjunction if node.operator == "and" else spans.disjunction
    return join([encoder.truth(operand, slots) for operand in node.operands])


def _not(encoder: Encoder, node: ir.Not, slots: Slots) -> Truth:
    return spans.negation(encoder.truth(node.operand, slots))


def _choose(encoder: Encoder, node: ir.Choose, slots: Slots) -> Value:
    then, otherwise = encoder.value(node.then, slots), encoder.value(node.otherwise, slots)
    return spans.pick(encoder.truth(node.condition, slots), then, otherwise)


def _tiers(encoder: Encoder, node: ir.Tiers, slots: Slots) -> Value:
    """The first case that is TRUE; else the hull of those that are UNKNOWN; else no value."""
    cases = [(encoder.truth(when, slots), encoder.value(then, slots)) for when, then in node.cases]
    result = _when_none_applies(cases)
    for when, then in reversed(cases):
        result = spans.case(when.true, then, result)
    return result


def _when_none_applies(cases: list[tuple[Truth, Value]]) -> Value:
    first = cases[0][1]
    if isinstance(first, Text) and all(when.is_settled for when, _ in cases):
        # A text that does not exist: nothing compared with it is settled, whatever the other side.
        return Text(ZERO, TRUE, None)
    if all(when.is_settled for when, _ in cases):
        return spans.UNKNOWN if isinstance(first, Truth) else Span(ZERO, ZERO, broken=TRUE)
    maybe = [(terms.negation(terms.disjunction((when.true, when.false))), then) for when, then in cases]
    return spans.hull(maybe)


def _pick(encoder: Encoder, node: ir.Pick, slots: Slots) -> Value:
    choice = spans.smallest if node.kind == "min" else spans.largest
    return choice([encoder.span(operand, slots) for operand in node.operands])


def _call(encoder: Encoder, node: ir.Call, slots: Slots) -> Value:
    function = _FUNCTIONS.get(node.function)
    if function is None or function_named(node.function).plugin:
        raise Inexpressible("function", node.function)
    arguments = [encoder.span(argument, slots) for argument in node.arguments]
    if not all(argument.is_exact for argument in arguments):
        broken = terms.disjunction(argument.broken for argument in arguments)
        return _unknown_call(arguments, function, broken)
    return exactly(function(arguments[0].low), terms.disjunction(argument.broken for argument in arguments))


def _unknown_call(arguments: list[Span], function: Callable[[Term], Term], broken: Term) -> Span:
    """Known arguments only: with ends that differ, the result may be anything."""
    (argument,) = arguments
    unsure = terms.disjunction(
        (argument.low_open, argument.high_open, terms.negation(terms.equal(argument.low, argument.high)))
    )
    result = function(argument.low)
    return Span(result, result, unsure, unsure, broken)


def _magnitude(number: Term) -> Term:
    return choose(terms.at_most(ZERO, number), number, terms.scale(-1, number))


def _ceiling(number: Term) -> Term:
    return terms.scale(-1, terms.floor(terms.scale(-1, number)))


_FUNCTIONS: Mapping[str, Callable[[Term], Term]] = {
    "abs": _magnitude,
    "floor": terms.floor,
    "ceiling": _ceiling,
    "year": days.year_of,
    "month": days.month_of,
}

_ENCODERS: Mapping[type, Callable[[Encoder, Any, Slots], Value]] = {
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
    ir.Call: _call,
    ir.Count: gathering.count,
    ir.DistinctCount: gathering.distinct_count,
    ir.Sum: gathering.total,
    ir.Extreme: gathering.extreme,
    ir.Ratio: gathering.ratio,
    ir.Quantifier: gathering.quantifier,
    ir.Lookup: gathering.lookup,
}
