"""What the cases of a ruleset reach: of each criterion its statuses, both sides of its threshold, and its readings.

A case reaches what it expects, not what merely happens in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias, get_args

from cluster_rules.compiler.surface_cases import Expectation
from cluster_rules.model import ir
from cluster_rules.model.decision import DecisionRecord, Finding, Measurement
from cluster_rules.model.ruleset import Criterion, Ruleset
from cluster_rules.semantics.dependencies import walk

Aspect: TypeAlias = Literal["status", "boundary", "reading"]

ASPECTS: tuple[Aspect, ...] = get_args(Aspect)

#: How near to its threshold a value has to be, as a share of the threshold; one quantum is always near.
NEAR = Fraction(1, 100)


@dataclass(frozen=True, slots=True, order=True)
class Goal:
    """One thing that a case should show of a criterion: a status, `below`/`at`/`above`, or an option of a choice."""

    id: str
    aspect: Aspect
    value: str
    choice: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The goals of one ruleset, and those that are reached."""

    measure: str
    edition: str
    goals: tuple[Goal, ...]
    reached: frozenset[Goal]

    @property
    def missed(self) -> tuple[Goal, ...]:
        """What no case shows, in the order of the text."""
        return tuple(goal for goal in self.goals if goal not in self.reached)

    @property
    def percent(self) -> Fraction:
        """The share of the goals that are reached, in per cent."""
        return Fraction(100 * (len(self.goals) - len(self.missed)), len(self.goals) or 1)

    def of(self, aspect: Aspect) -> tuple[int, int]:
        """How many goals of one aspect are reached, and how many there are."""
        goals = [goal for goal in self.goals if goal.aspect == aspect]
        return sum(goal in self.reached for goal in goals), len(goals)


def coverage_of(ruleset: Ruleset, reached: Iterable[Goal]) -> Coverage:
    """What is reached of the goals of `ruleset`."""
    edition = ruleset.edition
    return Coverage(edition.measure, edition.id, goals_of(ruleset), frozenset(reached))


def goals_of(ruleset: Ruleset) -> tuple[Goal, ...]:
    """Every goal, in the order of the text."""
    return tuple(goal for criterion in ruleset.criteria() for goal in _goals(criterion, ruleset))


def _goals(criterion: Criterion, ruleset: Ruleset) -> Iterator[Goal]:
    for status in ("met", "not_met", _open_status(criterion, ruleset)):
        yield Goal(criterion.id, "status", status)
    if _threshold(criterion) is not None:
        yield from (Goal(criterion.id, "boundary", side) for side in ("below", "at", "above"))
    for name in criterion.choices:
        yield from (Goal(criterion.id, "reading", option.name, name) for option in ruleset.choices[name].options)


def _open_status(criterion: Criterion, ruleset: Ruleset) -> str:
    """What the criterion is where nothing is known: a judgement where everything that it looks at is one."""
    facts = ruleset.dictionary.facts
    test = next(iter(criterion.tests.values()))
    named = [part.name for part in walk(test.truth) if isinstance(part, ir.FactReference)]
    fields = any(isinstance(part, ir.FieldReference) for part in walk(test.truth))
    judged = bool(named) and not fields and all(facts[name].judged for name in named if name in facts)
    return "needs_judgement" if judged else "unknown"


def _threshold(criterion: Criterion) -> ir.Constant | None:
    """The constant that the default reading holds its indicator against."""
    test = next(iter(criterion.tests.values()))
    if len(test.comparands) != 1 or test.comparands[0].unit is None:
        return None
    limit = test.comparands[0].comparison.right
    return limit if isinstance(limit, ir.Constant) else None


def reached(
    expect: Expectation, record: DecisionRecord, ruleset: Ruleset, readings: Mapping[str, str]
) -> Iterator[Goal]:
    """The goals that a case reaches which expects this of that decision: only a status that is expected is shown."""
    criteria = {criterion.id: criterion for criterion in ruleset.criteria()}
    for finding in record.findings:
        expected = expect.findings.get(finding.id)
        if finding.id in criteria and (isinstance(expected, str) or (expected is not None and expected.status)):
            yield from _reached(finding, criteria[finding.id], readings, ruleset)


def _reached(finding: Finding, criterion: Criterion, readings: Mapping[str, str], ruleset: Ruleset) -> Iterator[Goal]:
    yield Goal(finding.id, "status", finding.status)
    for name in criterion.choices:
        option = readings.get(name, ruleset.choices[name].default)
        yield Goal(finding.id, "reading", option, name)
    defaults = all(readings.get(name) in (None, ruleset.choices[name].default) for name in criterion.choices)
    if defaults and _threshold(criterion) is not None and len(finding.measurements) == 1:
        yield from (Goal(finding.id, "boundary", side) for side in _side(finding.measurements[0]))


def _side(measured: Measurement) -> Iterator[Literal["below", "at", "above"]]:
    """Where the value stands; nothing unless it is near."""
    actual, threshold, unit = measured.actual, measured.threshold, measured.unit
    if unit is None or not isinstance(actual, int | Fraction) or not isinstance(threshold, int | Fraction):
        return
    distance = abs(Fraction(actual) - Fraction(threshold))
    if distance <= max(Fraction(unit.quantum), abs(Fraction(threshold)) * NEAR):
        yield "at" if not distance else "below" if actual < threshold else "above"
