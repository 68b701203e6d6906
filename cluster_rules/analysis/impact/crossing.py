"""Verdicts where some clauses are as in the new edition and all others as in the old: what decides a change.

A clause is a criterion. What is built differently in the two editions (a group, or where a criterion stands) is one
clause as a whole, the smallest part of the condition that both have: half of one construction and half of another
means nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from cluster_rules.model.decision import Status, Verdict
from cluster_rules.model.ruleset import (
    Condition,
    Criterion,
    CriterionTree,
    Force,
    Group,
    Ruleset,
    criteria_of,
    groups_of,
)
from cluster_rules.semantics.verdicts import condition_status, verdict_under

#: Criterion id → status.
Statuses: TypeAlias = Mapping[str, Status]


@dataclass(frozen=True, slots=True)
class Clauses:
    """The conditions of the two editions, side by side."""

    #: Built alike in both: with the criteria of either.
    merged: tuple[Condition, ...]
    #: Built differently, or in one edition only.
    apart: tuple[tuple[Condition | None, Condition | None], ...]
    #: Criterion id → its force, in each edition.
    forces: tuple[Mapping[str, Force], Mapping[str, Force]]

    def is_reshaped(self, condition: Condition) -> bool:
        """Whether some criterion of a merged condition is new, gone or of another force."""
        leaves = (criterion.id for child in condition.children for criterion in criteria_of(child))
        return any(self.forces[0].get(name) != self.forces[1].get(name) for name in leaves)


def clauses_of(old: Ruleset, new: Ruleset) -> Clauses:
    """The conditions of both rulesets, paired by id."""
    before = {condition.id: condition for condition in old.conditions}
    after = {condition.id: condition for condition in new.conditions}
    left = _left(old, new)
    pairs = [
        pair
        for identity in dict.fromkeys((*after, *before))
        for pair in _parts(before.get(identity), after.get(identity), whole=identity in left)
    ]
    alike = [(one, other) for one, other in pairs if one and other and one.id not in left and _alike(one, other)]
    return Clauses(
        tuple(replace(other, children=_merged(one, other)) for one, other in alike),
        tuple(pair for pair in pairs if pair not in alike),
        (_forces(old), _forces(new)),
    )


def _left(old: Ruleset, new: Ruleset) -> frozenset[str]:
    """The conditions in which some criterion stands under another child now, or that it has left or come to."""
    before, after = _homes(old), _homes(new)
    moved = (name for name, home in before.items() if after.get(name, home) != home)
    return frozenset(condition for name in moved for condition, _ in (before[name], after[name]))


def _homes(ruleset: Ruleset) -> Mapping[str, tuple[str, str]]:
    """Criterion → the condition and its child in which it stands."""
    children = ((condition, child) for condition in ruleset.conditions for child in condition.children)
    return {c.id: (condition.id, child.id) for condition, child in children for c in criteria_of(child)}


def _parts(
    old: Condition | None, new: Condition | None, *, whole: bool
) -> Iterator[tuple[Condition | None, Condition | None]]:
    """A condition built differently, child by child: together they ask what it asks. Whole where a criterion moved."""
    if old is None or new is None or whole or _alike(old, new) or old.standing != new.standing:
        yield old, new
        return
    before, after = ({child.id: child for child in side.children} for side in (old, new))
    for name in dict.fromkeys((*after, *before)):
        yield _alone(old, before.get(name)), _alone(new, after.get(name))


def _alone(condition: Condition, child: CriterionTree | None) -> Condition | None:
    return None if child is None else replace(condition, id=child.id, children=(child,))


def _alike(one: Condition, other: Condition) -> bool:
    return _shape(one) == _shape(other) and _fits(one, other)


def _shape(condition: Condition) -> Any:
    """What has to be equal for two constructions to be alike, criteria aside."""
    groups = {group.id: (group.kind, group.count, group.force) for c in condition.children for group in groups_of(c)}
    return condition.standing, groups, {name: parent for name, parent in _parents(condition).items() if name in groups}


def _fits(one: Condition, other: Condition) -> bool:
    """Whether every criterion of both has the same place in both."""
    old, new = _parents(one), _parents(other)
    return all(new[name] == parent for name, parent in old.items() if name in new)


def _parents(parent: Condition | Group) -> dict[str, str]:
    found = {child.id: parent.id for child in parent.children}
    for child in parent.children:
        if isinstance(child, Group):
            found |= _parents(child)
    return found


def _merged(old: Condition | Group, new: Condition | Group) -> tuple[CriterionTree, ...]:
    """The children of the new, with the criteria that only the old has."""
    before = {child.id: child for child in old.children}
    names = {child.id for child in new.children}
    merged = [_with_both(before.get(child.id), child) for child in new.children]
    return (*merged, *(child for child in old.children if child.id not in names))


def _with_both(old: CriterionTree | None, new: CriterionTree) -> CriterionTree:
    if isinstance(old, Group) and isinstance(new, Group):
        return replace(new, children=_merged(old, new))
    return new


def _forces(ruleset: Ruleset) -> Mapping[str, Force]:
    return {criterion.id: criterion.force for criterion in ruleset.criteria()}


@dataclass(frozen=True, slots=True)
class Crossing:
    """One subject between the editions: the status of every criterion under each."""

    clauses: Clauses
    old: Statuses
    new: Statuses

    def changed(self) -> tuple[str, ...]:
        """The clauses whose state differs, in the order of the text."""
        return tuple(self._changed())

    def _changed(self) -> Iterator[str]:
        for condition in self.clauses.merged:
            for child in condition.children:
                yield from (c.id for c in criteria_of(child) if self._state(c.id, 0) != self._state(c.id, 1))
        for one, other in self.clauses.apart:
            if self._top(one, 0) != self._top(other, 1):
                yield (other or one).id  # type: ignore[union-attr]

    def _state(self, criterion: str, side: int) -> Status | None:
        """The status of a criterion in an edition; None where the verdict there does not depend on it."""
        required = self.clauses.forces[side].get(criterion) == "shall"
        return (self.old, self.new)[side][criterion] if required else None

    def _top(self, condition: Condition | None, side: int) -> Status | None:
        return None if condition is None else condition_status(condition, (self.old, self.new)[side])

    def verdict(self, changed: frozenset[str]) -> Verdict | None:
        """The verdict where the clauses `changed` are as in the new edition and all others as in the old."""
        conditions: list[Condition] = []
        tops: dict[str, Status] = {}
        for condition in self.clauses.merged:
            pruned, statuses = self._crossed(condition, changed)
            conditions.append(pruned)
            tops[condition.id] = condition_status(pruned, statuses)
        for one, other in self.clauses.apart:
            side = int((other or one).id in changed)  # type: ignore[union-attr]
            chosen = (one, other)[side]
            if chosen is not None:
                conditions.append(chosen)
                tops[chosen.id] = condition_status(chosen, (self.old, self.new)[side])
        return verdict_under(conditions, tops)

    def _crossed(self, condition: Condition, changed: frozenset[str]) -> tuple[Condition, Statuses]:
        """The condition with the criteria that it has then, of the force that they have then, and their statuses."""
        leaves = [criterion.id for child in condition.children for criterion in criteria_of(child)]
        sides = {name: int(name in changed) for name in leaves}
        statuses = {
            name: (self.old, self.new)[side][name] for name, side in sides.items() if name in self.clauses.forces[side]
        }
        if not self.clauses.is_reshaped(condition):
            return condition, statuses
        forces = {name: self.clauses.forces[sides[name]][name] for name in statuses}
        return replace(condition, children=_kept(condition.children, forces)), statuses


def _kept(children: Sequence[CriterionTree], forces: Mapping[str, Force]) -> tuple[CriterionTree, ...]:
    """The criteria that have a force, with that force, and the groups that hold some."""
    found: list[CriterionTree] = []
    for child in children:
        if isinstance(child, Criterion):
            found += [replace(child, force=forces[child.id])] if child.id in forces else []
        elif inside := _kept(child.children, forces):
            found.append(replace(child, children=inside))
    return tuple(found)
