"""Forward chaining on durable-rules: the truths of criteria are chained through groups to the verdict.

The scalar engine settles each criterion. Only statuses reach the C library, never a quantity: it divides integers,
wraps at 64 bits and compares text as numbers. The rules are the rows of three-valued tables, the same for every
ruleset; a ruleset is facts (which node joins which), and so is a status.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, product
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeAlias, get_args

from cluster_rules.backends import scalar
from cluster_rules.backends.base import Capabilities, Decider, Engine
from cluster_rules.backends.networks import Network, network_of
from cluster_rules.errors import RulesError
from cluster_rules.model.decision import VERDICTS, Alternatives, DecisionRecord, Finding, Status, Verdict
from cluster_rules.model.ruleset import Ruleset
from cluster_rules.model.sheet import BoundFacts

if TYPE_CHECKING:
    from durable.engine import Closure
    from durable.engine import Ruleset as Rules

Statuses: TypeAlias = Mapping[str, Status]
#: The option of each choice that matters, in the order of their names.
Options: TypeAlias = tuple[str, ...]

#: A step of a table: once this side has this status, and no step before applies, the result is known.
Step: TypeAlias = tuple[str, Status, str]

MOST_COMBINATIONS = 4096

_STATUSES: tuple[Status, ...] = get_args(Status)
_WITHHELD = "withheld"
_SESSIONS = count(1)
_LOCK = Lock()
_LOADED: list[Rules] = []


def decide(ruleset: Ruleset, facts: BoundFacts) -> DecisionRecord:
    """The decision on `facts` under the defaults; equal to the scalar engine's."""
    return prepare(ruleset)(facts)


def prepare(ruleset: Ruleset) -> Decider:
    """The function that decides under `ruleset`. Raises CR642 where durable-rules is not installed."""
    rules, network, criteria = loaded(), network_of(ruleset), scalar.prepare(ruleset)

    def run(facts: BoundFacts) -> DecisionRecord:
        return _Chaining(ruleset, network, rules, criteria(facts)).record()

    return run


BACKEND = Engine("forward", Capabilities(False, MOST_COMBINATIONS, "durable"), prepare)


@dataclass(frozen=True, slots=True)
class _Chained:
    """What the chain derived: the status of each condition and group, and the verdict, None where it is withheld."""

    groups: Statuses
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class _Chaining:
    """Criteria settled by the scalar engine, and all that the chain makes of them under every reading."""

    ruleset: Ruleset
    network: Network
    rules: Rules
    settled: DecisionRecord

    def record(self) -> DecisionRecord:
        worlds = self._worlds()
        default = next(iter(worlds.values()))
        possible = {chained.verdict for chained in worlds.values()}
        of_criteria = self.settled.alternatives()
        criteria = {finding.id for finding in self._criteria()}
        alternatives = Alternatives(
            of_criteria.readings,
            (of_criteria.dependent & criteria) | _dependent_groups(worlds.values()),
            tuple(sorted(self._deciding(worlds))) if len(possible) > 1 else (),
            tuple(verdict for verdict in VERDICTS if verdict in possible),
        )
        findings = (_with_group(finding, default, lambda: alternatives) for finding in self.settled.findings)
        return DecisionRecord(default.verdict, tuple(findings), lambda: alternatives)

    def _worlds(self) -> dict[Options, _Chained]:
        """What is derived under every combination of the choices that matter, the defaults first."""
        known: dict[tuple[Status, ...], _Chained] = {}
        worlds: dict[Options, _Chained] = {}
        for options in self._combinations():
            statuses = self._statuses(options)
            key = tuple(statuses.values())
            if key not in known:
                known[key] = _chain(self.rules, self.network, statuses)
            worlds[options] = known[key]
        return worlds

    def _criteria(self) -> Iterator[Finding]:
        return (finding for finding in self.settled.findings if finding.kind != "group")

    def _choices(self) -> tuple[str, ...]:
        """The choices of the criteria that are not the same under all readings."""
        return tuple(sorted({name for f in self._criteria() if f.reading_dependent for name, _ in f.reading}))

    def _combinations(self) -> Iterator[Options]:
        axes = []
        for choice in (self.ruleset.choices[name] for name in self._choices()):
            others = tuple(option.name for option in choice.options if option.name != choice.default)
            axes.append((choice.default, *others))
        size = 1
        for axis in axes:
            size *= len(axis)
        if size > MOST_COMBINATIONS:
            raise RulesError.of("CR645", combinations=size, most=MOST_COMBINATIONS)
        return product(*axes)

    def _statuses(self, options: Options) -> dict[str, Status]:
        """The status of each criterion under `options`; a choice that changes nothing stays at its default."""
        chosen = dict(zip(self._choices(), options, strict=True))
        return {
            finding.id: finding.readings[tuple((name, chosen.get(name, option)) for name, option in finding.reading)]
            if finding.reading_dependent
            else finding.status
            for finding in self._criteria()
        }

    def _deciding(self, worlds: Mapping[Options, _Chained]) -> set[str]:
        """The choices that, changed alone somewhere, change the verdict."""
        names = self._choices()
        deciding = set()
        for options, chained in worlds.items():
            for position, name in enumerate(names):
                for option in self.ruleset.choices[name].options:
                    changed = (*options[:position], option.name, *options[position + 1 :])
                    if worlds[changed].verdict != chained.verdict:
                        deciding.add(name)
        return deciding


def _with_group(finding: Finding, default: _Chained, alternatives: Callable[[], Alternatives]) -> Finding:
    """A condition or group with its derived status; a criterion as it is."""
    status = default.groups[finding.id] if finding.kind == "group" else finding.status
    return replace(finding, status=status, alternatives=alternatives)


def _dependent_groups(worlds: Collection[_Chained]) -> frozenset[str]:
    """The groups that are not the same in all worlds."""
    default = next(iter(worlds)).groups
    return frozenset(name for name in default if len({chained.groups[name] for chained in worlds}) > 1)


def _chain(rules: Rules, network: Network, statuses: Statuses) -> _Chained:
    """What follows for the whole network from the criteria's statuses."""
    given = {**network.constants, **{node: statuses[criterion] for criterion, node in network.criteria.items()}}
    derived, verdict = derive(rules, network.joints, given)
    found = {**given, **derived}
    return _Chained({group: found[node] for group, node in network.groups.items()}, verdict_of(verdict))


def verdict_of(text: str) -> Verdict | None:
    """The verdict; None where it is withheld."""
    return next((name for name in VERDICTS if name == text), None)


def derive(
    rules: Rules, joints: Sequence[Mapping[str, str]], given: Mapping[str, Status]
) -> tuple[dict[str, Status], str]:
    """The status of each joint, and the verdict where one of them is it: from a session of its own.

    `given` has every node that a joint reads and that no joint makes. Raises CR644 where the chain breaks.
    """
    session = f"s{next(_SESSIONS)}"
    facts = [{"n": node, "s": status} for node, status in given.items()]
    try:
        _assert(rules, session, [*joints, *facts])
        state = rules.get_state(session)
        derived = {fact["n"]: fact["s"] for fact in rules.get_facts(session) if "n" in fact}
    finally:
        # INVARIANT: no session outlives its decision; the library holds 1,024 at most.
        rules.delete_state(session)
    wanted = {joint["p"] for joint in joints if joint["k"] != "verdict"}
    lost = "verdict" not in state and len(wanted) < len(joints)
    if "exception" in state or lost or wanted - derived.keys():
        raise RulesError.of("CR644", error=state.get("exception", "incomplete chain"))
    return {node: derived[node] for node in wanted}, state.get("verdict", "")


def _assert(rules: Rules, session: str, facts: list[Mapping[str, str]]) -> None:
    messages = [{"sid": session, "id": f"{session}.{number}", **fact} for number, fact in enumerate(facts)]
    raised: list[object] = []
    rules.do_actions(rules.assert_facts(messages), lambda error, _: raised.append(error))
    if any(raised):
        raise RulesError.of("CR644", error=next(filter(None, raised)))


def loaded() -> Rules:
    """The rules in the C library, made once. INVARIANT: one whole chain has run before a second thread sees them."""
    with _LOCK:
        if not _LOADED:
            rules = _registered()
            _assert(rules, "warm", [{"k": "not", "l": "a", "r": "", "p": "b"}, {"n": "a", "s": "met"}])
            rules.delete_state("warm")
            _LOADED.append(rules)
        return _LOADED[0]


def _registered() -> Rules:
    try:
        # The library's Ruleset alone: its Host would start two threads that poll for as long as the process lives.
        from durable.engine import Ruleset as Rules
    except ImportError as error:
        raise RulesError.of("CR642", name="forward", extra="durable", error=error) from error
    return Rules("cluster_rules", None, _tables())


def _tables() -> dict[str, Any]:
    """Every rule: strong Kleene on two statuses, an error above all, unknown above a pending judgement; the verdict."""
    ladders: dict[str, tuple[list[Step], str]] = {
        "and": (_both("error", "not_met", "unknown", "needs_judgement"), "met"),
        "or": (_both("error", "met", "unknown", "needs_judgement"), "not_met"),
        "not": ([("l", "met", "not_met"), ("l", "not_met", "met"), *_unchanged("l")], "error"),
        "verdict": (_verdict_ladder(), "met"),
    }
    rules: dict[str, Any] = {}
    for kind, (ladder, otherwise) in ladders.items():
        rules |= _table(kind, ladder, otherwise)
    return rules


def _both(*order: Status) -> list[Step]:
    return [(side, status, status) for status in order for side in "lr"]


def _unchanged(side: str) -> list[Step]:
    return [(side, status, status) for status in ("unknown", "needs_judgement")]


def _verdict_ladder() -> list[Step]:
    """Left is standing, right the conditions."""
    first: list[Step] = [("l", "error", _WITHHELD), ("r", "error", _WITHHELD), ("l", "not_met", "inadmissible")]
    return [*first, ("r", "not_met", "not_met"), *_both("unknown", "needs_judgement")]


def _table(kind: str, ladder: list[Step], otherwise: str) -> dict[str, Any]:
    """One rule a step. INVARIANT: no two apply to the same pair, so that each node is derived once."""
    rules: dict[str, Any] = {}
    left = {"l": list(_STATUSES), "r": list(_STATUSES)}
    for number, (side, status, result) in enumerate(ladder):
        rules[f"{kind}{number}"] = _rule(kind, left | {side: [status]}, result)
        left[side] = [other for other in left[side] if other != status]
    return rules | {kind: _rule(kind, left, otherwise)}


def _rule(kind: str, statuses: Mapping[str, list[Status]], result: str) -> dict[str, Any]:
    """One rule. No fact may match two of its patterns: the library then crashes when the session is deleted."""
    sides = [
        {side: {"$and": [{"n": {"j": side}}, _any_of(statuses[side])]}} for side in ("l" if kind == "not" else "lr")
    ]
    return {"all": [{"j": {"k": kind}}, *sides], "run": _verdict(result) if kind == "verdict" else _derive(result)}


def _any_of(statuses: list[Status]) -> dict[str, Any]:
    tests: list[dict[str, Any]] = [{"s": status} for status in statuses]
    return tests[0] if len(tests) == 1 else {"$or": tests}


def _derive(result: str) -> Callable[[Closure], None]:
    def run(c: Closure) -> None:
        c.assert_fact({"id": f"{c.s.sid}.{c.j.p}", "n": c.j.p, "s": result})

    return run


def _verdict(result: str) -> Callable[[Closure], None]:
    def run(c: Closure) -> None:
        c.s.verdict = result

    return run
