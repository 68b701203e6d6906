"""The JSON Schema of the decision record that `render_json` gives."""

from __future__ import annotations

from typing import Any

_TEXT = {"type": "string"}
_MAYBE = {"type": ["string", "null"]}
_TRUTH = {"type": "boolean"}
_TEXTS = {"type": "array", "items": _TEXT}
_STATUS = {"enum": ["met", "not_met", "unknown", "needs_judgement", "error"]}
_VERDICTS = ["inadmissible", "not_met", "unknown", "needs_judgement", "met"]
_READING = {"type": "object", "additionalProperties": _TEXT}
_ENDS = ["string", "null"]
#: A known value as text, a truth value, bounds, possible texts, or nothing.
_VALUE = {
    "anyOf": [
        {"type": ["string", "boolean", "null"]},
        {
            "type": "object",
            "properties": {"low": {"type": _ENDS}, "high": {"type": _ENDS}},
            "required": ["low", "high"],
            "additionalProperties": False,
        },
        {"type": "object", "properties": {"options": _TEXTS}, "required": ["options"], "additionalProperties": False},
    ]
}


def _object(**properties: Any) -> dict[str, Any]:
    """An object that has exactly these keys."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


_GAP = {
    "anyOf": [
        {"type": "null"},
        _object(
            kind={"enum": ["shortfall", "margin"]},
            amount=_VALUE,
            unit=_TEXT,
            basis={"enum": ["value", "numerator", "members", "each"]},
        ),
    ]
}
_MEASUREMENT = _object(
    title=_MAYBE,
    operator={"enum": ["=", "!=", "<", "<=", ">", ">="]},
    required=_MAYBE,
    threshold=_VALUE,
    actual=_VALUE,
    actual_fraction=_MAYBE,
    unit=_MAYBE,
    gap=_GAP,
)
_REASON = _object(
    kind={"enum": ["missing", "conflict", "judgement", "undefined", "incomplete"]},
    fact=_TEXT,
    record=_MAYBE,
    field=_MAYBE,
    path=_TEXT,
)
_SOURCE = _object(name=_MAYBE, period=_MAYBE, issuer=_MAYBE, evidence=_TEXTS)
_FACT = _object(fact=_TEXT, value=_VALUE, unit=_MAYBE, sources=_list(_SOURCE))
_FINDING = _object(
    id=_TEXT,
    title=_TEXT,
    provision=_TEXT,
    quote=_TEXT,
    kind={"enum": ["number", "benchmark", "trend", "document", "judgement", "group"]},
    role={"enum": ["standing", "condition", "soft"]},
    parent=_MAYBE,
    status=_STATUS,
    required=_MAYBE,
    actual=_VALUE,
    unit=_MAYBE,
    gap=_GAP,
    measurements=_list(_MEASUREMENT),
    reading=_READING,
    reading_dependent=_TRUTH,
    readings=_list(_object(reading=_READING, status=_STATUS, actual=_VALUE)),
    reasons=_list(_REASON),
    facts=_list(_FACT),
    error=_MAYBE,
)
_CONFLICT = _object(fact=_TEXT, claims=_list(_object(value=_VALUE, source=_SOURCE)), provisional=_VALUE, unit=_MAYBE)
_WARNING = _object(
    code=_TEXT, message=_TEXT, message_en=_TEXT, values={"type": "object", "additionalProperties": _TEXT}
)


_SUBJECT: dict[str, Any] = {
    "subject": _TEXT,
    "applicant": _MAYBE,
    "filing_date": _MAYBE,
    "reference_date": _MAYBE,
    "reference_basis": {"enum": ["notice", "filing"]},
    "data_year": _MAYBE,
}


def decision_schema() -> dict[str, Any]:
    """The schema of one decision record."""
    record = _object(
        format={"const": 1},
        verdict={"enum": [*_VERDICTS, None]},
        reading_dependent=_TRUTH,
        possible_verdicts=_list({"enum": _VERDICTS}),
        deciding_choices=_TEXTS,
        measure=_TEXT,
        measure_title=_TEXT,
        edition=_TEXT,
        ruleset_version=_TEXT,
        ruleset_hash=_TEXT,
        text_hash=_TEXT,
        hypothetical=_TEXTS,
        stamps=_object(zh=_TEXTS, en=_TEXTS),
        synthetic=_TRUTH,
        engine=_TEXT,
        plugins={"type": "object", "additionalProperties": _TEXT},
        as_of=_MAYBE,
        **_SUBJECT,
        findings=_list(_FINDING),
        conflicts=_list(_CONFLICT),
        warnings=_list(_WARNING),
    )
    return {"title": "评估结论记录", **record}
