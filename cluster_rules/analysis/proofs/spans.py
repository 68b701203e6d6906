"""Values as terms, as the engine would have them: a number with its bounds, a truth that may be open, a text.

Everything here says about terms what `semantics.bounds` says about values. What the two would have to say differently
is `Inexpressible`, and named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Literal, TypeAlias

from cluster_rules.analysis.proofs import terms
from cluster_rules.analysis.proofs.terms import FALSE, TRUE, ZERO, Term, at_most, below, choose, equal
from cluster_rules.model.numbers import Number

#: What terms cannot say: `product`, `quotient`, `comparison`, `choice`, `lookup`, `extreme`, `ratio` and `distinct` of
#: what may itself be unknown; a `function`; a `register` of what experts find; a `value` that no sheet can write; what is `missing`.
Kind: TypeAlias = Literal[
    "product",
    "quotient",
    "comparison",
    "choice",
    "lookup",
    "extreme",
    "ratio",
    "distinct",
    "function",
    "register",
    "value",
    "dictionary",
    "missing",
]


@dataclass(frozen=True, slots=True, order=True)
class Construct:
    """Something of a ruleset that a proof cannot deal with: its kind, and its name or its text."""

    kind: Kind
    name: str = ""


class Inexpressible(Exception):  # noqa: N818  # what a formula is, not what went wrong
    """Something of a ruleset that terms cannot say."""

    def __init__(self, kind: Kind, name: str = "") -> None:
        super().__init__(kind, name)
        self.construct = Construct(kind, name)


@dataclass(frozen=True, slots=True)
class Truth:
    """Where it is TRUE and where it is FALSE; elsewhere it is UNKNOWN. Never both."""

    true: Term
    false: Term

    @property
    def is_settled(self) -> bool:
        """Whether it is one or the other everywhere, as far as can be seen."""
        return self.false is terms.negation(self.true)


@dataclass(frozen=True, slots=True)
class Span:
    """A number or a day between two ends, each of which may be open; `broken` where there is no value at all."""

    low: Term
    high: Term
    low_open: Term = FALSE
    high_open: Term = FALSE
    broken: Term = FALSE

    @property
    def is_exact(self) -> bool:
        """Whether it is one value wherever it is not broken."""
        return self.low is self.high and self.low_open is FALSE and self.high_open is FALSE


@dataclass(frozen=True, slots=True)
class Text:
    """The code of a text; where it is `open`, any of `options`, None for any text at all."""

    code: Term
    open: Term = FALSE
    options: frozenset[int] | None = None


Value: TypeAlias = Truth | Span | Text


def settled(true: Term) -> Truth:
    """TRUE where `true` holds, else FALSE."""
    return Truth(true, terms.negation(true))


def exactly(term: Term, broken: Term = FALSE) -> Span:
    """The one value `term`."""
    return Span(term, term, broken=broken)


UNKNOWN = Truth(FALSE, FALSE)


# Truth


def conjunction(operands: Iterable[Truth]) -> Truth:
    parts = tuple(operands)
    true = terms.conjunction(part.true for part in parts)
    return Truth(true, terms.disjunction(part.false for part in parts)) if _open(parts) else settled(true)


def _open(parts: Sequence[Truth]) -> bool:
    return not all(part.is_settled for part in parts)


def negation(operand: Truth) -> Truth:
    return Truth(operand.false, operand.true)


def disjunction(operands: Iterable[Truth]) -> Truth:
    return negation(conjunction(map(negation, operands)))


# Arithmetic


def negate(span: Span) -> Span:
    return _scaled(-1, span)


def add(left: Span, right: Span) -> Span:
    low = terms.add((left.low, right.low))
    high = low if left.is_exact and right.is_exact else terms.add((left.high, right.high))
    return Span(
        low,
        high,
        terms.disjunction((left.low_open, right.low_open)),
        terms.disjunction((left.high_open, right.high_open)),
        terms.disjunction((left.broken, right.broken)),
    )


def subtract(left: Span, right: Span) -> Span:
    return add(left, negate(right))


def _scaled(factor: Number, span: Span) -> Span:
    """A constant other than zero times a span."""
    low = terms.scale(factor, span.low)
    high = low if span.is_exact else terms.scale(factor, span.high)
    if factor > 0:
        return Span(low, high, span.low_open, span.high_open, span.broken)
    return Span(high, low, span.high_open, span.low_open, span.broken)


def multiply(left: Span, right: Span) -> Span:
    broken = terms.disjunction((left.broken, right.broken))
    if left.is_exact and right.is_exact:
        return exactly(terms.multiply(left.low, right.low), broken)
    if not left.is_exact:
        left, right = right, left
    if not left.is_exact:
        raise Inexpressible("product")
    return _stretched(left.low, right, broken)


def _stretched(factor: Term, span: Span, broken: Term) -> Span:
    """`factor` times a span; zero times an open end is zero."""
    up, zero = below(ZERO, factor), equal(factor, ZERO)
    low, high = terms.multiply(factor, span.low), terms.multiply(factor, span.high)
    return Span(
        choose(zero, ZERO, choose(up, low, high)),
        choose(zero, ZERO, choose(up, high, low)),
        terms.conjunction((terms.negation(zero), choose(up, span.low_open, span.high_open))),
        terms.conjunction((terms.negation(zero), choose(up, span.high_open, span.low_open))),
        broken,
    )


def divide(left: Span, right: Span) -> Span:
    """Broken where the divisor can be zero."""
    broken = terms.disjunction((left.broken, right.broken, can_be_zero(right)))
    if right.is_exact and left.is_exact:
        return exactly(terms.divide(left.low, right.low), broken)
    if right.is_exact:
        return _stretched(terms.divide(terms.ONE, right.low), left, broken)
    if not left.is_exact:
        raise Inexpressible("quotient")
    return _stretched(left.low, _inverse(right), broken)


def can_be_zero(span: Span) -> Term:
    reaches = terms.disjunction((span.low_open, at_most(span.low, ZERO)))
    return terms.conjunction((reaches, terms.disjunction((span.high_open, at_most(ZERO, span.high)))))


def _inverse(span: Span) -> Span:
    """1 ÷ a span without zero; an open end becomes zero, which is only approached."""
    low = choose(span.high_open, ZERO, terms.divide(terms.ONE, span.high))
    return Span(low, choose(span.low_open, ZERO, terms.divide(terms.ONE, span.low)))


def smallest(spans: Sequence[Span]) -> Span:
    """The least of several."""
    return reduce(_smaller, spans)


def largest(spans: Sequence[Span]) -> Span:
    return negate(smallest([negate(span) for span in spans]))


def _smaller(left: Span, right: Span) -> Span:
    low = terms.least(left.low, right.low)
    bounded = choose(left.high_open, right.high, choose(right.high_open, left.high, terms.least(left.high, right.high)))
    return Span(
        low,
        low if left.is_exact and right.is_exact else bounded,
        terms.disjunction((left.low_open, right.low_open)),
        terms.conjunction((left.high_open, right.high_open)),
        terms.disjunction((left.broken, right.broken)),
    )


# Choice


def case(condition: Term, then: Value, otherwise: Value) -> Value:
    """`then` where the condition holds, else `otherwise`: nothing is open about the condition."""
    if isinstance(then, Truth) and isinstance(otherwise, Truth):
        true = choose(condition, then.true, otherwise.true)
        return (
            Truth(true, choose(condition, then.false, otherwise.false)) if _open((then, otherwise)) else settled(true)
        )
    if isinstance(then, Span) and isinstance(otherwise, Span):
        return _case_of_spans(condition, then, otherwise)
    if isinstance(then, Text) and isinstance(otherwise, Text):
        return _case_of_texts(condition, then, otherwise)
    raise TypeError(f"{type(then).__name__} beside {type(otherwise).__name__}")


def _case_of_spans(condition: Term, then: Span, otherwise: Span) -> Span:
    low = choose(condition, then.low, otherwise.low)
    return Span(
        low,
        low if then.is_exact and otherwise.is_exact else choose(condition, then.high, otherwise.high),
        choose(condition, then.low_open, otherwise.low_open),
        choose(condition, then.high_open, otherwise.high_open),
        choose(condition, then.broken, otherwise.broken),
    )


def _case_of_texts(condition: Term, then: Text, otherwise: Text) -> Text:
    code, is_open = choose(condition, then.code, otherwise.code), choose(condition, then.open, otherwise.open)
    sides = [side for side in (then, otherwise) if side.open is not FALSE]
    if len(sides) == 2 and then.options != otherwise.options:
        raise Inexpressible("choice")
    return Text(code, is_open, sides[0].options if sides else None)


def pick(condition: Truth, then: Value, otherwise: Value) -> Value:
    """`if`: where the condition is UNKNOWN, the hull of both."""
    if condition.is_settled:
        return case(condition.true, then, otherwise)
    unsure = hull([(TRUE, then), (TRUE, otherwise)])
    return case(condition.true, then, case(condition.false, otherwise, unsure))


def hull(options: Sequence[tuple[Term, Value]]) -> Value:
    """What any of the options may be whose guard holds; broken where no guard does."""
    values = [value for _, value in options]
    if all(isinstance(value, Span) for value in values):
        return _hull_of_spans([(guard, value) for guard, value in options if isinstance(value, Span)])
    if all(isinstance(value, Truth) for value in values):
        return _hull_of_truths([(guard, value) for guard, value in options if isinstance(value, Truth)])
    raise Inexpressible("choice")


def _hull_of_truths(options: Sequence[tuple[Term, Truth]]) -> Truth:
    """Settled only where all that may be agree."""
    none = terms.negation(terms.disjunction(guard for guard, _ in options))
    sides = [
        terms.conjunction(terms.disjunction((terms.negation(guard), side)) for guard, side in sides)
        for sides in ([(g, v.true) for g, v in options], [(g, v.false) for g, v in options])
    ]
    return Truth(*(terms.conjunction((terms.negation(none), side)) for side in sides))


def _hull_of_spans(options: Sequence[tuple[Term, Span]]) -> Span:
    guards = [guard for guard, _ in options]
    none = terms.negation(terms.disjunction(guards))
    return Span(
        _furthest([(guard, span.low) for guard, span in options], terms.least),
        _furthest([(guard, span.high) for guard, span in options], terms.greatest),
        _any_of((guard, span.low_open) for guard, span in options),
        _any_of((guard, span.high_open) for guard, span in options),
        terms.disjunction((none, _any_of((guard, span.broken) for guard, span in options))),
    )


def _any_of(pairs: Iterable[tuple[Term, Term]]) -> Term:
    return terms.disjunction(map(terms.conjunction, pairs))


def _furthest(options: Sequence[tuple[Term, Term]], further: Callable[[Term, Term], Term]) -> Term:
    """The least or greatest of the terms whose guards hold."""
    seen, found = options[0]
    for guard, term in options[1:]:
        both = choose(seen, further(found, term), term)
        found, seen = choose(guard, both, found), terms.disjunction((seen, guard))
    return found
