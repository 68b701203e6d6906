"""The state of a case: what its entries come to. What was known on a day is the fold of what was recorded by then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from cluster_rules.errors import RulesError
from cluster_rules.facts import from_data
from cluster_rules.facts.correction import corrected
from cluster_rules.model.dictionary import Dictionary
from cluster_rules.model.sheet import FactSheet
from cluster_rules.procedure.entries import (
    ActivityLogged,
    CaseEnded,
    Entry,
    EntryWithdrawn,
    FactCorrected,
    FactsFiled,
    ObjectionRaised,
    ObjectionSettled,
    Opened,
    StepDone,
)


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection, and how it was settled; None while it is open."""

    raised: Entry
    settled: Entry | None = None

    @property
    def content(self) -> ObjectionRaised:
        """What was raised."""
        assert isinstance(self.raised.event.content, ObjectionRaised)
        return self.raised.event.content

    @property
    def outcome(self) -> str:
        """`open`, or how it was settled."""
        content = self.settled.event.content if self.settled else None
        return content.outcome if isinstance(content, ObjectionSettled) else "open"

    @property
    def stands_in_the_way(self) -> bool:
        """It is open, or it was upheld."""
        return self.outcome in ("open", "upheld")


@dataclass(frozen=True, slots=True)
class CaseState:
    """What the entries of a case come to; withdrawn ones left out."""

    opened: Entry
    entries: tuple[Entry, ...]
    #: Numbers of entries that no longer count.
    withdrawn: frozenset[int] = frozenset()
    #: Step → the entries that record it, in their order.
    done: Mapping[str, tuple[Entry, ...]] = field(default_factory=lambda: MappingProxyType({}))
    #: The latest filing of facts, then the corrections of single facts since.
    facts: tuple[Entry, ...] = ()
    objections: tuple[Objection, ...] = ()
    activities: tuple[Entry, ...] = ()
    #: The applicant withdrew.
    ended: Entry | None = None

    @property
    def case(self) -> Opened:
        """How the case was opened."""
        assert isinstance(self.opened.event.content, Opened)
        return self.opened.event.content

    @property
    def documents(self) -> frozenset[str]:
        """The names of the documents of all entries that count."""
        counting = (entry for entry in self.entries if entry.number not in self.withdrawn)
        return frozenset(document.name for entry in counting for document in entry.event.documents)

    def activities_of(self, year: int) -> tuple[Entry, ...]:
        """The activities of one year: what a yearly report is made of."""
        return tuple(entry for entry in self.activities if entry.event.effective_on.year == year)

    def last(self, step: str) -> Entry | None:
        """The latest entry that records `step`."""
        found = self.done.get(step, ())
        return found[-1] if found else None

    def result(self, step: str) -> str:
        """How `step` turned out; empty where it has no results, or is not done."""
        entry = self.last(step)
        return entry.event.content.result if entry and isinstance(entry.event.content, StepDone) else ""


def known_on(entries: Iterable[Entry], day: date) -> tuple[Entry, ...]:
    """What was recorded by the end of `day`."""
    return tuple(entry for entry in entries if entry.recorded_on <= day)


def fold(entries: tuple[Entry, ...]) -> CaseState:
    """The state after `entries`, of which the first opens the case. Raises `RulesError` where there is none."""
    if not entries or not isinstance(entries[0].event.content, Opened):
        raise RulesError.of("CR570")
    withdrawn = _withdrawn(entries)
    state = CaseState(entries[0], entries, withdrawn)
    for entry in entries[1:]:
        if entry.number not in withdrawn:
            state = _after(state, entry)
    return state


def _withdrawn(entries: tuple[Entry, ...]) -> frozenset[int]:
    """A withdrawal that is itself withdrawn takes nothing away; what comes later decides."""
    gone: set[int] = set()
    for entry in reversed(entries):
        content = entry.event.content
        if isinstance(content, EntryWithdrawn) and entry.number not in gone:
            gone.add(content.entry)
    return frozenset(gone)


def _after(state: CaseState, entry: Entry) -> CaseState:
    content = entry.event.content
    if isinstance(content, StepDone):
        return replace(state, done={**state.done, content.step: (*state.done.get(content.step, ()), entry)})
    if isinstance(content, FactsFiled):
        return replace(state, facts=(entry,))
    if isinstance(content, FactCorrected):
        return replace(state, facts=(*state.facts, entry))
    if isinstance(content, ActivityLogged):
        return replace(state, activities=(*state.activities, entry))
    if isinstance(content, ObjectionRaised):
        return replace(state, objections=(*state.objections, Objection(entry)))
    if isinstance(content, ObjectionSettled):
        objections = (replace(o, settled=entry) if o.raised.number == content.entry else o for o in state.objections)
        return replace(state, objections=tuple(objections))
    return replace(state, ended=entry) if isinstance(content, CaseEnded) else state


def sheet_of(state: CaseState, dictionary: Dictionary) -> FactSheet | None:
    """The facts as filed and corrected; None where none have been filed."""
    if not state.facts:
        return None
    filed = state.facts[0].event.content
    if not isinstance(filed, FactsFiled):
        raise RulesError.of("CR571", number=state.facts[0].number)
    sheet = from_data(filed.facts)
    for entry in state.facts[1:]:
        change = entry.event.content
        assert isinstance(change, FactCorrected)
        sheet = corrected(sheet, change.fact, change.value, change.source, dictionary, new_row=change.new_row)
    return sheet
