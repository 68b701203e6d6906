"""Which facts an expression is decided from, and how to walk one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from cluster_rules.model import ir


def parts(node: Any) -> Iterator[Any]:
    """The expressions and selections directly inside `node`."""
    for declared in fields(node):
        yield from _nodes(getattr(node, declared.name))


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
