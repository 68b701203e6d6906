"""From truths to statuses, from statuses through groups to the verdict. An error is none of the truth values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from cluster_rules.model.decision import VERDICTS, Status, Verdict
from cluster_rules.model.ruleset import Condition, Criterion, CriterionTree, Group, GroupKind
from cluster_rules.model.values import Partial
from cluster_rules.semantics.truth import Truth, awaits_judgement_only

#: How many children have each status.
Tally = Mapping[Status, int]


def status_of(truth: Truth) -> Status:
    """The status of a criterion. UNKNOWN is `needs_judgement` where a person's finding is all that is left."""
    if isinstance(truth, Partial):
        return "needs_judgement" if awaits_judgement_only(truth.reasons) else "unknown"
    return "met" if truth else "not_met"


def group_status(kind: GroupKind, statuses: Iterable[Status], count: int = 0) -> Status:
    """Strong Kleene over the children; an unknown that still matters outweighs a pending judgement."""
    return tallied_status(kind, Counter(statuses), count)


def tallied_status(kind: GroupKind, tally: Tally, count: int = 0) -> Status:
    """The same from the number of children of each status."""
    if tally.get("error"):
        return "error"
    children = sum(tally.values())
    needed = {"all_of": children, "any_of": 1, "at_least": count, "none_of": 1}[kind]
    reached = _reached(tally, needed)
    return _opposite(reached) if kind == "none_of" else reached


def _reached(tally: Tally, needed: int) -> Status:
    """Whether at least `needed` children are met."""
    met, unknown, judged = (tally.get(status, 0) for status in ("met", "unknown", "needs_judgement"))
    if met >= needed:
        return "met"
    if met + unknown + judged < needed:
        return "not_met"
    return "unknown" if unknown else "needs_judgement"


def _opposite(status: Status) -> Status:
    return {"met": "not_met", "not_met": "met"}.get(status, status)  # type: ignore[return-value]


def tree_status(tree: CriterionTree, statuses: Mapping[str, Status]) -> Status:
    """The status of a criterion or group, from those of all criteria by id."""
    if isinstance(tree, Criterion):
        return statuses[tree.id]
    return group_status(tree.kind, _of_required(tree, statuses), tree.count)


def condition_status(condition: Condition, statuses: Mapping[str, Status]) -> Status:
    """The status of a condition: all of its children, soft norms aside."""
    return group_status("all_of", _of_required(condition, statuses))


def _of_required(parent: Group | Condition, statuses: Mapping[str, Status]) -> Iterator[Status]:
    return (tree_status(child, statuses) for child in parent.children if child.force == "shall")


def verdict_under(conditions: Iterable[Condition], tops: Mapping[str, Status]) -> Verdict | None:
    """The verdict, from the statuses of all conditions by id."""
    conditions = tuple(conditions)
    standing = [tops[condition.id] for condition in conditions if condition.standing]
    return verdict_of(standing, [tops[condition.id] for condition in conditions if not condition.standing])


def verdict_of(standing: Iterable[Status], conditions: Iterable[Status]) -> Verdict | None:
    """The first that applies; None where an error withholds it. Standing that is unknown is a required finding."""
    standing = tuple(standing)
    required = {*standing, *conditions}
    if "error" in required:
        return None
    if "not_met" in standing:
        return "inadmissible"
    return next((verdict for verdict in VERDICTS if verdict in required), "met")
