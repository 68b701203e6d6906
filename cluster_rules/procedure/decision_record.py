"""A decision that anyone can replay: facts with their sources, rules by their hashes, findings with their arithmetic.

The record is canonical JSON (RFC 8785), numbers as text, closed by its SHA-256: the same bytes on every machine. It is
made from the facts that are in it, so that nothing outside it, no file and no clock, has a part in what it says.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cluster_rules.engine import Decision, FactSheet, Rules
from cluster_rules.errors import Place, RulesError
from cluster_rules.explain.json_record import value_in
from cluster_rules.facts.snapshot import snapshot
from cluster_rules.model.decision import Finding, Step
from cluster_rules.model.sheet import Subject
from cluster_rules.procedure.calendar_file import load_calendar
from cluster_rules.procedure.entries import canonical_hash, canonical_json

FORMAT = "decision record 1"


def decision_record(
    rules: Rules,
    sheet: FactSheet,
    *,
    readings: Mapping[str, str] | None = None,
    overrides: Mapping[str, str] | None = None,
) -> bytes:
    """The record of the decision on `sheet`, closed with a line end. Raises `RulesError` as `decide` does."""
    asked = {
        "as_of": rules.as_of.isoformat() if rules.as_of else None,
        "readings": dict(readings or {}),
        "overrides": dict(overrides or {}),
    }
    facts = snapshot(sheet.claims)
    decision = rules.decide(FactSheet.from_data(facts), readings=readings, overrides=overrides)
    content = {"format": FORMAT, "asked": asked, "facts": facts, **content_of(decision)}
    return canonical_json({**content, "sha256": canonical_hash(content)}) + b"\n"


def content_of(decision: Decision) -> dict[str, Any]:
    """What a replay has to give again: the decision, how each figure was made, and the calendar of working days."""
    material = decision.material
    arithmetic = {f.id: [_step(step) for step in material.steps(f)] for f in decision.findings if _is_measured(f)}
    return {
        "decision": decision.to_dict(),
        "arithmetic": arithmetic,
        "calendar_hash": _calendar_hash(material.facts.subject),
    }


def _calendar_hash(subject: Subject) -> str:
    """The schedules of working days of the years that the sheet is about: they do not change once they are known."""
    days = (subject.filing_date, subject.reference_date)
    return load_calendar().fingerprint(tuple(sorted({day.year for day in days if day})))


def read_record(text: bytes, origin: str) -> dict[str, Any]:
    """The content of a record. Raises CR830 for what is no record, CR831 for one whose bytes are not its own."""
    place = Place(origin)
    try:
        data = json.loads(text, parse_float=_no_float)
    except (ValueError, RecursionError):
        raise RulesError.of("CR830", place) from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise RulesError.of("CR830", place)
    content = {key: value for key, value in data.items() if key != "sha256"}
    if data.get("sha256") != canonical_hash(content) or text.rstrip(b"\n") != canonical_json(data):
        raise RulesError.of("CR831", place)
    return content


def _no_float(text: str) -> Any:
    raise ValueError(text)


def _is_measured(finding: Finding) -> bool:
    return bool(finding.measurements)


def _step(step: Step) -> dict[str, Any]:
    data = {
        "text": step.text,
        "value": value_in(step.value, step.unit),
        "unit": step.unit.symbol if step.unit else None,
        "records": None if step.definite is None else [str(step.definite), str(step.possible)],
        "parts": [_step(part) for part in step.parts],
    }
    return {name: value for name, value in data.items() if value not in (None, [])}
