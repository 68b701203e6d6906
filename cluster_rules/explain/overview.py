"""The overview: what failed and by how much, what is missing, what a person must find, what hangs on a reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from cluster_rules.explain.computation import against, asked_in_vain, operands
from cluster_rules.explain.effects import acting
from cluster_rules.explain.material import Material, split_path
from cluster_rules.explain.names import fact_name, path_name
from cluster_rules.explain.phrases import actual, gap, requirement
from cluster_rules.explain.readings import heading, other_readings, reading_items, reading_lead
from cluster_rules.explain.reasons import Want, conflict, phrase, wants
from cluster_rules.explain.sources import used
from cluster_rules.explain.tree import Item, Section
from cluster_rules.explain.weight import Leaf, Outcome, leaves, outcome
from cluster_rules.explain.words import Words
from cluster_rules.model.decision import Finding
from cluster_rules.model.ruleset import Condition, Criterion, CriterionTree
from cluster_rules.model.values import Partial

SectionMaker = Callable[[Material, Words], Section]


def overview(material: Material, words: Words) -> tuple[Section, ...]:
    """The sections that have something to say, the most pressing first."""
    made = (make(material, words) for make in SECTIONS)
    return tuple(section for section in made if section.items)


def _section(words: Words, name: str, items: tuple[Item, ...], count: int | None = None, lead: str = "") -> Section:
    title = words(f"section.{name}", count=len(items) if count is None else count)
    return Section(name, title, items, lead)


def failed(material: Material, words: Words) -> Section:
    """What is not met, standing first, with its gap."""
    items = tuple(
        item
        for condition in _standing_first(material)
        for child in condition.children
        for item in _failures(material, words, child, inverted=False)
    )
    count = sum(leaf.outcome == "fails" and leaf.live and not leaf.soft for leaf in leaves(material))
    return _section(words, "failed", items, count)


def _standing_first(material: Material) -> list[Condition]:
    return sorted(material.ruleset.conditions, key=lambda condition: not condition.standing)


def _failures(material: Material, words: Words, tree: CriterionTree, *, inverted: bool) -> Iterator[Item]:
    finding = material.findings.get(tree.id)
    if finding is None or tree.force == "should":
        return
    if isinstance(tree, Criterion):
        if outcome(finding.status, inverted) == "fails":
            yield _failure(material, words, finding, inverted)
        return
    if outcome(finding.status, inverted) == "passes" and tree.kind != "all_of":
        return
    below = inverted != (tree.kind == "none_of")
    items = tuple(item for child in tree.children for item in _failures(material, words, child, inverted=below))
    if outcome(finding.status, inverted) == "fails":
        text = words(f"group.failed.{tree.kind}", count=tree.count)
        yield Item(heading(finding), text, items=items)


def _failure(material: Material, words: Words, finding: Finding, inverted: bool) -> Item:
    """One failed criterion in one sentence for each measurement that fails."""
    if inverted:
        return Item(heading(finding), words("failed.triggered", quote=finding.quote))
    text = words.clauses(_told(material, words, finding)) or _plainly(material, words, finding)
    notes = [words("settled.not_met")] if finding.reasons else []
    return Item(heading(finding), text, (*notes, *other_readings(material, words, finding)))


def _plainly(material: Material, words: Words, finding: Finding) -> str:
    """What a criterion without measurements asks in vain."""
    if finding.kind == "judgement":
        return words("failed.judged")
    test = material.test_of(finding)
    text, actually = asked_in_vain(material, words, finding, test) if test is not None else ("", "")
    if not text:
        return words("failed.plain")
    return words("failed.unmeasured.actual" if actually else "failed.unmeasured", condition=text, actual=actually)


def _told(material: Material, words: Words, finding: Finding) -> list[str]:
    test = material.test_of(finding)
    if finding.kind == "document" and test is not None:
        return [words("failed.document", document=test.requirement)]
    return measured(material, words, finding, "failed.measured", failing=True)


def measured(material: Material, words: Words, finding: Finding, key: str, *, failing: bool = False) -> list[str]:
    """`实际 1.973%，要求不低于 2%，再需…` for each measurement, or for those with a shortfall alone."""
    told = []
    several = len(finding.measurements) > 1
    for index, measurement in enumerate(finding.measurements):
        if failing and several and measurement.gap is not None and measurement.gap.kind == "margin":
            continue
        required = requirement(words, measurement, against(material, finding, index))
        parts = {"actual": actual(words, measurement), "required": required}
        closing = gap(words, measurement, operands(material, words, finding, index))
        text = words(f"{key}.gap" if closing else key, gap=closing, **parts)
        told.append(words("measurement.titled", title=measurement.title, text=text) if measurement.title else text)
    return told


def errors(material: Material, words: Words) -> Section:
    """Findings that could not be made: the verdict is withheld."""
    items = tuple(
        Item(heading(leaf.finding), words("error.finding", error=leaf.finding.error))
        for leaf in leaves(material)
        if leaf.outcome == "error"
    )
    return _section(words, "error", items, lead=words("error.lead"))


def missing(material: Material, words: Words) -> Section:
    """What cannot be settled for want of material: what would settle it."""
    return _section(words, "missing", tuple(_missing(material, words, leaf) for leaf in _pending(material, "unknown")))


def _missing(material: Material, words: Words, leaf: Leaf) -> Item:
    finding = leaf.finding
    told = measured(material, words, finding, "missing.measured") if _bounded(finding) else []
    needed = [phrase(material, words, want, records) for want, records in wants(material, finding.reasons).items()]
    return Item(heading(finding), words.clauses(needed) or words("missing.plain"), tuple(told))


def _bounded(finding: Finding) -> bool:
    """Whether something is known of what is measured, though not enough."""
    actuals = [measurement.actual for measurement in finding.measurements]
    return any(not isinstance(a, Partial) or (a.low, a.high, a.options) != (None, None, None) for a in actuals)


def _pending(material: Material, wanted: Outcome) -> list[Leaf]:
    return [leaf for leaf in leaves(material) if leaf.outcome == wanted and leaf.live and not leaf.soft]


def requests(material: Material, words: Words) -> Section:
    """The list of data to ask for: one fact a line, of whom, and which criteria wait for it."""
    reasons: dict[tuple[Want, tuple[str, ...]], list[str]] = {}
    for leaf in _pending(material, "unknown"):
        for want, records in wants(material, leaf.finding.reasons).items():
            if want.kind in {"missing", "incomplete"}:
                reasons.setdefault((want, records), []).append(leaf.finding.id)
    items = tuple(
        Item(phrase(material, words, want, records, "requests"), words("requests.for", ids=words.join(ids)))
        for (want, records), ids in reasons.items()
    )
    return _section(words, "requests", items)


def judgement(material: Material, words: Words) -> Section:
    """What a person has yet to find, provision by provision."""
    pending = _pending(material, "needs_judgement")
    items = []
    for provision, found in groupby(pending, key=lambda leaf: leaf.finding.provision):
        listed = words.clauses(heading(leaf.finding) for leaf in found)
        items.append(Item(provision, listed))
    return _section(words, "judgement", tuple(items), len(pending))


def readings_section(material: Material, words: Words) -> Section:
    """What hangs on how the text is read."""
    found = acting(material)
    lead = reading_lead(material, words) if found else ""
    return _section(words, "reading", reading_items(material, words, found), len(found), lead)


def conflicts(material: Material, words: Words) -> Section:
    """Sources that disagree, to be verified."""
    items = tuple(
        Item(path_name(material, words, found.fact), conflict(material, words, found))
        for found in material.facts.conflicts
    )
    return _section(words, "conflict", items)


def unsupported(material: Material, words: Words) -> Section:
    """Figures that were used and have no evidence, or no source at all."""
    bare: dict[str, list[str]] = {}
    for leaf in leaves(material):
        for name in dict.fromkeys(_unsupported(material, leaf.finding)):
            bare.setdefault(name, []).append(leaf.finding.id)
    users: dict[tuple[str, ...], list[str]] = {}
    for name, ids in bare.items():
        users.setdefault(tuple(ids), []).append(name)
    items = tuple(Item(words.join(ids), words.join(names)) for ids, names in users.items())
    return _section(words, "evidence", items, len(bare))


def _unsupported(material: Material, finding: Finding) -> Iterator[str]:
    """The facts of a finding that stand without any evidence, a register as a whole rather than field by field."""
    for path in used(material, finding):
        register, _, _ = split_path(path)
        if not any(s.evidence for s in material.sources_of(path)):
            yield fact_name(material, register)


def soft(material: Material, words: Words) -> Section:
    """Soft norms, apart: they never enter the verdict."""
    items = tuple(
        Item(heading(leaf.finding), words(f"soft.{leaf.finding.status}")) for leaf in leaves(material) if leaf.soft
    )
    return _section(words, "soft", items)


SECTIONS: tuple[SectionMaker, ...] = (
    errors,
    failed,
    missing,
    requests,
    readings_section,
    conflicts,
    judgement,
    unsupported,
    soft,
)
