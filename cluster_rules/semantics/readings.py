"""What hangs on a reading: the statuses and verdicts that some combination of options gives.

Choices that act in several criteria are enumerated together; a choice that acts in one criterion alone only widens
the set of statuses that this criterion can have. Choices that change no status are left out from the start.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TypeAlias

from cluster_rules.model.decision import VERDICTS, Alternatives, Status, Verdict
from cluster_rules.model.ruleset import (
    Condition,
    Criterion,
    CriterionTree,
    Group,
    Reading,
    Ruleset,
    criteria_of,
)
from cluster_rules.semantics.verdicts import tallied_status, verdict_of

#: Criterion id → reading → status: what every criterion says under every combination of its own choices.
StatusTable: TypeAlias = Mapping[str, Mapping[Reading, Status]]
#: Choice → option.
Options: TypeAlias = Mapping[str, str]
Row: TypeAlias = Mapping[Reading, Status]
#: How many times each status occurs.
Tally: TypeAlias = frozenset[tuple[Status, int]]
#: Statuses that occur among the standing and among the other conditions.
Occurring: TypeAlias = tuple[frozenset[Status], frozenset[Status]]


def alternatives_of(ruleset: Ruleset, table: StatusTable) -> Alternatives:
    """What other readings give, from the status of every criterion under each of them."""
    outlook = Outlook(ruleset, table)
    possible = outlook.verdicts
    dependent = {identity for identity, acting in outlook.acting.items() if acting}
    dependent |= {tree.id for tree in outlook.trees if len(outlook.statuses(tree)) > 1}
    return Alternatives(
        {criterion.id: table[criterion.id] for criterion in ruleset.criteria() if criterion.choices},
        frozenset(dependent),
        outlook.deciding if len(possible) > 1 else (),
        tuple(verdict for verdict in VERDICTS if verdict in possible),
    )


def possible_verdicts(ruleset: Ruleset, table: StatusTable) -> frozenset[Verdict | None]:
    """Every verdict that some combination of options gives; None where it would be withheld."""
    return Outlook(ruleset, table).verdicts


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
        return frozenset(verdict for options in self._assignments(shared) for (verdict,) in self._verdicts((options,)))

    def statuses(self, tree: CriterionTree | Condition) -> frozenset[Status]:
        """Every status that some combination of options gives `tree`."""
        children = (tree,) if isinstance(tree, Criterion) else tree.children
        inside = [self.acting[criterion.id] for child in children for criterion in criteria_of(child)]
        assignments = self._assignments(_shared(inside))
        return frozenset(status for options in assignments for (status,) in self._statuses(tree, (options,)))

    @cached_property
    def deciding(self) -> tuple[str, ...]:
        """The choices that, all others held somehow, change the verdict."""
        names = frozenset[str]().union(*self.acting.values())
        return tuple(name for name in sorted(names) if self._decides(name))

    def _decides(self, name: str) -> bool:
        """Sets the options of `name` side by side, under each combination of what is shared or acts beside it."""
        beside = frozenset[str]().union(*(acting for acting in self.acting.values() if name in acting))
        held = (_shared(self.acting.values()) | beside) - {name}
        options = self.ruleset.choices[name].names
        return any(
            len(set(verdicts)) > 1
            for others in self._assignments(held)
            for verdicts in self._verdicts(tuple({**others, name: option} for option in options))
        )

    def _assignments(self, names: Iterable[str]) -> Iterator[Options]:
        ordered = sorted(names)
        lists = (self.ruleset.choices[name].names for name in ordered)
        yield from (dict(zip(ordered, chosen, strict=True)) for chosen in product(*lists))

    def _verdicts(self, beside: tuple[Options, ...]) -> frozenset[tuple[Verdict | None, ...]]:
        """The verdicts under each of the options set side by side, every other choice free but the same in all."""
        found: set[tuple[Occurring, ...]] = {((frozenset(), frozenset()),) * len(beside)}
        for condition in self.ruleset.conditions:
            rows = self._statuses(condition, beside)
            found = {
                tuple(_with_status(pair, status, condition) for pair, status in zip(pairs, row, strict=True))
                for pairs in found
                for row in rows
            }
        return frozenset(tuple(verdict_of(*pair) for pair in pairs) for pairs in found)

    @cached_property
    def _known(self) -> dict[tuple[str, tuple[Reading, ...]], frozenset[tuple[Status, ...]]]:
        """What `_statuses` found, by tree and by the options that act inside it."""
        return {}

    def _statuses(self, tree: CriterionTree | Condition, beside: tuple[Options, ...]) -> frozenset[tuple[Status, ...]]:
        """Rows of statuses of `tree`, one status for each of the options set side by side."""
        inside = self._inside[tree.id]
        acting = tuple(tuple(i for i in sorted(options.items()) if i[0] in inside) for options in beside)
        key = (tree.id, acting)
        if key not in self._known:
            self._known[key] = self._worked_out(tree, tuple(map(dict, acting)))
        return self._known[key]

    @cached_property
    def trees(self) -> tuple[Condition | Group, ...]:
        """The conditions, and all groups in them."""
        return (*self.ruleset.conditions, *self.ruleset.groups())

    @cached_property
    def _inside(self) -> Mapping[str, frozenset[str]]:
        """Tree id → the choices that act somewhere inside it."""
        found: dict[str, frozenset[str]] = dict(self.acting)
        for tree in self.trees:
            leaves = (leaf for child in tree.children for leaf in criteria_of(child))
            found[tree.id] = frozenset[str]().union(*(self.acting[leaf.id] for leaf in leaves))
        return found

    def _worked_out(
        self, tree: CriterionTree | Condition, beside: tuple[Options, ...]
    ) -> frozenset[tuple[Status, ...]]:
        if isinstance(tree, Criterion):
            return self._of_criterion(tree, beside)
        kind, count = ("all_of", 0) if isinstance(tree, Condition) else (tree.kind, tree.count)
        required = [child for child in tree.children if child.force == "shall"]
        rows = _tallies([self._statuses(child, beside) for child in required], len(beside))
        return frozenset(tuple(tallied_status(kind, dict(tally), count) for tally in row) for row in rows)  # type: ignore[arg-type]

    def _of_criterion(self, criterion: Criterion, beside: tuple[Options, ...]) -> frozenset[tuple[Status, ...]]:
        row = self.rows[criterion.id]
        sets = [frozenset(s for reading, s in row.items() if _agrees(reading, options)) for options in beside]
        if all(options == beside[0] for options in beside):
            return frozenset((status,) * len(beside) for status in sets[0])
        # INVARIANT: where the options differ, all choices that act in this criterion are held: one status each.
        return frozenset({tuple(status for (status,) in sets)})


def _shared(acting: Iterable[frozenset[str]]) -> frozenset[str]:
    users = Counter(name for names in acting for name in names)
    return frozenset(name for name, times in users.items() if times > 1)


def _agrees(reading: Reading, options: Options) -> bool:
    return all(options.get(choice, option) == option for choice, option in reading)


def _with_status(pair: Occurring, status: Status, condition: Condition) -> Occurring:
    standing, required = pair
    return (standing | {status}, required) if condition.standing else (standing, required | {status})


def _tallies(sets: list[frozenset[tuple[Status, ...]]], width: int) -> set[tuple[Tally, ...]]:
    """Every way to pick one row of each set, as the number of times each status was picked in each place."""
    settled: tuple[Counter[Status], ...] = tuple(Counter() for _ in range(width))
    tallies: set[tuple[Tally, ...]] = {(frozenset(),) * width}
    for rows in sets:
        if len(rows) == 1:
            for counter, status in zip(settled, next(iter(rows)), strict=True):
                counter[status] += 1
        else:
            tallies = {_more(tally, [Counter([s]) for s in row]) for tally in tallies for row in rows}
    return {_more(tally, settled) for tally in tallies}


def _more(tally: tuple[Tally, ...], more: Sequence[Counter[Status]]) -> tuple[Tally, ...]:
    return tuple(frozenset((Counter(dict(t)) + counter).items()) for t, counter in zip(tally, more, strict=True))
