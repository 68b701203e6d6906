"""Which findings weigh on the verdict, and which way: a failed branch of a met any_of is no failure, and what
`none_of` names must not hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cluster_rules.explain.material import Material
from cluster_rules.model.decision import Finding, Status
from cluster_rules.model.ruleset import Criterion, CriterionTree, Group

#: What a finding means for its branch: `fails` is not met, or, under none_of, met.
Outcome = Literal["passes", "fails", "unknown", "needs_judgement", "error"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A criterion's finding with its weight."""

    criterion: Criterion
    finding: Finding
    outcome: Outcome
    #: Under `none_of`: the criterion names what must not be.
    inverted: bool
    #: False where the verdict is the same whatever is found here.
    live: bool
    soft: bool


def leaves(material: Material) -> Iterator[Leaf]:
    """Every criterion that has a finding, in the order of the text."""
    for condition in material.ruleset.conditions:
        for child in condition.children:
            yield from _leaves(material, child, inverted=False, live=True, soft=False)


def _leaves(material: Material, tree: CriterionTree, *, inverted: bool, live: bool, soft: bool) -> Iterator[Leaf]:
    finding = material.findings.get(tree.id)
    if finding is None:
        return
    soft = soft or tree.force == "should"
    if isinstance(tree, Criterion):
        yield Leaf(tree, finding, outcome(finding.status, inverted), inverted, live, soft)
        return
    live = live and not is_settled_otherwise(tree, finding.status)
    inverted = inverted != (tree.kind == "none_of")
    for child in tree.children:
        yield from _leaves(material, child, inverted=inverted, live=live, soft=soft)


def is_settled_otherwise(group: Group, status: Status) -> bool:
    """Whether a group is settled so that its remaining branches no longer weigh."""
    return status == "met" and group.kind in {"any_of", "at_least"}


def outcome(status: Status, inverted: bool) -> Outcome:
    """What `status` means for the branch it stands in."""
    if status == "met":
        return "fails" if inverted else "passes"
    if status == "not_met":
        return "passes" if inverted else "fails"
    return status
