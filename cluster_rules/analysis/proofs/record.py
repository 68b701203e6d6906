"""What was proved as data: what `prove --format json` prints. Every number of an application is text with its unit."""

from __future__ import annotations

from typing import Any

from cluster_rules.analysis.proofs.claims import Proof
from cluster_rules.analysis.proofs.faults import Fault
from cluster_rules.analysis.proofs.result import Compared, Examined
from cluster_rules.analysis.proofs.search import Answered
from cluster_rules.model.ruleset import Ruleset

#: Version of this format; it changes when a key changes its meaning or goes.
FORMAT = 1


def compared_record(found: Compared) -> dict[str, Any]:
    """Two editions: every claim with what became of it."""
    return {
        "format": FORMAT,
        "old": _edition(found.old),
        "new": _edition(found.new),
        "readings": None if found.chosen is None else dict(found.chosen),
        "dictionary_differences": list(found.differences),
        "relation": found.verdict.relation,
        "relations": {pair.about: pair.relation for pair in found.changed} if found.chosen is not None else None,
        "proofs": [_proof(proof) for proof in found.proofs],
    }


def examined_record(found: Examined) -> dict[str, Any]:
    """One edition: every suspicion with what became of it."""
    return {
        "format": FORMAT,
        "rules": _edition(found.ruleset),
        "readings": dict(found.chosen),
        "faults": [_fault(fault) for fault in found.faults],
    }


def _edition(ruleset: Ruleset) -> dict[str, Any]:
    return {
        "measure": ruleset.edition.measure,
        "edition": ruleset.edition.id,
        "ruleset_version": ruleset.version,
        "ruleset_hash": ruleset.hash,
        "hypothetical": list(ruleset.hypothetical),
    }


def _proof(proof: Proof) -> dict[str, Any]:
    options = None if proof.options is None else dict(proof.options)
    return {"claim": proof.claim, "about": proof.about, "options": options, **answered_record(proof.answered)}


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        "kind": fault.kind,
        "about": fault.about,
        "others": list(fault.others),
        **answered_record(fault.answered),
    }


def answered_record(answered: Answered) -> dict[str, Any]:
    """What became of a claim: its outcome, and the witness with what was decided of it."""
    witness = answered.witness
    return {
        "outcome": answered.outcome,
        "records": answered.records or None,
        "obstacle": answered.obstacle or None,
        "constructs": [{"kind": each.kind, "name": each.name} for each in answered.constructs],
        "witness": witness
        and {
            "options": [dict(options) for options in witness.options],
            "verdicts": [record.verdict for record in witness.records],
            "statuses": [{f.id: f.status for f in record.findings if f.facts} for record in witness.records],
            "application": dict(witness.application.data),
        },
    }
