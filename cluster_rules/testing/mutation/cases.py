"""The cases of an edition, bound once, and whether one of them tells a mutant from the original."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from cluster_rules.backends.scalar import Decider, prepare
from cluster_rules.compiler.surface_cases import CaseEntry, Expectation
from cluster_rules.errors import Place, RulesError
from cluster_rules.facts import bind
from cluster_rules.model.ruleset import Condition, Ruleset, criteria_of
from cluster_rules.model.sheet import BoundFacts
from cluster_rules.testing.cases import Cases, Difference, differences, read, sheet_of
from cluster_rules.testing.mutation.mutants import Mutant


@dataclass(frozen=True, slots=True)
class Case:
    """One case, ready to be decided under any ruleset with the same fact dictionary."""

    name: str
    place: Place
    expect: Expectation
    facts: BoundFacts
    readings: Mapping[str, str]

    def differences(self, decide: Decider) -> Iterator[Difference]:
        """What the decision does not fulfil."""
        yield from differences(self.expect, decide(self.facts, self.readings))

    @property
    def is_about_all(self) -> bool:
        """It expects something of the decision as a whole."""
        return self.expect.verdict is not None or self.expect.reading_dependent is not None


def cases_of(
    files: tuple[Path, ...], ruleset: Ruleset, edition: str, *, passing: bool = False
) -> tuple[tuple[Case, ...], int]:
    """The cases of the edition in `files`, and how many are left out.

    Raises `RulesError` for a file that is refused, and for a case that fails or whose application the rules do not read:
    with `passing` that one is left out.
    """
    found, unread = [], 0
    for path in files:
        cases = read(path)
        if cases.edition in (None, edition) and cases.measure == ruleset.edition.measure:
            ready = [_ready(case, cases, ruleset, passing=passing) for case in cases.file.cases]
            found += [case for case in ready if case is not None]
            unread += ready.count(None)
    trial = Trial(ruleset)
    failed = [case for case in found if trial.fails(case, case.expect.findings.keys()) or trial.fails_as_a_whole(case)]
    if failed and not passing:
        raise RulesError.of("CR741", failed[0].place, name=failed[0].name, count=len(failed))
    left_out = set(map(id, failed))
    return tuple(case for case in found if id(case) not in left_out), len(failed) + unread


def _ready(case: CaseEntry, cases: Cases, ruleset: Ruleset, *, passing: bool) -> Case | None:
    try:
        facts = bind(sheet_of(case, cases, ruleset.dictionary.registers), ruleset.dictionary)
    except RulesError:
        if passing:
            return None
        raise
    readings = {choice: option.text for choice, option in case.readings.items()}
    return Case(case.name.text, case.place_of("name"), case.expect, facts, readings)


def killer(cases: tuple[Case, ...], mutant: Mutant) -> Case | None:
    """A case that the mutant fails. Those that speak of what it touches are asked first: one of them mostly does."""
    assert mutant.ruleset is not None
    trial = Trial(mutant.ruleset)
    near = (case for case in cases if trial.fails(case, mutant.touched))
    wide = sorted(cases, key=lambda case: not mutant.touched & case.expect.findings.keys())
    return next(near, None) or next((case for case in wide if trial.fails_as_a_whole(case)), None)


class Trial:
    """Cases under one ruleset. A finding on a criterion does not hang on the others: it is decided by itself."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        self._criteria = frozenset(criterion.id for criterion in ruleset.criteria())
        self._deciders: dict[str, Decider] = {}
        self._whole = prepare(ruleset)

    def fails(self, case: Case, ids: Collection[str]) -> bool:
        """Whether a finding on one of the criteria `ids` is not what the case expects."""
        asked = (id for id in case.expect.findings if id in ids and id in self._criteria)
        return any(found.id == id for id in asked for found in case.differences(self._decider(id)))

    def fails_as_a_whole(self, case: Case) -> bool:
        """Whether the verdict or the finding on a group is not what the case expects, where it expects one."""
        asked = case.is_about_all or not case.expect.findings.keys() <= self._criteria
        return asked and any(case.differences(self._whole))

    def _decider(self, id: str) -> Decider:
        if id not in self._deciders:
            self._deciders[id] = prepare(_only(self._ruleset, id))
        return self._deciders[id]


def _only(ruleset: Ruleset, id: str) -> Ruleset:
    kept = (_reduced(condition, id) for condition in ruleset.conditions)
    return replace(ruleset, conditions=tuple(condition for condition in kept if condition.children))


def _reduced(condition: Condition, id: str) -> Condition:
    children = (leaf for child in condition.children for leaf in criteria_of(child) if leaf.id == id)
    return replace(condition, children=tuple(children))
