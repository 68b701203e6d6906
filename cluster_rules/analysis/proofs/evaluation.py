"""The value of a term under an assignment, and terms put together anew from other parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from cluster_rules.analysis.proofs import terms
from cluster_rules.analysis.proofs.terms import Term
from cluster_rules.model.numbers import Number

#: Symbol → value.
Assigned: TypeAlias = Mapping[str, bool | Number]


def evaluated(term: Term, values: Assigned) -> bool | Number:
    """The value of a term; a symbol without a value is zero or false."""

    def of_symbol(part: Term) -> Term | None:
        if part.operator != "symbol":
            return None
        return terms.constant(values.get(str(part.value), False if part.sort == "bool" else 0))

    found = rebuilt(term, of_symbol).value
    assert isinstance(found, bool | int) or not isinstance(found, str)
    return found  # type: ignore[return-value]


def rebuilt(term: Term, replacing: Callable[[Term], Term | None]) -> Term:
    """The term with every part for which `replacing` gives one replaced, from the inside out, and folded again."""
    known: dict[Term, Term] = {}
    pending = [term]
    while pending:
        current = pending[-1]
        missing = [part for part in current.arguments if part not in known]
        if missing:
            pending.extend(missing)
            continue
        pending.pop()
        made = _made(current, [known[part] for part in current.arguments])
        known[current] = replacing(made) or made
    return known[term]


def _made(term: Term, parts: Sequence[Term]) -> Term:
    return _MAKERS[term.operator](parts, term) if parts else term


_MAKERS: Mapping[str, Callable[[Sequence[Term], Term], Term]] = {
    "not": lambda parts, term: terms.negation(parts[0]),
    "and": lambda parts, term: terms.conjunction(parts),
    "or": lambda parts, term: terms.disjunction(parts),
    "choose": lambda parts, term: terms.choose(*parts),
    "add": lambda parts, term: terms.add(parts),
    "scale": lambda parts, term: terms.scale(term.value, parts[0]),  # type: ignore[arg-type]
    "multiply": lambda parts, term: terms.multiply(*parts),
    # A number divided by zero is whatever it is: what reads it has excluded that.
    "divide": lambda parts, term: terms.ZERO if parts[1] is terms.ZERO else terms.divide(*parts),
    "floor": lambda parts, term: terms.floor(parts[0]),
    "le": lambda parts, term: terms.at_most(*parts),
    "eq": lambda parts, term: terms.equal(*parts),
}
