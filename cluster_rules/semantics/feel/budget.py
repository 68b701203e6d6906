"""What an evaluation may cost. Everything that can grow asks here before it does."""

from __future__ import annotations

from fractions import Fraction

from cluster_rules.model.limits import Limits
from cluster_rules.model.numbers import Number
from cluster_rules.semantics.feel.failures import Exhausted, Undefined

#: Bits of a numerator or denominator: some 4 200 digits.
MAX_BITS = 14_000


class Budget:
    """The steps left of one evaluation, and the sizes it may make."""

    __slots__ = ("calls", "limits", "steps")

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.steps = limits.steps
        self.calls = 0

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
        self.spend(1 + count // 1000)

    def enter_call(self) -> None:
        self.calls += 1
        if self.calls > self.limits.calls:
            raise Exhausted("CR374", limit=self.limits.calls)

    def leave_call(self) -> None:
        self.calls -= 1


def bits(value: Number) -> int:
    """The size of `value`."""
    if isinstance(value, Fraction):
        return max(value.numerator.bit_length(), value.denominator.bit_length())
    return value.bit_length()


def within_range(size: int) -> None:
    """Numbers of `size` bits may be made."""
    if size > MAX_BITS:
        raise Undefined("CR364")
