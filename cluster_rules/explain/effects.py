"""What follows if one choice is read in another way and all others as decided: statuses, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from cluster_rules.explain.material import Material
from cluster_rules.explain.weight import leaves
from cluster_rules.model.decision import Finding, Status, Verdict
from cluster_rules.model.ruleset import Choice, Option, Reading
from cluster_rules.semantics.readings import Outlook

#: What a choice does: alone it changes the verdict, or a finding that fails or is open; with others it changes the
#: verdict; or it changes findings and never the verdict.
Weight: TypeAlias = Literal["verdict", "finding", "together", "never"]
WEIGHTS: tuple[Weight, ...] = ("verdict", "finding", "together", "never")


@dataclass(frozen=True, slots=True)
class Changed:
    """A finding under another reading."""

    finding: Finding
    reading: Reading
    status: Status


@dataclass(frozen=True, slots=True)
class Effect:
    """What one other option changes: findings, and the verdict that would follow."""

    option: Option
    changed: tuple[Changed, ...]
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Acting:
    """A choice that changes some finding, alone or with others."""

    choice: Choice
    used: str
    #: The findings that it acts in, with whatever other options.
    findings: tuple[Finding, ...]
    #: The options that change something by themselves; empty where only a combination does.
    effects: tuple[Effect, ...]
    weight: Weight


def acting(material: Material) -> tuple[Acting, ...]:
    """Every choice that changes a finding, in the order of the ruleset."""
    weighing = (leaf for leaf in leaves(material) if leaf.live and not leaf.soft)
    unsettled = {leaf.finding.id for leaf in weighing if leaf.outcome != "passes"}
    found = (_acting(material, choice, unsettled) for choice in material.ruleset.choices.values())
    return tuple(one for one in found if one is not None)


def _acting(material: Material, choice: Choice, unsettled: set[str]) -> Acting | None:
    findings = tuple(
        finding
        for criterion in material.ruleset.criteria()
        if choice.name in criterion.choices
        and (finding := material.findings.get(criterion.id)) is not None
        and choice.name in material.acting[finding.id]
    )
    if not findings:
        return None
    used = dict(findings[0].reading)[choice.name]
    effects = tuple(
        Effect(option, changed, _verdict(material, {one.finding.id: one.status for one in changed}))
        for option in choice.options
        if option.name != used and (changed := _changed(findings, choice, option.name))
    )
    return Acting(choice, used, findings, effects, _weight(material, choice, effects, unsettled))


def _weight(material: Material, choice: Choice, effects: tuple[Effect, ...], unsettled: set[str]) -> Weight:
    if any(effect.verdict != material.record.verdict for effect in effects):
        return "verdict"
    if any(one.finding.id in unsettled for effect in effects for one in effect.changed):
        return "finding"
    return "together" if choice.name in material.record.deciding_choices else "never"


def _changed(findings: tuple[Finding, ...], choice: Choice, option: str) -> tuple[Changed, ...]:
    """The findings that the option changes by itself."""
    under = (Changed(finding, *pair) for finding in findings if (pair := by_option(finding, choice).get(option)))
    return tuple(one for one in under if one.status != one.finding.status)


def _verdict(material: Material, changed: dict[str, Status]) -> Verdict | None:
    """The verdict with some statuses replaced."""
    statuses = {c.id: material.findings[c.id].status for c in material.ruleset.criteria()} | changed
    (verdict,) = Outlook(material.ruleset, {identity: {(): status} for identity, status in statuses.items()}).verdicts
    return verdict


def by_option(finding: Finding, choice: Choice) -> dict[str, tuple[Reading, Status]]:
    """Option of `choice` → the reading with it and its status, every other choice as it was decided."""
    return {
        dict(reading).get(choice.name, choice.default): (reading, status)
        for reading, status in finding.readings.items()
        if _others(reading, choice.name) == _others(finding.reading, choice.name)
    }


def _others(reading: Reading, choice: str) -> Reading:
    return tuple((name, option) for name, option in reading if name != choice)
