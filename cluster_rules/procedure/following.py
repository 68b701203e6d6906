"""What each entry of a case has changed: findings and verdict, followed from one filing or correction to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cluster_rules.backends.live import LiveDecision
from cluster_rules.explain.document import Document, Points
from cluster_rules.explain.tree import Item
from cluster_rules.model.decision import DecisionRecord, Finding, Status, Verdict
from cluster_rules.procedure.entries import Entry
from cluster_rules.procedure.folding import CaseState, fold
from cluster_rules.procedure.papers import Papers
from cluster_rules.procedure.proceeding import Proceeding


@dataclass(frozen=True)
class Followed:
    """An entry after which the facts are others than before, and what follows."""

    entry: Entry
    #: None where no facts are left.
    record: DecisionRecord | None
    #: Criterion, group or condition → status before and after; None where there were no facts.
    changed: Mapping[str, tuple[Status | None, Status | None]]
    verdict: tuple[Verdict | None, Verdict | None]


def follow(proceeding: Proceeding, entries: tuple[Entry, ...], live: LiveDecision | None = None) -> Iterator[Followed]:
    """The entries that change the facts, in their order: a filing, a correction, a withdrawal of one of them.

    `live` keeps the decision up to date on durable-rules; without it each is decided by the scalar engine alone.
    """
    facts: tuple[Entry, ...] = ()
    before: DecisionRecord | None = None
    for number in range(1, len(entries) + 1):
        state = fold(entries[:number])
        if state.facts == facts:
            continue
        facts = state.facts
        after = _decided(proceeding, state, live)
        yield Followed(entries[number - 1], after, _changed(before, after), (_verdict(before), _verdict(after)))
        before = after


def _decided(proceeding: Proceeding, state: CaseState, live: LiveDecision | None) -> DecisionRecord | None:
    sheet = proceeding.sheet(state)
    if sheet is None:
        return None
    bound = proceeding.rules.bind(sheet)
    return live.update(bound).record if live else proceeding.rules.decide_bound(bound).material.record


def _verdict(record: DecisionRecord | None) -> Verdict | None:
    return record.verdict if record else None


def _changed(
    before: DecisionRecord | None, after: DecisionRecord | None
) -> dict[str, tuple[Status | None, Status | None]]:
    old, new = (_statuses(record) for record in (before, after))
    names = dict.fromkeys((*old, *new))
    return {name: (old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)}


def _statuses(record: DecisionRecord | None) -> dict[str, Status]:
    return {finding.id: finding.status for finding in record.findings} if record else {}


def changes_document(papers: Papers, live: LiveDecision | None = None) -> Document:
    """What each filing and each correction has changed, in words."""
    followed = follow(papers.proceeding, papers.state.entries, live)
    items = tuple(_item(papers, one, first=number == 0) for number, one in enumerate(followed))
    title = papers.phrases.words("papers.changes", case=papers.state.case.case)
    return papers.document(title, (Points(items),))


def _item(papers: Papers, one: Followed, *, first: bool) -> Item:
    say = papers.phrases.words
    head = f"{one.entry.number} · {papers.phrases.day(one.entry.event.effective_on)}"
    old, new = (say(f"verdict.{verdict}") if verdict else say("changes.none") for verdict in one.verdict)
    key = "first" if first else "stays" if old == new else "verdict"
    lines = [say(f"changes.{key}", old=old, new=new)]
    lines += [] if first else _findings(papers, one)
    return Item(head, papers.phrases.event(one.entry), tuple(lines))


def _findings(papers: Papers, one: Followed) -> list[str]:
    say = papers.phrases.words
    known = {finding.id: finding for finding in one.record.findings} if one.record else {}
    told = [say("changes.finding", name=_name(id, known), old=_said(papers, old), new=_said(papers, new)) for id, (old, new) in one.changed.items()]  # fmt: skip
    return told or [say("changes.same")]


def _name(identity: str, known: Mapping[str, Finding]) -> str:
    return f"{identity} {known[identity].title}".strip() if identity in known else identity


def _said(papers: Papers, status: Status | None) -> str:
    return papers.phrases.words(f"status.{status}" if status else "changes.none")


def changes_data(papers: Papers, live: LiveDecision | None = None) -> list[dict[str, object]]:
    """The same for machines."""
    return [
        {
            "entry": one.entry.number,
            "verdict": list(one.verdict),
            "findings": {id: list(statuses) for id, statuses in one.changed.items()},
        }
        for one in follow(papers.proceeding, papers.state.entries, live)
    ]
