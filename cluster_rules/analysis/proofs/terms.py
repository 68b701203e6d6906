"""Formulas of exact arithmetic that a solver can be asked about. Data only: equal terms are one object.

Numbers are unbounded integers or exact rationals. Texts are integer codes and days are ordinals, given by the caller.
What is constant is folded when a term is made.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from fractions import Fraction
from itertools import count
from typing import Literal, TypeAlias
from weakref import WeakValueDictionary

from cluster_rules.model.numbers import Number, normal

Sort: TypeAlias = Literal["bool", "int", "real"]
Operator: TypeAlias = Literal[
    "constant", "symbol", "not", "and", "or", "choose", "add", "scale", "multiply", "divide", "floor", "le", "eq"
]


class Term:
    """One formula. INVARIANT: equal terms are the same object, so they compare and hash by identity."""

    __slots__ = ("__weakref__", "arguments", "operator", "serial", "sort", "value")

    def __init__(self, operator: Operator, sort: Sort, arguments: tuple[Term, ...], value: object, serial: int) -> None:
        self.operator, self.sort, self.arguments, self.value, self.serial = operator, sort, arguments, value, serial

    def __repr__(self) -> str:
        inside = ", ".join(map(repr, self.arguments))
        return str(self.value) if not inside else f"{self.operator}({inside})"

    @property
    def is_constant(self) -> bool:
        return self.operator == "constant"


_KNOWN: WeakValueDictionary[tuple[object, ...], Term] = WeakValueDictionary()
_SERIALS = count()


def _term(operator: Operator, sort: Sort, arguments: tuple[Term, ...] = (), value: object = None) -> Term:
    key = (operator, sort, type(value), value, *map(id, arguments))
    found = _KNOWN.get(key)
    if found is None:
        found = Term(operator, sort, arguments, value, next(_SERIALS))
        found = _KNOWN.setdefault(key, found)
    return found


def symbol(name: str, sort: Sort) -> Term:
    """What is free: the solver gives it a value."""
    return _term("symbol", sort, (), name)


def constant(value: bool | Number) -> Term:
    """A truth value or an exact number."""
    if isinstance(value, bool):
        return TRUE if value else FALSE
    return _term("constant", "int" if isinstance(value, int) else "real", (), value)


TRUE = _term("constant", "bool", (), True)
FALSE = _term("constant", "bool", (), False)
ZERO = constant(0)
ONE = constant(1)


def number_of(term: Term) -> Number | None:
    """The number that a constant is; None for everything else."""
    value = term.value
    return value if term.operator == "constant" and isinstance(value, int | Fraction) else None


# Truth


def negation(term: Term) -> Term:
    if term is TRUE or term is FALSE:
        return FALSE if term is TRUE else TRUE
    return term.arguments[0] if term.operator == "not" else _term("not", "bool", (term,))


def conjunction(terms: Iterable[Term]) -> Term:
    return _joined("and", terms, TRUE, FALSE)


def disjunction(terms: Iterable[Term]) -> Term:
    return _joined("or", terms, FALSE, TRUE)


def _joined(operator: Literal["and", "or"], terms: Iterable[Term], neutral: Term, settling: Term) -> Term:
    """Flat, without repetition, in one order, so that what is written in another order is the same term."""
    parts: dict[Term, None] = {}
    for term in terms:
        parts.update(dict.fromkeys(term.arguments if term.operator == operator else (term,)))
    parts.pop(neutral, None)
    parts = {_without(operator, part, parts): None for part in parts}
    if settling in parts or any(_is_denied(operator, part, parts) for part in parts):
        return settling
    ordered = tuple(sorted(parts, key=lambda part: part.serial))
    if not ordered:
        return neutral
    return ordered[0] if len(ordered) == 1 else _term(operator, "bool", ordered)


def _is_denied(operator: str, part: Term, parts: Collection[Term]) -> bool:
    """Whether the opposite of a part is among the parts, as a whole or piece by piece."""
    opposite = negation(part)
    pieces = opposite.arguments if opposite.operator == operator else (opposite,)
    return all(piece in parts for piece in pieces)


def _without(operator: Literal["and", "or"], part: Term, parts: Collection[Term]) -> Term:
    """`not (a and b)` beside `a` is `not b`."""
    opposite = part.arguments[0] if part.operator == "not" else part
    if opposite is part or opposite.operator != operator:
        return part
    left = [piece for piece in opposite.arguments if piece not in parts]
    if not left or len(left) == len(opposite.arguments):
        return part
    return negation(left[0] if len(left) == 1 else _term(operator, "bool", tuple(left)))


def choose(condition: Term, then: Term, otherwise: Term) -> Term:
    """`then` where the condition holds, else `otherwise`."""
    if then is otherwise or condition is TRUE:
        return then
    if condition is FALSE:
        return otherwise
    if then.sort == "bool":
        return disjunction((conjunction((condition, then)), conjunction((negation(condition), otherwise))))
    if condition.operator == "not":
        return choose(condition.arguments[0], otherwise, then)
    return _term("choose", _wider((then, otherwise)), (condition, then, otherwise))


def _wider(terms: Iterable[Term]) -> Sort:
    return "real" if any(term.sort == "real" for term in terms) else "int"


# Numbers


def add(terms: Iterable[Term]) -> Term:
    """The sum: flat, its constants together, its other parts in one order."""
    parts = list(_summands(terms))
    whole = sum((number for part in parts if (number := number_of(part)) is not None), 0)
    others = sorted((part for part in parts if not part.is_constant), key=lambda part: part.serial)
    if whole or not others:
        others.append(constant(normal(whole)))
    return others[0] if len(others) == 1 else _term("add", _wider(others), tuple(others))


def _summands(terms: Iterable[Term]) -> Iterator[Term]:
    for term in terms:
        if term.operator == "add":
            yield from term.arguments
        else:
            yield term


def scale(factor: Number, term: Term) -> Term:
    """A constant times a term."""
    known = number_of(term)
    if known is not None:
        return constant(normal(Fraction(factor) * known))
    if factor == 0:
        return ZERO
    if term.operator == "scale":
        return scale(normal(Fraction(factor) * term.value), term.arguments[0])  # type: ignore[operator]
    if term.operator == "add":
        return add(scale(factor, part) for part in term.arguments)
    sort: Sort = "int" if isinstance(factor, int) and term.sort == "int" else "real"
    return term if factor == 1 else _term("scale", sort, (term,), factor)


def subtract(left: Term, right: Term) -> Term:
    return ZERO if left is right else add((left, scale(-1, right)))


def multiply(left: Term, right: Term) -> Term:
    for one, other in ((left, right), (right, left)):
        factor = number_of(one)
        if factor is not None:
            return scale(factor, other)
    first, second = sorted((left, right), key=lambda part: part.serial)
    return _term("multiply", _wider((left, right)), (first, second))


def divide(left: Term, right: Term) -> Term:
    """The exact quotient; where the divisor is zero, any number."""
    divisor = number_of(right)
    if divisor:
        return scale(normal(1 / Fraction(divisor)), left)
    return _term("divide", "real", (left, right))


def floor(term: Term) -> Term:
    """The greatest whole number that is not above."""
    known = number_of(term)
    if known is not None:
        return constant(known // 1)
    return term if term.sort == "int" else _term("floor", "int", (term,))


def whole_quotient(term: Term, divisor: int) -> Term:
    """`term ÷ divisor`, rounded down."""
    return floor(scale(Fraction(1, divisor), term))


# Comparisons


def at_most(left: Term, right: Term) -> Term:
    """Left ≤ right. That a count is at least one is that one of what it counts is there."""
    known = _known_difference(left, right)
    if known is not None:
        return constant(known <= 0)
    counted = counted_by(right)
    if counted is not None and left is ONE:
        return disjunction(counted)
    counted = counted_by(left)
    if counted is not None and right is ZERO:
        return negation(disjunction(counted))
    return _term("le", "bool", (left, right))


def counted_by(term: Term) -> tuple[Term, ...] | None:
    """The truths of which a term is the number; None where it is no such number."""
    parts = term.arguments if term.operator == "add" else (term,)
    if all(part.operator == "choose" and part.arguments[1:] == (ONE, ZERO) for part in parts):
        return tuple(part.arguments[0] for part in parts)
    return None


def below(left: Term, right: Term) -> Term:
    """Left < right."""
    return negation(at_most(right, left))


def equal(left: Term, right: Term) -> Term:
    if left.sort == "bool":
        return choose(left, right, negation(right))
    known = _known_difference(left, right)
    if known is not None:
        return constant(known == 0)
    first, second = sorted((left, right), key=lambda part: part.serial)
    return _term("eq", "bool", (first, second))


def _known_difference(left: Term, right: Term) -> Number | None:
    if left is right:
        return 0
    one, other = number_of(left), number_of(right)
    return None if one is None or other is None else normal(Fraction(one) - other)


def least(left: Term, right: Term) -> Term:
    return choose(at_most(left, right), left, right)


def greatest(left: Term, right: Term) -> Term:
    return choose(at_most(right, left), left, right)


def parts_of(term: Term) -> Iterator[Term]:
    """`term` and everything inside it, each once."""
    seen: set[Term] = set()
    pending = [term]
    while pending:
        current = pending.pop()
        if current not in seen:
            seen.add(current)
            yield current
            pending.extend(current.arguments)
