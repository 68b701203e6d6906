"""The scalar engine: decides one subject exactly, finds every failure, and evaluates all readings side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from threading import Lock

from cluster_rules.backends.base import Capabilities, Engine
from cluster_rules.backends.closures import closure, compile_expression
from cluster_rules.backends.frames import Evaluator, Frame, Shared, new_frame, start
from cluster_rules.backends.measuring import measurer
from cluster_rules.backends.sharing import Pool
from cluster_rules.model.decision import Alternatives, DecisionRecord, Finding, Measurement, Status
from cluster_rules.model.ruleset import Condition, Criterion, CriterionTree, Group, Reading, Role, Ruleset, Test
from cluster_rules.model.sheet import BoundFacts
from cluster_rules.model.values import Partial, Reason
from cluster_rules.semantics.dependencies import facts_of
from cluster_rules.semantics.functions import EvaluationError
from cluster_rules.semantics.readings import StatusTable, alternatives_of
from cluster_rules.semantics.truth import Truth
from cluster_rules.semantics.verdicts import condition_status, status_of, tree_status, verdict_under

__all__ = ["Decider", "compile_expression", "decide", "prepare"]

#: Decides bound facts, optionally under options other than the defaults (choice → option).
Decider = Callable[..., DecisionRecord]


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A test ready to run."""

    truth: Evaluator
    #: Made when first needed: other readings are asked for their truth alone.
    measurer: Callable[[], Callable[[Frame, Truth], tuple[Measurement, ...]]]
    facts: Callable[[], tuple[str, ...]]


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
    tests = _Tests(ruleset, _Bench())

    def run(facts: BoundFacts, reading: Mapping[str, str] | None = None) -> DecisionRecord:
        options = {name: choice.default for name, choice in ruleset.choices.items()} | dict(reading or {})
        chosen = {c.id: tuple((name, options[name]) for name in c.choices) for c in ruleset.criteria()}
        frame = new_frame(facts)
        outcomes = {c.id: _outcome(tests.ready(c, chosen[c.id]), frame) for c in ruleset.criteria()}

        def alternatives() -> Alternatives:
            table = {c.id: _row(c, tests, chosen[c.id], outcomes[c.id].status, frame) for c in ruleset.criteria()}
            return alternatives_of(ruleset, table)

        return _Assembly(ruleset, outcomes, chosen, once(alternatives)).record()

    return run


#: Gives, for each of some rulesets, the status of every criterion under each of its readings.
Tabulator = Callable[[BoundFacts], tuple[StatusTable, ...]]


def tabulator(*rulesets: Ruleset) -> Tabulator:
    """The function that looks at rulesets of one fact dictionary under all readings; it may be called for many subjects.

    What tests have in common, in one ruleset or in several, is worked out once.
    """
    bench = _Bench()
    tests = [_Tests(ruleset, bench) for ruleset in rulesets]

    def tables(facts: BoundFacts) -> tuple[StatusTable, ...]:
        frame = new_frame(facts)
        known: dict[Evaluator, Status] = {}

        def status(test: _Prepared) -> Status:
            if test.truth not in known:
                known[test.truth] = _status(test, frame)
            return known[test.truth]

        return tuple(
            {c.id: {reading: status(ready.ready(c, reading)) for reading in c.tests} for c in ruleset.criteria()}
            for ruleset, ready in zip(rulesets, tests, strict=True)
        )

    return tables


class _Bench:
    """What the tests of one or several rulesets share, and the lock on it."""

    def __init__(self) -> None:
        self.shared = Shared()
        self.pool = Pool()
        self.lock = Lock()


class _Tests:
    """The tests of a ruleset, made ready when first needed; safe to share between threads."""

    def __init__(self, ruleset: Ruleset, bench: _Bench) -> None:
        self._dictionary = ruleset.dictionary
        self._bench = bench
        self._ready: dict[tuple[str, Reading], _Prepared] = {}

    def ready(self, criterion: Criterion, reading: Reading) -> _Prepared:
        """The test of `criterion` under `reading`."""
        key = (criterion.id, reading)
        found = self._ready.get(key)
        if found is None:
            with self._bench.lock:
                found = self._ready[key] = self._made(criterion.tests[reading])
        return found

    def _made(self, test: Test) -> _Prepared:
        shared = self._with_shared_parts(test)
        return _Prepared(
            closure(shared.truth, self._bench.shared),
            cache(lambda: measurer(shared, self._dictionary, self._bench.shared)),
            cache(lambda: facts_of(test.truth)),
        )

    def _with_shared_parts(self, test: Test) -> Test:
        comparands = tuple(replace(c, comparison=self._bench.pool.shared(c.comparison)) for c in test.comparands)
        return replace(test, truth=self._bench.pool.shared(test.truth), comparands=comparands)


def _outcome(test: _Prepared, frame: Frame) -> _Outcome:
    start(frame)
    try:
        truth: Truth = test.truth(frame)  # type: ignore[assignment]
        measurements = test.measurer()(frame, truth)
    except EvaluationError as error:
        return _Outcome("error", facts=test.facts(), error=error.diagnostics[0].message())
    reasons = truth.reasons if isinstance(truth, Partial) else _idle_reasons(measurements)
    return _Outcome(status_of(truth), measurements, tuple(sorted(reasons)), test.facts())


def _idle_reasons(measurements: tuple[Measurement, ...]) -> frozenset[Reason]:
    """What is missing without mattering: the finding is settled in spite of it."""
    actual = (measurement.actual for measurement in measurements)
    return frozenset[Reason]().union(*(value.reasons for value in actual if isinstance(value, Partial)))


def _row(criterion: Criterion, tests: _Tests, chosen: Reading, status: Status, frame: Frame) -> dict[Reading, Status]:
    """The status under every reading, the chosen one first."""
    others = (reading for reading in criterion.tests if reading != chosen)
    return {chosen: status} | {reading: _status(tests.ready(criterion, reading), frame) for reading in others}


def _status(test: _Prepared, frame: Frame) -> Status:
    start(frame)
    try:
        return status_of(test.truth(frame))  # type: ignore[arg-type]
    except EvaluationError:
        return "error"


@dataclass(frozen=True)
class _Assembly:
    """Outcomes put together: findings in the order of the text, then the verdict."""

    ruleset: Ruleset
    outcomes: Mapping[str, _Outcome]
    chosen: Mapping[str, Reading]
    alternatives: Callable[[], Alternatives]

    def record(self) -> DecisionRecord:
        findings = tuple(finding for condition in self.ruleset.conditions for finding in self._of_condition(condition))
        tops = {finding.id: finding.status for finding in findings if not finding.parent}
        return DecisionRecord(verdict_under(self.ruleset.conditions, tops), findings, self.alternatives)

    @cached_property
    def statuses(self) -> Mapping[str, Status]:
        return {identity: outcome.status for identity, outcome in self.outcomes.items()}

    def _of_condition(self, condition: Condition) -> Iterator[Finding]:
        role: Role = "standing" if condition.standing else "condition"
        yield self._of_group(condition, role, "", condition_status(condition, self.statuses))
        for child in condition.children:
            yield from self._of_tree(child, role, condition.id)

    def _of_tree(self, tree: CriterionTree, role: Role, parent: str) -> Iterator[Finding]:
        role = "soft" if tree.force == "should" else role
        if isinstance(tree, Criterion):
            yield self._of_criterion(tree, role, parent)
            return
        yield self._of_group(tree, role, parent, tree_status(tree, self.statuses))
        for child in tree.children:
            yield from self._of_tree(child, role, tree.id)

    def _of_group(self, group: Condition | Group, role: Role, parent: str, status: Status) -> Finding:
        quote = group.quote if isinstance(group, Group) else ""
        return Finding(
            group.id,
            group.title,
            group.provision,
            quote,
            "group",
            role,
            parent,
            status,
            alternatives=self.alternatives,
        )

    def _of_criterion(self, criterion: Criterion, role: Role, parent: str) -> Finding:
        outcome = self.outcomes[criterion.id]
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
            self.chosen[criterion.id],
            outcome.reasons,
            outcome.facts,
            outcome.error,
            self.alternatives,
        )


BACKEND = Engine("scalar", Capabilities(), prepare)


def once(make: Callable[[], Alternatives]) -> Callable[[], Alternatives]:
    """`make`, called when first asked and never again, also from several threads."""
    lock = Lock()
    made: list[Alternatives] = []

    def get() -> Alternatives:
        with lock:
            if not made:
                made.append(make())
            return made[0]

    return get
