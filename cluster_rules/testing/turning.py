"""Where a rule turns besides its threshold: the days that it counts to or from, and the tiers that it tells apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from cluster_rules.engine import Rules
from cluster_rules.model import ir
from cluster_rules.model.numbers import Number
from cluster_rules.model.ruleset import CriterionTree, Group, Ruleset, criteria_of
from cluster_rules.model.types import DAYS, MONTHS, DateType
from cluster_rules.semantics.bounds import shift_days, shift_months
from cluster_rules.semantics.dependencies import walk
from cluster_rules.testing.drafts import Draft, Spot
from cluster_rules.testing.steering import single_test


def turning_days(rules: Rules, draft: Draft) -> tuple[date, ...]:
    """The day of reference, as long before it as some rule says, and the days that rules name; none without the first."""
    stated = draft.data.get("reference_date") or draft.data.get("filing_date")
    if not stated:
        return ()
    day = date.fromisoformat(str(stated))
    nodes = [n for c in rules.ruleset.criteria() for test in c.tests.values() for n in walk(test.truth)]
    constants = [node for node in nodes if isinstance(node, ir.Constant)]
    named = [node.value for node in constants if isinstance(node.type, DateType)]
    found = [day, *(earlier for node in constants if (earlier := _before(day, node)) is not None), *named]
    beside = [each + timedelta(days=step) for each in found for step in (0, -1, 1) if isinstance(each, date)]
    return tuple(dict.fromkeys(beside))


def _before(day: date, span: ir.Constant) -> date | None:
    if span.type not in (DAYS, MONTHS) or not isinstance(span.value, int):
        return None
    found = (shift_days if span.type == DAYS else shift_months)(day, -span.value)
    return found if isinstance(found, date) else None


def in_each_tier(rules: Rules, draft: Draft, identity: str) -> Iterator[Draft]:
    """The draft, and where the criterion has tiers the draft with what they go by on every side of their limits."""
    yield draft
    test = single_test(rules, identity)
    if test is None or not isinstance(test.right, ir.Tiers):
        return
    for condition, _ in test.right.cases:
        for part in walk(condition):
            if isinstance(part, ir.Comparison) and isinstance(part.right, ir.Constant):
                yield from _at(draft, part.left, part.right.value)


def _at(draft: Draft, fact: ir.Expression, limit: Any) -> Iterator[Draft]:
    if not isinstance(fact, ir.FactReference) or fact.name not in draft.facts:
        return
    spot = Spot("", 0, 0, fact.name)
    step = draft.declared(spot).quantum or 1
    for value in (limit,) if isinstance(limit, str) else (limit, *_beside(limit, step)):
        changed = draft.fork()
        if isinstance(limit, str):
            changed.put(spot, limit)
        if isinstance(limit, str) or changed.put_number(spot, value):
            yield changed


def _beside(limit: Any, step: Number) -> tuple[Number, ...]:
    return () if isinstance(limit, bool | date) else (limit - step, limit + step)


def differing(old: Ruleset, new: Ruleset) -> list[str]:
    """The criteria that ask something else, and those in groups that are put together otherwise: where to look first."""
    before = {criterion.id: criterion.tests for criterion in old.criteria()}
    found = [c.id for c in new.criteria() if c.id in before and before[c.id] != c.tests]
    groups = {group.id: group for group in old.groups()}
    for group in new.groups():
        other = groups.get(group.id)
        if other is not None and _members(other) != _members(group):
            found += [criterion.id for tree in (other, group) for criterion in criteria_of(tree)]
    return list(dict.fromkeys(found))


def _members(tree: CriterionTree) -> tuple[object, ...]:
    return (tree.id, tree.kind, tree.count, *map(_members, tree.children)) if isinstance(tree, Group) else (tree.id,)
