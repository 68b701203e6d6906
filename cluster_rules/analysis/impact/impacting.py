"""A panel of applications under two editions: what becomes of each, and what decides it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from cluster_rules.analysis.impact.binding import Binding, binding_of
from cluster_rules.analysis.impact.crossing import Crossing, clauses_of
from cluster_rules.analysis.impact.distances import measured
from cluster_rules.analysis.impact.sheets import sheet_for
from cluster_rules.analysis.panel import Application, on_each
from cluster_rules.backends.scalar import tabulator
from cluster_rules.engine import Decision, FactSheet, Rules
from cluster_rules.errors import RulesError
from cluster_rules.model.decision import Measurement, Status, Verdict
from cluster_rules.model.ruleset import Ruleset
from cluster_rules.model.sheet import BoundFacts
from cluster_rules.semantics.readings import possible_verdicts

#: What became of a verdict. A flip is between passing and failing; the others have to do with what is not settled yet.
Transition = Literal[
    "same", "fails", "passes", "open_fails", "open_passes", "pass_opens", "fail_opens", "shifts", "withheld"
]
FLIPS: tuple[Transition, ...] = ("fails", "passes")

#: The field that says where a subject is, in the measures that come with the package.
LEAGUE = "企业.盟市"

_SIDES = {"met": "pass", "not_met": "fail", "inadmissible": "fail", "unknown": "open", "needs_judgement": "open"}


def transition(before: Verdict | None, after: Verdict | None) -> Transition:
    """How the new verdict stands to the old."""
    if before == after:
        return "same"
    if before is None or after is None:
        return "withheld"
    old, new = _SIDES[before], _SIDES[after]
    if old == new:
        return "shifts"
    if old == "open":
        return "open_passes" if new == "pass" else "open_fails"
    if new == "open":
        return "pass_opens" if old == "pass" else "fail_opens"
    return "passes" if new == "pass" else "fails"


@dataclass(frozen=True, slots=True)
class Standing:
    """One subject under one edition."""

    verdict: Verdict | None
    #: Criterion or group → status.
    statuses: Mapping[str, Status]
    #: Criterion id → its one comparison with a number, where it has one.
    measured: Mapping[str, Measurement]
    #: Every verdict that some combination of readings gives; None where one is withheld.
    possible: frozenset[Verdict | None]

    @property
    def hangs_on_a_reading(self) -> bool:
        return len(self.possible) > 1


@dataclass(frozen=True, slots=True)
class Effect:
    """One subject under both editions."""

    name: str
    #: Where the subject is: one place, several, or none that is known.
    places: tuple[str, ...]
    old: Standing
    new: Standing
    #: What decides the change of verdict; None where it is the same.
    binding: Binding | None
    synthetic: bool = False

    @property
    def transition(self) -> Transition:
        return transition(self.old.verdict, self.new.verdict)


@dataclass(frozen=True, slots=True)
class Impact:
    """What a new edition does to a panel."""

    old: Ruleset
    new: Ruleset
    effects: tuple[Effect, ...]
    #: The fact that says where a subject is; empty where there is none.
    place: str = ""


def impact(old: Rules, new: Rules, panel: Iterable[Application], *, by: str | None = None) -> Impact:
    """What becomes of the applications of `panel` when `new` takes the place of `old`.

    `by` names the fact, or the field of a register (`企业.盟市`), that says where a subject is. Raises `RulesError` for
    an unknown one (CR730), and for all applications that are refused.
    """
    place = _place(new, by)
    effects = on_each(panel, new.ruleset.edition.measure, _judge(old, new, place))
    return Impact(old.ruleset, new.ruleset, effects, place)


def _place(rules: Rules, by: str | None) -> str:
    dictionary = rules.ruleset.dictionary
    register, dot, field = (by or LEAGUE).partition(".")
    declared = dictionary.registers.get(register)
    if (dot and declared is not None and field in declared.fields) or (not dot and register in dictionary.facts):
        return by or LEAGUE
    if by is None:
        return ""
    raise RulesError.of("CR730", fact=by)


def _judge(old: Rules, new: Rules, place: str) -> Callable[[FactSheet, str], Effect]:
    """The function that says what becomes of one application."""
    clauses, readings = clauses_of(old.ruleset, new.ruleset), _Readings(old, new)
    alike = old.ruleset.dictionary == new.ruleset.dictionary

    def effect(sheet: FactSheet, name: str) -> Effect:
        before = old.bind(sheet_for(old, new, sheet))
        after = before if alike else new.bind(sheet_for(new, old, sheet))
        possible = readings.possible(before, after)
        was, now = _standing(old.decide_bound(before), possible[0]), _standing(new.decide_bound(after), possible[1])
        binding = binding_of(Crossing(clauses, was.statuses, now.statuses))
        return Effect(name, places_of(after, place), was, now, binding, after.subject.synthetic)

    return effect


def _standing(decision: Decision, possible: frozenset[Verdict | None]) -> Standing:
    criteria = [finding for finding in decision.findings if finding.kind != "group"]
    figures = {finding.id: found for finding in criteria if (found := measured(finding)) is not None}
    return Standing(decision.verdict, {finding.id: finding.status for finding in decision.findings}, figures, possible)


class _Readings:
    """The verdicts that readings give under both editions."""

    def __init__(self, old: Rules, new: Rules) -> None:
        self.rulesets = old.ruleset, new.ruleset
        self.both, self.one, self.other = tabulator(*self.rulesets), tabulator(old.ruleset), tabulator(new.ruleset)

    def possible(self, before: BoundFacts, after: BoundFacts) -> list[frozenset[Verdict | None]]:
        """The verdicts under the old edition, and under the new. Facts that are the same are looked at once."""
        tables = self.both(before) if before is after else (*self.one(before), *self.other(after))
        return [possible_verdicts(ruleset, table) for ruleset, table in zip(self.rulesets, tables, strict=True)]


def places_of(facts: BoundFacts, place: str) -> tuple[str, ...]:
    """The known texts of a fact, or of a field in the rows of a register; each once, sorted."""
    register, dot, field = place.partition(".")
    rows = facts.registers[register].records if dot else ()
    values = [row[field] for row in rows] if dot else [facts.facts.get(register)]
    return tuple(sorted({value for value in values if isinstance(value, str)}))
