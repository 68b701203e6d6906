"""Equal expressions as one object, so that engines compile and work out each of them once."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import fields
from functools import cache
from typing import Any

from cluster_rules.model import ir


class Pool:
    """The expressions met so far. Not for several threads at once."""

    def __init__(self) -> None:
        self._by_content: dict[Hashable, Any] = {}
        #: Identity of a node → the node, kept so that its identity stays its own, and what stands for it.
        self._known: dict[int, tuple[Any, Any]] = {}

    def shared(self, node: Any) -> Any:
        """The one object that stands for `node` and all its equals, texts included."""
        found = self._known.get(id(node))
        if found is None:
            found = self._known[id(node)] = (node, self._shared(node))
        return found[1]

    def _shared(self, node: Any) -> Any:
        values = [self._value(getattr(node, name)) for name in _names(type(node))]  # type: ignore[arg-type]
        key = (type(node), *map(_key, values))
        found = self._by_content.get(key)
        if found is None:
            found = self._by_content[key] = type(node)(**dict(zip(_names(type(node)), values, strict=True)))  # type: ignore[arg-type]
        return found

    def _value(self, value: Any) -> Any:
        if isinstance(value, ir.Formula | ir.Selection):
            return self.shared(value)
        if isinstance(value, tuple):
            return tuple(self._value(member) for member in value)
        return value


def _key(value: Any) -> Hashable:
    """Parts by identity, for they are shared already; other values with their type, so that 1 is not True."""
    if isinstance(value, ir.Formula | ir.Selection):
        return id(value)
    if isinstance(value, tuple):
        return tuple(map(_key, value))
    return (type(value), value)


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(declared.name for declared in fields(kind))
