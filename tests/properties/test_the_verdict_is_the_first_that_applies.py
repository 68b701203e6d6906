"""inadmissible > not_met > unknown > needs_judgement > met; soft norms never enter; an error withholds it."""

from __future__ import annotations

from itertools import product

import pytest

from cluster_rules.backends.scalar import decide
from cluster_rules.model import ir
from cluster_rules.model.ruleset import Condition, Criterion, Group
from cluster_rules.model.ruleset import Test as Requirement
from cluster_rules.model.sheet import BoundFacts, Subject
from cluster_rules.model.types import BOOLEAN
from cluster_rules.model.values import Partial, Reason
from tests.rulesets import assemble, raising

FACTS = BoundFacts(
    Subject("样本"),
    {
        "met": True,
        "not_met": False,
        "unknown": Partial(frozenset({Reason("missing", "unknown")})),
        "needs_judgement": Partial(frozenset({Reason("judgement", "needs_judgement")})),
    },
    {},
)
STATUSES = (*FACTS.facts, "error")


def criterion(number: int, status: str, force: str = "shall") -> Criterion:
    truth = raising() if status == "error" else ir.FactReference(BOOLEAN, status)
    return Criterion(f"条{number}", "1", "", "number", "", "", {(): Requirement(truth, (), "")}, force=force)


def expected(standing: str, conditions: tuple[str, ...]) -> str | None:
    """Decision 14, as a table read from the top."""
    every = {standing, *conditions}
    if "error" in every:
        return None
    if standing == "not_met":
        return "inadmissible"
    for status in ("not_met", "unknown", "needs_judgement"):
        if status in every:
            return status
    return "met"


@pytest.mark.parametrize("soft", STATUSES)
def test_every_combination_of_statuses(soft):
    for standing, first, second in product(STATUSES, repeat=3):
        conditions = (
            Condition("资格", "1", "", "", (criterion(1, standing),), standing=True),
            Condition("甲", "1", "", "", (criterion(2, first), criterion(3, soft, "should"))),
            Condition("乙", "1", "", "", (criterion(4, second),)),
        )
        record = decide(assemble(conditions), FACTS)
        assert record.verdict == expected(standing, (first, second))
        assert {f.id: f.status for f in record.findings if f.id[0] == "条"} == {
            "条1": standing,
            "条2": first,
            "条3": soft,
            "条4": second,
        }


#: Kind, statuses of the children, how many are needed, and the status of the group: decisions 12 and 13 by hand.
GROUPS = [
    ("all_of", "met needs_judgement", 0, "needs_judgement"),
    ("all_of", "unknown needs_judgement", 0, "unknown"),
    ("all_of", "unknown not_met", 0, "not_met"),
    ("any_of", "unknown met", 0, "met"),
    ("any_of", "not_met needs_judgement", 0, "needs_judgement"),
    ("any_of", "unknown needs_judgement not_met", 0, "unknown"),
    ("none_of", "not_met needs_judgement", 0, "needs_judgement"),
    ("none_of", "met unknown", 0, "not_met"),
    ("none_of", "not_met not_met", 0, "met"),
    ("at_least", "met unknown not_met", 2, "unknown"),
    ("at_least", "met met unknown", 2, "met"),
    ("at_least", "met not_met not_met unknown", 3, "not_met"),
    ("at_least", "met needs_judgement needs_judgement", 2, "needs_judgement"),
    ("at_least", "met needs_judgement unknown", 2, "unknown"),
    ("any_of", "met error", 0, "error"),
]


@pytest.mark.parametrize(("kind", "children", "needed", "status"), GROUPS)
def test_groups_are_strong_kleene(kind, children, needed, status):
    parts = tuple(criterion(number, each) for number, each in enumerate(children.split()))
    group = Group("组", kind, parts, count=needed)
    record = decide(assemble((Condition("甲", "1", "", "", (group,)),)), FACTS)
    assert {finding.id: finding.status for finding in record.findings}["组"] == status
