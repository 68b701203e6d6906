"""Where every step of a procedure stands on a day, and what is due when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from cluster_rules.backends.closures import compile_expression
from cluster_rules.errors import Diagnostic
from cluster_rules.model.procedure import Advice, Period, Step, Yearly
from cluster_rules.procedure.conditions import Checker
from cluster_rules.procedure.entries import Entry, StepDone
from cluster_rules.procedure.folding import CaseState
from cluster_rules.procedure.proceeding import Proceeding, is_over
from cluster_rules.procedure.terms import DueDay, Term, due_day, reminders, term

#: `running`: taken, and its period is not over; `closed`: it can no longer be taken; `standing`: a rule or a duty.
StepStatus = Literal["done", "running", "ready", "waiting", "closed", "standing"]
DueKind = Literal["period", "deadline", "yearly"]


@dataclass(frozen=True, slots=True)
class Position:
    """Where one step stands."""

    step: Step
    status: StepStatus
    #: The entries that record it, withdrawn ones left out.
    entries: tuple[Entry, ...]
    term: Term | None = None
    #: What keeps it from being taken; documents may still come with the step itself.
    waiting_for: tuple[Diagnostic, ...] = ()
    #: Documents that it should have brought.
    missing: tuple[str, ...] = ()
    advice: tuple[Advice, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is due, or a period that ends."""

    kind: DueKind
    step: Step
    #: None where it is undetermined.
    day: date | None
    #: Days until then; negative where it is late.
    left: int | None
    reminders: tuple[tuple[int, date], ...]
    term: Term | None = None
    yearly: DueDay | None = None

    @property
    def unknown_year(self) -> int | None:
        """The year whose schedule is missing."""
        return (self.term.unknown_year if self.term else None) or (self.yearly.unknown_year if self.yearly else None)


def positions(proceeding: Proceeding, state: CaseState, today: date) -> tuple[Position, ...]:
    """Every step in the order of the text, as it stands at the end of `today`."""
    checker = proceeding.checker(state)
    over = is_over(state, proceeding.procedure)
    return tuple(_position(checker, step, today, over) for step in proceeding.procedure.steps.values())


def _position(checker: Checker, step: Step, today: date, over: bool) -> Position:
    entries = checker.state.done.get(step.id, ())
    if step.kind != "act":
        logged = tuple(e for e in checker.state.activities if getattr(e.event.content, "step", "") == step.id)
        return Position(step, "standing", logged, advice=advice(checker, step))
    term_ = checker.term_of(step)
    if entries and not isinstance(step.clock, Yearly):
        running = term_ is not None and (term_.day is None or today <= term_.day)
        brought = {document.name for entry in entries for document in entry.event.documents}
        missing = tuple(name for name in step.outputs if name not in brought)
        return Position(step, "running" if running else "done", entries, term_, missing=missing)
    waiting = tuple(found.problem for found in checker.conditions(step, today, frozenset(step.inputs)) if found.problem)
    status: StepStatus = "closed" if over else "waiting" if waiting else "ready"
    return Position(step, status, entries, term_, waiting if not over else (), advice=advice(checker, step))


def advice(checker: Checker, step: Step) -> tuple[Advice, ...]:
    """What there is to look at, on the facts as they stand."""
    if checker.decision is None:
        return ()
    facts = checker.decision.material.facts
    return tuple(found for found in step.advice if compile_expression(found.unless)(facts) is not True)


def due(proceeding: Proceeding, state: CaseState, today: date) -> tuple[Due, ...]:
    """What is due or running, the earliest first and the undetermined last."""
    if is_over(state, proceeding.procedure):
        return ()
    found = [item for step in proceeding.procedure.steps.values() for item in _due(proceeding, state, step, today)]
    return tuple(sorted(found, key=lambda item: (item.day is None, item.day or date.max)))


def _due(proceeding: Proceeding, state: CaseState, step: Step, today: date) -> Iterator[Due]:
    clock = step.clock
    if isinstance(clock, Yearly):
        for day in _years_due(proceeding, state, step, clock, today):
            yield _made("yearly", step, day.day, today, yearly=day)
        return
    if not isinstance(clock, Period):
        return
    entry = state.last(clock.since or step.id)
    if entry is None or (clock.since and state.last(step.id)):
        return
    running = term(clock, entry.event.effective_on, proceeding.calendar)
    if clock.since or running.day is None or running.day >= today:
        yield _made("deadline" if clock.since else "period", step, running.day, today, term_=running)


def _years_due(proceeding: Proceeding, state: CaseState, step: Step, clock: Yearly, today: date) -> Iterator[DueDay]:
    """From the first such day after all that the step waits for, until the next one to come: those not done yet."""
    before = [state.last(required.step) for required in step.after]
    since = [entry.event.effective_on for entry in before if entry]
    if len(since) < len(before) or not since:
        return
    done = {e.event.content.about_year for e in state.done.get(step.id, ()) if isinstance(e.event.content, StepDone)}
    for year in range(max(since).year, today.year + 2):
        found = due_day(clock, year, proceeding.calendar)
        day = found.day or date(year, clock.month, clock.day)
        if day >= max(since) and found.about not in done:
            yield found
            if day >= today:
                return


def _made(
    kind: DueKind,
    step: Step,
    day: date | None,
    today: date,
    *,
    term_: Term | None = None,
    yearly: DueDay | None = None,
) -> Due:
    left = (day - today).days if day else None
    return Due(kind, step, day, left, reminders(day) if day and kind != "period" else (), term_, yearly)
