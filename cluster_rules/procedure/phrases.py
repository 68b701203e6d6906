"""How steps, days, conditions and entries are said, for all papers of a procedure. Wording is in `words_*.toml`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cluster_rules.errors import Locale
from cluster_rules.explain.words import Words, words
from cluster_rules.model.procedure import Actor, Advice, Procedure, Step
from cluster_rules.procedure.entries import (
    ActivityLogged,
    CaseEnded,
    Checked,
    Entry,
    EntryWithdrawn,
    FactCorrected,
    FactsFiled,
    ObjectionRaised,
    ObjectionSettled,
    Opened,
    StepDone,
)
from cluster_rules.procedure.terms import DueDay, Ending, Term, WalkedDay

#: Days of the week in the catalogue, Monday first.
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def procedure_words(locale: Locale) -> Words:
    """The catalogue of explanations with the phrases of procedures."""
    return words(locale, "cluster_rules.procedure")


class Phrases:
    """Phrases about one procedure in one language."""

    def __init__(self, procedure: Procedure, locale: Locale) -> None:
        self.procedure = procedure
        self.words = procedure_words(locale)
        self.english = locale == "en"

    def step(self, name: str) -> str:
        """`8.1 初审`; the name alone where the procedure has no such step any more."""
        step = self.procedure.steps.get(name)
        return f"{name} {self._title(step)}" if step else name

    def actor(self, name: str) -> str:
        """Who it is; the name alone where the procedure does not know him."""
        actor = self.procedure.actors.get(name)
        return self._title(actor) if actor else name

    def _title(self, thing: Step | Actor) -> str:
        return (thing.title_en if self.english else "") or thing.title

    def advice(self, found: Advice) -> str:
        """What there is to look at, with the record of how the text was read."""
        said = (found.say_en if self.english else "") or found.say
        return self.words("papers.advice", text=said, record=found.interpretation) if found.interpretation else said

    def day(self, day: date) -> str:
        """`2026-01-04（周日）`."""
        return self.words("papers.day", day=day.isoformat(), weekday=self.words(f"week.{_WEEK[day.weekday()]}"))

    def checked(self, found: Checked) -> str:
        """A condition, and what was found where it says more."""
        about = self._verdicts(found.of) if found.kind == "verdict" else found.of
        said = self.words(f"checked.{found.kind}", of=about)
        stated = self._verdicts(found.found) if found.kind == "verdict" else self._stated(found)
        return self.words("checked.found", condition=said, found=stated) if stated else said

    def _stated(self, found: Checked) -> str:
        if found.kind == "finding" and self.words.has(f"status.{found.found}"):
            return self.words(f"status.{found.found}")
        return found.found

    def _verdicts(self, names: str) -> str:
        said = (self.words(f"verdict.{n}") if self.words.has(f"verdict.{n}") else n for n in names.split("、"))
        return self.words.either(said)

    def event(self, entry: Entry) -> str:
        """What happened, in one sentence."""
        match entry.event.content:
            case Opened(case, subject):
                return self.words("event.opened", case=case, subject=subject)
            case FactsFiled(facts):
                return self.words(
                    "event.facts_filed", count=len(facts.get("facts", {})) + len(facts.get("registers", {}))
                )
            case FactCorrected(fact, value):
                return self.words("event.fact_corrected", fact=fact, value=value)
            case StepDone():
                return self._taken(entry.event.content)
            case ActivityLogged(step, what):
                return self.words("event.activity_logged", step=self.step(step), what=what)
            case ObjectionRaised(step, what):
                return self.words("event.objection_raised", step=self.step(step), what=what)
            case ObjectionSettled(number, outcome, what):
                said = self.words(f"outcome.{outcome}")
                return self.words("event.objection_settled", number=number, outcome=said, what=what)
            case EntryWithdrawn(number, reason):
                return self.words("event.entry_withdrawn", number=number, reason=reason)
            case CaseEnded(reason):
                return self.words("event.case_ended", reason=reason)

    def _taken(self, content: StepDone) -> str:
        said = self.step(content.step)
        if content.about_year is not None:
            said = self.words("event.about_year", step=said, year=content.about_year)
        return self.words("event.result", step=said, result=content.result) if content.result else said

    def walked(self, walked: WalkedDay) -> str:
        """One day of the way to the end of a period, and why it counts or not."""
        day = self.day(walked.day)
        if walked.left_out:
            return self.words("walk.left_out", day=day)
        if walked.status is None:
            return self.words(
                "walk.counted" if walked.number else "walk.unknown", day=day, number=walked.number, why=""
            )
        status = walked.status
        why = self.words(f"why.{status.reason}", holiday=status.holiday)
        return self.words("walk.counted" if walked.number else "walk.off", day=day, number=walked.number, why=why)

    def ending(self, ending: Ending) -> str:
        """The end of a period under one reading."""
        if ending.day is None:
            return self.words("term.unknown", reading=ending.reading, year=ending.unknown_year)
        return self.words("term.reading", reading=ending.reading, day=self.day(ending.day))

    def term(self, term: Term) -> Iterator[str]:
        """The end that is kept, then what may still change it."""
        if term.day is None:
            yield self.words("term.undetermined", year=term.unknown_year)
            return
        several = len(term.endings) > 1
        yield self.words(f"term.{term.period.closes if several else 'one'}", day=self.day(term.day))
        if term.provisional:
            yield self.words("term.provisional", year=term.day.year + (term.day.month == 12))

    def yearly(self, due: DueDay) -> Iterator[str]:
        """On which working day to be ready at the latest."""
        if due.working_day is None:
            yield self.words("yearly.unknown", year=due.unknown_year)
        elif due.working_day != due.day:
            yield self.words("yearly.working_day", day=self.day(due.working_day))
