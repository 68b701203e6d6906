"""Counts over an impact: by verdict, clause, deciding set and place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cluster_rules.analysis.impact.binding import ClauseSet
from cluster_rules.analysis.impact.distances import Band, band
from cluster_rules.analysis.impact.impacting import FLIPS, Effect, Impact, Transition
from cluster_rules.model.decision import Status
from cluster_rules.model.ruleset import Criterion, Ruleset


@dataclass(frozen=True, slots=True)
class ClauseEffect:
    """One criterion of either edition over the panel. Statuses are of subjects under each edition."""

    id: str
    old: Criterion | None
    new: Criterion | None
    before: Mapping[Status, int]
    after: Mapping[Status, int]
    #: The subjects by what they were and are: only where the two differ, or where one edition lacks the criterion.
    moved: Mapping[tuple[Status | None, Status | None], tuple[str, ...]]
    #: The bands of distance under each edition; empty where the criterion is no comparison with a number.
    bands: tuple[Mapping[Band, int], Mapping[Band, int]]
    #: Whether it counts against the subject.
    is_veto: bool = False

    @property
    def criterion(self) -> Criterion:
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def differs(self) -> bool:
        """Whether the editions ask different things, or find different things of somebody."""
        if self.old is None or self.new is None:
            return True
        return bool(self.moved) or (self.old.tests, self.old.force) != (self.new.tests, self.new.force)

    @property
    def kept(self) -> tuple[Status, Status]:
        """The status of those who do what is asked, and of those who do not: a veto is kept where it is not met."""
        return ("not_met", "met") if self.is_veto else ("met", "not_met")

    def count(self, before: Status | None, after: Status | None) -> int:
        """How many subjects went from one status to another."""
        return len(self.moved.get((before, after), ()))


def clause_effects(impact: Impact) -> tuple[ClauseEffect, ...]:
    """Every criterion of either edition: those of the new in its order, then those that are gone."""
    old, new = _criteria(impact.old), _criteria(impact.new)
    return tuple(_clause(impact, identity, old.get(identity), new.get(identity)) for identity in {**new, **old})


def _criteria(ruleset: Ruleset) -> Mapping[str, Criterion]:
    return {criterion.id: criterion for criterion in ruleset.criteria()}


def _clause(impact: Impact, identity: str, old: Criterion | None, new: Criterion | None) -> ClauseEffect:
    pairs = [
        (effect, effect.old.statuses.get(identity), effect.new.statuses.get(identity)) for effect in impact.effects
    ]
    moved: dict[tuple[Status | None, Status | None], list[str]] = {}
    for effect, before, after in pairs:
        if before != after:
            moved.setdefault((before, after), []).append(effect.name)
    return ClauseEffect(
        identity,
        old,
        new,
        Counter(before for _, before, _ in pairs if before),
        Counter(after for _, _, after in pairs if after),
        {key: tuple(names) for key, names in moved.items()},
        (_bands([effect.old.measured for effect, _, _ in pairs], identity),
         _bands([effect.new.measured for effect, _, _ in pairs], identity)),
        identity in (impact.new if new else impact.old).vetoes(),
    )  # fmt: skip


def _bands(measured: Sequence[Mapping[str, object]], identity: str) -> Mapping[Band, int]:
    return Counter(band(found[identity]) for found in measured if identity in found)  # type: ignore[arg-type]


def by_transition(impact: Impact) -> Mapping[Transition, tuple[Effect, ...]]:
    """The subjects of each kind of change, in order of name."""
    found: dict[Transition, list[Effect]] = {}
    for effect in sorted(impact.effects, key=lambda effect: effect.name):
        found.setdefault(effect.transition, []).append(effect)
    return {kind: tuple(effects) for kind, effects in found.items()}


def deciding_sets(impact: Impact) -> Mapping[tuple[ClauseSet, ...], tuple[Effect, ...]]:
    """The smallest sets that decide a flip, and whom they decide it for; what decides most often first."""
    found: dict[tuple[ClauseSet, ...], list[Effect]] = {}
    for effect in impact.effects:
        if effect.transition in FLIPS and effect.binding is not None:
            found.setdefault(effect.binding.decided_by, []).append(effect)
    ordered = sorted(found.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    return {sets: tuple(effects) for sets, effects in ordered}


@dataclass(frozen=True, slots=True)
class PlaceEffect:
    """The subjects of one place; empty for those of whom none is known."""

    place: str
    subjects: int
    before: int
    after: int
    fails: int
    passes: int


def by_place(impact: Impact) -> Iterator[PlaceEffect]:
    """One entry for each place. A subject in several places is counted in each."""
    found: dict[str, list[Effect]] = {}
    for effect in impact.effects:
        for place in effect.places or ("",):
            found.setdefault(place, []).append(effect)
    for place in sorted(found, key=lambda name: (not name, name)):
        effects = found[place]
        kinds = Counter(effect.transition for effect in effects)
        met = [
            sum(side.verdict == "met" for side in sides)
            for sides in zip(*((e.old, e.new) for e in effects), strict=True)
        ]
        yield PlaceEffect(place, len(effects), met[0], met[1], kinds["fails"], kinds["passes"])
