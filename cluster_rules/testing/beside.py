"""One edition of two: it reads what it knows of an application that is written for both."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cluster_rules.analysis.impact.sheets import sheet_for
from cluster_rules.engine import FactSheet, Rules
from cluster_rules.model.ruleset import CriterionTree, Group, Ruleset, trees_of
from cluster_rules.model.sheet import BoundFacts


@dataclass(frozen=True, repr=False)
class Beside(Rules):
    """The rules of an edition that leave aside what only the `other` one declares."""

    other: Rules | None = None

    def bind(self, sheet: FactSheet | Mapping[str, Any] | str | Path) -> BoundFacts:
        """The facts that these rules know. Raises `RulesError` for what neither edition can read."""
        read = FactSheet.of(sheet)
        return super().bind(read if self.other is None else sheet_for(self, self.other, read))


def both(old: Rules, new: Rules) -> tuple[Rules, Rules]:
    """Both editions, each of which leaves aside what only the other one declares."""
    return _beside(old, new), _beside(new, old)


def rebuilt(old: Rules, new: Rules, named: Collection[str]) -> str:
    """The first criterion or group that is new, gone or otherwise put together and neither `named` nor around one; else ""."""
    before, after = _places(old.ruleset), _places(new.ruleset)
    own = set(named)
    around = {name for found in (before, after) for name, (_, inside) in found.items() if own & inside}
    names = dict.fromkeys((*after, *before))
    free = (name for name in names if name not in own | around)
    return next((name for name in free if before.get(name, (None,))[0] != after.get(name, (None,))[0]), "")


def _places(ruleset: Ruleset) -> dict[str, tuple[tuple[Any, ...], frozenset[str]]]:
    """Every criterion and group: where it stands and how it counts, and the ids inside it."""
    return {
        tree.id: ((condition.id, condition.standing, around, *_joined(tree)), frozenset(t.id for t in trees_of(tree)))
        for condition in ruleset.conditions
        for child in condition.children
        for around, tree in _placed("", child)
    }


def _placed(around: str, tree: CriterionTree) -> Iterator[tuple[str, CriterionTree]]:
    """`tree` and every one inside it, each with the id of the group around it."""
    yield around, tree
    for child in tree.children if isinstance(tree, Group) else ():
        yield from _placed(tree.id, child)


def _joined(tree: CriterionTree) -> tuple[object, ...]:
    return (tree.force, tree.kind, tree.count) if isinstance(tree, Group) else (tree.force,)


def comparable(old: Ruleset, new: Ruleset, named: Collection[str]) -> Mapping[str, bool]:
    """The criteria and groups to compare, all or those `named`, each with whether it is a veto.

    For what one edition alone has, the group around it stands.
    """
    trees = sorted(new.trees(), key=lambda tree: isinstance(tree, Group))
    both = [tree.id for tree in trees if old.tree(tree.id) is not None]
    around = {name: place[0][2] for ruleset in (old, new) for name, place in _places(ruleset).items()}
    found = dict.fromkeys(_in_both(name, both, around) for name in (named or both))
    mixed, vetoes = old.vetoes() ^ new.vetoes(), new.vetoes()
    return {name: name in vetoes for name in found if name and name not in mixed}


def _in_both(name: str, both: Collection[str], around: Mapping[str, str]) -> str:
    while name and name not in both:
        name = around.get(name, "")
    return name


def no_longer_asked(old: Ruleset, new: Ruleset) -> set[str]:
    """What the old edition requires or forbids, and the new one does not have or only advises, with what is inside it.

    One alternative of several is not required by itself.
    """
    alternatives = old.alternatives() - old.vetoes()
    gone = required_ids(old) - required_ids(new) - alternatives
    return {inner.id for tree in old.trees() if tree.id in gone for inner in trees_of(tree)}


def required_ids(ruleset: Ruleset) -> frozenset[str]:
    """The criteria and groups that ask for something: neither they nor a group around them only advise."""
    trees = [child for condition in ruleset.conditions for child in condition.children]
    return frozenset(_required(trees))


def _required(trees: Iterable[CriterionTree]) -> Iterator[str]:
    for tree in trees:
        if tree.force == "shall":
            yield tree.id
            yield from _required(tree.children if isinstance(tree, Group) else ())


def _beside(rules: Rules, other: Rules) -> Rules:
    return Beside(rules.chosen, rules.ruleset, rules.as_of, rules.unbound, other)
