"""The details: every condition, group and criterion with its text, figures, arithmetic, reading and sources."""

from __future__ import annotations

from collections.abc import Iterator

from cluster_rules.explain.computation import against, aids, asked, computation, operands
from cluster_rules.explain.material import Material
from cluster_rules.explain.phrases import actual, gap, requirement
from cluster_rules.explain.readings import readings_explained
from cluster_rules.explain.reasons import phrase, wants
from cluster_rules.explain.sources import documents, judgements, sources
from cluster_rules.explain.tree import Entry, Line
from cluster_rules.explain.weight import is_settled_otherwise
from cluster_rules.explain.words import Words
from cluster_rules.model.decision import Finding, Step
from cluster_rules.model.ruleset import Condition, Criterion, CriterionTree, Group


def details(material: Material, words: Words) -> tuple[Entry, ...]:
    """One entry for each condition, its criteria below it."""
    return tuple(_condition(material, words, condition) for condition in material.ruleset.conditions)


def _condition(material: Material, words: Words, condition: Condition) -> Entry:
    finding = material.findings.get(condition.id)
    status = finding.status if finding else "unknown"
    entries = tuple(
        entry for child in condition.children for entry in _entries(material, words, child, inverted=False, live=True)
    )
    title = words("details.condition", provision=condition.provision, title=condition.title).strip()
    return Entry(condition.id, title, status, words(f"status.{status}"), (), entries)


def _entries(material: Material, words: Words, tree: CriterionTree, *, inverted: bool, live: bool) -> Iterator[Entry]:
    finding = material.findings.get(tree.id)
    if finding is None:
        return
    says = "triggered" if inverted else "soft" if tree.force == "should" else "status"
    word = words(f"{says}.{finding.status}")
    if not live and finding.status in {"not_met", "unknown", "needs_judgement"}:
        word = words("details.immaterial", status=word)
    if isinstance(tree, Criterion):
        lines = tuple(_criterion(material, words, tree, finding, inverted))
        yield Entry(finding.id, _title(tree), finding.status, word, lines)
        return
    below, weighs = inverted != (tree.kind == "none_of"), live and not is_settled_otherwise(tree, finding.status)
    entries = tuple(
        entry for child in tree.children for entry in _entries(material, words, child, inverted=below, live=weighs)
    )
    yield Entry(finding.id, _title(tree), finding.status, word, tuple(_group(words, tree)), entries)


def _title(tree: CriterionTree) -> str:
    return f"{tree.id} {tree.title}".rstrip()


def _group(words: Words, group: Group) -> Iterator[Line]:
    if group.quote:
        yield Line(words("label.quote"), words("quote.line", provision=group.provision, quote=group.quote))
    yield Line(words("label.required"), words(f"group.{group.kind}", count=group.count))


def _criterion(
    material: Material, words: Words, criterion: Criterion, finding: Finding, inverted: bool
) -> Iterator[Line]:
    steps = material.steps(finding)
    yield _quote(words, criterion)
    if criterion.force == "should":
        yield Line(words("label.force"), words("force.should"))
    yield from _measured(material, words, criterion, finding, steps, inverted)
    if criterion.kind == "judgement":
        yield from _judged(material, words, criterion, steps)
    yield from _unknown(material, words, finding, inverted)
    if finding.error:
        yield Line(words("label.error"), words("error.finding", error=finding.error))
    yield from _reading(material, words, finding)
    yield from _supported(material, words, criterion, finding)


def _quote(words: Words, criterion: Criterion) -> Line:
    more = (words("quote.sic", sic=criterion.sic),) if criterion.sic else ()
    return Line(words("label.quote"), words("quote.line", provision=criterion.provision, quote=criterion.quote), more)


def _measured(
    material: Material, words: Words, criterion: Criterion, finding: Finding, steps: tuple[Step, ...], inverted: bool
) -> Iterator[Line]:
    """Required, actual, arithmetic and gap of each measurement; the requirement in words where nothing is measured."""
    if not finding.measurements and criterion.kind != "judgement":
        yield from _unmeasured(material, words, finding, steps, inverted)
    for index, measurement in enumerate(finding.measurements):
        label = measurement.title if len(finding.measurements) > 1 else ""
        asked = "label.situation" if inverted else "label.required"
        yield _line(words, asked, label, _required(material, words, finding, index))
        yield _line(words, "label.actual", label, actual(words, measurement))
        if index < len(steps) and criterion.kind != "document":
            yield from _computed(material, words, finding, index, steps[index])
        if criterion.kind == "document":
            continue
        if closing := gap(words, measurement, operands(material, words, finding, index)):
            assert measurement.gap is not None
            yield Line(words(f"label.{measurement.gap.kind}"), closing)


def _required(material: Material, words: Words, finding: Finding, index: int) -> str:
    """The threshold; for a document, what it has to be."""
    test = material.test_of(finding)
    text = requirement(words, finding.measurements[index], against(material, finding, index))
    if finding.kind != "document" or test is None:
        return text
    return words("document.required", document=test.requirement, count=text)


def _unmeasured(
    material: Material, words: Words, finding: Finding, steps: tuple[Step, ...], inverted: bool
) -> Iterator[Line]:
    test = material.test_of(finding)
    wanted = asked(material, words, test) if test is not None else ""
    if wanted:
        yield Line(words("label.situation" if inverted else "label.required"), wanted)
        for step in steps[:1]:
            yield from _computed(material, words, finding, 0, step)


def _computed(material: Material, words: Words, finding: Finding, index: int, step: Step) -> Iterator[Line]:
    told = tuple(dict.fromkeys(computation(material, words, finding, index, step)))
    if told:
        key = "label.computation" if finding.measurements else "label.actual"
        yield Line(words(key), told[0], told[1:])


def _line(words: Words, key: str, title: str, text: str) -> Line:
    return Line(words(key), words("measurement.titled", title=title, text=text) if title else text)


def _judged(material: Material, words: Words, criterion: Criterion, steps: tuple[Step, ...]) -> Iterator[Line]:
    """What a person is asked, what helps, and what persons have found."""
    guidance = (words("judgement.guidance", guidance=criterion.guidance),) if criterion.guidance else ()
    yield Line(words("label.question"), criterion.question or criterion.title, guidance)
    if figures := aids(material, words, criterion, steps):
        yield Line(words("label.aids"), figures[0], figures[1:])
    if found := judgements(material, words, criterion.id):
        yield Line(words("label.judgements"), found[0], found[1:])


def _unknown(material: Material, words: Words, finding: Finding, inverted: bool) -> Iterator[Line]:
    """What is missing, and whether that matters."""
    if not finding.reasons or (finding.kind == "judgement" and finding.status == "needs_judgement"):
        return
    told = tuple(phrase(material, words, want, records) for want, records in wants(material, finding.reasons).items())
    settled = finding.status in {"met", "not_met"}
    label = words("label.missing.settled" if settled else "label.missing")
    more = told[1:] + ((words(f"settled.{'inverted.' if inverted else ''}{finding.status}"),) if settled else ())
    yield Line(label, told[0], more)


def _reading(material: Material, words: Words, finding: Finding) -> Iterator[Line]:
    """The readings in force, and what other options would give."""
    used = [
        words("reading.used", choice=name, option=option)
        for name, option in finding.reading
        if name in material.ruleset.choices
    ]
    if used:
        yield Line(words("label.reading"), words.clauses(used), tuple(readings_explained(material, words, finding)))


def _supported(material: Material, words: Words, criterion: Criterion, finding: Finding) -> Iterator[Line]:
    if found := documents(material, words, criterion.id) if criterion.kind == "document" else ():
        yield Line(words("label.documents"), found[0], found[1:])
    elif found := sources(material, words, finding):
        yield Line(words("label.sources"), found[0], found[1:])
    if criterion.evidence:
        yield Line(words("label.evidence"), words.join(criterion.evidence))
    if criterion.note:
        yield Line(words("label.note"), criterion.note)
