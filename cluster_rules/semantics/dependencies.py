"""Which facts an expression is decided from, and how to walk one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, TypeAlias

from cluster_rules.model import ir


def parts(node: Any) -> Iterator[Any]:
    """The expressions and selections directly inside `node`."""
    for name in _field_names(type(node)):  # type: ignore[arg-type]
        yield from _nodes(getattr(node, name))


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    """The fields that can hold expressions."""
    return tuple(declared.name for declared in fields(kind) if declared.name not in {"type", "text", "slot", "unit"})


@dataclass(frozen=True, slots=True)
class Reads:
    """What an expression looks at: the slots of records, and whether it calls a function that could fail."""

    slots: frozenset[int]
    calls: bool


#: What is known already, by identity; the node is kept, so that its identity stays its own.
Known: TypeAlias = dict[int, tuple[Any, Reads]]


def reads(node: Any, known: Known) -> Reads:
    """What `node` looks at. `known` is filled, and saves walking shared parts again."""
    found = known.get(id(node))
    if found is None:
        inside = [reads(part, known) for part in parts(node)]
        own = {node.slot} if isinstance(node, ir.FieldReference) else set[int]()
        slots = frozenset(own).union(*(part.slots for part in inside))
        calls = isinstance(node, ir.Call) or any(part.calls for part in inside)
        found = known[id(node)] = (node, Reads(slots, calls))
    return found[1]


def _nodes(value: Any) -> Iterator[Any]:
    if isinstance(value, ir.Formula | ir.Selection):
        yield value
    elif isinstance(value, tuple):
        for member in value:
            yield from _nodes(member)


def walk(node: Any) -> Iterator[Any]:
    """`node` and everything inside it, outermost first."""
    yield node
    for part in parts(node):
        yield from walk(part)


def facts_of(expression: ir.Expression) -> tuple[str, ...]:
    """Scalar facts and fields (`企业.营业收入`) that `expression` reads, sorted."""
    return tuple(sorted(_facts(expression, {})))


def _facts(node: Any, slots: dict[int, str]) -> set[str]:
    if isinstance(node, ir.FactReference):
        return {node.name}
    if isinstance(node, ir.FieldReference):
        return {f"{slots[node.slot]}.{node.name}"}
    inner = slots
    found: set[str] = set()
    for selection in (part for part in parts(node) if isinstance(part, ir.Selection)):
        inner = {**inner, selection.slot: selection.register}
        found.add(selection.register)
    if isinstance(node, ir.Selection):
        inner = {**inner, node.slot: node.register}
    return found.union(*(_facts(part, inner) for part in parts(node)))
