"""What hangs on how the text is read: the named choice, its options, and what follows under each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cluster_rules.explain.material import Material
from cluster_rules.explain.tree import Item
from cluster_rules.explain.words import Words
from cluster_rules.model.decision import Finding, Status
from cluster_rules.model.ruleset import Choice, Option, Reading


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
    named = (words("reading.possible", verdict=words(f"verdict.{verdict}")) for verdict in record.possible_verdicts)
    possible = words.either(named)
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
    return Item(head, choice.question, items=(_used(words, choice, dependents), *_others_of(words, choice, dependents)))


def _used(words: Words, choice: Choice, dependents: list[Finding]) -> Item:
    """The option in force, and why it is the default."""
    used = dict(dependents[0].reading)[choice.name]
    outcome = _outcome(words, {finding.id: (finding, finding.status) for finding in dependents})
    why = (words("reading.why", why=choice.why),) if used == choice.default and choice.why else ()
    return Item(words("reading.option.default", option=used), outcome, why)


def _others_of(words: Words, choice: Choice, dependents: list[Finding]) -> Iterator[Item]:
    """Options with the same outcome in one line; those that change nothing are left out."""
    grouped: dict[str, list[str]] = {}
    for option in choice.options:
        changed = {
            finding.id: (finding, status)
            for finding in dependents
            if (status := by_option(finding, choice).get(option.name, finding.status)) != finding.status
        }
        if changed:
            grouped.setdefault(_outcome(words, changed), []).append(_named(words, option))
    for outcome, options in grouped.items():
        yield Item(words("reading.option", options=words.either(options)), outcome)


def _outcome(words: Words, found: Mapping[str, tuple[Finding, Status]]) -> str:
    return words.clauses(
        words("reading.outcome", head=heading(finding), status=words(f"status.{status}"))
        for finding, status in found.values()
    )


def _named(words: Words, option: Option) -> str:
    titled = option.title and option.title != option.name
    return words("reading.name.titled" if titled else "reading.name", option=option.name, title=option.title)


def other_readings(material: Material, words: Words, finding: Finding) -> tuple[str, ...]:
    """What another option of each choice would make of the finding, the other choices held."""
    return tuple(
        words("reading.other", choice=name, option=option, status=words(f"status.{status}"))
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
