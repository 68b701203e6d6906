"""What a procedure makes of a case: which events it admits into the case file.

Authority on what may be recorded. A condition that does not hold stops a step unless the entry says why it was taken
all the same; the entry keeps what each condition found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cluster_rules.compiler.suggest import closest
from cluster_rules.engine import Decision, FactSheet, Rules
from cluster_rules.errors import RulesError
from cluster_rules.facts.snapshot import snapshot
from cluster_rules.model.procedure import Procedure, Step, Yearly
from cluster_rules.model.sheet import FactSheet as Claims
from cluster_rules.procedure.conditions import Checker
from cluster_rules.procedure.entries import (
    ActivityLogged,
    Entry,
    EntryWithdrawn,
    Event,
    FactCorrected,
    FactsFiled,
    ObjectionRaised,
    ObjectionSettled,
    Opened,
    StepDone,
    canonical_hash,
)
from cluster_rules.procedure.folding import CaseState, fold, sheet_of
from cluster_rules.procedure.privacy import pseudonym_problems
from cluster_rules.procedure.workdays import Calendar


@dataclass(frozen=True)
class Proceeding:
    """A procedure at work: the rules of one edition, and the calendar of working days."""

    rules: Rules
    calendar: Calendar

    @property
    def procedure(self) -> Procedure:
        """The procedure of the edition. Raises `RulesError` where it has none."""
        found = self.rules.ruleset.procedure
        if found is None:
            raise RulesError.of("CR572", edition=self.rules.ruleset.edition.id)
        return found

    def opening(self, case: str, subject: str, day: date, by: str = "", *, synthetic: bool = False) -> Event:
        """The event that opens a case under these rules."""
        edition, ruleset = self.rules.ruleset.edition, self.rules.ruleset
        hashes = (ruleset.hash, ruleset.text_hash, self.procedure.hash)
        return Event(Opened(case, subject, edition.measure, edition.id, *hashes, synthetic), day, by=by)

    def filing(self, sheet: FactSheet, day: date, by: str = "") -> Event:
        """The event that files all facts of a sheet."""
        facts = snapshot(sheet.claims)
        return Event(FactsFiled(facts, canonical_hash(facts)), day, by=by)

    def sheet(self, state: CaseState) -> FactSheet | None:
        """The facts as filed and corrected; None where none have been filed."""
        claims = sheet_of(state, self.rules.ruleset.dictionary)
        return None if claims is None else FactSheet(claims)

    def decision(self, state: CaseState) -> Decision | None:
        """The pre-assessment of the facts as they stand; None where none have been filed."""
        sheet = self.sheet(state)
        return None if sheet is None else self.rules.decide(sheet)

    def checker(self, state: CaseState) -> Checker:
        """Checks conditions against `state`."""
        return Checker(self.procedure, self.calendar, state, self.decision(state))

    def step(self, name: str) -> Step:
        """The step called `name`. Raises `RulesError`."""
        steps = self.procedure.steps
        if name not in steps:
            raise RulesError.of("CR801", name=name, close=closest(name, steps, 0.7))
        return steps[name]

    def admit(self, entries: tuple[Entry, ...], event: Event, recorded_on: date) -> Event:
        """The event as it is to be recorded. Raises `RulesError` with everything that stands in its way."""
        state = fold(entries)
        if event.actor and event.actor not in self.procedure.actors:
            raise RulesError.of("CR803", name=event.actor, close=closest(event.actor, self.procedure.actors))
        if is_over(state, self.procedure) and not isinstance(event.content, EntryWithdrawn):
            raise RulesError.of("CR573")
        admit = _ADMITTED.get(type(event.content))
        return event if admit is None else admit(self, state, event)


def is_over(state: CaseState, procedure: Procedure) -> bool:
    """Whether the applicant withdrew, or a step turned out in a way that ends the procedure."""
    ends = ((name, result.name) for name, step in procedure.steps.items() for result in step.results if result.ends)
    return state.ended is not None or any(state.result(name) == result for name, result in ends)


def _opened(proceeding: Proceeding, state: CaseState, event: Event) -> Event:
    raise RulesError.of("CR574")


def _facts_filed(proceeding: Proceeding, state: CaseState, event: Event) -> Event:
    assert isinstance(event.content, FactsFiled)
    _require_sound(proceeding, FactSheet.from_data(event.content.facts).claims)
    return replace(event, content=replace(event.content, hash=canonical_hash(event.content.facts)))


def _fact_corrected(proceeding: Proceeding, state: CaseState, event: Event) -> Event:
    if not state.facts:
        raise RulesError.of("CR575")
    entry = Entry(len(state.entries) + 1, event, event.effective_on)
    after = replace(state, facts=(*state.facts, entry))
    claims = sheet_of(after, proceeding.rules.ruleset.dictionary)
    assert claims is not None
    _require_sound(proceeding, claims)
    return event


def _require_sound(proceeding: Proceeding, claims: Claims) -> None:
    """The facts can be read under the rules, and say nothing of persons."""
    problems = tuple(pseudonym_problems(claims, proceeding.rules.ruleset.dictionary))
    if problems:
        raise RulesError(problems)
    proceeding.rules.bind(FactSheet(claims))


def _step_done(proceeding: Proceeding, state: CaseState, event: Event) -> Event:
    content = event.content
    assert isinstance(content, StepDone)
    step = proceeding.step(content.step)
    _require_shape(state, step, event, content)
    brought = frozenset(document.name for document in event.documents)
    conditions = tuple(proceeding.checker(state).conditions(step, event.effective_on, brought))
    problems = [condition.problem for condition in conditions if condition.problem]
    if problems and not content.despite:
        raise RulesError(problems)
    checked = tuple(condition.checked for condition in conditions)
    return replace(event, actor=event.actor or step.actor, content=replace(content, checked=checked))


def _require_shape(state: CaseState, step: Step, event: Event, content: StepDone) -> None:
    """What no reason can put aside: the step can be taken at all, and says what it has to say."""
    if step.kind != "act":
        raise RulesError.of("CR576" if step.kind == "rule" else "CR589", step=step.id)
    if event.actor and event.actor != step.actor:
        raise RulesError.of("CR593", step=step.id, actor=step.actor, found=event.actor)
    known = [result.name for result in step.results]
    if content.result not in (known or [""]):
        raise RulesError.of("CR583", step=step.id, result=content.result, known="、".join(known))
    if content.ranking and not step.ranking:
        raise RulesError.of("CR594", step=step.id)
    if isinstance(step.clock, Yearly):
        _require_year(state, step, event, content)
    elif content.about_year is not None:
        raise RulesError.of("CR584", step=step.id)
    elif found := state.last(step.id):
        raise RulesError.of("CR585", step=step.id, number=found.number)


def _require_year(state: CaseState, step: Step, event: Event, content: StepDone) -> None:
    """A yearly step says which year it is about: one that is over, and each once."""
    if content.about_year is None or not 1949 <= content.about_year < event.effective_on.year:
        raise RulesError.of("CR595", step=step.id, last=event.effective_on.year - 1)
    for entry in state.done.get(step.id, ()):
        if isinstance(entry.event.content, StepDone) and entry.event.content.about_year == content.about_year:
            raise RulesError.of("CR585", step=step.id, number=entry.number)


def _activity_logged(proceeding: Proceeding, state: CaseState, event: Event) -> Event:
    assert isinstance(event.content, ActivityLogged)
    step = proceeding.step(event.content.step)
    if step.kind != "duty":
        raise RulesError.of("CR590", step=step.id)
    return replace(event, actor=event.actor or step.actor)


def _objection_raised(proceeding: Proceeding, state: CaseState, event: Event) -> Event:
    assert isinstance(event.content, ObjectionRaised)
    step = proceeding.step(event.content.step)
    if not step.objections:
        raise RulesError.of("CR813", step=step.id)
    if state.last(step.id) is None:
        raise RulesError.of("CR591", step=step.id)
    return event


def _objection_settled(proceeding: Proceeding, state: CaseState, event: Event) -> Event:
    assert isinstance(event.content, ObjectionSettled)
    number = event.content.entry
    found = next((objection for objection in state.objections if objection.raised.number == number), None)
    if found is None or found.settled is not None:
        raise RulesError.of("CR592", number=number)
    return event


def _entry_withdrawn(proceeding: Proceeding, state: CaseState, event: Event) -> Event:
    assert isinstance(event.content, EntryWithdrawn)
    number = event.content.entry
    target = next((entry for entry in state.entries if entry.number == number), None)
    if target is None or number in state.withdrawn or isinstance(target.event.content, Opened | EntryWithdrawn):
        raise RulesError.of("CR596", number=number)
    if resting := _resting_on(state, target, proceeding.procedure):
        raise RulesError.of("CR597", number=number, entries="、".join(map(str, resting)))
    return event


def _resting_on(state: CaseState, target: Entry, procedure: Procedure) -> list[int]:
    """The entries that would hang in the air without `target`: steps after it, corrections of its facts."""
    content = target.event.content
    if isinstance(content, FactsFiled) and state.facts and state.facts[0] == target:
        return [entry.number for entry in state.facts[1:]]
    if not isinstance(content, StepDone):
        return []
    after = {name for name, step in procedure.steps.items() if any(r.step == content.step for r in step.after)}
    steps = [entry.number for name in after for entry in state.done.get(name, ())]
    against = [found.raised.number for found in state.objections if found.content.step == content.step]
    return sorted([*steps, *against])


#: How each kind of content is admitted; what is not here always is.
_ADMITTED: Mapping[type[Any], Callable[[Proceeding, CaseState, Event], Event]] = {
    Opened: _opened,
    FactsFiled: _facts_filed,
    FactCorrected: _fact_corrected,
    StepDone: _step_done,
    ActivityLogged: _activity_logged,
    ObjectionRaised: _objection_raised,
    ObjectionSettled: _objection_settled,
    EntryWithdrawn: _entry_withdrawn,
}
