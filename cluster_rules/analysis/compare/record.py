"""A comparison as data: what `compare --format json` prints. Every number is text, in the unit beside it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from cluster_rules.analysis.compare.comparison import Change, Comparison, CriterionChange, Requirement, Stated, Stretch
from cluster_rules.engine import Rules
from cluster_rules.model.numbers import Number, format_number
from cluster_rules.model.units import Unit

#: Version of this format; it changes when a key changes its meaning or goes.
FORMAT = 1


def comparison_record(comparison: Comparison) -> dict[str, Any]:
    """The comparison as dicts, lists, texts, truth values and None."""
    kinds = ("conditions", "groups", "choices", "definitions", "facts", "procedure")
    return {
        "format": FORMAT,
        "old": _edition(comparison.old),
        "new": _edition(comparison.new),
        "direction": comparison.direction,
        "criteria": [_criterion(change) for change in comparison.changed],
        "unchanged": [change.id for change in comparison.criteria if change.status == "same"],
        **{kind: [asdict(change) for change in getattr(comparison, kind)] for kind in kinds},
        "edition": [list(detail) for detail in comparison.edition],
        "text": [asdict(change) for change in comparison.text],
        "files": list(comparison.files),
    }


def _edition(rules: Rules) -> dict[str, Any]:
    ruleset = rules.ruleset
    return {
        "measure": ruleset.edition.measure,
        "edition": ruleset.edition.id,
        "title": ruleset.edition.title,
        "ruleset_version": ruleset.version,
        "ruleset_hash": ruleset.hash,
        "text_hash": ruleset.text_hash,
        "hypothetical": list(ruleset.hypothetical),
    }


def _criterion(change: CriterionChange) -> dict[str, Any]:
    return {
        "id": change.id,
        "title": change.criterion.title,
        "provision": change.criterion.provision,
        "status": change.status,
        "weight": change.weight,
        "direction": change.direction,
        "changes": [_change(found) for found in change.changes],
        "witnesses": [_stretch(found) for found in change.witnesses],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "aspect": change.aspect,
        "old": _stated(change.old),
        "new": _stated(change.new),
        "names": list(change.names),
        "tier": change.tier,
    }


def _stated(stated: Stated) -> str | dict[str, Any]:
    if not isinstance(stated, Requirement):
        return stated
    return {"operator": stated.operator, "threshold": stated.text, **_value(stated.value, stated.unit)}


def _value(value: Number | date | None, unit: Unit | None) -> dict[str, Any]:
    return {"value": _written(value, unit), "unit": unit.symbol if unit else None}


def _written(value: Number | date | None, unit: Unit | None) -> str | None:
    if value is None:
        return None
    if isinstance(value, date):
        return value.isoformat()
    return format_number(unit.from_base(value) if unit else value)


def _stretch(stretch: Stretch) -> dict[str, Any]:
    return {
        "indicator": stretch.indicator,
        "tier": stretch.tier,
        "low": _written(stretch.low, stretch.unit),
        "low_included": stretch.low_included,
        "high": _written(stretch.high, stretch.unit),
        "high_included": stretch.high_included,
        "unit": stretch.unit.symbol if stretch.unit else None,
        "met": "old" if stretch.old_met else "new",
    }
