"""Where a rule turns besides its threshold: the days that it counts to or from, and the tiers that it tells apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import islice, product
from typing import Any

from cluster_rules.engine import Rules
from cluster_rules.model import ir
from cluster_rules.model.dictionary import FactType
from cluster_rules.model.numbers import Number
from cluster_rules.model.ruleset import CriterionTree, Group, Ruleset, criteria_of
from cluster_rules.model.types import DAYS, MONTHS, BooleanType, DateType, NumberType, TextType
from cluster_rules.semantics.bounds import shift_days, shift_months
from cluster_rules.semantics.dependencies import facts_of, walk
from cluster_rules.testing.drafts import Draft, Spot, written
from cluster_rules.testing.steering import single_test

#: More rows than this are not made up for one criterion, nor with more names of units.
_MOST_ROWS, _MOST_NAMES = 300, 3


def turning_days(rules: Rules, draft: Draft, only: str = "") -> tuple[date, ...]:
    """The day of reference, as long before it as some rule says, and the days that rules name; none without the first.

    Of all criteria, or of the one with the id `only`.
    """
    stated = draft.data.get("reference_date") or draft.data.get("filing_date")
    if not stated:
        return ()
    day = date.fromisoformat(str(stated))
    criteria = [c for c in rules.ruleset.criteria() if only in ("", c.id)]
    nodes = [node for c in criteria for test in c.tests.values() for node in walk(test.truth)]
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


def with_rows(rules: Rules, draft: Draft, identity: str) -> Iterator[tuple[Draft, str]]:
    """The draft with one row in a register that lists nothing and that the criterion reads: at every day that it turns
    on, with every text that may stand there; and what was added.
    """
    criteria = [c for c in rules.ruleset.criteria() if c.id == identity]
    read = {path.partition(".")[0] for c in criteria for test in c.tests.values() for path in facts_of(test.truth)}
    days = turning_days(rules, draft, identity)
    for name in sorted(read & draft.tables.keys()):
        if not any(table["rows"] for table in draft.tables[name]):
            fields = [f for f in draft.dictionary.registers[name].fields.values() if not f.informative]
            for texts in islice(product(*(values_of(field, days, draft) for field in fields)), _MOST_ROWS):
                row = {field.name: text for field, text in zip(fields, texts, strict=True)}
                changed = draft.fork()
                changed.tables[name][0]["rows"].append(row)
                yield changed, added(name, row)


def added(register: str, row: Mapping[str, str]) -> str:
    """What was added, in words."""
    return f"{register}：添一行 " + "、".join(f"{field} {text}" for field, text in row.items())


def values_of(declared: FactType, days: Sequence[date], draft: Draft) -> Sequence[str]:
    """What a made-up row can have in a field: the days, the texts that may stand there, and a few numbers."""
    if isinstance(declared.type, NumberType):
        least = declared.low if isinstance(declared.low, int | Fraction) else 0
        return [written(least + steps * (declared.quantum or 1), declared) for steps in (0, 1, 100)]
    if isinstance(declared.type, DateType):
        return [str(day) for day in days]
    if isinstance(declared.type, BooleanType):
        return ["是", "否"]
    known = declared.type.values if isinstance(declared.type, TextType) else None
    return known or [unit for name in draft.tables for unit in draft.units(name)][:_MOST_NAMES] or ["虚构一"]


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
