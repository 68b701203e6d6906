"""What is wrong with one edition by itself: criteria that can never be met, that others imply, that exclude each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from cluster_rules.analysis.proofs.claims import Watch, status_in, unwatched
from cluster_rules.analysis.proofs.search import Answered, Effort, Question, answer, excluded
from cluster_rules.analysis.proofs.statuses import Findings, Options, options_of, reading_of, required_criteria
from cluster_rules.analysis.proofs.terms import Term, conjunction, negation
from cluster_rules.model import ir
from cluster_rules.model.decision import DecisionRecord
from cluster_rules.model.ruleset import Condition, CriterionTree, Group, Ruleset, groups_of

#: unreachable: never met. always_met: met whatever the facts. redundant: implied by others of its all-of.
#: contradictory: the members of an all-of are never met together.
FaultKind: TypeAlias = Literal["unreachable", "always_met", "redundant", "contradictory"]


@dataclass(frozen=True)
class Fault:
    """A suspicion, with what became of it: proved, or refuted by a witness."""

    kind: FaultKind
    #: The id of a criterion or group; for `contradictory`, of the all-of.
    about: str
    answered: Answered
    #: For `redundant`, what implies it; for `contradictory`, what excludes each other: as few as could be proved.
    others: tuple[str, ...] = ()

    @property
    def is_proved(self) -> bool:
        return self.answered.outcome == "proved"


@dataclass(frozen=True)
class Suspicion:
    """A fault that there may be."""

    kind: FaultKind
    about: str
    #: What has to be met, and what must not be, in an application that refutes it.
    met: tuple[CriterionTree, ...]
    not_met: tuple[CriterionTree, ...] = ()


def faults(
    ruleset: Ruleset,
    chosen: Options | None = None,
    effort: Effort | None = None,
    only: frozenset[str] = frozenset(),
    watch: Watch[Suspicion] = unwatched,
) -> tuple[Fault, ...]:
    """Every suspicion about the criteria and all-ofs of `ruleset`, or about `only` those of these ids.

    Under the defaults or the options `chosen`.
    """
    options = options_of(ruleset, chosen or {})
    suspicions = [each for each in _suspicions(ruleset) if not only or each.about in only]
    found: list[Fault] = []
    idle: set[str] = set()
    for suspicion in watch(suspicions, len(suspicions)):
        if suspicion.kind == "redundant" and suspicion.about in idle:
            continue  # What is always met, or never, says so itself.
        fault = _settled(ruleset, options, suspicion, effort or Effort())
        if fault.is_proved and suspicion.kind in {"always_met", "unreachable"}:
            idle.add(suspicion.about)
        found.append(fault)
    return tuple(found)


def _suspicions(ruleset: Ruleset) -> Iterator[Suspicion]:
    for criterion in ruleset.criteria():
        yield Suspicion("unreachable", criterion.id, (criterion,))
        yield Suspicion("always_met", criterion.id, (), (criterion,))
    for together in _all_ofs(ruleset):
        children = tuple(child for child in together.children if child.force == "shall")
        if len(children) > 1:
            yield Suspicion("contradictory", together.id, children)
            for child in children:
                others = tuple(other for other in children if other is not child)
                yield Suspicion("redundant", child.id, others, (child,))


def _all_ofs(ruleset: Ruleset) -> Iterator[Condition | Group]:
    for condition in ruleset.conditions:
        yield condition
        for child in condition.children:
            yield from (group for group in groups_of(child) if group.kind == "all_of")


def _settled(ruleset: Ruleset, options: Options, suspicion: Suspicion, effort: Effort) -> Fault:
    found = answer(_question(ruleset, options, suspicion), effort)
    others: tuple[str, ...] = ()
    if found.outcome == "proved" and suspicion.kind in {"redundant", "contradictory"}:
        others = tuple(tree.id for tree in _needed(ruleset, options, suspicion, effort))
    return Fault(suspicion.kind, suspicion.about, found, others)


def _needed(ruleset: Ruleset, options: Options, suspicion: Suspicion, effort: Effort) -> tuple[CriterionTree, ...]:
    """What the proof needs of `met`: each that can be left out is."""
    needed = suspicion.met
    for tree in suspicion.met:
        fewer = tuple(other for other in needed if other is not tree)
        if excluded(_question(ruleset, options, replace(suspicion, met=fewer)), effort):
            needed = fewer
    return needed


def _question(ruleset: Ruleset, options: Options, suspicion: Suspicion) -> Question:
    def counterexample(findings: Sequence[Findings]) -> Term:
        (only,) = findings
        met = (only.tree(tree).true for tree in suspicion.met)
        return conjunction((*met, *(negation(only.tree(tree).true) for tree in suspicion.not_met)))

    return Question(
        (ruleset,),
        _tests((*suspicion.met, *suspicion.not_met), options),
        counterexample,
        _holds(suspicion),
        (options,),
        f"{suspicion.about} {suspicion.kind}",
    )


def _tests(trees: Sequence[CriterionTree], options: Options) -> tuple[ir.Expression, ...]:
    criteria = (criterion for tree in trees for criterion in required_criteria(tree))
    return tuple(criterion.tests[reading_of(criterion, options)].truth for criterion in criteria)


def _holds(suspicion: Suspicion) -> Callable[[Sequence[DecisionRecord]], bool]:
    def holds(records: Sequence[DecisionRecord]) -> bool:
        met = all(status_in(records[0], tree.id) == "met" for tree in suspicion.met)
        return met and all(status_in(records[0], tree.id) != "met" for tree in suspicion.not_met)

    return holds
