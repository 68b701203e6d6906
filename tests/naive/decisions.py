"""The statuses and the verdict of a ruleset, by brute force over every combination of readings.

The authority in the tests on groups, verdicts and readings; `statuses` of criteria come from `outer` or are given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product

from cluster_rules.model.ruleset import Condition, Criterion, Group, Ruleset
from cluster_rules.model.sheet import BoundFacts
from tests.naive.bounds import Truth
from tests.naive.outer import outer

#: A way to read the whole ruleset: choice → option.
World = Mapping[str, str]
#: The status of a criterion under a world.
Statuses = Callable[[Criterion, World], str]

UNSETTLED = ("unknown", "needs_judgement")


@dataclass(frozen=True)
class Outcome:
    """What is expected of a decision."""

    verdict: str | None
    statuses: Mapping[str, str]
    dependent: frozenset[str]
    possible: frozenset[str | None]
    deciding: frozenset[str]


def status(truth: Truth) -> str:
    """The status that a truth gives a criterion."""
    if truth.value is not None:
        return "met" if truth.value else "not_met"
    return "needs_judgement" if all(reason.kind == "judgement" for reason in truth.reasons) else "unknown"


def by_outer(facts: BoundFacts) -> Statuses:
    """Criteria decided by the naive evaluator. Each test is evaluated once."""
    known: dict[tuple, str] = {}

    def find(criterion: Criterion, world: World) -> str:
        reading = tuple((choice, world[choice]) for choice in criterion.choices)
        if (criterion.id, reading) not in known:
            known[criterion.id, reading] = _found(criterion.tests[reading].truth, facts)
        return known[criterion.id, reading]

    return find


def _found(truth, facts: BoundFacts) -> str:
    """A criterion whose test calls a function that the tests do not know is one whose plugin raises."""
    try:
        return status(outer(truth, facts))
    except KeyError:
        return "error"


def worlds(ruleset: Ruleset) -> list[World]:
    """Every combination of options, the defaults first."""
    axes = []
    for choice in ruleset.choices.values():
        others = [option.name for option in choice.options if option.name != choice.default]
        axes.append([(choice.name, name) for name in (choice.default, *others)])
    return [dict(pick) for pick in product(*axes)]


def decided(ruleset: Ruleset, statuses: Statuses) -> Outcome:
    """The outcome under the defaults, and what of it hangs on the readings."""
    found = [(world, *_under(ruleset, statuses, world)) for world in worlds(ruleset)]
    _, verdict, default = found[0]
    dependent = {name for _, _, other in found for name in default if other[name] != default[name]}
    deciding = {
        next(iter(differing))
        for (one, first, _), (two, second, _) in product(found, found)
        if first != second and len(differing := {name for name in one if one[name] != two[name]}) == 1
    }
    possible = frozenset(other for _, other, _ in found)
    return Outcome(verdict, default, frozenset(dependent), possible, frozenset(deciding))


def _under(ruleset, statuses, world) -> tuple[str | None, dict[str, str]]:
    found: dict[str, str] = {}
    tops = [(condition, _condition(condition, statuses, world, found)) for condition in ruleset.conditions]
    return _verdict(tops), found


def _condition(condition: Condition, statuses, world, found) -> str:
    parts = [_tree(child, statuses, world, found) for child in condition.children]
    found[condition.id] = joined("all_of", [part for part in parts if part is not None])
    return found[condition.id]


def _tree(tree, statuses, world, found) -> str | None:
    """The status that counts for the parent; None for a soft norm, which has a finding and does not count."""
    if isinstance(tree, Criterion):
        found[tree.id] = statuses(tree, world)
    else:
        found[tree.id] = _group(tree, statuses, world, found)
    return found[tree.id] if tree.force == "shall" else None


def _group(group: Group, statuses, world, found) -> str:
    parts = [_tree(child, statuses, world, found) for child in group.children]
    return joined(group.kind, [part for part in parts if part is not None], group.count)


def joined(kind: str, parts: list[str], count: int = 0) -> str:
    """Strong Kleene over statuses: settled if it is the same however the unsettled parts turn out; errors spread."""
    if "error" in parts:
        return "error"
    ways = {
        _settled(kind, way, count)
        for way in product(*([True, False] if part in UNSETTLED else [part == "met"] for part in parts))
    }
    if len(ways) == 1:
        return "met" if ways.pop() else "not_met"
    return "unknown" if "unknown" in parts else "needs_judgement"


def _settled(kind: str, truths: tuple[bool, ...], count: int) -> bool:
    return {
        "all_of": all(truths),
        "any_of": any(truths),
        "at_least": sum(truths) >= count,
        "none_of": not any(truths),
    }[kind]


def _verdict(tops: list[tuple[Condition, str]]) -> str | None:
    """The first that applies: inadmissible, not met, unknown, needs judgement, met. An error withholds it."""
    found = {status for _, status in tops}
    if "error" in found:
        return None
    if any(condition.standing and status == "not_met" for condition, status in tops):
        return "inadmissible"
    return next((name for name in ("not_met", "unknown", "needs_judgement") if name in found), "met")
