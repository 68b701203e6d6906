"""Aggregates as terms: what counting, adding, comparing and quantifying come to over the records of a world.

A record whose condition is UNKNOWN may be in or out, as in `semantics.aggregates`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from cluster_rules.analysis.proofs import comparisons, spans, terms
from cluster_rules.analysis.proofs.spans import Inexpressible, Span, Text, Truth, Value, exactly, settled
from cluster_rules.analysis.proofs.terms import FALSE, ONE, TRUE, ZERO, Term, choose
from cluster_rules.analysis.proofs.worlds import Of, Row, any_of, blank_value
from cluster_rules.model import ir

if TYPE_CHECKING:
    from cluster_rules.analysis.proofs.encoding import Encoder, Slots


@dataclass(frozen=True)
class Members:
    """The records of a selection: a function of each says whether it is in."""

    encoder: Encoder
    selection: ir.Selection
    slots: Slots
    #: The records outside that the aggregate looks at.
    outer: tuple[Row, ...]

    @classmethod
    def of(cls, encoder: Encoder, node: Any, slots: Slots) -> Members:
        inner = {slot: row for slot, row in slots.items() if slot < node.selection.slot}
        return cls(encoder, node.selection, inner, encoder.outer(node, inner))

    @property
    def register(self) -> str:
        return self.selection.register

    def bound(self, row: Row) -> Slots:
        return {**self.slots, self.selection.slot: row}

    def membership(self, row: Row) -> Truth:
        condition = self.selection.condition
        return settled(TRUE) if condition is None else self.encoder.truth(condition, self.bound(row))

    def certain(self, row: Row) -> Term:
        return self.membership(row).true

    def reachable(self, row: Row) -> Term:
        """Whether the record is in, or may be."""
        return terms.negation(self.membership(row).false)

    def span(self, expression: ir.Expression) -> Callable[[Row], Span]:
        return lambda row: self.encoder.span(expression, self.bound(row))

    def added(self, included: Of, value: Of) -> Term:
        return self.encoder.world.total(self.register, self.outer, included, value)

    def some(self, included: Of) -> Term:
        return any_of(self.encoder.world, self.register, self.outer, included)

    def both(self, *conditions: Of) -> Of:
        return lambda row: terms.conjunction(condition(row) for condition in conditions)


def count(encoder: Encoder, node: ir.Count, slots: Slots) -> Span:
    members = Members.of(encoder, node, slots)
    return _between(members.added(members.certain, _one), members.added(members.reachable, _one))


def _one(row: Row) -> Term:
    return ONE


def _between(low: Term, high: Term) -> Span:
    return exactly(low) if low is high else Span(low, high)


def distinct_count(encoder: Encoder, node: ir.DistinctCount, slots: Slots) -> Span:
    members = Members.of(encoder, node, slots)

    def code(row: Row) -> Term:
        return _identity(encoder.value(node.value, members.bound(row)))

    world, register, outer = encoder.world, members.register, members.outer
    low = world.distinct(register, outer, members.certain, code)
    return _between(low, world.distinct(register, outer, members.reachable, code))


def _identity(value: Value) -> Term:
    """What tells a known value from others."""
    if isinstance(value, Span) and value.is_exact and value.broken is FALSE:
        return value.low
    if isinstance(value, Text) and value.open is FALSE:
        return value.code
    if isinstance(value, Truth) and value.is_settled:
        return choose(value.true, ONE, ZERO)
    raise Inexpressible("distinct")


#: A number of each record.
SpanOf: TypeAlias = Callable[[Row], Span]


def total(encoder: Encoder, node: ir.Sum, slots: Slots) -> Span:
    members = Members.of(encoder, node, slots)
    return _summed(members, members.span(node.value))


def _summed(members: Members, value: SpanOf) -> Span:
    """A record that may be in contributes the hull of zero and its value."""
    low = _end(members, lambda row: value(row).low, terms.least)
    high = _end(members, lambda row: value(row).high, terms.greatest)
    return Span(
        low,
        high,
        members.some(members.both(members.reachable, lambda row: value(row).low_open)),
        members.some(members.both(members.reachable, lambda row: value(row).high_open)),
        members.some(members.both(members.reachable, lambda row: value(row).broken)),
    )


def _end(members: Members, end: Of, further: Callable[[Term, Term], Term]) -> Term:
    def only_possible(row: Row) -> Term:
        if members.membership(row).is_settled:
            return FALSE
        return terms.conjunction((members.reachable(row), terms.negation(members.certain(row))))

    return terms.add(
        (
            members.added(members.certain, end),
            members.added(only_possible, lambda row: further(ZERO, end(row))),
        )
    )


def extreme(encoder: Encoder, node: ir.Extreme, slots: Slots) -> Span:
    """Broken where the selection is empty."""
    members = Members.of(encoder, node, slots)
    value = members.span(node.value)

    def included(row: Row) -> Term:
        found = value(row)
        if not (members.membership(row).is_settled and found.is_exact):
            raise Inexpressible("extreme", node.text)
        return members.certain(row)

    found = encoder.world.extreme(node.kind, members.register, members.outer, included, lambda row: value(row).low)
    empty = terms.negation(members.some(included))
    broken = members.some(members.both(included, lambda row: value(row).broken))
    return exactly(found, terms.disjunction((empty, broken)))


def quantifier(encoder: Encoder, node: ir.Quantifier, slots: Slots) -> Truth:
    members = Members.of(encoder, node, slots)

    def holds(row: Row) -> Truth:
        return encoder.truth(node.condition, members.bound(row))

    def fails(row: Row) -> Truth:
        return spans.negation(holds(row))

    if node.kind == "some":
        return _exists(members, holds)
    return spans.negation(_exists(members, fails))


def _exists(members: Members, holds: Callable[[Row], Truth]) -> Truth:
    """TRUE if a record that is certainly in satisfies it; FALSE if no record that may be in can."""
    true = members.some(members.both(members.certain, lambda row: holds(row).true))
    maybe = members.some(members.both(members.reachable, lambda row: terms.negation(holds(row).false)))
    return Truth(true, terms.negation(maybe))


def lookup(encoder: Encoder, node: ir.Lookup, slots: Slots) -> Value:
    """The value of the one record selected; where there is none, what the dictionary allows."""
    members = Members.of(encoder, node, slots)

    def included(row: Row) -> Term:
        if not members.membership(row).is_settled:
            raise Inexpressible("lookup", node.text)
        return members.certain(row)

    is_there = members.some(included)
    declared = encoder.dictionary.registers[members.register]
    fields = {name: blank_value(each, encoder.texts) for name, each in declared.fields.items()}
    absent = encoder.value(node.value, members.bound(Row("", members.register, fields)))
    if is_there is FALSE:
        return absent
    value = encoder.world.found(
        members.register, members.outer, included, lambda row: encoder.value(node.value, members.bound(row))
    )
    return spans.case(is_there, value, absent)


# Ratios


def ratio(encoder: Encoder, node: ir.Ratio, slots: Slots) -> Span:
    """Broken where the denominator can be zero."""
    members = Members.of(encoder, node, slots)
    above, below = (_summed(members, members.span(side)) for side in (node.numerator, node.denominator))
    if not (above.is_exact and below.is_exact):
        raise Inexpressible("ratio", node.text)
    return spans.divide(above, below)


def compare_ratio(encoder: Encoder, symbol: str, node: ir.Ratio, target: Span, slots: Slots) -> Truth:
    """Decided on Σ (numerator − target × denominator), which falls as the target rises where Σ denominator > 0."""
    members = Members.of(encoder, node, slots)
    above, below = (_summed(members, members.span(side)) for side in (node.numerator, node.denominator))
    if above.is_exact and below.is_exact and target.is_exact:
        return comparisons.compare_quotient(symbol, above, below, target)
    found = _compare_outer(symbol, members, node, below, target)
    whole = terms.negation(terms.disjunction((above.broken, below.broken, target.broken, spans.can_be_zero(below))))
    return Truth(terms.conjunction((whole, found.true)), terms.conjunction((whole, found.false)))


def _compare_outer(symbol: str, members: Members, node: ir.Ratio, below: Span, target: Span) -> Truth:
    positive = terms.disjunction((below.high_open, terms.below(ZERO, below.high)))
    if positive is not TRUE and positive is not FALSE:
        upright, turned = (_outer(symbol, members, node, target, sign) for sign in (1, -1))
        return Truth(choose(positive, upright.true, turned.true), choose(positive, upright.false, turned.false))
    return _outer(symbol, members, node, target, 1 if positive is TRUE else -1)


def _outer(symbol: str, members: Members, node: ir.Ratio, target: Span, sign: int) -> Truth:
    """The least of the deviation lies at the upper end of the target, its most at the lower."""
    spread = [_deviation(members, node, end, sign) for end in (target.high, target.low)]
    low, high = spread
    whole = Span(
        low.low,
        high.high,
        terms.disjunction((target.high_open, low.low_open)),
        terms.disjunction((target.low_open, high.high_open)),
    )
    return comparisons.compare(symbol, whole, exactly(ZERO))


def _deviation(members: Members, node: ir.Ratio, target: Term, sign: int) -> Span:
    above, below = members.span(node.numerator), members.span(node.denominator)

    def of_row(row: Row) -> Span:
        # Broken records are out of the question: the caller has settled that.
        one, other = (replace(side(row), broken=FALSE) for side in (above, below))
        moved = spans.subtract(one, spans.multiply(exactly(target), other))
        return moved if sign > 0 else spans.negate(moved)

    return _summed(members, of_row)
