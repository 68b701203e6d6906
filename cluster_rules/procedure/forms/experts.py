"""专家评审表: the judgements of the measure, blank or with what each expert found. Disagreement is shown, never averaged."""

from __future__ import annotations

from collections.abc import Iterator

from cluster_rules.explain.computation import aids
from cluster_rules.explain.document import Block, Document, Paragraph, Part, Statements, Table
from cluster_rules.explain.sources import DAY, FINDER, GROUNDS, JUDGED, RESULT
from cluster_rules.explain.tree import Line
from cluster_rules.model.dictionary import JUDGEMENTS
from cluster_rules.model.ruleset import Criterion
from cluster_rules.model.sheet import Record
from cluster_rules.procedure.forms.desk import Desk
from cluster_rules.procedure.forms.figures import evidence_numbers, value_text

_COLUMNS = ("expert", "result", "day", "grounds")


def blank_sheets(desk: Desk) -> Document:
    """One sheet for one expert, nothing filled in."""
    blank = ((*[""] * len(_COLUMNS),),)
    parts = (Part(desk.name(one), (*_question(desk, one), _table(desk, blank))) for one in _judged(desk))
    return desk.document("expert-sheets", (desk.caution(), Paragraph(desk.say("experts.blank")), *parts))


def merged_sheets(desk: Desk) -> Document:
    """What all experts found, side by side."""
    parts = (_merged(desk, criterion) for criterion in _judged(desk))
    return desk.document("expert-merge", (desk.caution(), _summary(desk), *parts))


def _judged(desk: Desk) -> tuple[Criterion, ...]:
    return tuple(criterion for criterion in desk.criteria if criterion.kind == "judgement")


def _question(desk: Desk, criterion: Criterion) -> Iterator[Block]:
    say, material = desk.say, desk.material
    finding = material.findings[criterion.id]
    yield Statements(tuple(_lines(desk, criterion)))
    if figures := aids(material, say, criterion, material.steps(finding)):
        yield Statements((Line(say("label.aids"), figures[0], figures[1:]),))


def _lines(desk: Desk, criterion: Criterion) -> Iterator[Line]:
    say = desk.say
    yield Line(say("label.quote"), say("quote.line", provision=criterion.provision, quote=criterion.quote))
    yield Line(say("label.question"), criterion.question or criterion.title)
    if criterion.guidance:
        first, *rest = criterion.guidance.splitlines()
        yield Line(say("experts.guidance"), first, tuple(rest))
    numbers = evidence_numbers(desk.material, desk.material.findings[criterion.id])
    yield Line(say("label.evidence"), say.join((*criterion.evidence, *numbers)) or say("table.no_evidence"))


def _table(desk: Desk, rows: tuple[tuple[str, ...], ...]) -> Table:
    return Table(tuple(desk.say(f"column.{name}") for name in _COLUMNS), rows)


def _merged(desk: Desk, criterion: Criterion) -> Part:
    found = _found(desk, criterion)
    rows = tuple(_row(desk, record) for record in found)
    agreement = Paragraph(desk.say(f"experts.{_agreement(found)}"))
    return Part(desk.name(criterion), (*_question(desk, criterion), agreement, *([_table(desk, rows)] if rows else [])))


def _found(desk: Desk, criterion: Criterion) -> tuple[Record, ...]:
    register = desk.material.register(JUDGEMENTS.name)
    records = register.records if register else ()
    return tuple(record for record in records if record.get(JUDGED) == criterion.id)


def _agreement(found: tuple[Record, ...]) -> str:
    """Whether they agree: `nobody`, `pending`, `disagree` or `agree`."""
    if not found:
        return "nobody"
    results = {result for record in found if isinstance(result := record.get(RESULT), str)}
    if len(results) > 1:
        return "disagree"
    return "agree" if all(isinstance(record.get(RESULT), str) for record in found) else "pending"


def _row(desk: Desk, record: Record) -> tuple[str, ...]:
    cells = {name: record.get(name) for name in (FINDER, RESULT, DAY, GROUNDS)}
    known = {name: value for name, value in cells.items() if isinstance(value, str) or hasattr(value, "isoformat")}
    return tuple(value_text(desk.material, desk.say, name, known.get(name)) for name in cells)


def _summary(desk: Desk) -> Table:
    """Who disagrees on what, at a glance."""
    say = desk.say
    header = tuple(say(f"column.{name}") for name in ("criterion", "for", "against", "agreement", "status"))
    return Table(header, tuple(_summed(desk, criterion) for criterion in _judged(desk)))


def _summed(desk: Desk, criterion: Criterion) -> tuple[str, ...]:
    say, found = desk.say, _found(desk, criterion)
    results = [record.get(RESULT) for record in found]
    status = say(f"status.{desk.material.findings[criterion.id].status}")
    counts = (str(results.count("符合")), str(results.count("不符合")))
    return (desk.name(criterion), *counts, say(f"experts.{_agreement(found)}"), status)
