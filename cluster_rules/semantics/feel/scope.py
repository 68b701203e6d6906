"""The names that are visible at a node."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cluster_rules.semantics.feel.values import Value


class Scope(NamedTuple):
    """Names and their values, and the scope around them."""

    names: Mapping[str, Value]
    around: Scope | None = None

    def find(self, name: str) -> tuple[bool, Value]:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return True, scope.names[name]
            scope = scope.around
        return False, None

    def visible(self) -> list[str]:
        """Every name in sight, for suggestions."""
        return [*self.names, *(self.around.visible() if self.around else ())]
