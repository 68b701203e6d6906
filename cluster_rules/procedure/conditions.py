"""What has to hold before a step can be taken: steps before it, periods that are over, documents, guards.

Each condition is checked by itself and says in a word what was found, so that an entry can keep it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from cluster_rules.engine import Decision
from cluster_rules.errors import Diagnostic, diagnostic
from cluster_rules.explain.words import LOCALES, words
from cluster_rules.model.procedure import (
    FindingsGuard,
    Guard,
    ObjectionGuard,
    Procedure,
    Requirement,
    Step,
    VerdictGuard,
)
from cluster_rules.procedure.entries import Checked, CheckKind
from cluster_rules.procedure.folding import CaseState
from cluster_rules.procedure.terms import Term, term
from cluster_rules.procedure.workdays import Calendar

#: What kind of condition, and what it asks for.
_Asked: TypeAlias = tuple[CheckKind, str]


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition, checked; `problem` says what is wrong where it does not hold."""

    checked: Checked
    problem: Diagnostic | None


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks the conditions of steps against one state of a case."""

    procedure: Procedure
    calendar: Calendar
    state: CaseState
    #: The pre-assessment of the facts as they stand; None where there are none.
    decision: Decision | None

    def conditions(self, step: Step, day: date, brought: frozenset[str] = frozenset()) -> Iterator[Condition]:
        """All conditions of taking `step` on `day` with the documents `brought`."""
        for requirement in step.after:
            yield from self._requirement(step, requirement, day)
        for name in step.inputs:
            held = name in self.state.documents | brought
            yield _condition(("document", name), held, "CR582", step=step.id, document=name)
        for guard in step.guards:
            yield from self._guard(step, guard)

    def _requirement(self, step: Step, required: Requirement, day: date) -> Iterator[Condition]:
        asked: _Asked = ("after", f"{required.step} {required.result}".rstrip())
        before = self.state.last(required.step)
        before_step = self.procedure.steps[required.step]
        titles = {"title_zh": before_step.title, "title_en": before_step.title_en or before_step.title}
        values = {"step": step.id, "needed": required.step, **titles}
        if before is None:
            yield _condition(asked, False, "CR577", "not done", **values)
            return
        result = self.state.result(required.step)
        if required.result and result != required.result:
            yield _condition(asked, False, "CR578", result, **values, result=required.result, found=result)
            return
        since = before.event.effective_on
        yield _condition(asked, True, "CR577", result)
        yield _condition(("order", required.step), since <= day, "CR579", str(since), **values, day=day, since=since)
        if period := self.term_of(before_step):
            yield _period(step, required, period, day)

    def term_of(self, step: Step) -> Term | None:
        """The period that `step` lasts, where it has been taken."""
        entry = self.state.last(step.id)
        return term(step.lasts, entry.event.effective_on, self.calendar) if step.lasts and entry else None

    def _guard(self, step: Step, guard: Guard) -> Iterator[Condition]:
        if isinstance(guard, VerdictGuard):
            yield self._verdict(step, guard)
        elif isinstance(guard, FindingsGuard):
            yield from (self._finding(step, name) for name in guard.ids)
        else:
            yield self._objections(step, guard)

    def _verdict(self, step: Step, guard: VerdictGuard) -> Condition:
        asked: _Asked = ("verdict", "、".join(guard.verdicts))
        if self.decision is None:
            return _condition(asked, False, "CR575")
        found = self.decision.verdict or "withheld"
        said = {"step": step.id, **_said("wanted", "verdict", *guard.verdicts), **_said("found", "verdict", found)}
        return _condition(asked, found in guard.verdicts, "CR586", found, **said)

    def _finding(self, step: Step, name: str) -> Condition:
        if self.decision is None:
            return _condition(("finding", name), False, "CR575")
        found = self.decision[name].status
        said = {"step": step.id, "id": name, **_said("found", "status", found)}
        return _condition(("finding", name), found == "met", "CR587", found, **said)

    def _objections(self, step: Step, guard: ObjectionGuard) -> Condition:
        against = [found for found in self.state.objections if found.content.step == guard.step]
        numbers = "、".join(str(found.raised.number) for found in against if found.stands_in_the_way)
        asked: _Asked = ("objection", guard.step)
        return _condition(asked, not numbers, "CR588", numbers, step=step.id, against=guard.step, entries=numbers)


def _said(name: str, section: str, *keys: str) -> dict[str, str]:
    """The words for `keys` in each language, as values of a message."""
    catalogues = {locale: words(locale) for locale in LOCALES}
    return {
        f"{name}_{locale}": say.either(say(f"{section}.{key}") for key in keys) for locale, say in catalogues.items()
    }


def _period(step: Step, required: Requirement, period: Term, day: date) -> Condition:
    asked: _Asked = ("period", required.step)
    values = {"step": step.id, "needed": required.step}
    if period.day is None:
        return _condition(asked, False, "CR580", "undetermined", **values, year=period.unknown_year)
    return _condition(asked, day > period.day, "CR581", str(period.day), **values, end=period.day)


def _condition(asked: _Asked, held: bool, code: str, stated: str = "", /, **values: object) -> Condition:
    problem = None if held else diagnostic(code, None, **values)  # type: ignore[arg-type]
    return Condition(Checked(*asked, held, stated), problem)
