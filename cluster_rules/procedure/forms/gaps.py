"""差距清单: what is not met and the smallest change, what is missing of whom, and which titles do not reach the day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cluster_rules.explain.document import Block, Document, Paragraph, Part, Points, Table
from cluster_rules.explain.formulas import telling
from cluster_rules.explain.names import fact_name
from cluster_rules.explain.overview import overview
from cluster_rules.procedure.forms.desk import Desk
from cluster_rules.procedure.forms.figures import table_rows
from cluster_rules.procedure.forms.titles import lapsed_titles

#: The parts of the overview that tell what is still to be done.
SECTIONS = ("failed", "error", "missing", "judgement", "conflict", "evidence")


def gap_list(desk: Desk) -> Document:
    """What stands between the application and the conditions."""
    sections = [section for section in overview(desk.material, desk.say) if section.name in SECTIONS]
    parts: list[Block] = [Part(section.title, (Points(section.items),)) for section in sections]
    blocks = (desk.caution(), *parts, _asked(desk), _titles(desk))
    return desk.document("gaps", blocks)


def _asked(desk: Desk) -> Part:
    """What to ask of each firm."""
    say = desk.say
    header = tuple(say(f"column.{name}") for name in ("record", "missing", "used_for"))
    rows = table_rows(_missing(desk), lambda: say("table.nothing_missing"), len(header))
    return Part(say("part.asked"), (Table(header, rows),))


def _missing(desk: Desk) -> Iterator[tuple[str, ...]]:
    found: dict[tuple[str, str], dict[str, dict[str, None]]] = {}
    ids = {criterion.id for criterion in desk.criteria}
    for finding in (one for one in desk.decision.findings if one.id in ids):
        for reason in telling(desk.material, finding.reasons):
            if reason.kind == "missing" and reason.record:
                wanted = found.setdefault((reason.fact, reason.record), {})
                wanted.setdefault(reason.field, {})[finding.id] = None
    for (register, record), fields in sorted(found.items()):
        used = dict.fromkeys(one for each in fields.values() for one in each)
        names = desk.say.join(fact_name(desk.material, register, field) for field in fields)
        yield desk.material.label(register, record), names, desk.say.join(used)


def _titles(desk: Desk) -> Part:
    say, reference = desk.say, desk.material.facts.subject.reference_date
    title = say("part.titles")
    if not isinstance(reference, date):
        return Part(title, (Paragraph(say("titles.no_day")),))
    header = tuple(say(f"column.{name}") for name in ("register", "record", "end", "what_to_do"))
    rows = (
        (one.register, one.label, one.end or say("table.blank"), say(f"titles.{one.kind}"))
        for one in lapsed_titles(desk.material, reference)
    )
    return Part(title, (Table(header, table_rows(iter(rows), lambda: say("titles.none"), len(header))),))
