"""Claims about random pairs of criteria: no application contradicts what is proved; the engine confirms each witness."""

import random
from dataclasses import replace

import pytest

from cluster_rules.analysis.proofs.claims import compare as claims_of
from cluster_rules.analysis.proofs.claims import equivalent
from cluster_rules.analysis.proofs.search import Effort
from cluster_rules.backends.scalar import prepare
from cluster_rules.model import ir
from cluster_rules.model import ruleset as model
from tests.agreement import sources
from tests.rulesets import assemble
from tests.strategies import CONSTANTS, Maker, constant

APPLICATIONS = 60
EFFORT = Effort(seconds=3, records=2)


def ruleset(*truths):
    criteria = tuple(
        model.Criterion(f"条{number}", "1", "", "number", "", "", {(): model.Test(truth, (), "")})
        for number, truth in enumerate(truths)
    )
    return assemble((model.Condition("条件", "1", "", "", criteria),))


def pair(rng):
    """Two rulesets that differ in one criterion; often in a threshold alone."""
    maker = Maker(rng, missing=0)
    common, old = maker.truth(2), maker.truth(3)
    new = altered(old, rng) or maker.truth(3)
    return ruleset(old, common), ruleset(new, common)


def altered(truth, rng):
    """The same comparison with another operator or another constant; None where it is no such comparison."""
    if not isinstance(truth, ir.Comparison) or not isinstance(truth.right, ir.Constant):
        return None
    if isinstance(truth.right.value, str):
        return None
    if rng.random() < 0.5:
        return replace(truth, operator=rng.choice(("<", "<=", ">", ">=")))
    return replace(truth, right=constant(rng.choice(CONSTANTS))) if truth.left.type == truth.right.type else None


def applications(name):
    for number in range(APPLICATIONS):
        yield Maker(random.Random(f"{name}:{number}"), missing=0, complete=1.0).facts()


def contradicted(proof, records):
    statuses = [{finding.id: finding.status for finding in record.findings} for record in records]
    if proof.about == "verdict":
        met = [record.verdict == "met" for record in records]
    else:
        met = [status[proof.about] == "met" for status in statuses]
    old, new = met
    return new and not old if proof.claim == "stricter" else old and not new


@pytest.mark.parametrize("name, rng", list(sources("claims", 25)))
def test_nothing_contradicts_a_proof(name, rng):
    old, new = pair(rng)
    # A witness that does not hold raises CR761 here.
    proofs = claims_of(old, new, chosen={}, effort=EFFORT)
    proved = [proof for proof in proofs if proof.is_proved]
    deciders = [prepare(old), prepare(new)]
    for facts in applications(name):
        records = [decide(facts) for decide in deciders]
        assert [proof for proof in proved if contradicted(proof, records)] == []


@pytest.mark.parametrize("name, rng", list(sources("equivalence", 10)))
def test_what_is_proved_equivalent_finds_the_same(name, rng):
    old, new = pair(rng)
    if not equivalent(old, new, 3).is_proved:
        return
    deciders = [prepare(old), prepare(new)]
    for facts in applications(name):
        one, other = (decide(facts) for decide in deciders)
        assert one.verdict == other.verdict
        assert [f.status for f in one.findings] == [f.status for f in other.findings]
