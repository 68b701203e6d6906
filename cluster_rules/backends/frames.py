"""What closures run in, and what those of one ruleset share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeAlias

from cluster_rules.errors import diagnostic
from cluster_rules.model.sheet import BoundFacts, BoundRegister, Record
from cluster_rules.model.values import Partial, Value
from cluster_rules.semantics.dependencies import Known
from cluster_rules.semantics.functions import EvaluationError

#: The scalar facts, the registers, what has been worked out already, then one place for the record of each slot.
Frame: TypeAlias = list[Any]
Evaluator: TypeAlias = Callable[[Frame], Value]

FACTS, REGISTERS, KNOWN, FIRST_SLOT = 0, 1, 2, 3
MAX_SLOTS = 16
#: So many records may one test look at from inside other records. Registers side by side cost what they are long.
MAX_STEPS = 2_000_000
_SPENT = "steps spent"


def start(frame: Frame) -> None:
    """Let the next test spend its own steps."""
    frame[KNOWN][_SPENT] = 0


def spend(frame: Frame, steps: int) -> None:
    """Count `steps` of a test. Raises `EvaluationError` at the limit."""
    known = frame[KNOWN]
    spent = known[_SPENT] = known.get(_SPENT, 0) + steps
    if spent > MAX_STEPS:
        raise EvaluationError([diagnostic("CR502", most=MAX_STEPS)])


@dataclass(frozen=True, slots=True)
class Plain:
    """A function of a record and the scalar facts, and what has to be known before it may be called."""

    call: Callable[[Record, Mapping[str, Any]], Any]
    fields: frozenset[str]
    facts: frozenset[str]

    def fits(self, register: BoundRegister, frame: Frame) -> bool:
        """Whether all that the function reads is known in `register` and among the facts of `frame`."""
        key = ("fits", id(self), register.name)
        found = frame[KNOWN].get(key)
        if found is None:
            found = frame[KNOWN][key] = self._fits(register, frame)
        return bool(found)

    def _fits(self, register: BoundRegister, frame: Frame) -> bool:
        facts = frame[FACTS]
        if any(isinstance(facts[name], Partial) for name in self.facts):
            return False
        return all(_is_known(register, name, frame[KNOWN]) for name in self.fields)


def _is_known(register: BoundRegister, name: str, known: dict[Any, Any]) -> bool:
    key = ("known", register.name, name)
    found = known.get(key)
    if found is None:
        found = known[key] = all(type(record[name]) is not Partial for record in register.records)
    return bool(found)


@dataclass(slots=True)
class Shared:
    """What the closures of one ruleset share. Nodes are kept, so that their identities stay theirs."""

    closures: dict[int, tuple[Any, Evaluator]] = field(default_factory=dict)
    #: Register, slot and conditions of a selection → its number.
    selections: dict[tuple[Any, ...], int] = field(default_factory=dict)
    #: The next number; taken in one step, also by several threads at once.
    numbers: Iterator[int] = field(default_factory=count)
    reads: Known = field(default_factory=dict)
    #: Slot and conditions → the plain function that says whether they hold; None where there is none.
    plain: dict[tuple[int, ...], Plain | None] = field(default_factory=dict)


def new_frame(facts: BoundFacts) -> Frame:
    """A frame for evaluating over `facts`; it must not be shared between threads."""
    return [facts.facts, facts.registers, {}, *[None] * MAX_SLOTS]
