"""自查表: every criterion once, with its text, figures, arithmetic, gap, status, readings and evidence."""

from __future__ import annotations

from collections.abc import Iterator

from cluster_rules.explain.details import details
from cluster_rules.explain.document import Document, Table
from cluster_rules.explain.tree import Entry
from cluster_rules.procedure.forms.desk import Desk
from cluster_rules.procedure.forms.figures import evidence_numbers

#: Column → the labels of the explanation that it is made of.
COLUMNS = {
    "quote": ("quote",),
    "required": ("required", "situation", "question"),
    "actual": ("actual", "judgements", "documents"),
    "computation": ("computation", "aids"),
    "gap": ("shortfall", "margin", "missing", "missing.settled", "error"),
}


def self_check(desk: Desk) -> Document:
    """Every criterion in the order of the text."""
    say = desk.say
    header = tuple(say(f"column.{name}") for name in ("criterion", *COLUMNS, "status", "reading", "evidence"))
    wanted = {criterion.id for criterion in desk.criteria}
    rows = tuple(_row(desk, entry) for entry in _leaves(details(desk.material, say)) if entry.id in wanted)
    return desk.document("self-check", (desk.caution(), Table(header, rows)))


def _leaves(entries: tuple[Entry, ...]) -> Iterator[Entry]:
    for entry in entries:
        yield entry
        yield from _leaves(entry.entries)


def _row(desk: Desk, entry: Entry) -> tuple[str, ...]:
    say, finding = desk.say, desk.material.findings[entry.id]
    cells = (_cell(desk, entry, labels) for labels in COLUMNS.values())
    reading = _cell(desk, entry, ("reading",))
    if finding.reading_dependent:
        reading = say("table.reading_dependent", readings=reading)
    numbers = say.join(evidence_numbers(desk.material, finding)) or say("table.no_evidence")
    return (entry.title, *cells, entry.status_word, reading, numbers)


def _cell(desk: Desk, entry: Entry, labels: tuple[str, ...]) -> str:
    """What the explanation says under these labels."""
    wanted = {desk.say(f"label.{label}") for label in labels}
    return desk.say.clauses(
        text.rstrip("。") for line in entry.lines if line.label in wanted for text in (line.text, *line.more)
    )
