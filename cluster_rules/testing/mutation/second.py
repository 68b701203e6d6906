"""A second look at mutants that no case kills: a proof that they mean the same, or an application that tells them apart."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from cluster_rules.analysis.proofs import search
from cluster_rules.analysis.proofs.claims import equivalent
from cluster_rules.model.decision import DecisionRecord
from cluster_rules.model.ruleset import Ruleset
from cluster_rules.testing.mutation.mutants import Mutant
from cluster_rules.testing.mutation.score import Second, Settled, Witness


def prover(seconds: float) -> Second:
    """Looks with a solver, for so many seconds at each question. Raises CR760 where it is not installed, once it looks.

    Only a proof over all applications whose facts are known, registers of any size and every reading makes a mutant
    equivalent. One that has another default is never proved so: every reading is alike, and the decision is not.
    """
    return partial(_looked, seconds)


def _looked(seconds: float, original: Ruleset, mutant: Mutant) -> Settled:
    assert mutant.ruleset is not None
    if _defaults(original) != _defaults(mutant.ruleset):
        return Settled(mutant, "alive")
    proof = equivalent(original, mutant.ruleset, seconds)
    if proof.is_proved:
        return Settled(mutant, "equivalent")
    answered = proof.answered
    if answered.witness is None:
        return Settled(mutant, "alive", obstacle=_obstacle(answered))
    return Settled(mutant, "alive", witness=_witness(answered.witness))


def _defaults(ruleset: Ruleset) -> dict[str, str]:
    return {name: choice.default for name, choice in ruleset.choices.items()}


def _obstacle(answered: search.Answered) -> str:
    if answered.outcome == "proved_up_to":
        return f"bounded: {answered.records}"
    if answered.obstacle == "inexpressible":
        return "inexpressible: " + "、".join(dict.fromkeys(construct.name for construct in answered.constructs))
    return "timeout"


def _witness(found: search.Witness) -> Witness:
    return Witness(found.application.yaml(), tuple(found.options[0].items()), _differing(found.records))


def _differing(records: Sequence[DecisionRecord]) -> tuple[str, ...]:
    """The criteria whose findings are not the same in all records; the groups, where no criterion is."""
    statuses = [{finding.id: finding.status for finding in record.findings} for record in records]
    differing = [f for f in records[0].findings if len({each.get(f.id) for each in statuses}) > 1]
    criteria = [finding for finding in differing if finding.kind != "group"]
    return tuple(finding.id for finding in criteria or differing)
