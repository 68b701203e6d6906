"""What closures run in, and what those of one ruleset share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from cluster_rules.model.sheet import BoundFacts
from cluster_rules.model.values import Value

#: The scalar facts, the registers, what has been worked out already, then one place for the record of each slot.
Frame: TypeAlias = list[Any]
Evaluator: TypeAlias = Callable[[Frame], Value]

FACTS, REGISTERS, KNOWN, FIRST_SLOT = 0, 1, 2, 3
MAX_SLOTS = 16


@dataclass(slots=True)
class Shared:
    """What the closures of one ruleset share. Nodes are kept, so that their identities stay theirs."""

    closures: dict[int, tuple[Any, Evaluator]] = field(default_factory=dict)
    #: Register, slot and conditions of a selection → its number.
    selections: dict[tuple[Any, ...], int] = field(default_factory=dict)


def new_frame(facts: BoundFacts) -> Frame:
    """A frame for evaluating over `facts`; it must not be shared between threads."""
    return [facts.facts, facts.registers, {}, *[None] * MAX_SLOTS]
