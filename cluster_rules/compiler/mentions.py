"""The numbers that a criterion works with anywhere, its definitions included: what a quote states must be among them.

A threshold is held against its quote by `binding`; here the quote is held against the criterion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from cluster_rules.compiler.quotes import CALENDAR
from cluster_rules.compiler.scope import Definition, Table
from cluster_rules.model import expressions as tree
from cluster_rules.model.days import parse_day
from cluster_rules.model.numbers import Number
from cluster_rules.model.units import PURE, UNITS, Dimension
from cluster_rules.model.units import unit as unit_named

_YEARS = UNITS["年"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A number in base units."""

    value: Number
    dimension: Dimension
    bare: bool = False


def mentions(nodes: Iterable[tree.Node], definitions: Mapping[tuple[str, str], Definition]) -> Iterator[Mention]:
    """Every number in `nodes`, and in the definitions that they lead to, each followed once."""
    by_name: dict[str, list[Definition]] = {}
    for (_, name), definition in definitions.items():
        by_name.setdefault(name, []).append(definition)
    waiting, seen = list(nodes), set[str]()
    while waiting:
        for part in parts(waiting.pop()):
            yield from _of(part)
            if isinstance(part, tree.Name | tree.Path) and part.name not in seen:
                seen.add(part.name)
                waiting += [body for found in by_name.get(part.name, ()) for body in _bodies(found)]


def constants(node: tree.Node) -> Iterator[tuple[tree.NumberLiteral, tuple[Mention, ...]]]:
    """Every number that an expression writes, with what it may stand for: 数据年 - 2 begins three years."""
    offsets = {part.right.span for part in parts(node) if isinstance(part, tree.Arithmetic) and part.operator == "-"}
    for part in parts(node):
        if isinstance(part, tree.NumberLiteral):
            begun = tree.NumberLiteral(part.value + 1) if part.span in offsets and not part.unit else part
            yield part, (*_of_number(part), *_of_number(begun))


def parts(node: Any) -> Iterator[tree.Node]:
    """`node` and everything in it."""
    if isinstance(node, tuple):
        for item in node:
            yield from parts(item)
    elif isinstance(node, tree.Located):
        yield node  # type: ignore[misc]
        for declared in fields(node):
            yield from parts(getattr(node, declared.name))


def is_amount(node: tree.Node) -> bool:
    """Whether a test is only an amount, such as 300 亿元 or sum(…): being equal to it is hardly ever meant."""
    if isinstance(node, tree.Call):
        return not any(isinstance(part, tree.Name) and part.name in ("?", "not") for part in parts(node))
    return isinstance(node, tree.NumberLiteral | tree.Negation | tree.Arithmetic | tree.Name | tree.Path)


def _bodies(definition: Definition) -> Iterator[tree.Node]:
    for body in (definition.body, *definition.alternatives.values()):
        if isinstance(body, Table):
            yield body.by
            yield from (node for tier in body.tiers for node in (tier.when, tier.then))
        else:
            yield body


def _of(node: tree.Node) -> Iterator[Mention]:
    if isinstance(node, tree.TemporalLiteral) and (day := parse_day(node.text)) is not None:
        yield Mention(day.toordinal(), CALENDAR)
    elif isinstance(node, tree.NumberLiteral):
        yield from _of_number(node)
    elif isinstance(node, tree.Quantified) and node.quantifier == "some":
        yield Mention(1, PURE, bare=True)
    elif isinstance(node, tree.Arithmetic) and node.operator == "-" and isinstance(node.right, tree.NumberLiteral):
        # From 数据年 - 2 to 数据年 are three years.
        yield from _of_number(tree.NumberLiteral(node.right.value + 1, node.right.unit))


def _of_number(node: tree.NumberLiteral) -> Iterator[Mention]:
    unit = unit_named(node.unit)
    if unit is not None:
        yield Mention(unit.to_base(node.value), unit.dimension, not node.unit)
    if unit is not None and unit.dimension == PURE and isinstance(node.value, int):
        yield Mention(_YEARS.to_base(node.value), _YEARS.dimension)
