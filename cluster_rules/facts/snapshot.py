"""A fact sheet as plain data in the documented form, every value as text: what a case file keeps and reads back.

`from_data(snapshot(sheet))` says what `sheet` says; places in the original files are left behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cluster_rules.errors import RulesError
from cluster_rules.facts.texts import shown
from cluster_rules.model.numbers import exact, format_number, is_terminating
from cluster_rules.model.sheet import Claim, FactSheet, Raw, RawRegister, Source, Subject


def snapshot(sheet: FactSheet) -> dict[str, Any]:
    """The sheet in the form of `application.yaml`, tables written out as rows."""
    data = _subject(sheet.subject)
    if sheet.facts:
        data["facts"] = {name: [_claim(claim) for claim in claims] for name, claims in sheet.facts.items()}
    if sheet.registers:
        data["registers"] = {name: [_register(table) for table in tables] for name, tables in sheet.registers.items()}
    if sheet.parts:
        data["parts"] = [snapshot(part) for part in sheet.parts]
    return data


def _subject(subject: Subject) -> dict[str, Any]:
    given = {
        "subject": subject.name,
        "applicant": subject.applicant,
        "measure": subject.measure,
        "case": subject.case,
        "filing_date": _day(subject.filing_date),
        "reference_date": _day(subject.reference_date),
        "reference_basis": subject.reference_basis if subject.reference_date else "",
        "data_year": str(subject.data_year) if subject.data_year is not None else "",
        "synthetic": "是" if subject.synthetic else "",
    }
    return {name: value for name, value in given.items() if value}


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _claim(claim: Claim) -> dict[str, Any]:
    return {"value": text_of(claim.value), **_source(claim.source)}


def _register(table: RawRegister) -> dict[str, Any]:
    rows = [{name: text_of(claim.value) for name, claim in row.cells.items()} for row in table.rows]
    return {"rows": rows, "complete": "是" if table.complete else "否", **_source(table.source)}


def _source(source: Source) -> dict[str, Any]:
    given: Mapping[str, Any] = {
        "source": source.name,
        "period": source.period,
        "issuer": source.issuer,
        "evidence": list(source.evidence),
    }
    return {name: value for name, value in given.items() if value}


def text_of(value: Raw) -> str:
    """A value as it would be written in a file. Raises `RulesError` for what has no exact text."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    number = exact(value)
    if number is None or not (isinstance(number, int) or is_terminating(number)):
        raise RulesError.of("CR543", found=shown(value))
    return format_number(number)
