"""How large an expression is with its definitions put in. Definitions use definitions, so this grows fast."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

from cluster_rules.model.limits import DEFAULT_LIMITS
from cluster_rules.semantics.dependencies import parts


class Size(NamedTuple):
    """Parts of an expression, counted as often as they occur, and its levels."""

    parts: int
    levels: int

    @property
    def is_bounded(self) -> bool:
        return self.parts <= DEFAULT_LIMITS.expanded and self.levels <= DEFAULT_LIMITS.expanded_depth


#: What is known already, by identity; the node is kept, so that its identity stays its own.
Sizes: TypeAlias = dict[int, tuple[Any, Size]]


def size_of(node: Any, known: Sizes) -> Size:
    """The size of `node`. `known` is filled, and saves walking shared parts again."""
    found = known.get(id(node))
    if found is None:
        inside = [size_of(part, known) for part in parts(node)]
        size = Size(1 + sum(part.parts for part in inside), 1 + max((part.levels for part in inside), default=0))
        found = known[id(node)] = (node, size)
    return found[1]
