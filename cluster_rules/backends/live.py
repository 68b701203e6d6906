"""A decision that follows the facts of one subject: they arrive, change and are withdrawn, and what follows is updated.

The scalar engine settles the criteria from exact values. Only statuses that have changed go on, to durable-rules in a
process of its own, with the joints above them: the rest of the chain stays as it is. The parent keeps every status, so
that a process that dies, hangs or says what cannot be loses nothing: another is started, and given everything again.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from queue import Empty, Queue
from threading import Thread
from typing import Any, get_args
from weakref import finalize

from cluster_rules.backends import scalar
from cluster_rules.backends.forward import verdict_of
from cluster_rules.backends.networks import Network, network_of
from cluster_rules.errors import Diagnostic, RulesError, diagnostic
from cluster_rules.model.decision import DecisionRecord, Status, Verdict
from cluster_rules.model.ruleset import Ruleset
from cluster_rules.model.sheet import BoundFacts

#: How the process is started.
COMMAND: tuple[str, ...] = (sys.executable, "-m", "cluster_rules.backends.live_child")
#: How often a process is started anew for one update.
_TRIES = 3
_VERDICT = ""
_STATUSES = frozenset(get_args(Status))


class ProcessLost(Exception):  # noqa: N818 - what happened, not what was wrong
    """The process died, did not answer in time, or answered with nonsense."""


@dataclass(frozen=True)
class Update:
    """What one change of the facts has changed."""

    record: DecisionRecord
    #: Criterion, group or condition → its status before (None at first) and after, where they differ.
    changed: Mapping[str, tuple[Status | None, Status]]
    #: The verdict before and after; None where there was none, or where it is withheld.
    verdict: tuple[Verdict | None, Verdict | None]
    #: How many joints were derived anew.
    derived: int
    #: One for each process that was lost on the way; nothing else was.
    warnings: tuple[Diagnostic, ...] = ()


class LiveDecision:
    """The decision on one subject under one ruleset, kept up to date. Close it, or use it in a `with`; one thread each.

    Default readings are chained; what other readings give is the scalar engine's. Raises CR642 at the first update
    where durable-rules is not installed.
    """

    def __init__(self, ruleset: Ruleset, *, seconds: float = 20.0) -> None:
        self._network = network_of(ruleset)
        self._decide = scalar.prepare(ruleset)
        self._process = _Process(seconds)
        self._nodes: dict[str, Status] = {}
        self._verdict: tuple[str, Verdict | None] = (_VERDICT, None)
        self._shown: dict[str, Status] = {}

    def __enter__(self) -> LiveDecision:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process. A later update would start another."""
        self._process.end()

    def update(self, facts: BoundFacts) -> Update:
        """What follows from `facts`, which replace those of before.

        Raises CR646 where no process lives long enough; what was known before is then still known.
        """
        settled = self._decide(facts)
        statuses = {finding.id: finding.status for finding in settled.findings if finding.kind != "group"}
        given = {**self._network.constants, **{node: statuses[c] for c, node in self._network.criteria.items()}}
        joints, needed = _above(
            self._network, {n for n, s in given.items() if self._nodes.get(n) != s}, self._nodes, given
        )
        derived, verdict, warnings = self._derived(joints, needed)
        before, self._nodes = self._verdict[1], {**self._nodes, **given, **derived}
        if verdict:
            self._verdict = (verdict, verdict_of(verdict))
        return self._update(settled, before, len(joints), warnings)

    def _derived(
        self, joints: list[Mapping[str, str]], needed: Mapping[str, Status]
    ) -> tuple[Mapping[str, Status], str, tuple[Diagnostic, ...]]:
        if not joints:
            return {}, "", ()
        warnings: list[Diagnostic] = []
        for _ in range(_TRIES):
            try:
                answer = self._process.ask({"joints": joints, "given": needed})
                return _checked(answer, joints), answer["verdict"], tuple(warnings)
            except ProcessLost as lost:
                self._process.end()
                warnings.append(diagnostic("CR646", None, severity="warning", reason=lost))
        raise RulesError.of("CR646", reason=warnings[-1].values["reason"])

    def _update(
        self, settled: DecisionRecord, before: Verdict | None, derived: int, warnings: tuple[Diagnostic, ...]
    ) -> Update:
        groups = {group: self._nodes[node] for group, node in self._network.groups.items()}
        findings = tuple(replace(f, status=groups.get(f.id, f.status)) for f in settled.findings)
        record = replace(settled, verdict=self._verdict[1], findings=findings)
        shown, self._shown = self._shown, {finding.id: finding.status for finding in findings}
        changed = {id: (shown.get(id), status) for id, status in self._shown.items() if shown.get(id) != status}
        return Update(record, changed, (before, self._verdict[1]), derived, warnings)


def _above(
    network: Network, changed: set[str], known: Mapping[str, Status], given: Mapping[str, Status]
) -> tuple[list[Mapping[str, str]], dict[str, Status]]:
    """The joints above what has changed, and what they read that stays. Joints stand below those that read them."""
    anew, joints = set(changed), []
    for joint in network.joints:
        if joint["l"] in anew or joint["r"] in anew:
            anew.add(joint["p"])
            joints.append(joint)
    made = {joint["p"] for joint in joints}
    read = {node for joint in joints for node in (joint["l"], joint["r"]) if node and node not in made}
    return joints, {node: given[node] if node in given else known[node] for node in sorted(read)}


def _checked(answer: Mapping[str, Any], joints: list[Mapping[str, str]]) -> Mapping[str, Status]:
    """What was derived. Raises `RulesError` with what the process refuses, and `ProcessLost` for half an answer."""
    if answer.get("code") == "CR642":
        raise RulesError.of("CR642", name="live", extra="durable", error=answer["error"])
    if "error" in answer:
        raise ProcessLost(answer["error"])
    derived: Mapping[str, Status] = answer.get("derived", {})
    wanted = {joint["p"] for joint in joints if joint["k"] != "verdict"}
    if wanted != derived.keys() or not _STATUSES.issuperset(derived.values()):
        raise ProcessLost("half an answer")
    if bool(answer.get("verdict")) != any(joint["k"] == "verdict" for joint in joints):
        raise ProcessLost("half a verdict")
    return derived


@dataclass
class _Process:
    """The process in which durable-rules runs: started when asked, and ended with its owner."""

    seconds: float
    _child: subprocess.Popen[str] | None = field(default=None, repr=False)
    _answers: Queue[str] = field(default_factory=Queue, repr=False)

    def ask(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """The answer of the process. Raises `ProcessLost`."""
        child = self._child or self._start()
        try:
            assert child.stdin is not None
            child.stdin.write(json.dumps(question) + "\n")
            child.stdin.flush()
            line = self._answers.get(timeout=self.seconds)
            answer = json.loads(line) if line else None
        except (OSError, ValueError) as error:
            raise ProcessLost(str(error)) from error
        except Empty:
            raise ProcessLost(f"no answer in {self.seconds} s") from None
        if not isinstance(answer, dict):
            raise ProcessLost(f"exit status {child.wait()}")
        return answer

    def end(self) -> None:
        """Kill the process and take it away."""
        child, self._child = self._child, None
        if child is not None:
            _end(child)

    def _start(self) -> subprocess.Popen[str]:
        child = subprocess.Popen(
            COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        self._child, self._answers = child, Queue()
        Thread(target=_listen, args=(child, self._answers), daemon=True).start()
        finalize(self, _end, child)
        return child


def _listen(child: subprocess.Popen[str], answers: Queue[str]) -> None:
    assert child.stdout is not None
    for line in child.stdout:
        answers.put(line)
    answers.put("")


def _end(child: subprocess.Popen[str]) -> None:
    if child.poll() is None:
        child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:
                continue
