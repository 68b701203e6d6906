"""年度对照: the last two data years side by side, and the activities of the last one. Information: nothing follows from it.

The measure asks for a report and says nothing of withdrawal, so a condition that is no longer met is only shown.
"""

from __future__ import annotations

from collections.abc import Iterator

from cluster_rules.explain.document import Block, Document, Paragraph, Part, Points, Table
from cluster_rules.explain.material import Material
from cluster_rules.explain.tree import Item
from cluster_rules.model.procedure import Yearly
from cluster_rules.procedure.entries import ActivityLogged, FactsFiled
from cluster_rules.procedure.folding import CaseState, fold
from cluster_rules.procedure.forms.desk import Desk
from cluster_rules.procedure.forms.figures import actual_text, changed_text, status_word


def yearly_comparison(desk: Desk) -> Document:
    """The year before the day of the paper against the one before it."""
    say, year = desk.say, desk.papers.today.year - 1
    by_year = _years(desk)
    before, after = by_year.get(year - 1), by_year.get(year)
    blocks: list[Block] = [Paragraph(say("yearly.lead"))]
    for wanted, found in ((year - 1, before), (year, after)):
        if found is None:
            blocks.append(Paragraph(say("yearly.no_facts", year=wanted)))
    if before and after:
        blocks += [_table(desk, before, after, year), _no_longer(desk, before, after)]
    elif found := before or after:
        blocks.append(_single(desk, found))
    steps = (step for step in desk.papers.proceeding.procedure.steps.values() if isinstance(step.clock, Yearly))
    return desk.document("yearly", (*blocks, _activities(desk, year), *desk.silent(*steps)))


def _years(desk: Desk) -> dict[int, Material]:
    """Data year → the pre-assessment of the facts filed about it, with the corrections made before the next filing."""
    entries, found = desk.state.entries, {}
    filings = [entry.number for entry in entries if _counts(desk.state, entry.number, entry.event.content)]
    for number, next_one in zip(filings, [*filings[1:], len(entries) + 1], strict=False):
        then = fold(tuple(entry for entry in entries if entry.number < next_one))
        if then.facts and then.facts[0].number == number:
            material = desk.decided(then).material
            if material.facts.subject.data_year is not None:
                found[material.facts.subject.data_year] = material
    return found


def _counts(state: CaseState, number: int, content: object) -> bool:
    return isinstance(content, FactsFiled) and number not in state.withdrawn


def _table(desk: Desk, before: Material, after: Material, year: int) -> Table:
    say = desk.say
    header = (
        say("column.criterion"),
        say("yearly.year", year=year - 1),
        say("yearly.year", year=year),
        *(say(f"column.{name}") for name in ("difference", "status_before", "status")),
    )
    return Table(header, tuple(_compared(desk, before, after)))


def _compared(desk: Desk, before: Material, after: Material) -> Iterator[tuple[str, ...]]:
    say = desk.say
    for criterion in desk.criteria:
        old, new = before.findings[criterion.id], after.findings[criterion.id]
        statuses = (status_word(say, old), status_word(say, new))
        change = changed_text(say, old, new) or say("table.none")
        yield desk.name(criterion), actual_text(say, old), actual_text(say, new), change, *statuses


def _no_longer(desk: Desk, before: Material, after: Material) -> Part:
    say = desk.say
    items = tuple(
        Item(desk.name(criterion), actual_text(say, after.findings[criterion.id]))
        for criterion in desk.criteria
        if before.findings[criterion.id].status == "met" and after.findings[criterion.id].status != "met"
    )
    return Part(say("yearly.no_longer"), (Points(items),) if items else (Paragraph(say("yearly.none")),))


def _single(desk: Desk, found: Material) -> Table:
    say = desk.say
    header = (say("column.criterion"), say("yearly.year", year=found.facts.subject.data_year), say("column.status"))
    findings = [(criterion, found.findings[criterion.id]) for criterion in desk.criteria]
    rows = ((desk.name(one), actual_text(say, each), status_word(say, each)) for one, each in findings)
    return Table(header, tuple(rows))


def _activities(desk: Desk, year: int) -> Part:
    """What was done under the duties of the measure, each duty named even where nothing is on record."""
    say, phrases = desk.say, desk.papers.phrases
    logged = desk.state.activities_of(year)
    items = []
    for step in (one for one in desk.papers.proceeding.procedure.steps.values() if one.kind == "duty"):
        contents = [(entry, entry.event.content) for entry in logged]
        own = [(e, c) for e, c in contents if isinstance(c, ActivityLogged) and c.step == step.id]
        notes = tuple(say("yearly.activity", day=desk.day(entry), what=content.what) for entry, content in own)
        items.append(Item(phrases.step(step.id), say("yearly.times", count=len(own)), notes))
    return Part(say("yearly.activities", year=year), (Points(tuple(items)),))
