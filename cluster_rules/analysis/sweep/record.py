"""A sweep as data for machines: every number is text, in the unit of its threshold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cluster_rules.analysis.sweep.sweeping import Point, Sweep, Turn
from cluster_rules.analysis.sweep.thresholds import Threshold
from cluster_rules.model.numbers import Number, format_number, is_terminating


def sweep_record(sweep: Sweep) -> dict[str, Any]:
    """The whole sweep; it is always hypothetical."""
    by_id = {threshold.id: threshold for threshold in sweep.thresholds}
    return {
        "measure": sweep.edition.measure,
        "edition": sweep.edition.id,
        "hypothetical": True,
        "synthetic": sweep.synthetic,
        "subjects": sweep.subjects,
        "together": sweep.together,
        "readings": dict(sweep.readings),
        "thresholds": [_threshold(threshold) for threshold in sweep.thresholds],
        "points": [_point(sweep.thresholds, point) for point in sweep.points],
        "turns": {name: [_turn(sweep.thresholds, turn) for turn in turns] for name, turns in sweep.turns.items()},
        "margins": {name: [_turn([by_id[name]], turn) for turn in turns] for name, turns in sweep.margins.items()},
    }


def _threshold(threshold: Threshold) -> dict[str, Any]:
    values = {name: _number(threshold, getattr(threshold, name)) for name in ("current", "start", "end")}
    named = {"id": threshold.id, "title": threshold.title, "operator": threshold.operator}
    return {**named, "unit": threshold.unit.symbol, **values}


def _number(threshold: Threshold, value: Number) -> str:
    """Exact: a decimal where it ends, else a fraction."""
    written = threshold.unit.from_base(value)
    return format_number(written) if is_terminating(written) else str(written)


def _values(thresholds: Sequence[Threshold], values: Sequence[Number]) -> Mapping[str, str]:
    return {threshold.id: _number(threshold, value) for threshold, value in zip(thresholds, values, strict=True)}


def _point(thresholds: Sequence[Threshold], point: Point) -> dict[str, Any]:
    return {
        "thresholds": _values(thresholds, point.thresholds),
        "verdicts": {verdict or "withheld": count for verdict, count in point.verdicts.items() if count},
        "statuses": {t.id: dict(counts) for t, counts in zip(thresholds, point.statuses, strict=True)},
    }


def _turn(thresholds: Sequence[Threshold], turn: Turn) -> dict[str, Any]:
    return {
        "thresholds": _values(thresholds, turn.thresholds),
        "subject": turn.subject,
        "before": turn.before,
        "at": turn.at,
        "after": turn.after,
    }
