"""公示, 异议登记 and 期限表: the notice with both ends of its term, the objections to it, and what is due when."""

from __future__ import annotations

from collections.abc import Iterator

from cluster_rules.errors import RulesError
from cluster_rules.explain.document import Block, Document, Paragraph, Part, Points, Table
from cluster_rules.explain.tree import Item
from cluster_rules.model.procedure import Step
from cluster_rules.procedure.folding import Objection
from cluster_rules.procedure.forms.desk import Desk
from cluster_rules.procedure.forms.figures import table_rows
from cluster_rules.procedure.positions import due
from cluster_rules.procedure.terms import Term, term


def publicity_step(desk: Desk) -> Step:
    """The step that lasts some days and can be objected to. Raises `RulesError` where the procedure has none."""
    for step in desk.papers.proceeding.procedure.steps.values():
        if step.objections and step.lasts is not None:
            return step
    raise RulesError.of("CR851", measure=desk.papers.proceeding.procedure.title)


def publicity_notice(desk: Desk) -> Document:
    """The text of the notice, and how its last day is reached; from the day of the paper where it is not out yet."""
    say, step = desk.say, publicity_step(desk)
    assert step.lasts is not None
    entry = desk.state.last(step.id)
    start = entry.event.effective_on if entry else desk.papers.today
    found = term(step.lasts, start, desk.papers.proceeding.calendar)
    drafted = () if entry else (Paragraph(say("publicity.draft", day=desk.papers.phrases.day(start))),)
    notice = Part(say("publicity.notice"), tuple(map(Paragraph, _notice(desk, step, found))))
    reasons = Part(say("publicity.reasons"), tuple(_reasons(desk, found)))
    return desk.document("publicity", (*drafted, notice, reasons, *desk.silent(step)))


def _notice(desk: Desk, step: Step, found: Term) -> Iterator[str]:
    say, phrases = desk.say, desk.papers.phrases
    edition = desk.papers.proceeding.rules.ruleset.edition
    yield say("publicity.basis", measure=edition.title, provision=step.provision, quote=step.quote)
    yield say("publicity.list", subject=desk.state.case.subject)
    last = phrases.day(found.day) if found.day else say("publicity.undetermined")
    yield say("publicity.term", first=phrases.day(found.start), last=last)
    yield say("publicity.objections")
    yield say("publicity.contact")
    yield say("publicity.signed", who=phrases.actor(step.actor))


def _reasons(desk: Desk, found: Term) -> Iterator[Block]:
    """Both ends, each with its way day by day, and why one of them is kept."""
    phrases = desk.papers.phrases
    for text in phrases.term(found):
        yield Paragraph(text)
    if found.period.why:
        yield Paragraph(desk.say("publicity.why", why=found.period.why, record=found.period.interpretation))
    yield Points(tuple(Item(phrases.ending(e), "", tuple(map(phrases.walked, e.walk))) for e in found.endings))


def objection_log(desk: Desk) -> Document:
    """Every objection; who raised it stays on paper."""
    say = desk.say
    names = ("number", "day", "step", "raised_by", "content", "handled", "outcome", "settled_on")
    header = tuple(say(f"column.{name}") for name in names)
    rows = (_objection(desk, number, found) for number, found in enumerate(desk.state.objections, 1))
    table = Table(header, table_rows(rows, lambda: say("objections.none"), len(header)))
    return desk.document("objections", (Paragraph(say("objections.lead")), table, *desk.silent(publicity_step(desk))))


def _objection(desk: Desk, number: int, found: Objection) -> tuple[str, ...]:
    say, settled = desk.say, found.settled
    what = getattr(settled.event.content, "what", "") if settled else ""
    step = desk.papers.phrases.step(found.content.step)
    outcome = desk.papers.phrases.words(f"outcome.{found.outcome}")
    return (
        say("objections.number", number=number, entry=found.raised.number),
        desk.day(found.raised),
        step,
        "",
        found.content.what,
        what or say("table.blank"),
        outcome,
        desk.day(settled) if settled else "",
    )


def due_table(desk: Desk) -> Document:
    """What is due when, with the reasoning, and what has no term in the measure."""
    made = desk.papers.due()
    steps = {item.step.id for item in due(desk.papers.proceeding, desk.state, desk.papers.today)}
    acts = (one for one in desk.papers.proceeding.procedure.steps.values() if one.kind == "act" and not one.clock)
    items = tuple(
        Item(desk.papers.phrases.step(one.id), desk.say("due.no_term")) for one in acts if one.id not in steps
    )
    return desk.document("due", (*made.blocks, Part(desk.say("due.no_terms"), (Points(items),))))
