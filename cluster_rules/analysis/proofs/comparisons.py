"""Comparisons of values as terms: settled only where the whole of both sides lies on one side."""

from __future__ import annotations

from collections.abc import Iterable

from cluster_rules.analysis.proofs import terms
from cluster_rules.analysis.proofs.spans import (
    Inexpressible,
    Span,
    Text,
    Truth,
    case,
    divide,
    exactly,
    negate,
    negation,
    settled,
)
from cluster_rules.analysis.proofs.terms import FALSE, TRUE, ZERO, Term, at_most, below, choose, equal


def compare(symbol: str, left: Span, right: Span) -> Truth:
    """TRUE or FALSE only where the whole of both spans lies on one side."""
    whole = terms.negation(terms.disjunction((left.broken, right.broken)))
    found = _equal(left, right) if symbol in {"=", "!="} else _ordered(symbol, left, right)
    if symbol == "!=":
        found = negation(found)
    if whole is TRUE:
        return found
    return Truth(terms.conjunction((whole, found.true)), terms.conjunction((whole, found.false)))


def compare_quotient(symbol: str, above: Span, below: Span, target: Span) -> Truth:
    """`above ÷ below` against `target`, without dividing where everything is known: a constant target stays linear."""
    if not (above.is_exact and target.is_exact):
        return compare(symbol, divide(above, below), target)
    if not below.is_exact:
        exact = compare_quotient(symbol, above, exactly(below.low, below.broken), target)
        found = case(_is_point(below), exact, compare(symbol, divide(above, below), target))
        assert isinstance(found, Truth)
        return found
    difference = exactly(terms.subtract(above.low, terms.multiply(target.low, below.low)))
    upright, turned = (compare(symbol, side, exactly(ZERO)) for side in (difference, negate(difference)))
    true = choose(terms.below(ZERO, below.low), upright.true, turned.true)
    broken = terms.disjunction((above.broken, below.broken, target.broken, equal(below.low, ZERO)))
    whole = terms.negation(broken)
    return Truth(terms.conjunction((whole, true)), terms.conjunction((whole, terms.negation(true))))


def _ordered(symbol: str, left: Span, right: Span) -> Truth:
    if symbol in {"<", "<="}:
        left, right = right, left
    strictly = symbol in {"<", ">"}
    if left.is_exact and right.is_exact:
        return settled(_above(left.low, right.low, strictly))
    reached = terms.conjunction((_closed(left.low_open, right.high_open), _above(left.low, right.high, strictly)))
    missed = terms.conjunction((_closed(left.high_open, right.low_open), _above(right.low, left.high, not strictly)))
    return Truth(reached, missed)


def _closed(*opens: Term) -> Term:
    return terms.negation(terms.disjunction(opens))


def _above(left: Term, right: Term, strictly: bool) -> Term:
    return below(right, left) if strictly else at_most(right, left)


def _equal(left: Span, right: Span) -> Truth:
    if left.is_exact and right.is_exact:
        return settled(equal(left.low, right.low))
    one = terms.conjunction((_is_point(left), _is_point(right), equal(left.low, right.low)))
    apart = (
        terms.conjunction((_closed(a.high_open, b.low_open), below(a.high, b.low)))
        for a, b in ((left, right), (right, left))
    )
    return Truth(one, terms.disjunction(apart))


def _is_point(span: Span) -> Term:
    return terms.conjunction((_closed(span.low_open, span.high_open), equal(span.low, span.high)))


def same_truth(left: Truth, right: Truth) -> Truth:
    """Whether two truths agree: UNKNOWN where either is."""
    if left.is_settled and right.is_settled:
        return settled(equal(left.true, right.true))
    alike = ((left.true, right.true), (left.false, right.false))
    apart = ((left.true, right.false), (left.false, right.true))
    return Truth(*(terms.disjunction(map(terms.conjunction, pairs)) for pairs in (alike, apart)))


def same_text(left: Text, right: Text) -> Truth:
    """Whether two texts are equal; where one is open, it can only be told that its options leave the other out."""
    if left.open is FALSE and right.open is FALSE:
        return settled(equal(left.code, right.code))
    if left.open is not FALSE and right.open is not FALSE:
        raise Inexpressible("comparison")
    known, other = (left, right) if left.open is FALSE else (right, left)
    out = FALSE if other.options is None else terms.negation(among(known.code, other.options))
    closed, same = terms.negation(other.open), equal(known.code, other.code)
    only = among(known.code, other.options) if other.options is not None and len(other.options) == 1 else FALSE
    return Truth(choose(closed, same, only), choose(closed, terms.negation(same), out))


def one_of(text: Text, codes: frozenset[int]) -> Truth:
    """Whether a text is among `codes`."""
    inside = settled(among(text.code, codes))
    if text.open is FALSE:
        return inside
    closed = terms.negation(text.open)
    all_in = terms.constant(text.options is not None and text.options <= codes)
    all_out = terms.constant(text.options is not None and not text.options & codes)
    return Truth(choose(closed, inside.true, all_in), choose(closed, inside.false, all_out))


def among(code: Term, codes: Iterable[int]) -> Term:
    return terms.disjunction(equal(code, terms.constant(each)) for each in sorted(codes))
