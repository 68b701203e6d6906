"""Which clauses bind: the smallest sets that bring a change of verdict about, and the smallest that would undo it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

from cluster_rules.analysis.impact.crossing import Crossing

Clause: TypeAlias = str
ClauseSet: TypeAlias = tuple[Clause, ...]

#: How many sets are tried for one subject before a set that cannot be made smaller is taken instead of the smallest.
BUDGET = 4_000


@dataclass(frozen=True, slots=True)
class Binding:
    """What decides that a subject has another verdict. Clauses stand in the order of the text."""

    #: The clauses whose state differs at all.
    changed: ClauseSet
    #: The smallest sets which, changed while all else stays as it was, give the new verdict.
    decided_by: tuple[ClauseSet, ...]
    #: The smallest sets which, put back as they were while all else is new, give the old verdict.
    undone_by: tuple[ClauseSet, ...]
    #: Whether the sets are proved smallest; else each only cannot be made smaller.
    smallest: bool = True

    @property
    def alone(self) -> ClauseSet:
        """The clauses each of which decides the change alone."""
        return tuple(clauses[0] for clauses in self.decided_by if len(clauses) == 1)


def binding_of(crossing: Crossing) -> Binding | None:
    """What decides the change of verdict; None where there is none, or where structure alone brings it about."""
    changed = crossing.changed()
    before, after = crossing.verdict(frozenset()), crossing.verdict(frozenset(changed))
    if before == after:
        return None
    decided, one = smallest_sets(changed, lambda some: crossing.verdict(some) == after)
    undone, other = smallest_sets(changed, lambda some: crossing.verdict(frozenset(changed) - some) == before)
    return Binding(changed, decided, undone, one and other)


def smallest_sets(
    clauses: Sequence[Clause], holds: Callable[[frozenset[Clause]], bool], budget: int = BUDGET
) -> tuple[tuple[ClauseSet, ...], bool]:
    """All sets of the least size for which `holds`, and True; beyond `budget` one that cannot be made smaller, and False.

    `holds` is true of all `clauses` together.
    """
    tried = 0
    for size in range(1, len(clauses) + 1):
        found = []
        for some in combinations(clauses, size):
            tried += 1
            if tried > budget:
                return (_irreducible(clauses, holds),), False
            if holds(frozenset(some)):
                found.append(some)
        if found:
            return tuple(found), True
    return (), True


def _irreducible(clauses: Sequence[Clause], holds: Callable[[frozenset[Clause]], bool]) -> ClauseSet:
    """A set for which `holds`, and for none that lacks one of its clauses."""
    kept = list(clauses)
    shorter = True
    while shorter:
        shorter = False
        for clause in tuple(kept):
            rest = frozenset(kept) - {clause}
            if holds(rest):
                kept.remove(clause)
                shorter = True
    return tuple(kept)
