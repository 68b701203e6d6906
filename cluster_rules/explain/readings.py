"""What hangs on how the text is read: the named choice, its options, and what follows under each."""

from __future__ import annotations

from cluster_rules.explain.material import Material
from cluster_rules.explain.tree import Item
from cluster_rules.explain.words import Words
from cluster_rules.model.decision import Finding, Status
from cluster_rules.model.ruleset import Choice, Reading


def heading(finding: Finding) -> str:
    """`5.3.4 规上企业平均研发投入强度`."""
    return f"{finding.id} {finding.title}".rstrip()


def reading_items(material: Material, words: Words) -> tuple[Item, ...]:
    """The choices that change a finding, those that change the verdict first."""
    deciding = material.record.deciding_choices
    choices = sorted(material.ruleset.choices.values(), key=lambda choice: choice.name not in deciding)
    return tuple(item for choice in choices if (item := _reading(material, words, choice)) is not None)


def reading_lead(material: Material, words: Words) -> str:
    """Whether the verdict hangs on a reading, and who interprets."""
    record = material.record
    possible = words.join(words(f"verdict.{verdict}") for verdict in record.possible_verdicts)
    hangs = words("reading.verdict", verdicts=possible) if record.reading_dependent else words("reading.no_verdict")
    return hangs + interpreter(material, words)


def interpreter(material: Material, words: Words) -> str:
    """Who alone interprets the measure, and the provision that says so."""
    edition = material.ruleset.edition
    provision = next((e.provision for e in material.ruleset.ledger if "负责解释" in e.quote), "")
    key = "reading.interpreter.cited" if provision else "reading.interpreter"
    return words(key, who=edition.interpreter or edition.issuer, provision=provision)


def _reading(material: Material, words: Words, choice: Choice) -> Item | None:
    dependents = [
        finding
        for criterion in material.ruleset.criteria()
        if choice.name in criterion.choices
        and (finding := material.findings.get(criterion.id)) is not None
        and len(set(by_option(finding, choice).values())) > 1
    ]
    if not dependents:
        return None
    head = choice.name + (words("reading.deciding") if choice.name in material.record.deciding_choices else "")
    options = tuple(_option(words, choice, option.name, option.title, dependents) for option in choice.options)
    return Item(head, choice.question, items=options)


def _option(words: Words, choice: Choice, option: str, title: str, dependents: list[Finding]) -> Item:
    default = option == choice.default
    head = words("reading.option.default" if default else "reading.option", option=option)
    found = [
        words("reading.outcome", head=heading(finding), status=words(f"status.{status}"))
        for finding in dependents
        if (status := by_option(finding, choice).get(option)) is not None
    ]
    why = [words("reading.why", why=choice.why)] if default and choice.why else []
    return Item(head, words.clauses(found), tuple(([title] if title and title != option else []) + why))


def other_readings(material: Material, words: Words, finding: Finding) -> tuple[str, ...]:
    """What another option of each choice would make of the finding, the other choices held."""
    return tuple(
        words("failed.reading", choice=name, option=option, status=words(f"status.{status}"))
        for name, used in finding.reading
        if (choice := material.ruleset.choices.get(name)) is not None
        for option, status in by_option(finding, choice).items()
        if option != used and status != finding.status
    )


def by_option(finding: Finding, choice: Choice) -> dict[str, Status]:
    """Option of `choice` → status, every other choice as it was decided."""
    statuses: dict[str, Status] = {}
    for reading, status in finding.readings.items():
        if _others(reading, choice.name) == _others(finding.reading, choice.name):
            statuses[dict(reading).get(choice.name, choice.default)] = status
    return statuses


def _others(reading: Reading, choice: str) -> Reading:
    return tuple((name, option) for name, option in reading if name != choice)
