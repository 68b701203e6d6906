"""初审意见表: what was declared, what the review left of it, and which corrections lie between."""

from __future__ import annotations

from collections.abc import Iterator

from cluster_rules.explain.document import Document, Part, Table
from cluster_rules.explain.material import split_path
from cluster_rules.explain.names import path_name
from cluster_rules.procedure.entries import Entry, FactCorrected
from cluster_rules.procedure.forms.desk import Desk
from cluster_rules.procedure.forms.figures import (
    actual_text,
    changed_text,
    difference,
    source_names,
    table_rows,
    value_text,
)


def preliminary_review(desk: Desk) -> Document:
    """Each criterion as declared and as verified, and each corrected fact; handler and reviewer sign for it."""
    blocks = (desk.caution(), _criteria(desk), _corrections(desk), *desk.silent(desk.review))
    return desk.document("preliminary", blocks)


def _criteria(desk: Desk) -> Part:
    say = desk.say
    names = ("criterion", "declared", "verified", "difference", "source", "conclusion", "handler", "reviewer")
    return Part(say("part.criteria"), (Table(tuple(say(f"column.{n}") for n in names), tuple(_rows(desk))),))


def _rows(desk: Desk) -> Iterator[tuple[str, ...]]:
    say = desk.say
    for criterion in desk.criteria:
        before, after = desk.filed.findings[criterion.id], desk.verified.findings[criterion.id]
        change = changed_text(say, before, after)
        if not change and before.status != after.status:
            change = say("table.changed")
        yield (
            desk.name(criterion),
            actual_text(say, before),
            actual_text(say, after),
            change or say("table.none"),
            say.join(source_names(desk.verified, after)) or say("table.none"),
            desk.standing(after),
            "",
            "",
        )


def _corrections(desk: Desk) -> Part:
    say = desk.say
    names = ("fact", "declared", "verified", "difference", "source", "grounds", "entry")
    header = tuple(say(f"column.{name}") for name in names)
    rows = table_rows(_corrected(desk), lambda: say("table.no_corrections"), len(header))
    return Part(say("part.corrections"), (Table(header, rows),))


def _corrected(desk: Desk) -> Iterator[tuple[str, ...]]:
    """One row for each corrected fact; the last correction is the one that counts."""
    latest: dict[str, Entry] = {}
    for entry in desk.reviewed.facts[1:]:
        assert isinstance(entry.event.content, FactCorrected)
        latest[entry.event.content.fact] = entry
    for path, entry in latest.items():
        yield _correction(desk, path, entry)


def _correction(desk: Desk, path: str, entry: Entry) -> tuple[str, ...]:
    say, content = desk.say, entry.event.content
    assert isinstance(content, FactCorrected)
    before, after = desk.filed.value_of(path), desk.verified.value_of(path)
    register, _, field = split_path(path)
    declared = desk.verified.fact_type(register, field)
    return (
        path_name(desk.verified, say, path),
        value_text(desk.filed, say, path, before),
        value_text(desk.verified, say, path, after) if after is not None else content.value,
        difference(say, before, after, declared.unit if declared else None) or say("table.same"),
        content.source or say("table.none"),
        content.reason or say("table.none"),
        str(entry.number),
    )
