"""One edition of two: it reads what it knows of an application that is written for both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cluster_rules.analysis.impact.sheets import sheet_for
from cluster_rules.engine import FactSheet, Rules
from cluster_rules.model.sheet import BoundFacts


@dataclass(frozen=True, repr=False)
class Beside(Rules):
    """The rules of an edition that leave aside what only the `other` one declares."""

    other: Rules | None = None

    def bind(self, sheet: FactSheet | Mapping[str, Any] | str | Path) -> BoundFacts:
        """The facts that these rules know. Raises `RulesError` for what neither edition can read."""
        if isinstance(sheet, Mapping):
            sheet = FactSheet.from_data(sheet)
        if not isinstance(sheet, FactSheet):
            sheet = FactSheet.read(sheet)
        return super().bind(sheet if self.other is None else sheet_for(self, self.other, sheet))


def both(old: Rules, new: Rules) -> tuple[Rules, Rules]:
    """Both editions, each of which leaves aside what only the other one declares."""
    return _beside(old, new), _beside(new, old)


def _beside(rules: Rules, other: Rules) -> Rules:
    return Beside(rules.chosen, rules.ruleset, rules.as_of, rules.unbound, other)
