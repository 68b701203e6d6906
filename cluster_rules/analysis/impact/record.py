"""An impact as data for machines: every number is text, every subject and clause is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cluster_rules.analysis.impact.distances import Band, relative
from cluster_rules.analysis.impact.impacting import Effect, Impact, Standing
from cluster_rules.analysis.impact.summary import ClauseEffect, by_place, clause_effects
from cluster_rules.explain.json_record import measurement_record
from cluster_rules.model.decision import Measurement
from cluster_rules.model.numbers import Number
from cluster_rules.model.ruleset import Ruleset


def impact_record(impact: Impact) -> dict[str, Any]:
    """The whole impact."""
    return {
        "old": _edition(impact.old),
        "new": _edition(impact.new),
        "hypothetical": [*impact.old.hypothetical, *impact.new.hypothetical],
        "synthetic": any(effect.synthetic for effect in impact.effects),
        "place": impact.place or None,
        "subjects": [_effect(effect) for effect in impact.effects],
        "criteria": [_clause(clause) for clause in clause_effects(impact)],
        "places": [
            {"place": p.place or None, "subjects": p.subjects, "met_before": p.before, "met_after": p.after,
             "fails": p.fails, "passes": p.passes}
            for p in (by_place(impact) if impact.place else ())
        ],
    }  # fmt: skip


def _edition(ruleset: Ruleset) -> dict[str, Any]:
    edition = ruleset.edition
    return {"measure": edition.measure, "edition": edition.id, "version": ruleset.version, "hash": ruleset.hash}


def _effect(effect: Effect) -> dict[str, Any]:
    binding = effect.binding
    return {
        "subject": effect.name,
        "places": list(effect.places),
        "old": _standing(effect.old),
        "new": _standing(effect.new),
        "transition": effect.transition,
        "binding": None
        if binding is None
        else {
            "changed": list(binding.changed),
            "decided_by": [list(clauses) for clauses in binding.decided_by],
            "undone_by": [list(clauses) for clauses in binding.undone_by],
            "smallest": binding.smallest,
        },
    }


def _standing(standing: Standing) -> dict[str, Any]:
    return {
        "verdict": standing.verdict,
        "possible_verdicts": sorted(verdict or "withheld" for verdict in standing.possible),
        "statuses": dict(standing.statuses),
        "measurements": {identity: _measured(found) for identity, found in standing.measured.items()},
    }


def _measured(measurement: Measurement) -> dict[str, Any]:
    """The measurement, with the exact distance as a share of the threshold, positive where it is met."""
    found = relative(measurement)
    low, high = (None, None) if found is None else (_text(end) for end in found)
    return {**measurement_record(measurement), "relative": low if low == high else {"low": low, "high": high}}


def _text(end: Number | None) -> str | None:
    return None if end is None else str(end)


def _clause(clause: ClauseEffect) -> dict[str, Any]:
    return {
        "id": clause.id,
        "title": clause.criterion.title,
        "in_old": clause.old is not None,
        "in_new": clause.new is not None,
        "veto": clause.is_veto,
        "before": dict(clause.before),
        "after": dict(clause.after),
        "moved": [
            {"before": before, "after": after, "subjects": list(names)}
            for (before, after), names in clause.moved.items()
        ],
        "bands": {"old": _bands(clause.bands[0]), "new": _bands(clause.bands[1])},
    }


def _bands(bands: Mapping[Band, int]) -> dict[str, int]:
    """Band (−5 … 5, or `open`) → subjects."""
    return {"open" if band is None else str(band): count for band, count in bands.items()}
