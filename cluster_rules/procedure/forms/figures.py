"""Figures of a finding for the cells of a table: declared, required, how far, and where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cluster_rules.explain.computation import against, operands
from cluster_rules.explain.figures import is_number, readable_unit, shown
from cluster_rules.explain.material import Material, split_path
from cluster_rules.explain.phrases import actual, gap, requirement
from cluster_rules.explain.sources import NUMBER, PROVISION, used
from cluster_rules.explain.words import Words
from cluster_rules.model.decision import Finding, Measurement
from cluster_rules.model.dictionary import EVIDENCE
from cluster_rules.model.numbers import Number
from cluster_rules.model.units import Unit
from cluster_rules.model.values import Value


def actual_text(say: Words, finding: Finding) -> str:
    """What is there: one figure for each comparison; the status in words where nothing is measured."""
    figures = (_titled(say, finding, one, actual(say, one)) for one in finding.measurements)
    return say.clauses(figures) or status_word(say, finding)


def status_word(say: Words, finding: Finding) -> str:
    """How a finding stands; a soft one is done or not done."""
    return say(f"{'soft' if finding.role == 'soft' else 'status'}.{finding.status}")


def required_text(material: Material, say: Words, finding: Finding) -> str:
    """What is required of each comparison."""
    return say.clauses(
        _titled(say, finding, one, requirement(say, one, against(material, finding, index)))
        for index, one in enumerate(finding.measurements)
    )


def gap_text(material: Material, say: Words, finding: Finding) -> str:
    """How far each comparison is from its threshold."""
    return say.clauses(
        _titled(say, finding, one, text)
        for index, one in enumerate(finding.measurements)
        if (text := gap(say, one, operands(material, say, finding, index)))
    )


def _titled(say: Words, finding: Finding, one: Measurement, text: str) -> str:
    several = len(finding.measurements) > 1 and one.title
    return say("measurement.titled", title=one.title, text=text) if several else text


def changed_text(say: Words, before: Finding, after: Finding) -> str:
    """By how much each comparison changed."""
    pairs = zip(before.measurements, after.measurements, strict=False)
    return say.clauses(difference(say, old.actual, new.actual, new.unit) for old, new in pairs)


def difference(say: Words, before: Value | None, after: Value | None, unit: Unit | None) -> str:
    """`+12 万元`; empty where nothing changed, and words where it is no number."""
    if before == after:
        return ""
    if not (is_number(before) and is_number(after)):
        return say("table.changed")
    change: Number = after - before
    written = _difference_unit(unit)
    text = shown(say, change, readable_unit(written, change))
    return f"+{text}" if change > 0 else text


def _difference_unit(unit: Unit | None) -> Unit | None:
    from cluster_rules.model.units import unit as unit_named

    return unit_named("个百分点") if unit is not None and unit.symbol == "%" else unit


def evidence_numbers(material: Material, finding: Finding) -> tuple[str, ...]:
    """The numbers of the evidence that the sources of the finding cite, and of what is filed for it."""
    found: dict[str, None] = {}
    for path in used(material, finding):
        for source in material.sources_of(path):
            found.update(dict.fromkeys(source.evidence))
    index = material.register(EVIDENCE.name)
    for record in index.records if index else ():
        number = record.get(NUMBER)
        if record.get(PROVISION) == finding.id and isinstance(number, str):
            found[number] = None
    return tuple(found)


def source_names(material: Material, finding: Finding) -> tuple[str, ...]:
    """The names of the sources of a finding."""
    named = (source.name for path in used(material, finding) for source in material.sources_of(path))
    return tuple(dict.fromkeys(name for name in named if name))


def value_text(material: Material, say: Words, path: str, value: Value | None) -> str:
    """A fact as people write it; a dash where there is none."""
    if value is None:
        return say("table.none")
    register, _, field = split_path(path)
    declared = material.fact_type(register, field)
    return shown(say, value, readable_unit(declared.unit if declared else None, value)).strip("“”")


def table_rows(rows: Iterator[tuple[str, ...]], none: Callable[[], str], width: int) -> tuple[tuple[str, ...], ...]:
    """The rows; one that says there are none where there are none."""
    return tuple(rows) or ((none(), *[""] * (width - 1)),)
