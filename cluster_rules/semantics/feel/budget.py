"""What an evaluation may cost. Everything that can grow asks here before it does."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from cluster_rules.model.limits import Limits
from cluster_rules.model.numbers import MAX_BITS, Number
from cluster_rules.semantics.feel.failures import Exhausted, Undefined
from cluster_rules.semantics.feel.values import HalfRange, Range


class Budget:
    """The steps left of one evaluation, and the sizes it may make."""

    __slots__ = ("levels", "limits", "steps")

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.steps = limits.steps
        self.levels = 0

    def spend(self, steps: int = 1) -> None:
        """Pay for `steps`."""
        self.steps -= steps
        if self.steps < 0:
            raise Exhausted("CR371", limit=self.limits.steps)

    def room_for_items(self, count: int) -> None:
        """A list of `count` items may be made; it is paid for here."""
        if count > self.limits.items:
            raise Exhausted("CR372", limit=self.limits.items)
        self.spend(count)

    def room_for_characters(self, count: int) -> None:
        """A text of `count` characters may be made."""
        if count > self.limits.characters:
            raise Exhausted("CR373", limit=self.limits.characters)
        self.spend(1 + count // 100)

    def weigh(self, value: Any) -> None:
        """Pay for a walk through `value`, which may be as large as a tree although it is small as a graph.

        INVARIANT: functions that recurse into a value are called on weighed values only.
        """
        if not isinstance(value, _SIZED):
            return
        pending = [(value, 1)]
        while pending:
            item, depth = pending.pop()
            if depth > self.limits.depth:
                raise Exhausted("CR380", limit=self.limits.depth)
            self.spend(_weight(item))
            pending.extend((part, depth + 1) for part in parts_of(item) if isinstance(part, _SIZED))

    def weigh_against(self, items: list[Any], value: Any) -> None:
        """Pay for holding `value` against each of `items`."""
        before = self.steps
        self.weigh(value)
        self.spend(len(items) * (1 + before - self.steps))

    def enter(self) -> None:
        """One level down, for one step."""
        self.levels += 1
        if self.levels > self.limits.levels:
            raise Exhausted("CR374", limit=self.limits.levels)
        self.spend()

    def leave(self) -> None:
        self.levels -= 1


_SIZED = (str, Fraction, list, dict, Range, HalfRange)
#: Characters of a text, and bits of a fraction, that are compared in a step.
_CHARACTERS, _BITS = 10_000, 200


def _weight(value: Any) -> int:
    """The steps that it takes to compare `value`, without its parts."""
    match value:
        case str():
            return len(value) // _CHARACTERS
        case Fraction():
            return bits(value) // _BITS
        case list() | dict():
            return 1 + len(value)
    return 1


def parts_of(value: Any) -> Iterable[Any]:
    """The values of which a compound value is made."""
    match value:
        case list():
            return value
        case dict():
            return value.values()
        case Range():
            return value.low, value.high
        case HalfRange():
            return (value.value,)
    return ()


def bits(value: Number) -> int:
    """The size of `value`."""
    if isinstance(value, Fraction):
        return max(value.numerator.bit_length(), value.denominator.bit_length())
    return value.bit_length()


def within_range(size: int) -> None:
    """Numbers of `size` bits may be made."""
    if size > MAX_BITS:
        raise Undefined("CR364")
