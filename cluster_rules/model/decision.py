"""What a decision is: findings, gaps, reasons and the verdict. Data only; wording is made in `explain`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from cluster_rules.model.ruleset import CriterionKind, Reading, Role
from cluster_rules.model.units import Unit
from cluster_rules.model.values import Reason, Value

Status = Literal["met", "not_met", "unknown", "needs_judgement", "error"]
Verdict = Literal["inadmissible", "not_met", "unknown", "needs_judgement", "met"]

#: The verdicts from the one that prevails to the one that is left.
VERDICTS: tuple[Verdict, ...] = ("inadmissible", "not_met", "unknown", "needs_judgement", "met")


@dataclass(frozen=True, slots=True)
class Gap:
    """How far an indicator is from its threshold, in base units of `unit`.

    `shortfall`: the smallest change that turns a finding that is not met (for an unknown one, an interval);
    `margin`: what a met one could lose. `basis` names what has to change.
    """

    kind: Literal["shortfall", "margin"]
    amount: Value
    unit: Unit
    basis: Literal["value", "numerator", "members", "each"] = "value"


@dataclass(frozen=True, slots=True)
class Measurement:
    """One comparison of a finding: what is required, what is there, and the gap."""

    operator: str
    actual: Value
    threshold: Value
    unit: Unit | None
    gap: Gap | None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Alternatives:
    """What other readings give."""

    #: Criterion id → every combination of options with its status, the one in force first; only where there is a choice.
    readings: Mapping[str, Mapping[Reading, Status]] = field(default_factory=dict)
    #: Ids of the criteria, groups and conditions whose status some combination changes.
    dependent: frozenset[str] = frozenset()
    #: The choices on which the verdict hangs, and every verdict some combination gives.
    deciding_choices: tuple[str, ...] = ()
    possible_verdicts: tuple[Verdict, ...] = ()


def _no_alternatives() -> Alternatives:
    return Alternatives()


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found on one criterion or group."""

    id: str
    title: str
    provision: str
    quote: str
    kind: CriterionKind | Literal["group"]
    role: Role
    #: The id of the group or condition it belongs to; empty for a condition.
    parent: str
    status: Status
    measurements: tuple[Measurement, ...] = ()
    #: The options in force for this finding.
    reading: Reading = ()
    #: Why it is unknown; for a settled finding, what is missing without mattering.
    reasons: tuple[Reason, ...] = ()
    #: Fact paths that it was decided from.
    facts: tuple[str, ...] = ()
    error: str = ""
    #: What other readings give: worked out when first asked for, and the same for all findings of a decision.
    alternatives: Callable[[], Alternatives] = field(default=_no_alternatives, repr=False, compare=False)

    @property
    def actual(self) -> Value | None:
        """The value of its one comparison, in base units; None where it has several, or none."""
        return self.measurements[0].actual if len(self.measurements) == 1 else None

    @property
    def gap(self) -> Gap | None:
        """The gap of its one comparison; None where it has several, or none."""
        return self.measurements[0].gap if len(self.measurements) == 1 else None

    @property
    def reading_dependent(self) -> bool:
        """Whether some option of its choices changes the status."""
        return self.id in self.alternatives().dependent

    @property
    def readings(self) -> Mapping[Reading, Status]:
        """Every combination of options with its status, the one in force first; empty where there is no choice."""
        return self.alternatives().readings.get(self.id, {})


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """The whole record. `verdict` is None where an error withheld it."""

    verdict: Verdict | None
    findings: tuple[Finding, ...]
    alternatives: Callable[[], Alternatives] = field(default=_no_alternatives, repr=False, compare=False)

    @property
    def possible_verdicts(self) -> tuple[Verdict, ...]:
        """Every verdict that some combination of options gives."""
        return self.alternatives().possible_verdicts

    @property
    def deciding_choices(self) -> tuple[str, ...]:
        """The choices on which the verdict hangs."""
        return self.alternatives().deciding_choices

    @property
    def reading_dependent(self) -> bool:
        """Whether some combination of options gives another verdict."""
        return bool(self.deciding_choices)


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a computation: a formula, its value, and what it was made of."""

    text: str
    value: Value
    unit: Unit | None
    #: For an aggregate: records selected for sure, and records that may be; None for other formulas.
    definite: int | None = None
    possible: int | None = None
    #: The records that weigh most, as (label, value), largest first.
    contributors: tuple[tuple[str, Value], ...] = ()
    parts: tuple[Step, ...] = ()
