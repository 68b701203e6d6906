"""Mistakes in a ruleset as a whole: another default, a criterion missing, another kind of group, count or force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from cluster_rules.errors import Place
from cluster_rules.model.ruleset import Condition, Criterion, CriterionTree, Force, Group, GroupKind, Ruleset
from cluster_rules.testing.mutation.sites import Change, Kind

_OTHER_KINDS: dict[GroupKind, tuple[GroupKind, ...]] = {
    "all_of": ("any_of",),
    "any_of": ("all_of",),
    "none_of": ("all_of",),
    "at_least": ("all_of", "any_of"),
}
_FORCES: dict[Force, Force] = {"shall": "should", "should": "shall"}


class Reshaped(NamedTuple):
    """A ruleset with a mistake in its choices or its tree, and the ids that it touches."""

    change: Change
    ruleset: Ruleset
    touched: frozenset[str]


class _Slip(NamedTuple):
    """A tree in place of another; None where it is missing."""

    kind: Kind
    tree: CriterionTree
    instead: CriterionTree | None
    before: str
    after: str


def reshaped(ruleset: Ruleset) -> Iterator[Reshaped]:
    """Every other default, and every mistake in the tree of criteria, in the order of the text."""
    yield from _defaults(ruleset)
    for index, condition in enumerate(ruleset.conditions):
        for slip, children in _in_children(condition.children):
            conditions = list(ruleset.conditions)
            conditions[index] = replace(condition, children=children)
            made = replace(ruleset, conditions=tuple(conditions))
            yield Reshaped(_change(slip), made, frozenset({slip.tree.id, *_above(condition, slip.tree.id)}))


def _defaults(ruleset: Ruleset) -> Iterator[Reshaped]:
    for name, choice in ruleset.choices.items():
        touched = frozenset(criterion.id for criterion in ruleset.criteria() if name in criterion.choices)
        place = choice.place or Place("")
        for option in choice.options:
            if option.name != choice.default:
                before = f"{name}：{choice.default}"
                change = Change("default", place.file, (name, option.name), place, before, option.name)
                choices = {**ruleset.choices, name: replace(choice, default=option.name)}
                yield Reshaped(change, replace(ruleset, choices=choices), touched)


def _change(slip: _Slip) -> Change:
    place = slip.tree.place or Place("")
    return Change(slip.kind, place.file, (slip.tree.id,), place, slip.before, slip.after)


def _in_children(children: tuple[CriterionTree, ...]) -> Iterator[tuple[_Slip, tuple[CriterionTree, ...]]]:
    for index, child in enumerate(children):
        before, after = children[:index], children[index + 1 :]
        for slip in _slips(child):
            if slip.instead is not None:
                yield slip, (*before, slip.instead, *after)
            elif before or after:
                yield slip, (*before, *after)
        if isinstance(child, Group):
            for slip, below in _in_children(child.children):
                yield slip, (*before, replace(child, children=below), *after)


def _slips(tree: CriterionTree) -> Iterator[_Slip]:
    yield _Slip("criterion", tree, None, tree.id, "")
    other = replace(tree, force=_FORCES[tree.force])
    yield _Slip("force", tree, other, f"{tree.id} {tree.force}", f"{tree.id} {other.force}")
    if isinstance(tree, Group):
        yield from _of_group(tree)


def _of_group(group: Group) -> Iterator[_Slip]:
    for kind in _OTHER_KINDS[group.kind]:
        yield _Slip("group", group, replace(group, kind=kind), f"{group.id} {group.kind}", f"{group.id} {kind}")
    if group.kind == "at_least":
        counted = sum(child.force == "shall" for child in group.children)
        for count in (group.count - 1, group.count + 1):
            if 1 <= count <= counted:
                made = replace(group, count=count)
                yield _Slip("count", group, made, f"{group.id} {group.count}", f"{group.id} {count}")


def _above(parent: Condition | Group, id: str) -> list[str]:
    """The ids of `parent` and of what lies between it and `id`; empty where `id` is not below it."""
    for child in parent.children:
        if child.id == id:
            return [parent.id]
        if not isinstance(child, Criterion) and (path := _above(child, id)):
            return [parent.id, *path]
    return []
