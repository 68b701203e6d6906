"""The scalar engine: decides one subject exactly, finds every failure, and evaluates all readings side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from cluster_rules.backends.base import Capabilities, Engine
from cluster_rules.backends.closures import Evaluator, Frame, Shared, closure, compile_expression, new_frame
from cluster_rules.backends.measuring import measurer
from cluster_rules.model.decision import VERDICTS, DecisionRecord, Finding, Measurement, Status
from cluster_rules.model.ruleset import Condition, Criterion, CriterionTree, Group, Reading, Role, Ruleset, Test
from cluster_rules.model.sheet import BoundFacts
from cluster_rules.model.values import Partial, Reason
from cluster_rules.semantics.dependencies import facts_of
from cluster_rules.semantics.functions import EvaluationError
from cluster_rules.semantics.readings import Outlook, StatusTable, acting_in
from cluster_rules.semantics.truth import Truth
from cluster_rules.semantics.verdicts import group_status, status_of, verdict_of

__all__ = ["Decider", "compile_expression", "decide", "prepare"]

#: Decides bound facts, optionally under options other than the defaults (choice → option).
Decider = Callable[..., DecisionRecord]


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A test ready to run."""

    truth: Evaluator
    measure: Callable[[Frame, Truth], tuple[Measurement, ...]]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What one test of one criterion gave."""

    status: Status
    measurements: tuple[Measurement, ...] = ()
    reasons: tuple[Reason, ...] = ()
    facts: tuple[str, ...] = ()
    error: str = ""


def decide(ruleset: Ruleset, facts: BoundFacts, reading: Mapping[str, str] | None = None) -> DecisionRecord:
    """The decision on `facts`, under the defaults or under `reading` (choice → option)."""
    return prepare(ruleset)(facts, reading)


def prepare(ruleset: Ruleset) -> Decider:
    """The function that decides under `ruleset`; it may be called for many subjects and from many threads."""
    shared = Shared()
    tests = {
        criterion.id: {reading: _prepare_test(test, ruleset, shared) for reading, test in criterion.tests.items()}
        for criterion in ruleset.criteria()
    }

    def run(facts: BoundFacts, reading: Mapping[str, str] | None = None) -> DecisionRecord:
        options = {name: choice.default for name, choice in ruleset.choices.items()} | dict(reading or {})
        frame = new_frame(facts)
        outcomes: dict[str, _Outcome] = {}
        table: dict[str, dict[Reading, Status]] = {}
        for criterion in ruleset.criteria():
            chosen = tuple((name, options[name]) for name in criterion.choices)
            outcomes[criterion.id] = _outcome(tests[criterion.id][chosen], frame)
            table[criterion.id] = _row(tests[criterion.id], chosen, outcomes[criterion.id].status, frame)
        return _Assembly(ruleset, outcomes, table, options, Outlook(ruleset, table)).record()

    return run


BACKEND = Engine("scalar", Capabilities(), prepare)


def _prepare_test(test: Test, ruleset: Ruleset, shared: Shared) -> _Prepared:
    return _Prepared(closure(test.truth, shared), measurer(test, ruleset.dictionary, shared), facts_of(test.truth))


def _outcome(test: _Prepared, frame: Frame) -> _Outcome:
    try:
        truth: Truth = test.truth(frame)  # type: ignore[assignment]
        measurements = test.measure(frame, truth)
    except EvaluationError as error:
        return _Outcome("error", facts=test.facts, error=error.diagnostics[0].message())
    reasons = truth.reasons if isinstance(truth, Partial) else _idle_reasons(measurements)
    return _Outcome(status_of(truth), measurements, tuple(sorted(reasons)), test.facts)


def _idle_reasons(measurements: tuple[Measurement, ...]) -> frozenset[Reason]:
    """What is missing without mattering: the finding is settled in spite of it."""
    actual = (measurement.actual for measurement in measurements)
    return frozenset[Reason]().union(*(value.reasons for value in actual if isinstance(value, Partial)))


def _row(tests: Mapping[Reading, _Prepared], chosen: Reading, status: Status, frame: Frame) -> dict[Reading, Status]:
    """The status under every reading, the chosen one first."""
    row: dict[Reading, Status] = {chosen: status}
    for reading, test in tests.items():
        if reading != chosen:
            row[reading] = _status(test, frame)
    return row


def _status(test: _Prepared, frame: Frame) -> Status:
    try:
        return status_of(test.truth(frame))  # type: ignore[arg-type]
    except EvaluationError:
        return "error"


@dataclass(frozen=True, slots=True)
class _Assembly:
    """Outcomes put together: findings in the order of the text, then the verdict and what it hangs on."""

    ruleset: Ruleset
    outcomes: Mapping[str, _Outcome]
    table: StatusTable
    options: Mapping[str, str]
    outlook: Outlook

    def record(self) -> DecisionRecord:
        findings = tuple(finding for condition in self.ruleset.conditions for finding in self._of_condition(condition))
        tops = {finding.id: finding.status for finding in findings if not finding.parent}
        standing = [tops[condition.id] for condition in self.ruleset.conditions if condition.standing]
        required = [tops[condition.id] for condition in self.ruleset.conditions if not condition.standing]
        verdict = verdict_of(standing, required)
        possible = self.outlook.verdicts
        hangs = len(possible) > 1
        named = tuple(verdict for verdict in VERDICTS if verdict in possible)
        deciding = self.outlook.deciding if hangs else ()
        return DecisionRecord(verdict, findings, hangs, deciding, named)

    def _of_condition(self, condition: Condition) -> Iterator[Finding]:
        role: Role = "standing" if condition.standing else "condition"
        statuses = [self._status(child) for child in condition.children if child.force == "shall"]
        yield Finding(
            condition.id,
            condition.title,
            condition.provision,
            "",
            "group",
            role,
            "",
            group_status("all_of", statuses),
            reading_dependent=len(self.outlook.statuses(condition)) > 1,
        )
        for child in condition.children:
            yield from self._of_tree(child, role, condition.id)

    def _of_tree(self, tree: CriterionTree, role: Role, parent: str) -> Iterator[Finding]:
        role = "soft" if tree.force == "should" else role
        if isinstance(tree, Criterion):
            yield self._of_criterion(tree, role, parent)
            return
        dependent = len(self.outlook.statuses(tree)) > 1
        status = self._status(tree)
        yield Finding(
            tree.id, tree.title, tree.provision, tree.quote, "group", role, parent, status, reading_dependent=dependent
        )
        for child in tree.children:
            yield from self._of_tree(child, role, tree.id)

    def _of_criterion(self, criterion: Criterion, role: Role, parent: str) -> Finding:
        outcome, row = self.outcomes[criterion.id], self.table[criterion.id]
        return Finding(
            criterion.id,
            criterion.title,
            criterion.provision,
            criterion.quote,
            criterion.kind,
            role,
            parent,
            outcome.status,
            outcome.measurements,
            tuple((name, self.options[name]) for name in criterion.choices),
            bool(acting_in(row)),
            row if criterion.choices else {},
            outcome.reasons,
            outcome.facts,
            outcome.error,
        )

    def _status(self, tree: CriterionTree) -> Status:
        if isinstance(tree, Criterion):
            return self.outcomes[tree.id].status
        return group_status(tree.kind, self._child_statuses(tree), tree.count)

    def _child_statuses(self, group: Group) -> list[Status]:
        return [self._status(child) for child in group.children if child.force == "shall"]
