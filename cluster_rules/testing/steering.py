"""Applications near a threshold: one value of a given application is changed until an indicator stands just below it,
on it, and just above it.

An indicator is a quotient of two linear functions of any one figure in it, so three decisions tell how it goes, and an
exact equation where it meets the threshold. A number of units is reached by copying or dropping units. Every draft that
is returned has been decided: it is where it is said to be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import chain
from math import floor
from typing import Literal

from cluster_rules.engine import Rules
from cluster_rules.errors import RulesError
from cluster_rules.explain.figures import is_number
from cluster_rules.model import ir
from cluster_rules.model.dictionary import BUILT_IN_REGISTERS
from cluster_rules.model.numbers import Number, normal
from cluster_rules.model.ruleset import Criterion
from cluster_rules.semantics.dependencies import facts_of
from cluster_rules.testing.drafts import Draft, Spot

Side = Literal["below", "at", "above"]
SIDES: tuple[Side, ...] = ("below", "at", "above")

#: How many figures are tried, how many units of each register, and how many are copied or dropped at most.
_FIGURES = 8
_OF_EACH = 3
_UNITS = 40


@dataclass(frozen=True)
class Reached:
    """An application with the indicator on one side of a threshold, as near as its figures allow."""

    draft: Draft
    actual: Number
    change: str


def reach(rules: Rules, draft: Draft, identity: str, threshold: Number) -> Mapping[Side, Reached]:
    """The sides of `threshold` that the indicator of the criterion `identity` can be brought to. Empty for none."""
    steering = _Steering(rules, draft, identity, threshold)
    found = steering.by_figures()
    return found if len(found) > 1 else {**found, **steering.by_units()}


def threshold_of(rules: Rules, draft: Draft, identity: str) -> Number | None:
    """The number that the criterion is held against; None where it is no number, or not known."""
    try:
        measured = rules.decide(draft.data)[identity].measurements
    except RulesError:
        return None
    found = measured[0].threshold if len(measured) == 1 else None
    return found if is_number(found) else None


def single_test(rules: Rules, identity: str) -> ir.Comparison | None:
    """The comparison that a criterion is under the default readings; None where it is several, or none."""
    criterion: Criterion | None = next((c for c in rules.ruleset.criteria() if c.id == identity), None)
    if criterion is None:
        raise KeyError(identity)
    reading = tuple((name, rules.ruleset.choices[name].default) for name in criterion.choices)
    test = criterion.tests[reading]
    return test.comparands[0].comparison if len(test.comparands) == 1 else None


@dataclass(frozen=True)
class _Steering:
    rules: Rules
    draft: Draft
    identity: str
    threshold: Number

    def actual(self, draft: Draft) -> Number | None:
        """The indicator, where it is known and held against this threshold: in another tier there is another one."""
        registers = {name: tables for name, tables in draft.data.get("registers", {}).items() if name in self.read}
        try:
            found = self.rules.decide({**draft.data, "registers": registers})[self.identity]
        except RulesError:
            return None
        here = len(found.measurements) == 1 and found.measurements[0].threshold == self.threshold
        return found.actual if here and is_number(found.actual) else None

    @cached_property
    def paths(self) -> frozenset[str]:
        """The facts and fields that the test reads."""
        test = single_test(self.rules, self.identity)
        return frozenset(facts_of(test)) if test else frozenset()

    @cached_property
    def read(self) -> frozenset[str]:
        """The registers that it reads, and what people found."""
        return frozenset({path.partition(".")[0] for path in self.paths} | BUILT_IN_REGISTERS.keys())

    def side(self, actual: Number) -> Side:
        return "below" if actual < self.threshold else "above" if actual > self.threshold else "at"

    def nearest(self, reached: Iterator[Reached]) -> dict[Side, Reached]:
        """Of each side the one that is nearest."""
        found: dict[Side, Reached] = {}
        for one in reached:
            side = self.side(one.actual)
            if side not in found or self._far(one) < self._far(found[side]):
                found[side] = one
        return found

    def _far(self, one: Reached) -> Number:
        return normal(abs(Fraction(one.actual) - self.threshold))

    # By one figure

    def by_figures(self) -> dict[Side, Reached]:
        """By the first figure that moves the indicator to both sides; else by the one that reaches most."""
        start = self.actual(self.draft)
        best: dict[Side, Reached] = {}
        for spot in self._figures() if start is not None else ():
            found = self.nearest(self._moved(spot, start))  # type: ignore[arg-type]
            best = max(best, found, key=len)
            if {"below", "above"} <= best.keys():
                break
        return best

    def _figures(self) -> list[Spot]:
        numbers = [
            s
            for s in self.draft.spots()
            if s.path in self.paths and self._number(s) is not None and not self.draft.is_key(s)
        ]
        # The first row of every column, then the second.
        return sorted(numbers, key=lambda spot: spot.row)[:_FIGURES]

    def _number(self, spot: Spot) -> Number | None:
        value = self.draft.value(spot)
        return value if is_number(value) else None

    def _moved(self, spot: Spot, start: Number) -> Iterator[Reached]:
        x, quantum = self._number(spot) or 0, self.draft.declared(spot).quantum or 1
        for far in (max(Fraction(x), Fraction(quantum * 64)), Fraction(-x, 4), Fraction(quantum), -Fraction(quantum)):
            step = normal(Fraction(round(far / quantum) * quantum)) or quantum
            once, twice = (self._at(spot, normal(Fraction(x + step * times))) for times in (1, 2))
            if once and twice and once.actual != start:
                found = (start, once.actual, twice.actual)
                yield from self._around(spot, solved(x, step, found, self.threshold), quantum)
                return

    def _around(self, spot: Spot, x: Number | None, quantum: Number) -> Iterator[Reached]:
        """What stands on the steps next to `x`, and on it."""
        if x is None:
            return
        first = floor(Fraction(x) / quantum)
        for step in range(first - 1, first + 3):
            if (found := self._at(spot, normal(Fraction(step * quantum)))) is not None:
                yield found

    def _at(self, spot: Spot, x: Number) -> Reached | None:
        changed = self.draft.fork()
        if not changed.put_number(spot, normal(Fraction(x))):
            return None
        actual = self.actual(changed)
        change = f"{self.draft.label(spot)}：{self.draft.text(spot)} → {changed.text(spot)}"
        return None if actual is None else Reached(changed, actual, change)

    # By units

    def by_units(self) -> dict[Side, Reached]:
        """By copying a unit that counts, or dropping those that do."""
        start = self.actual(self.draft)
        if start is None:
            return {}
        here = Reached(self.draft, start, "")
        up = self._copied(start) if start <= self.threshold else ()
        down = self._dropped(start) if start >= self.threshold else ()
        return self.nearest(chain((here,), up, down))

    def _copied(self, start: Number) -> Iterator[Reached]:
        unit = next((unit for unit in self._units(_OF_EACH) if self._counts(unit, start)), "")
        draft = self.draft
        for number in range(1, _UNITS) if unit else ():
            draft = draft.fork()
            draft.copy_unit(unit, number)
            actual = self.actual(draft)
            if actual is None:
                return
            yield Reached(draft, actual, f"“{unit}”再加 {number} 个同样的")
            if actual > self.threshold:
                return

    def _counts(self, unit: str, start: Number) -> bool:
        changed = self.draft.fork()
        changed.copy_unit(unit, 1)
        actual = self.actual(changed)
        return actual is not None and actual > start

    def _dropped(self, start: Number) -> Iterator[Reached]:
        draft, before, gone = self.draft, start, 0
        for unit in self._units(_UNITS):
            without = draft.fork()
            without.drop_unit(unit)
            actual = self.actual(without)
            if actual is None or actual >= before:
                continue
            draft, before, gone = without, actual, gone + 1
            yield Reached(draft, actual, f"去掉 {gone} 个（到“{unit}”为止）")
            if actual < self.threshold:
                return

    def _units(self, most: int) -> list[str]:
        """Units of the registers that the test reads, of each the first."""
        return [unit for name in self.draft.tables if name in self.read for unit in self.draft.units(name)[:most]]


def solved(x: Number, step: Number, found: tuple[Number, Number, Number], wanted: Number) -> Number | None:
    """Where (p + q·t) ÷ (1 + r·t) is `wanted`; `found` is what it is at x, x + step and x + 2·step. None for nowhere."""
    f0, f1, f2 = map(Fraction, found)
    bend = f2 - 2 * f1 + f0
    if bend and f1 == f2:
        return None
    r = bend / (2 * step * (f1 - f2)) if bend else Fraction(0)
    slope = (f1 - f0) / step + f1 * r - wanted * r
    return normal(x + (wanted - f0) / slope) if slope else None
