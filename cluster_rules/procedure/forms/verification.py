"""实地核实清单: what to look at on site, the most doubtful first.

The order: sources that disagree, figures near their threshold (the nearest first), what makes up the great sums,
documents, judgements. Near is within a tenth of the threshold; a figure that may lie on either side is nearest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from cluster_rules.explain.document import Document, Paragraph, Table
from cluster_rules.explain.figures import is_number, readable_unit, shown
from cluster_rules.explain.material import Material, split_path
from cluster_rules.explain.names import path_name
from cluster_rules.explain.reasons import conflict
from cluster_rules.model.decision import Finding, Measurement, Step
from cluster_rules.model.ruleset import Criterion
from cluster_rules.model.values import Partial
from cluster_rules.procedure.forms.desk import Desk
from cluster_rules.procedure.forms.figures import actual_text, evidence_numbers, required_text

NEAR = Fraction(1, 10)
_RANKS = ("conflict", "near", "contributor", "document", "judgement")


@dataclass(frozen=True, slots=True)
class Risk:
    """One thing to look at. Risks are ordered by rank, then by distance."""

    kind: str
    what: str
    #: Where to look, and what there.
    place: str
    look: str
    distance: Fraction = Fraction(0)

    @property
    def order(self) -> tuple[int, Fraction]:
        """The greatest risk has the smallest."""
        return _RANKS.index(self.kind), self.distance


def verification_list(desk: Desk) -> Document:
    """Every risk in its order, with room for what is found."""
    say = desk.say
    names = ("number", "risk", "what", "place", "look", "found_on_site")
    rows = (
        (str(number), say(f"risk.{risk.kind}"), risk.what, risk.place, risk.look, "")
        for number, risk in enumerate(risks(desk), 1)
    )
    table = Table(tuple(say(f"column.{name}") for name in names), tuple(rows))
    return desk.document("on-site", (desk.caution(), Paragraph(say("risk.lead")), table))


def risks(desk: Desk) -> tuple[Risk, ...]:
    """What to look at, the greatest risk first; equal risks in the order of the text."""
    return tuple(sorted(_risks(desk), key=lambda risk: risk.order))


def _risks(desk: Desk) -> Iterator[Risk]:
    say, material = desk.say, desk.material
    for found in material.facts.conflicts:
        register, key, _ = split_path(found.fact)
        place = whereabouts(desk, register, key)
        yield Risk("conflict", path_name(material, say, found.fact), place, conflict(material, say, found))
    for criterion in desk.criteria:
        finding = material.findings[criterion.id]
        if criterion.kind in ("document", "judgement"):
            look = say(f"risk.look.{criterion.kind}", evidence=say.join(criterion.evidence) or say("table.none"))
            yield Risk(criterion.kind, desk.name(criterion), _papers_of(desk, finding), look)
        elif criterion.kind in ("number", "benchmark", "trend"):
            yield from _measured(desk, criterion, finding)


def _measured(desk: Desk, criterion: Criterion, finding: Finding) -> Iterator[Risk]:
    say, material = desk.say, desk.material
    distances = [found for one in finding.measurements if (found := closeness(one)) is not None]
    if distances and min(distances) <= NEAR:
        required = required_text(material, say, finding)
        look = say("risk.look.near", actual=actual_text(say, finding), required=required)
        yield Risk("near", desk.name(criterion), _papers_of(desk, finding), look, min(distances))
    distance = min(distances, default=Fraction(1))
    for step in material.steps(finding):
        yield from _contributors(desk, criterion, step, distance)


def closeness(measurement: Measurement) -> Fraction | None:
    """How far the figure is from its threshold, as a part of it; 0 where it may lie on either side, None if not known."""
    actual, threshold = measurement.actual, measurement.threshold
    if not is_number(threshold) or threshold == 0:
        return None
    ends = (actual.low, actual.high) if isinstance(actual, Partial) else (actual, actual)
    low, high = ends
    if not (is_number(low) and is_number(high)):
        return None
    if low <= threshold <= high:
        return Fraction(0)
    nearest = min(abs(Fraction(low) - threshold), abs(Fraction(high) - threshold))
    return nearest / abs(Fraction(threshold))


def _contributors(desk: Desk, criterion: Criterion, step: Step, distance: Fraction) -> Iterator[Risk]:
    """The records that weigh most in each sum of a computation."""
    say = desk.say
    if step.contributors:
        unit = step.parts[0].unit if step.parts else step.unit
        figures = (
            say("risk.contributor_item", label=label, value=shown(say, value, readable_unit(unit, value)))
            for label, value in step.contributors
        )
        places = dict.fromkeys(_place_of_label(desk, label) for label, _ in step.contributors)
        place = say.join(place for place in places if place) or say("table.none")
        yield Risk("contributor", desk.name(criterion), place, say.join(figures), distance)
    for part in step.parts:
        yield from _contributors(desk, criterion, part, distance)


def _place_of_label(desk: Desk, label: str) -> str:
    for name, declared in desk.material.ruleset.dictionary.registers.items():
        if declared.label:
            for key in _keys(desk.material, name):
                if desk.material.own_name(name, key) == label:
                    return whereabouts(desk, name, key)
    return ""


def _keys(material: Material, register: str) -> tuple[str, ...]:
    rows = material.register(register)
    return rows.keys if rows else ()


def whereabouts(desk: Desk, register: str, key: str) -> str:
    """What the record says of itself to people: its name and where it is."""
    declared, record = desk.material.ruleset.dictionary.registers.get(register), desk.material.record_of(register, key)
    if declared is None or record is None:
        return desk.say("table.none")
    told = [desk.material.label(register, key)]
    for name, field in declared.fields.items():
        value = record.get(name)
        if field.informative and name != declared.label and name not in declared.key and isinstance(value, str):
            told.append(desk.say("risk.field", name=name, value=value))
    return desk.say("record.of_parts", head=told[0], rest=desk.say.join(told[1:])) if told[1:] else told[0]


def _papers_of(desk: Desk, finding: Finding) -> str:
    numbers = evidence_numbers(desk.material, finding)
    return desk.say("risk.papers", numbers=desk.say.join(numbers)) if numbers else desk.say("table.no_evidence")
