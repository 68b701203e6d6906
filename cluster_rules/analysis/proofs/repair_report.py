"""A repair as a document, and as data: what has to be met, which figures at least, and whether that was shown."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from cluster_rules.analysis.proofs.repair import Repair
from cluster_rules.analysis.proofs.repaired import Figure
from cluster_rules.analysis.proofs.report import PACKAGE
from cluster_rules.analysis.proofs.statuses import required_criteria
from cluster_rules.engine import Decision, Rules
from cluster_rules.errors import Locale
from cluster_rules.explain.document import Block, Document, Paragraph, Part, Points
from cluster_rules.explain.figures import shown
from cluster_rules.explain.tree import Item, Line
from cluster_rules.explain.words import Words, words
from cluster_rules.model.decision import Finding
from cluster_rules.model.dictionary import FactType
from cluster_rules.model.numbers import Number
from cluster_rules.model.units import UNITS

_OPEN = {"unknown", "needs_judgement"}


def repair_document(rules: Rules, decision: Decision, found: Repair, locale: Locale) -> Document:
    """What was found for `decision`, in words."""
    say = words(locale, PACKAGE)
    subject = decision.material.facts.subject
    stamps = [say("prove.hypothetical_rules", edition=rules.ruleset.edition.id)] if rules.ruleset.hypothetical else []
    stamps += [say("stamp.synthetic")] if subject.synthetic else []
    header = (Line(say("repair.subject"), subject.name), Line(say("repair.now"), say(f"verdict.{decision.verdict}")))
    blocks = (Paragraph(say("repair.about")), *_parts(say, rules, decision, found))
    return Document(locale, say("repair.title", measure=rules.ruleset.edition.title), blocks, tuple(stamps), header)


def _parts(say: Words, rules: Rules, decision: Decision, found: Repair) -> Iterator[Block]:
    if found.asked:
        items = tuple(Item(f"{name} {decision[name].title}") for name in found.asked)
        yield Part(say("repair.asked", count=len(items)), (Points(items),))
    yield Part(say("repair.figures"), tuple(_figures(say, rules, found)))
    waiting = list(_waiting(rules, decision))
    if waiting:
        items = tuple(Item(f"{f.id} {f.title}", say(f"status.{f.status}")) for f in waiting)
        yield Part(say("repair.waiting", count=len(items)), (Points(items),))


def _waiting(rules: Rules, decision: Decision) -> Iterator[Finding]:
    """What is not known or not judged, of the parts of the conditions that hang on it."""
    for condition in rules.ruleset.conditions:
        for tree in condition.children:
            if tree.force == "shall" and decision[tree.id].status in _OPEN:
                found = (decision[criterion.id] for criterion in required_criteria(tree))
                yield from (finding for finding in found if finding.status in _OPEN)


def _figures(say: Words, rules: Rules, found: Repair) -> Iterator[Block]:
    if not found.asked:
        yield Paragraph(say("repair.nothing"))
    elif found.figures is None:
        yield Paragraph(_why_none(say, found))
    else:
        yield Points(tuple(_figure(say, rules, figure) for figure in found.figures))
        yield Paragraph(say(f"repair.shown.{'least' if found.fewest and found.least else 'open'}"))


def _why_none(say: Words, found: Repair) -> str:
    if found.impossible:
        return say("repair.impossible")
    if not found.obstacles:
        return say("repair.timeout")
    kind = "missing" if found.obstacles[0].kind in {"missing", "register"} else "inexpressible"
    return say(f"repair.{kind}", names=say.join(obstacle.name for obstacle in found.obstacles))


def _figure(say: Words, rules: Rules, figure: Figure) -> Item:
    unit = _declared(rules, figure).unit
    change = say(
        "repair.more" if figure.new > figure.old else "repair.less",
        amount=shown(say, _distance(figure), UNITS["个百分点"] if unit == UNITS["%"] else unit),
    )
    return Item(
        figure.path,
        say("repair.from_to", old=shown(say, figure.old, unit), new=shown(say, figure.new, unit), change=change),
    )


def _distance(figure: Figure) -> Number:
    return max(figure.new, figure.old) - min(figure.new, figure.old)


def _declared(rules: Rules, figure: Figure) -> FactType:
    dictionary = rules.ruleset.dictionary
    return (
        dictionary.registers[figure.register].fields[figure.field]
        if figure.register
        else dictionary.facts[figure.field]
    )


def repair_data(rules: Rules, decision: Decision, found: Repair) -> dict[str, Any]:
    """The same for machines; numbers are text in the unit beside them."""
    figures = None if found.figures is None else [_data(rules, figure) for figure in found.figures]
    edition, subject = rules.ruleset.edition, decision.material.facts.subject
    return {
        "measure": edition.measure,
        "edition": edition.id,
        "hypothetical": rules.ruleset.hypothetical,
        "subject": subject.name,
        "synthetic": subject.synthetic,
        "verdict": decision.verdict,
        "asked": list(found.asked),
        "figures": figures,
        "impossible": found.impossible,
        "fewest": found.fewest,
        "least": found.least,
        "obstacles": [{"kind": each.kind, "name": each.name} for each in found.obstacles],
    }


def _data(rules: Rules, figure: Figure) -> dict[str, str]:
    unit = _declared(rules, figure).unit

    def text(number: int | Fraction) -> str:
        return unit.format(number) if unit else str(number)

    return {"figure": figure.path, "old": text(figure.old), "new": text(figure.new)}
