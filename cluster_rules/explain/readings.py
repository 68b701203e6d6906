"""What hangs on how the text is read: first what a single other reading changes, then what only several change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cluster_rules.explain.effects import WEIGHTS, Acting, Changed, Effect, Weight, by_option
from cluster_rules.explain.material import Material
from cluster_rules.explain.names import defined_name
from cluster_rules.explain.phrases import actual, requirement
from cluster_rules.explain.tree import Item
from cluster_rules.explain.words import Words
from cluster_rules.model import ir
from cluster_rules.model.decision import Finding, Measurement, Status, Verdict
from cluster_rules.model.ruleset import Choice, Criterion, Option, Reading
from cluster_rules.model.values import Partial

#: Up to so many choices of one weight are told in full; of more, each has one line, and the details tell the rest.
TOLD_IN_FULL = 5


def heading(finding: Finding) -> str:
    """`5.3.4 规上企业平均研发投入强度`."""
    return f"{finding.id} {finding.title}".rstrip()


def reading_items(material: Material, words: Words, found: tuple[Acting, ...]) -> tuple[Item, ...]:
    """What hangs on what, a line for each weight; then the choices that change something by themselves."""
    grouped = [(weight, [one for one in found if one.weight == weight]) for weight in WEIGHTS]
    outlines = [_outline(material, words, weight, choices) for weight, choices in grouped if choices]
    told = [item for weight, choices in grouped for item in _told(material, words, weight, choices)]
    return (*outlines, *told)


def reading_lead(material: Material, words: Words) -> str:
    """Whether the verdict hangs on a reading, and what it may be."""
    record = material.record
    named = (words("reading.possible", verdict=words(f"verdict.{verdict}")) for verdict in record.possible_verdicts)
    possible = words.either(named)
    return words("reading.verdict", verdicts=possible) if record.reading_dependent else words("reading.no_verdict")


def interpreter(material: Material, words: Words) -> str:
    """Who alone interprets the measure, and the provision that says so."""
    edition = material.ruleset.edition
    provision = next((e.provision for e in material.ruleset.ledger if "负责解释" in e.quote), "")
    key = "reading.interpreter.cited" if provision else "reading.interpreter"
    return words(key, who=edition.interpreter or edition.issuer, provision=provision)


def _outline(material: Material, words: Words, weight: Weight, choices: list[Acting]) -> Item:
    listed = words.join(
        words("reading.choice", choice=one.choice.name, ids=words.join(finding.id for finding in one.findings))
        for one in choices
    )
    key = f"reading.weight.{weight}"
    if weight == "verdict" and (verdict := _common_verdict(material, choices)):
        return Item(words(f"{key}.to", verdict=words(f"verdict.{verdict}"), count=len(choices)), listed)
    return Item(words(key, count=len(choices)), listed)


def _common_verdict(material: Material, choices: list[Acting]) -> Verdict | None:
    """The one verdict that all changes lead to; None where they lead to several, or leave it."""
    verdicts = {effect.verdict for one in choices for effect in one.effects}
    return verdicts.pop() if len(verdicts) == 1 else None


def _told(material: Material, words: Words, weight: Weight, choices: list[Acting]) -> Iterator[Item]:
    acting_alone = [one for one in choices if one.effects]
    in_full = weight in {"verdict", "finding"} and len(acting_alone) <= TOLD_IN_FULL
    verdict = material.record.verdict if weight != "verdict" else _common_verdict(material, choices)
    for one in acting_alone:
        yield (_in_full if in_full else _in_short)(material, words, one, verdict)


def _in_full(material: Material, words: Words, one: Acting, verdict: Verdict | None) -> Item:
    """The question, the option in force with its reason, and what each other option would give."""
    now = (Changed(finding, finding.reading, finding.status) for finding in _touched(one))
    used = words("reading.used.now", option=one.used, outcome=_outcomes(material, words, now, titled=True))
    why = (words("reading.why", why=one.choice.why),) if one.used == one.choice.default and one.choice.why else ()
    options = tuple(
        Item(words("reading.option", option=_named(words, effect.option)), _effect(material, words, effect, verdict))
        for effect in one.effects
    )
    return Item(one.choice.name, one.choice.question, (used, *why), options)


def _in_short(material: Material, words: Words, one: Acting, verdict: Verdict | None) -> Item:
    """One line."""
    told = (
        words("reading.short", option=effect.option.name, outcome=_effect(material, words, effect, verdict))
        for effect in one.effects
    )
    return Item(one.choice.name, words.clauses(told))


def _touched(one: Acting) -> list[Finding]:
    """The findings that some option changes by itself."""
    ids = {changed.finding.id for effect in one.effects for changed in effect.changed}
    return [finding for finding in one.findings if finding.id in ids]


def _effect(material: Material, words: Words, effect: Effect, expected: Verdict | None) -> str:
    """What comes out of the changed findings, and the verdict unless it is the one `expected`."""
    told = _outcomes(material, words, effect.changed)
    if effect.verdict == expected:
        return told
    if effect.verdict == material.record.verdict:
        return words("reading.stays", outcome=told)
    verdict = words(f"verdict.{effect.verdict or 'withheld'}")
    return words("reading.leads", outcome=told, verdict=verdict)


def _outcomes(material: Material, words: Words, found: Iterable[Changed], *, titled: bool = False) -> str:
    return words.join(
        words(
            "reading.outcome",
            head=heading(one.finding) if titled else one.finding.id,
            status=status_under(material, words, one.finding, one.reading, one.status),
        )
        for one in found
    )


def status_under(material: Material, words: Words, finding: Finding, reading: Reading, status: Status) -> str:
    """`达标（≈3.117%）`."""
    word = words(f"status.{status}")
    figures = figures_under(material, words, finding, reading)
    return words("reading.figures", status=word, figures=figures) if figures else word


def figures_under(material: Material, words: Words, finding: Finding, reading: Reading) -> str:
    """What is there under a reading, by name where there is more than one figure; empty where nothing is measured."""
    node = material.nodes.get(finding.id)
    if not isinstance(node, Criterion) or node.kind in {"document", "judgement"}:
        return ""
    measured = finding.measurements if reading == finding.reading else material.measured(finding, reading)
    if len(measured) == 1:
        return _single(words, node, finding, reading, measured[0])
    lefts = (comparand.comparison.left for comparand in node.tests[reading].comparands)
    return words.join(dict.fromkeys(_figure(words, *pair) for pair in zip(measured, lefts, strict=False)))


def _single(words: Words, node: Criterion, finding: Finding, reading: Reading, measured: Measurement) -> str:
    """The figure, with what is required where the reading changes that; empty where nothing is known of it."""
    if isinstance(measured.actual, Partial) and measured.actual.high is None and not measured.actual.low:
        return ""
    figure = actual(words, measured)
    if len(finding.measurements) == 1 and measured.threshold == finding.measurements[0].threshold:
        return figure
    against = defined_name(node.tests[reading].comparands[0].comparison.right)
    return words("reading.required", figure=figure, required=requirement(words, measured, against))


def _figure(words: Words, measurement: Measurement, left: ir.Expression) -> str:
    """`国家级 1 个`: by its title, its definition, or the texts that its records are chosen by."""
    name = measurement.title or defined_name(left) or words.join(re.findall('"([^"]*)"', left.text))
    return words("reading.figure", name=name, value=actual(words, measurement)).strip()


def _named(words: Words, option: Option) -> str:
    titled = option.title and option.title != option.name
    return words("reading.name.titled" if titled else "reading.name", option=option.name, title=option.title)


def other_readings(material: Material, words: Words, finding: Finding) -> tuple[str, ...]:
    """What other options of each choice would make of the finding, the other choices held: one line a status."""
    return tuple(
        line for choice, _ in _choices(material, finding) for line in _others_of(material, words, finding, choice)
    )


def readings_explained(material: Material, words: Words, finding: Finding) -> Iterator[str]:
    """For each choice that changes the finding: the question, why it was answered so, and what else would follow."""
    for choice, used in _choices(material, finding):
        if choice.name in material.acting[finding.id]:
            why = words("reading.why", why=choice.why) if choice.why and used == choice.default else ""
            yield words("reading.question", choice=choice.name, question=choice.question, why=why)
            yield from [*_others_of(material, words, finding, choice)] or [words("reading.alone")]


def _choices(material: Material, finding: Finding) -> Iterator[tuple[Choice, str]]:
    """The choices that the finding depends on, with the options in force."""
    for name, used in finding.reading:
        if (choice := material.ruleset.choices.get(name)) is not None:
            yield choice, used


def _others_of(material: Material, words: Words, finding: Finding, choice: Choice) -> Iterator[str]:
    grouped: dict[Status, list[str]] = {}
    for option, (reading, status) in by_option(finding, choice).items():
        if status != finding.status:
            figures = figures_under(material, words, finding, reading)
            key = "reading.name.figures" if figures else "reading.name"
            grouped.setdefault(status, []).append(words(key, option=option, figures=figures))
    for status, options in grouped.items():
        said = words(f"status.{status}")
        yield words("reading.other", choice=choice.name, options=words.either(options), status=said)
