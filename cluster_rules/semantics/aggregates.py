"""What counting, adding, comparing and quantifying mean over records that may be in or out, and partly known.

A selection is given as `Members`: what is certainly in, what may be in, and what one further record could look like
where the register is not declared complete. There may be any number of further records.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import repeat
from typing import Any, Generic, TypeVar

from cluster_rules.model.numbers import Number, normal
from cluster_rules.model.values import NO_REASONS, Partial, Reason, Reasons, Value, reasons_of
from cluster_rules.semantics.bounds import End, add, between, bounded, compare, divide, ends, hull, negate, undefined
from cluster_rules.semantics.truth import Truth, conjunction, disjunction, unknown

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Members(Generic[T]):
    """Something of each record of a selection."""

    certain: Sequence[T]
    possible: Sequence[T] = ()
    #: The same of one further record; None where there can be none.
    further: T | None = None
    #: Why membership is uncertain: for all of them, and for each possible record.
    reasons: Reasons = NO_REASONS
    doubts: Sequence[Reasons] = ()

    @property
    def is_settled(self) -> bool:
        """Whether it is known exactly which records are in."""
        return not self.possible and self.further is None


#: The selection that has no record, and can have none.
NOBODY: Members[Any] = Members(())


def count(members: Members[T]) -> Value:
    """[certain, certain + possible]; no upper bound where there may be further records."""
    low = len(members.certain)
    if members.is_settled:
        return low
    high = None if members.further is not None else low + len(members.possible)
    return Partial(members.reasons, low, high)


def distinct_count(members: Members[Value]) -> Value:
    """Different values: a certain record without a value adds [0, 1]; possible records raise only the upper bound."""
    certain, possible = [_point(v) for v in members.certain], [_point(v) for v in members.possible]
    known = {value for value in certain if not isinstance(value, Partial)}
    more = {value for value in possible if not isinstance(value, Partial)} - known
    blanks = [value for value in (*certain, *possible) if isinstance(value, Partial)]
    if members.is_settled and not blanks:
        return len(known)
    high = None if members.further is not None else len(known) + len(more) + len(blanks)
    return bounded(members.reasons.union(*map(reasons_of, blanks)), len(known), high)


def _point(value: Value) -> Value:
    """A value that is known in spite of its reasons, as a known value."""
    if not isinstance(value, Partial) or value.undefined:
        return value
    if value.options is not None and len(value.options) == 1:
        return next(iter(value.options))
    return value.low if value.low is not None and value.low == value.high else value


def total(members: Members[Value]) -> Value:
    """The sum; a possible record contributes the hull of 0 and its value."""
    if members.is_settled and Partial not in map(type, members.certain):
        return exact_sum(members.certain)  # type: ignore[arg-type]
    low, high = _total_ends(members)
    return bounded(_reasons(members), low, high, undefined=_is_broken(members))


def exact_sum(values: Sequence[Number]) -> Number:
    """The sum over one common denominator: many times faster than adding fractions one by one."""
    common = math.lcm(*{value.denominator for value in values})
    if common == 1:
        return normal(sum(values))
    return normal(Fraction(sum(value.numerator * (common // value.denominator) for value in values), common))


def _reasons(members: Members[Value]) -> Reasons:
    return members.reasons.union(*map(reasons_of, (*members.certain, *members.possible)))


def _is_broken(members: Members[Value]) -> bool:
    """Whether some record, a further one included, may have no value."""
    everyone = (*members.certain, *members.possible, members.further)
    return any(isinstance(value, Partial) and value.undefined for value in everyone)


def _total_ends(members: Members[Value]) -> tuple[End, End]:
    spans = [ends(value) for value in members.certain]
    spans += [_with_zero(ends(value)) for value in members.possible]
    if members.further is not None:
        spans.append(_any_number_of(ends(members.further)))
    return _sum(low for low, _ in spans), _sum(high for _, high in spans)


def _with_zero(span: tuple[End, End]) -> tuple[End, End]:
    low, high = span
    return (None if low is None else min(0, low)), (None if high is None else max(0, high))


def _any_number_of(span: tuple[End, End]) -> tuple[End, End]:
    low, high = span
    return (0 if low is not None and low >= 0 else None), (0 if high is not None and high <= 0 else None)


def _sum(parts: Iterable[End]) -> End:
    found = list(parts)
    return None if None in found else exact_sum(found)


def extreme(kind: str, members: Members[Value], formula: str) -> Value:
    """The least, greatest or middle value; undefined where the selection can be empty."""
    certain = [ends(value) for value in members.certain]
    optional = [ends(value) for value in members.possible]
    endless = [] if members.further is None else [ends(members.further)]
    reasons, broken = _reasons(members), _is_broken(members)
    if not certain:
        reasons |= {Reason("undefined", formula)}
        if not optional and not endless:
            return Partial(reasons, undefined=True)
    low = _reach(kind, [s[0] for s in certain], [s[0] for s in optional], [s[0] for s in endless], _LOWEST)
    high = _reach(kind, [s[1] for s in certain], [s[1] for s in optional], [s[1] for s in endless], _HIGHEST)
    if reasons or broken:
        return bounded(reasons, low, high, undefined=broken or not certain)
    return low  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class _Direction:
    """Looking for the lowest (sign 1) or the highest (sign −1) value that a statistic can take."""

    sign: int

    def best(self, values: Iterable[End]) -> End:
        found = list(values)
        if None in found:
            return None
        return min(found) if self.sign > 0 else max(found)


_LOWEST, _HIGHEST = _Direction(1), _Direction(-1)


def _reach(kind: str, certain: list[End], optional: list[End], endless: list[End], towards: _Direction) -> End:
    """The furthest value of the statistic over all memberships, each record standing at its own end."""
    if kind == "median":
        return _reach_median(certain, optional, endless, towards)
    wanted = 1 if kind == "min" else -1
    if wanted == towards.sign:
        return towards.best((*certain, *optional, *endless))
    if certain:
        # More records can only help the other way: the certain ones alone decide, unbounded ends aside.
        bounded = [end for end in certain if end is not None]
        return (min(bounded) if kind == "min" else max(bounded)) if bounded else None
    return towards.best((*optional, *endless))


def _reach_median(certain: list[End], optional: list[End], endless: list[End], towards: _Direction) -> End:
    optional = sorted(optional, key=lambda end: _rank(end, towards))
    reached = [_median([*certain, *optional[:k]], towards) for k in range(0 if certain else 1, len(optional) + 1)]
    return towards.best((*reached, *endless))


def _rank(end: End, towards: _Direction) -> tuple[bool, End]:
    return (False, 0) if end is None else (True, towards.sign * end)


def _median(values: list[End], towards: _Direction) -> End:
    ranked = sorted(values, key=lambda end: _rank(end, towards))
    middle = ranked[(len(ranked) - 1) // 2], ranked[len(ranked) // 2]
    return None if None in middle else normal(Fraction(sum(middle)) / 2)


def lookup(members: Members[Value], blank: Value, selection: str) -> Value:
    """The value of the one record selected. None is missing material, whatever the register says of itself.

    `blank` has the natural bounds of the value. The selection pins the identity key, so there is never a second one.
    """
    if members.certain:
        return members.certain[0]
    why = frozenset({Reason("missing", selection)})
    absent = replace(blank, reasons=why) if isinstance(blank, Partial) else Partial(why)
    return hull((*members.possible, absent), members.reasons)


def some(members: Members[Truth]) -> Truth:
    """TRUE if a certain record satisfies it; FALSE if no record can."""
    if members is NOBODY:
        return False
    if any(truth is True for truth in members.certain):
        return True
    return disjunction((*members.certain, *_uncertain(members, settled=False)))


def every(members: Members[Truth]) -> Truth:
    """FALSE if a certain record fails it; TRUE if no record can."""
    if any(truth is False for truth in members.certain):
        return False
    return conjunction((*members.certain, *_uncertain(members, settled=True)))


def _uncertain(members: Members[Truth], *, settled: bool) -> Iterable[Truth]:
    """Records that may be out count only where they would not agree with `settled` anyway, each for its own reasons."""
    for truth, doubt in zip(members.possible, members.doubts or repeat(members.reasons), strict=False):
        yield settled if truth is settled else unknown(doubt | reasons_of(truth))
    if members.further is not None:
        incomplete = frozenset(reason for reason in members.reasons if reason.kind == "incomplete")
        yield settled if members.further is settled else unknown(incomplete | reasons_of(members.further))


Pair = tuple[Value, Value]


def ratio(members: Members[Pair], formula: str) -> Value:
    """Σ numerator ÷ Σ denominator: the exact hull over all completions, each record's two sides in step.

    Undefined where the denominator can be zero.
    """
    denominator = total(_side(members, 1))
    low, high = ends(denominator)
    numerator = total(_side(members, 0))
    if (low is None or low <= 0) and (high is None or high >= 0):
        return undefined(formula, numerator, denominator)
    if members.is_settled and not isinstance(denominator, Partial):
        return divide(numerator, denominator, formula)
    members = _upright(members)
    return between(_least_ratio(members), _greatest_ratio(members), numerator, denominator)


def deviation(members: Members[Pair], target: End) -> Value:
    """Σ (numerator − target × denominator), the denominator upright: its sign says on which side of `target` it lies.

    What is known of records that are certainly in is added up first: one product instead of one for each record.
    """
    members = _upright(members)
    known = [pair for pair in members.certain if not _is_partial(pair)]
    settled = _distance(exact_sum([above for above, _ in known]), exact_sum([below for _, below in known]), target)  # type: ignore[misc]
    if members.is_settled and len(known) == len(members.certain):
        return settled
    partly = [_deviation(pair, target) for pair in members.certain if _is_partial(pair)]
    possible = [_deviation(pair, target) for pair in members.possible]
    further = None if members.further is None else _deviation(members.further, target)
    return add(settled, total(Members(partly, possible, further, members.reasons, members.doubts)))


def _is_partial(pair: Pair) -> bool:
    return type(pair[0]) is Partial or type(pair[1]) is Partial


def _distance(above: Number, below: Number, target: Number) -> Number:
    return normal(above - target * below)


def compare_ratio(symbol: str, members: Members[Pair], whole: Value, target: Value) -> Truth:
    """Decided on Σ (numerator − target × denominator), which falls as the target rises. `whole` is the ratio itself."""
    if not isinstance(whole, Partial) and not isinstance(target, Partial):
        return compare(symbol, whole, target)
    if (isinstance(whole, Partial) and whole.undefined) or (isinstance(target, Partial) and target.undefined):
        return compare(symbol, whole, target)
    if not isinstance(target, Partial):
        least, most = ends(deviation(members, target))
        return compare(symbol, between(least, most, whole), 0)
    low, high = ends(target)
    least = None if high is None else ends(deviation(members, high))[0]
    most = None if low is None else ends(deviation(members, low))[1]
    return compare(symbol, between(least, most, whole, target), 0)


def _upright(members: Members[Pair]) -> Members[Pair]:
    """The same ratio with a positive denominator."""
    high = ends(total(_side(members, 1)))[1]
    if high is None or high > 0:
        return members
    return _mapped(members, lambda pair: (negate(pair[0]), negate(pair[1])))


def _deviation(pair: Pair, target: End) -> Value:
    above, below = pair
    if not _is_partial(pair):
        return _distance(above, below, target)  # type: ignore[arg-type]
    (a, b), (c, d) = ends(above), ends(below)
    if target < 0:
        c, d = d, c
    low = None if a is None or (d is None and target) else normal(a - target * (d or 0))
    high = None if b is None or (c is None and target) else normal(b - target * (c or 0))
    return between(low, high, *pair)


def _least_ratio(members: Members[Pair]) -> End:
    """Dinkelbach's iteration on exact rationals: it ends, for records only ever stand at their ends.

    Further records and unbounded denominators keep the ratio from exceeding a ceiling, which it may only approach.
    """
    everyone = (*members.certain, *members.possible, *(() if members.further is None else (members.further,)))
    if any(ends(numerator)[0] is None for numerator, _ in everyone):
        return None
    ceilings = _ceilings(members)
    if None in ceilings:
        return None
    above, below = _corner(members, 0)
    target: End = min(ceilings) if ceilings else normal(Fraction(above) / below)
    while True:
        above, below = _corner(members, target)
        if above - target * below >= 0:
            return target
        target = normal(Fraction(above) / below)


def _ceilings(members: Members[Pair]) -> list[End]:
    """What the least ratio cannot exceed, however the rest stands; None where it has no lower bound at all."""
    unbounded = [0 for _, below in (*members.certain, *members.possible) if ends(below)[1] is None]
    if members.further is None:
        return [*unbounded]
    above, (low, high) = ends(members.further[0])[0], ends(members.further[1])
    if above >= 0 and high == 0:
        return [*unbounded]
    if above >= 0:
        return [*unbounded, 0 if high is None else normal(Fraction(above) / high)]
    return [*unbounded, normal(Fraction(above) / low) if low else None]


def _corner(members: Members[Pair], target: End) -> tuple[End, End]:
    """The sums of both sides in the completion that makes Σ (numerator − target × denominator) least."""
    side = 1 if target > 0 else 0
    corners = [(ends(above)[0], ends(below)[side]) for above, below in members.certain]
    options = ((ends(above)[0], ends(below)[side]) for above, below in members.possible)
    corners += [(above, below) for above, below in options if above - target * below < 0]
    return exact_sum([above for above, _ in corners]), exact_sum([below for _, below in corners])


def _greatest_ratio(members: Members[Pair]) -> End:
    least_of_opposite = _least_ratio(_mapped(members, lambda pair: (negate(pair[0]), pair[1])))
    return None if least_of_opposite is None else normal(-least_of_opposite)


def _mapped(members: Members[Pair], function: Callable[[Pair], T]) -> Members[T]:
    further = None if members.further is None else function(members.further)
    return Members(
        [function(pair) for pair in members.certain],
        [function(pair) for pair in members.possible],
        further,
        members.reasons,
        members.doubts,
    )


def _side(members: Members[Pair], index: int) -> Members[Value]:
    return _mapped(members, lambda pair: pair[index])
