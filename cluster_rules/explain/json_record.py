"""A decision as data: the format of `decide --format json`, documented in docs/en/decision-record.md.

Numbers are strings: exact where the decimal ends, else at 34 digits with the exact fraction beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cluster_rules.errors import Diagnostic
from cluster_rules.explain.material import Material, split_path
from cluster_rules.explain.note import stamps
from cluster_rules.explain.words import LOCALES, words
from cluster_rules.model.decision import Finding, Gap, Measurement, Status
from cluster_rules.model.numbers import Number, format_number, is_terminating
from cluster_rules.model.ruleset import Reading
from cluster_rules.model.sheet import Conflict, Source, Subject
from cluster_rules.model.units import Unit
from cluster_rules.model.values import Partial, Reason, Value

#: Version of this format; it changes when a key changes its meaning or goes.
FORMAT = 1


def render_json(material: Material) -> dict[str, Any]:
    """The decision as a tree of dicts, lists, strings, booleans and None."""
    record, ruleset, subject = material.record, material.ruleset, material.facts.subject
    return {
        "format": FORMAT,
        "verdict": record.verdict,
        "reading_dependent": record.reading_dependent,
        "possible_verdicts": list(record.possible_verdicts),
        "deciding_choices": list(record.deciding_choices),
        "measure": ruleset.edition.measure,
        "measure_title": ruleset.edition.title,
        "edition": ruleset.edition.id,
        "ruleset_version": ruleset.version,
        "ruleset_hash": ruleset.hash,
        "text_hash": ruleset.text_hash,
        "hypothetical": list(ruleset.hypothetical),
        "stamps": {locale: list(stamps(material, words(locale))) for locale in LOCALES},
        "synthetic": subject.synthetic,
        "engine": material.engine,
        "plugins": dict(ruleset.plugins),
        "as_of": _day(material.as_of),
        **_subject(subject),
        "findings": [_finding(material, finding) for finding in record.findings],
        "conflicts": [_conflict(material, conflict) for conflict in material.facts.conflicts],
        "warnings": [_warning(diagnostic) for diagnostic in (*material.warnings, *material.facts.warnings)],
    }


def _warning(found: Diagnostic) -> dict[str, Any]:
    texts = {"message": found.message("zh"), "message_en": found.message("en")}
    return {"code": found.code, **texts, "values": dict(found.values)}


def _subject(subject: Subject) -> dict[str, Any]:
    return {
        "subject": subject.name,
        "applicant": subject.applicant or None,
        "filing_date": _day(subject.filing_date),
        "reference_date": _day(subject.reference_date),
        "reference_basis": subject.reference_basis,
        "data_year": str(subject.data_year) if subject.data_year is not None else None,
    }


def _finding(material: Material, finding: Finding) -> dict[str, Any]:
    measured = [measurement_record(measurement) for measurement in finding.measurements]
    single = measured[0] if len(measured) == 1 else {"actual": None, "unit": None, "gap": None}
    test = material.test_of(finding)
    return {
        "id": finding.id,
        "title": finding.title,
        "provision": finding.provision,
        "quote": finding.quote,
        "kind": finding.kind,
        "role": finding.role,
        "parent": finding.parent or None,
        "status": finding.status,
        "required": single.get("required") or (test.requirement if test else None),
        "actual": single["actual"],
        "unit": single["unit"],
        "gap": single["gap"],
        "measurements": measured,
        "reading": _reading(finding.reading),
        "reading_dependent": finding.reading_dependent,
        "readings": [_alternative(material, finding, r, status) for r, status in finding.readings.items()],
        "reasons": [_reason(reason) for reason in finding.reasons],
        "facts": [_fact(material, path) for path in finding.facts],
        "error": finding.error or None,
    }


def _alternative(material: Material, finding: Finding, reading: Reading, status: Status) -> dict[str, Any]:
    """A combination of options; what is measured, for the one in force and those that differ from it in one choice."""
    differing = sum(left != right for left, right in zip(reading, finding.reading, strict=True))
    measured = finding.measurements if not differing else ()
    if differing == 1:
        measured = material.measured(finding, reading)
    actual = value_in(measured[0].actual, measured[0].unit) if len(measured) == 1 else None
    return {"reading": _reading(reading), "status": status, "actual": actual}


def measurement_record(measurement: Measurement) -> dict[str, Any]:
    """One comparison with its gap, in the units that people use; numbers are text."""
    unit = measurement.unit
    threshold = value_in(measurement.threshold, unit)
    written = f"{threshold}{_suffix(unit)}" if isinstance(threshold, str) else None
    return {
        "title": measurement.title or None,
        "operator": measurement.operator,
        "required": f"{measurement.operator} {written}" if written else None,
        "threshold": threshold,
        "actual": value_in(measurement.actual, unit),
        "actual_fraction": _fraction(measurement.actual, unit),
        "unit": unit.symbol if unit else None,
        "gap": _gap(measurement.gap),
    }


def _suffix(unit: Unit | None) -> str:
    if unit is None or not unit.symbol:
        return ""
    return unit.symbol if unit.symbol in {"%", "‰"} else f" {unit.symbol}"


def _gap(gap: Gap | None) -> dict[str, Any] | None:
    if gap is None:
        return None
    return {"kind": gap.kind, "amount": value_in(gap.amount, gap.unit), "unit": gap.unit.symbol, "basis": gap.basis}


def value_in(value: Value | None, unit: Unit | None) -> Any:
    """A value in its unit; bounds as `low` and `high`, or `options`, None where there is none."""
    if isinstance(value, Partial):
        if value.options is not None:
            return {"options": sorted(value.options)}
        return {"low": _known(value.low, unit), "high": _known(value.high, unit)}
    return _known(value, unit)


def _known(value: Any, unit: Unit | None) -> str | bool | None:
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return format_number(_written(value, unit))


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _written(value: Number, unit: Unit | None) -> Number:
    return unit.from_base(value) if unit is not None else value


def _fraction(value: Value, unit: Unit | None) -> str | None:
    """The exact value as a fraction where its decimal does not end."""
    if isinstance(value, (Partial, bool, str, date)):
        return None
    written = _written(value, unit)
    return None if is_terminating(written) else str(written)


def _reading(reading: Reading) -> Mapping[str, str]:
    return dict(reading)


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "kind": reason.kind,
        "fact": reason.fact,
        "record": reason.record or None,
        "field": reason.field or None,
        "path": reason.path,
    }


def _fact(material: Material, path: str) -> dict[str, Any]:
    """A fact with its sources; the value of scalar facts, for those of a register are columns."""
    register, _, field = split_path(path)
    declared = material.fact_type(register, field)
    unit = declared.unit if declared else None
    return {
        "fact": path,
        "value": value_in(material.value_of(path), unit),
        "unit": unit.symbol if unit else None,
        "sources": [_source(source) for source in material.sources_of(path)],
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "name": source.name or None,
        "period": source.period or None,
        "issuer": source.issuer or None,
        "evidence": list(source.evidence),
    }


def _conflict(material: Material, conflict: Conflict) -> dict[str, Any]:
    register, _, field = split_path(conflict.fact)
    declared = material.fact_type(register, field)
    unit = declared.unit if declared else None
    return {
        "fact": conflict.fact,
        "claims": [{"value": value_in(value, unit), "source": _source(source)} for value, source in conflict.claims],
        "provisional": value_in(conflict.provisional, unit),
        "unit": unit.symbol if unit else None,
    }
