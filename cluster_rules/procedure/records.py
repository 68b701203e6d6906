"""The same as the papers for machines: status, calendar and history as plain data; every day is text."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from cluster_rules.explain.document import Block, Document, Part
from cluster_rules.procedure.entries import entry_data
from cluster_rules.procedure.papers import Papers
from cluster_rules.procedure.positions import Due, Position, due, positions
from cluster_rules.procedure.terms import Term


def status_data(papers: Papers) -> dict[str, Any]:
    """Where every step stands."""
    decision = papers.proceeding.decision(papers.state)
    found = positions(papers.proceeding, papers.state, papers.today)
    return {**_frame(papers), "verdict": decision.verdict if decision else None, "steps": [_position(p) for p in found]}


def due_data(papers: Papers) -> dict[str, Any]:
    """What is due when."""
    return {**_frame(papers), "due": [_due(d) for d in due(papers.proceeding, papers.state, papers.today)]}


def history_data(papers: Papers) -> dict[str, Any]:
    """Every entry, with its hash and whether it still counts."""
    entries = [
        {**entry_data(e), "hash": e.hash, "withdrawn": e.number in papers.state.withdrawn} for e in papers.state.entries
    ]
    return {**_frame(papers), "entries": entries}


def _frame(papers: Papers) -> dict[str, Any]:
    opened, procedure = papers.state.case, papers.proceeding.procedure
    return {
        "case": opened.case,
        "subject": opened.subject,
        "synthetic": opened.synthetic,
        "measure": opened.measure,
        "edition": opened.edition,
        "procedure_hash": procedure.hash,
        "today": papers.today.isoformat(),
        "known_on": papers.known.isoformat() if papers.known else None,
        "receipt": str(papers.state.entries[-1].receipt),
    }


def _position(position: Position) -> dict[str, Any]:
    step = position.step
    return {
        "step": step.id,
        "title": step.title,
        "provision": step.provision,
        "quote": step.quote,
        "kind": step.kind,
        "force": step.force,
        "actor": step.actor,
        "status": position.status,
        "entries": [entry.number for entry in position.entries],
        "waiting_for": [problem.code for problem in position.waiting_for],
        "missing": list(position.missing),
        "advice": [found.say for found in position.advice],
        "not_specified": list(step.not_specified),
        "term": _term(position.term) if position.term else None,
    }


def _term(term: Term) -> dict[str, Any]:
    return {
        "start": term.start.isoformat(),
        "day": _day(term.day),
        "unknown_year": term.unknown_year,
        "provisional": term.provisional,
        "interpretation": term.period.interpretation,
        "readings": [
            {
                "reading": ending.reading,
                "day": _day(ending.day),
                "walk": [
                    {
                        "day": walked.day.isoformat(),
                        "number": walked.number,
                        "left_out": walked.left_out,
                        "reason": walked.status.reason if walked.status else None,
                        "holiday": walked.status.holiday if walked.status else "",
                    }
                    for walked in ending.walk
                ],
            }
            for ending in term.endings
        ],
    }


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def _due(found: Due) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "step": found.step.id,
        "about_year": found.yearly.about if found.yearly else None,
        "day": _day(found.day),
        "left": found.left,
        "last_working_day": _day(found.yearly.working_day) if found.yearly else None,
        "unknown_year": found.unknown_year,
        "reminders": [{"left": left, "day": day.isoformat()} for left, day in found.reminders],
        "term": _term(found.term) if found.term else None,
    }


def document_data(document: Document) -> dict[str, Any]:
    """A document as plain data: its title, stamps and blocks, each under the name of its kind."""
    data = asdict(document)
    data["blocks"] = [block_data(block) for block in document.blocks]
    return data


def block_data(block: Block) -> dict[str, Any]:
    """A block as plain data; the blocks of a part are below it."""
    if isinstance(block, Part):
        return {"kind": "part", "title": block.title, "blocks": [block_data(one) for one in block.blocks]}
    return {"kind": type(block).__name__.lower(), **asdict(block)}
