"""Status, calendar and history of a case as documents, from its entries alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from cluster_rules.errors import Locale
from cluster_rules.explain.document import Block, Document, Paragraph, Part, Points, Table
from cluster_rules.explain.tree import Item, Line
from cluster_rules.model.procedure import Step
from cluster_rules.procedure.entries import Document as Attached
from cluster_rules.procedure.entries import Entry, FactCorrected, StepDone
from cluster_rules.procedure.folding import CaseState, fold, known_on
from cluster_rules.procedure.phrases import Phrases
from cluster_rules.procedure.positions import Due, Position, due, positions
from cluster_rules.procedure.proceeding import Proceeding
from cluster_rules.procedure.terms import Term

#: A step before is not done, or turned out otherwise: the rest can wait.
_STEPS_FIRST = frozenset({"CR577", "CR578"})


@dataclass(frozen=True)
class Papers:
    """The papers of one case at the end of `today`, on what was recorded by then (or by `known`)."""

    proceeding: Proceeding
    entries: tuple[Entry, ...]
    today: date
    locale: Locale = "zh"
    known: date | None = None

    @cached_property
    def phrases(self) -> Phrases:
        """How things are said."""
        return Phrases(self.proceeding.procedure, self.locale)

    @cached_property
    def state(self) -> CaseState:
        """What the entries come to."""
        return fold(known_on(self.entries, min(self.known or self.today, self.today)))

    def status(self) -> Document:
        """Where every step stands."""
        found = positions(self.proceeding, self.state, self.today)
        parts = (
            self._part("ready", [self._ready(p) for p in found if p.status == "ready"]),
            self._part("running", [self._running(p) for p in found if p.status == "running"]),
            self._part("waiting", [self._waiting(p) for p in found if p.status == "waiting"]),
            self._part("done", [self._done(p, e) for p in found for e in p.entries if p.step.kind == "act"]),
            self._part("objections", list(self._objections())),
            self._part("advice", [Item(self.phrases.advice(a)) for p in found for a in p.advice]),
            self._part("duties", [self._duty(p) for p in found if p.step.kind == "duty"]),
            self._part("open", list(self._open(found))),
        )
        return self._document("status", tuple(part for part in parts if part))

    def due(self) -> Document:
        """What is due when, and how those days are reached."""
        found = due(self.proceeding, self.state, self.today)
        walks = tuple(Part(self._due_title(item), self._reasoning(item)) for item in found)
        blocks: tuple[Block, ...] = (self._due_table(found), *walks)
        if not found:
            blocks = (Paragraph(self.phrases.words("due.nothing")),)
        return self._document("due", blocks)

    def history(self) -> Document:
        """Every entry in its order, withdrawn ones marked."""
        points = Points(tuple(self._entry(entry) for entry in self.state.entries))
        return self._document("history", (points,))

    # The frame

    def _document(self, name: str, blocks: tuple[Block, ...]) -> Document:
        return self.document(self.phrases.words(f"papers.{name}", case=self.state.case.case), blocks)

    def document(self, title: str, blocks: tuple[Block, ...]) -> Document:
        """`blocks` with what every paper of the case says above and below them."""
        say = self.phrases.words
        edition = self.proceeding.rules.ruleset.edition
        footer = Line(say("header.note"), say("papers.note", interpreter=edition.interpreter or edition.issuer))
        return Document(self.locale, title, blocks, tuple(self._stamps()), tuple(self._header()), (footer,))

    def _stamps(self) -> Iterator[str]:
        """What every paper must say: rules that bind nobody, made-up data."""
        ruleset = self.proceeding.rules.ruleset
        if ruleset.hypothetical:
            yield self.phrases.words("papers.hypothetical", edition=ruleset.edition.id)
        sheet = self.proceeding.sheet(self.state)
        if self.state.case.synthetic or (sheet is not None and sheet.claims.is_synthetic):
            yield self.phrases.words("stamp.synthetic")

    def _header(self) -> Iterator[Line]:
        say, edition = self.phrases.words, self.proceeding.rules.ruleset.edition
        last = self.state.entries[-1]
        title = edition.title_en if self.locale == "en" and edition.title_en else edition.title
        yield Line(say("header.subject"), self.state.case.subject)
        yield Line(say("header.measure"), title)
        when = say("papers.until", day=self.phrases.day(self.today))
        if self.known is not None:
            when = say("papers.and_known", day=self.phrases.day(self.today), known=self.known)
        yield Line(say("header.day"), when)
        yield Line(say("header.entries"), say("header.entries_are", count=last.number, receipt=last.receipt))
        yield Line(say("header.facts"), self._verdict())
        if self.state.ended:
            yield Line(say("header.ended"), self.phrases.event(self.state.ended))

    def _verdict(self) -> str:
        say, decision = self.phrases.words, self.proceeding.decision(self.state)
        if decision is None:
            return say("header.no_facts")
        changed = len(self.state.facts) - 1
        corrected = say("header.corrected", count=changed) if changed else ""
        verdict = say(f"verdict.{decision.verdict or 'withheld'}")
        if decision.reading_dependent:
            verdict = say("header.reading_dependent", verdict=verdict)
        return say("header.verdict_of", verdict=verdict, number=self.state.facts[0].number, corrected=corrected)

    def _part(self, name: str, items: list[Item]) -> Part | None:
        return Part(self.phrases.words(f"part.{name}"), (Points(tuple(items)),)) if items else None

    # Steps

    def _who(self, step: Step) -> str:
        actor, to = self.phrases.actor(step.actor), self.phrases.actor(step.to)
        return self.phrases.words("step.to" if to else "step.by", actor=actor, to=to)

    def _ready(self, position: Position) -> Item:
        say, step = self.phrases.words, position.step
        lacking = [name for name in step.inputs if name not in self.state.documents]
        notes = (
            say(f"step.{step.force}") if step.force != "shall" else "",
            say("step.inputs", documents=say.join(lacking)) if lacking else "",
            say("step.results", results=say.either(result.name for result in step.results)) if step.results else "",
            "" if step.clock else say("step.no_term"),
        )
        return Item(self.phrases.step(step.id), self._who(step), tuple(filter(None, notes)))

    def _running(self, position: Position) -> Item:
        assert position.term is not None
        notes = (*self.phrases.term(position.term), *map(self.phrases.ending, position.term.endings))
        return Item(self.phrases.step(position.step.id), self._who(position.step), notes)

    def _waiting(self, position: Position) -> Item:
        """What it waits for: other steps alone, as long as they are not done."""
        first = [found for found in position.waiting_for if found.code in _STEPS_FIRST] or position.waiting_for
        notes = tuple(found.message(self.locale) for found in first)
        return Item(self.phrases.step(position.step.id), self._who(position.step), notes)

    def _done(self, position: Position, entry: Entry) -> Item:
        say, content = self.phrases.words, entry.event.content
        assert isinstance(content, StepDone)
        day, actor = self.phrases.day(entry.event.effective_on), self.phrases.actor(entry.event.actor)
        notes = [
            say("step.result", result=content.result) if content.result else "",
            say("step.about_year", year=content.about_year) if content.about_year is not None else "",
            say("step.missing", documents=say.join(position.missing)) if position.missing else "",
            *(self._kept(content)),
        ]
        text = say("step.on", day=day, actor=actor, number=entry.number)
        return Item(self.phrases.step(content.step), text, tuple(filter(None, notes)))

    def _kept(self, content: StepDone) -> Iterator[str]:
        """What has to be known of how a step was taken."""
        say = self.phrases.words
        if content.ranking:
            yield say("step.ranking", ranking=content.ranking)
        if content.despite:
            yield say("step.despite", reason=content.despite)
        for found in content.checked:
            if not found.held:
                yield say("step.not_held", condition=self.phrases.checked(found))

    def _duty(self, position: Position) -> Item:
        say, count = self.phrases.words, len(position.entries)
        if not count:
            return Item(self.phrases.step(position.step.id), say("step.logged", count=0))
        last = self.phrases.day(position.entries[-1].event.effective_on)
        return Item(self.phrases.step(position.step.id), say("step.last_logged", count=count, day=last))

    def _objections(self) -> Iterator[Item]:
        say = self.phrases.words
        for found in self.state.objections:
            day = self.phrases.day(found.raised.event.effective_on)
            head = say("objection.state", number=found.raised.number, day=day, what=found.content.what)
            if found.settled is None:
                yield Item(head, say("outcome.open"))
            else:
                yield Item(head, self.phrases.event(found.settled))

    def _open(self, found: Iterable[Position]) -> Iterator[Item]:
        """What the measure leaves open, about the steps that can be taken or are running, and about the whole."""
        for position in found:
            if position.status in ("ready", "running") and position.step.not_specified:
                items = self.phrases.words.clauses(position.step.not_specified)
                yield Item(self.phrases.step(position.step.id), self.phrases.words("papers.not_specified", items=items))
        if self.proceeding.procedure.not_specified:
            items = self.phrases.words.clauses(self.proceeding.procedure.not_specified)
            yield Item(self.proceeding.procedure.title, self.phrases.words("papers.not_specified", items=items))

    # What is due

    def _due_title(self, item: Due) -> str:
        year = item.yearly.about if item.yearly else ""
        return self.phrases.words(f"due.{item.kind}", step=self.phrases.step(item.step.id), year=year)

    def _due_table(self, found: tuple[Due, ...]) -> Table:
        say = self.phrases.words
        header = tuple(say(f"due.{name}") for name in ("what", "day", "left", "reminders"))
        return Table(header, tuple(self._due_row(item) for item in found))

    def _due_row(self, item: Due) -> tuple[str, ...]:
        say = self.phrases.words
        if item.day is None or item.left is None:
            return (self._due_title(item), say("due.undetermined"), "", "")
        key = "late" if item.left < 0 else "left_days" if item.left else "today"
        reminders = (say("due.reminder", left=left, day=day) for left, day in item.reminders if day >= self.today)
        left = say(f"due.{key}", count=abs(item.left))
        return (self._due_title(item), self.phrases.day(item.day), left, say.join(reminders))

    def _reasoning(self, item: Due) -> tuple[Block, ...]:
        if item.term is not None:
            return tuple(self._walks(item.term))
        assert item.yearly is not None
        say, step = self.phrases.words, item.step
        texts = [*self.phrases.yearly(item.yearly)]
        if step.clock is not None and step.clock.why:
            texts.append(say("term.why", why=step.clock.why, record=step.clock.interpretation))
        if step.not_specified:
            texts.append(say("papers.not_specified", items=say.clauses(step.not_specified)))
        return tuple(map(Paragraph, texts))

    def _walks(self, term: Term) -> Iterator[Block]:
        """Both ends with their reasons, day by day."""
        for text in self.phrases.term(term):
            yield Paragraph(text)
        if term.period.why:
            yield Paragraph(self.phrases.words("term.why", why=term.period.why, record=term.period.interpretation))
        yield Points(
            tuple(Item(self.phrases.ending(e), "", tuple(map(self.phrases.walked, e.walk))) for e in term.endings)
        )

    # Entries

    def _entry(self, entry: Entry) -> Item:
        say, event = self.phrases.words, entry.event
        head = f"{entry.number} · {self.phrases.day(event.effective_on)}"
        text = self.phrases.event(entry)
        gone = entry.number in self.state.withdrawn
        return Item(head, say("event.withdrawn", event=text) if gone else text, tuple(self._notes(entry)))

    def _notes(self, entry: Entry) -> Iterator[str]:
        say, event = self.phrases.words, entry.event
        if entry.recorded_on != event.effective_on:
            yield say("event.recorded", day=entry.recorded_on)
        if event.documents:
            yield say("event.documents", documents=say.join(map(self._attached, event.documents)))
        if isinstance(event.content, StepDone):
            yield from self._kept(event.content)
        if isinstance(event.content, FactCorrected):
            yield from self._changed(event.content)
        if event.by:
            yield say("event.by", by=event.by)
        if event.note:
            yield say("event.note", note=event.note)
        yield say("event.receipt", receipt=entry.receipt)

    def _changed(self, content: FactCorrected) -> Iterator[str]:
        say = self.phrases.words
        if content.new_row:
            yield say("event.new_row")
        if content.source:
            yield say("event.source", source=content.source)
        if content.reason:
            yield say("event.reason", reason=content.reason)

    def _attached(self, document: Attached) -> str:
        key = "document" if document.file else "on_paper"
        return self.phrases.words(f"event.{key}", name=document.name, file=document.file, hash=document.sha256)
