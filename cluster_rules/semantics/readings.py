"""What hangs on a reading: the statuses and verdicts that some combination of options gives.

Choices that act in several criteria are enumerated together; a choice that acts in one criterion alone only widens
the set of statuses that this criterion can have. Choices that change no status are left out from the start.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TypeAlias

from cluster_rules.model.decision import Status, Verdict
from cluster_rules.model.ruleset import (
    Condition,
    Criterion,
    CriterionTree,
    Group,
    Reading,
    Ruleset,
    criteria_of,
    groups_of,
)
from cluster_rules.semantics.verdicts import tallied_status, verdict_of

#: Criterion id → reading → status: what every criterion says under every combination of its own choices.
StatusTable: TypeAlias = Mapping[str, Mapping[Reading, Status]]
#: Choice → option.
Options: TypeAlias = Mapping[str, str]
Row: TypeAlias = Mapping[Reading, Status]
#: Statuses that occur among the standing and among the other conditions.
Occurring: TypeAlias = tuple[frozenset[Status], frozenset[Status]]


def acting_in(row: Row) -> frozenset[str]:
    """The choices that change the status of a criterion, its other choices held."""
    return frozenset(name for name in {choice for reading in row for choice, _ in reading} if _acts(name, row))


def _acts(name: str, row: Row) -> bool:
    seen: dict[Reading, Status] = {}
    return any(seen.setdefault(_without(reading, name), status) != status for reading, status in row.items())


def _without(reading: Reading, name: str) -> Reading:
    return tuple(pair for pair in reading if pair[0] != name)


@dataclass(frozen=True)
class Outlook:
    """A ruleset's statuses under all readings, cut down to the choices that act."""

    ruleset: Ruleset
    table: StatusTable

    @cached_property
    def acting(self) -> Mapping[str, frozenset[str]]:
        """Criterion id → the choices that act in it."""
        return {identity: acting_in(row) for identity, row in self.table.items()}

    @cached_property
    def rows(self) -> StatusTable:
        """The table without choices that do not act."""
        return {
            identity: {
                tuple(pair for pair in reading if pair[0] in self.acting[identity]): s for reading, s in row.items()
            }
            for identity, row in self.table.items()
        }

    @cached_property
    def verdicts(self) -> frozenset[Verdict | None]:
        """Every verdict that some combination of options gives."""
        shared = _shared(self.acting.values())
        return frozenset[Verdict | None]().union(*(self._verdicts(o) for o in self._assignments(shared)))

    def statuses(self, tree: CriterionTree | Condition) -> frozenset[Status]:
        """Every status that some combination of options gives `tree`."""
        children = (tree,) if isinstance(tree, Criterion) else tree.children
        inside = [self.acting[criterion.id] for child in children for criterion in criteria_of(child)]
        found = (self._statuses(tree, options) for options in self._assignments(_shared(inside)))
        return frozenset[Status]().union(*found)

    @cached_property
    def deciding(self) -> tuple[str, ...]:
        """The choices that, the others held somehow, change the verdict."""
        names = frozenset[str]().union(*self.acting.values())
        return tuple(name for name in sorted(names) if self._decides(name))

    def _decides(self, name: str) -> bool:
        """Compares the options of `name` under each combination of what is shared or acts beside it."""
        beside = frozenset[str]().union(*(acting for acting in self.acting.values() if name in acting))
        held = (_shared(self.acting.values()) | beside) - {name}
        options = [option.name for option in self.ruleset.choices[name].options]
        return any(
            len({self._verdicts({**others, name: option}) for option in options}) > 1
            for others in self._assignments(held)
        )

    def _assignments(self, names: Iterable[str]) -> Iterator[Options]:
        ordered = sorted(names)
        lists = ([option.name for option in self.ruleset.choices[name].options] for name in ordered)
        yield from (dict(zip(ordered, chosen, strict=True)) for chosen in product(*lists))

    def _verdicts(self, options: Options) -> frozenset[Verdict | None]:
        found: set[Occurring] = {(frozenset(), frozenset())}
        for condition in self.ruleset.conditions:
            statuses = self._statuses(condition, options)
            found = {_with_status(pair, status, condition) for pair in found for status in statuses}
        return frozenset(verdict_of(standing, required) for standing, required in found)

    @cached_property
    def _known(self) -> dict[tuple[str, Reading], frozenset[Status]]:
        """What `_statuses` found, by tree and by the options that act inside it."""
        return {}

    def _statuses(self, tree: CriterionTree | Condition, options: Options) -> frozenset[Status]:
        """Every status of `tree` under readings that agree with `options`, other choices free."""
        inside = self._inside[tree.id]
        key = (tree.id, tuple(item for item in sorted(options.items()) if item[0] in inside))
        if key not in self._known:
            self._known[key] = self._worked_out(tree, options)
        return self._known[key]

    @cached_property
    def _inside(self) -> Mapping[str, frozenset[str]]:
        """Tree id → the choices that act somewhere inside it."""
        found: dict[str, frozenset[str]] = dict(self.acting)
        groups = (g for c in self.ruleset.conditions for child in c.children for g in groups_of(child))
        trees: list[Condition | Group] = [*self.ruleset.conditions, *groups]
        for tree in trees:
            leaves = (leaf for child in tree.children for leaf in criteria_of(child))
            found[tree.id] = frozenset[str]().union(*(self.acting[leaf.id] for leaf in leaves))
        return found

    def _worked_out(self, tree: CriterionTree | Condition, options: Options) -> frozenset[Status]:
        if isinstance(tree, Criterion):
            return frozenset(status for reading, status in self.rows[tree.id].items() if _agrees(reading, options))
        kind, count = ("all_of", 0) if isinstance(tree, Condition) else (tree.kind, tree.count)
        required = [child for child in tree.children if child.force == "shall"]
        tallies = _tallies(self._statuses(child, options) for child in required)
        return frozenset(tallied_status(kind, dict(tally), count) for tally in tallies)  # type: ignore[arg-type]


def _shared(acting: Iterable[frozenset[str]]) -> frozenset[str]:
    users = Counter(name for names in acting for name in names)
    return frozenset(name for name, times in users.items() if times > 1)


def _agrees(reading: Reading, options: Options) -> bool:
    return all(options.get(choice, option) == option for choice, option in reading)


def _with_status(pair: Occurring, status: Status, condition: Condition) -> Occurring:
    standing, required = pair
    return (standing | {status}, required) if condition.standing else (standing, required | {status})


def _tallies(sets: Iterable[frozenset[Status]]) -> set[frozenset[tuple[Status, int]]]:
    """Every way to pick one status of each set, as the number of times each status was picked."""
    settled: Counter[Status] = Counter()
    tallies: set[frozenset[tuple[Status, int]]] = {frozenset()}
    for statuses in sets:
        if len(statuses) == 1:
            settled.update(statuses)
        else:
            tallies = {_more(tally, Counter([status])) for tally in tallies for status in statuses}
    return {_more(tally, settled) for tally in tallies}


def _more(tally: frozenset[tuple[Status, int]], more: Counter[Status]) -> frozenset[tuple[Status, int]]:
    return frozenset((Counter(dict(tally)) + more).items())
