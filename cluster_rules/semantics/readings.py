"""What hangs on a reading: the statuses and verdicts that some combination of options gives.

Choices that act together, in several criteria or several in one, are enumerated; a choice that acts alone in one
criterion only widens the set of statuses that this criterion can have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import TypeAlias

from cluster_rules.model.decision import Status, Verdict
from cluster_rules.model.ruleset import Choice, Condition, Criterion, CriterionTree, Reading, Ruleset, criteria_of
from cluster_rules.semantics.verdicts import tallied_status, verdict_of

#: Criterion id → reading → status: what every criterion says under every combination of its own choices.
StatusTable: TypeAlias = Mapping[str, Mapping[Reading, Status]]
#: Choice → option.
Options: TypeAlias = Mapping[str, str]


def possible_verdicts(ruleset: Ruleset, table: StatusTable, fixed: Options) -> frozenset[Verdict | None]:
    """Every verdict that some combination of options gives, with `fixed` held."""
    return frozenset[Verdict | None]().union(*_verdicts_by_assignment(ruleset, table, fixed))


def _verdicts_by_assignment(
    ruleset: Ruleset, table: StatusTable, fixed: Options
) -> tuple[frozenset[Verdict | None], ...]:
    """For each combination of the shared choices that are not fixed, in order, the verdicts of the rest."""
    return tuple(_verdicts(ruleset, table, options) for options in _assignments(ruleset.choices, table, fixed))


def _verdicts(ruleset: Ruleset, table: StatusTable, options: Options) -> frozenset[Verdict | None]:
    pairs = {(frozenset[Status](), frozenset[Status]())}
    for condition in ruleset.conditions:
        statuses = _statuses(condition, table, options)
        pairs = {_with_status(pair, condition, status) for pair in pairs for status in statuses}
    return frozenset(verdict_of(standing, required) for standing, required in pairs)


def _with_status(
    pair: tuple[frozenset[Status], frozenset[Status]], condition: Condition, status: Status
) -> tuple[frozenset[Status], frozenset[Status]]:
    standing, required = pair
    return (standing | {status}, required) if condition.standing else (standing, required | {status})


def deciding_choices(ruleset: Ruleset, table: StatusTable) -> tuple[str, ...]:
    """The choices that, under some options of the others, change which verdicts are possible."""
    return tuple(name for name in sorted(active_choices(table)) if _decides(name, ruleset, table))


def _decides(name: str, ruleset: Ruleset, table: StatusTable) -> bool:
    options = ruleset.choices[name].options
    return len({_verdicts_by_assignment(ruleset, table, {name: option.name}) for option in options}) > 1


def active_choices(table: StatusTable) -> frozenset[str]:
    """The choices that change the status of some criterion, the others held."""
    return frozenset(name for row in table.values() for name in _active_in(row))


def _active_in(row: Mapping[Reading, Status]) -> Iterator[str]:
    for name in {choice for reading in row for choice, _ in reading}:
        seen: dict[Reading, Status] = {}
        for reading, status in row.items():
            rest = tuple(pair for pair in reading if pair[0] != name)
            if seen.setdefault(rest, status) != status:
                yield name
                break


def _assignments(choices: Mapping[str, Choice], table: StatusTable, fixed: Options) -> Iterator[Options]:
    shared = sorted(_entangled(table) - fixed.keys())
    for options in product(*(choices[name].options for name in shared)):
        yield {**fixed, **{name: option.name for name, option in zip(shared, options, strict=True)}}


def _entangled(table: StatusTable) -> frozenset[str]:
    """The choices that act together: in several criteria, or with another choice in one criterion."""
    acting = [frozenset(_active_in(row)) for row in table.values()]
    users = Counter(name for names in acting for name in names)
    return frozenset(name for names in acting for name in names if users[name] > 1 or len(names) > 1)


def possible_statuses(
    tree: CriterionTree | Condition, table: StatusTable, choices: Mapping[str, Choice]
) -> frozenset[Status]:
    """Every status that some combination of options gives `tree`."""
    inside = {criterion.id: table[criterion.id] for child in _children(tree) for criterion in criteria_of(child)}
    found = (_statuses(tree, inside, options) for options in _assignments(choices, inside, {}))
    return frozenset[Status]().union(*found)


def _children(tree: CriterionTree | Condition) -> tuple[CriterionTree, ...]:
    return (tree,) if isinstance(tree, Criterion) else tree.children


def _statuses(tree: CriterionTree | Condition, table: StatusTable, options: Options) -> frozenset[Status]:
    """Every status that `tree` takes under readings that agree with `options`, each criterion's own choices free."""
    if isinstance(tree, Criterion):
        return frozenset(status for reading, status in table[tree.id].items() if _agrees(reading, options))
    kind, count = ("all_of", 0) if isinstance(tree, Condition) else (tree.kind, tree.count)
    required = [child for child in tree.children if child.force == "shall"]
    tallies = _tallies(_statuses(child, table, options) for child in required)
    return frozenset(tallied_status(kind, dict(tally), count) for tally in tallies)  # type: ignore[arg-type]


def _tallies(sets: Iterable[frozenset[Status]]) -> set[frozenset[tuple[Status, int]]]:
    """Every way to pick one status of each set, as the number of times each status was picked."""
    tallies: set[frozenset[tuple[Status, int]]] = {frozenset()}
    for statuses in sets:
        tallies = {_one_more(tally, status) for tally in tallies for status in statuses}
    return tallies


def _one_more(tally: frozenset[tuple[Status, int]], status: Status) -> frozenset[tuple[Status, int]]:
    counts = Counter(dict(tally))
    counts[status] += 1
    return frozenset(counts.items())


def _agrees(reading: Reading, options: Options) -> bool:
    return all(options.get(choice, option) == option for choice, option in reading)
