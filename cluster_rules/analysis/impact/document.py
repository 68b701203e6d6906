"""An impact as a document: verdicts first, then whom it concerns and why, then each clause, place and reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cluster_rules.analysis.impact.impacting import FLIPS, Effect, Impact, Standing, Transition
from cluster_rules.analysis.impact.sayings import Sayings
from cluster_rules.analysis.impact.sections import clause_parts
from cluster_rules.analysis.impact.summary import by_place, by_transition, deciding_sets
from cluster_rules.errors import Locale
from cluster_rules.explain.document import Block, Document, Paragraph, Part, Points, Table
from cluster_rules.explain.material import material_on
from cluster_rules.explain.note import stamps as said_of
from cluster_rules.explain.tree import Item, Line
from cluster_rules.explain.words import words
from cluster_rules.model.decision import VERDICTS, Verdict

PACKAGE = "cluster_rules.analysis.impact"

#: The verdicts in the order of tables.
_VERDICTS: tuple[Verdict | None, ...] = (*reversed(VERDICTS), None)
_OPEN: tuple[Transition, ...] = ("open_fails", "open_passes", "pass_opens", "fail_opens", "shifts", "withheld")


def impact_document(impact: Impact, locale: Locale) -> Document:
    """Everything that a new edition does to a panel, in words."""
    say = Sayings(impact, words(locale, PACKAGE))
    return Document(
        locale,
        say("impact.title", measure=impact.new.edition.title),
        impact_parts(impact, locale),
        stamps(impact, locale),
        (*say.editions(), Line(say("impact.panel"), say("impact.count", count=len(impact.effects)))),
        tuple(Line(say(f"impact.{side}"), ruleset.hash) for side, ruleset in say.sides),
    )


def stamps(impact: Impact, locale: Locale) -> tuple[str, ...]:
    """What every output must say of itself."""
    say = words(locale, PACKAGE)
    about = (text for ruleset in (impact.old, impact.new) for text in said_of(material_on(ruleset), say))
    synthetic = any(effect.synthetic for effect in impact.effects)
    return (*dict.fromkeys(about), *((say("stamp.synthetic"),) if synthetic else ()))


def impact_parts(impact: Impact, locale: Locale) -> tuple[Block, ...]:
    """The parts of the document, to stand alone or after a comparison."""
    say = Sayings(impact, words(locale, PACKAGE))
    return tuple(_parts(say, impact))


def _parts(say: Sayings, impact: Impact) -> Iterator[Part]:
    kinds = by_transition(impact)
    yield Part(say("part.verdicts"), tuple(_verdicts(say, impact)))
    for kind in FLIPS:
        if found := kinds.get(kind, ()):
            yield Part(say(f"part.{kind}", count=len(found)), (_flips(say, found),))
    if open_ones := [(kind, effect) for kind in _OPEN for effect in kinds.get(kind, ())]:
        yield Part(say("part.open", count=len(open_ones)), (_open_table(say, open_ones),))
    if sets := deciding_sets(impact):
        rows = tuple((*say.sets_told(found), str(len(effects)), say.few(effects)) for found, effects in sets.items())
        header = tuple(say(f"head.{name}") for name in ("clauses", "effect", "count", "subject"))
        table = Table(header, rows, ("left", "left", "right"))
        yield Part(say("part.deciding"), (Paragraph(say("deciding.lead")), table))
    yield from clause_parts(say, impact)
    if impact.place:
        yield Part(say("part.places"), tuple(_places(say, impact)))
    yield Part(say("part.readings"), tuple(_readings(say, impact)))


def _verdicts(say: Sayings, impact: Impact) -> Iterator[Block]:
    kinds = Counter(effect.transition for effect in impact.effects)
    before, after = (sum(s.verdict == "met" for s in side) for side in _standings(impact))
    lead = [say("verdicts.lead", before=before, after=after)]
    if len(kinds) > 1 or "same" not in kinds:
        lead.append(say("verdicts.flips", fails=kinds["fails"], passes=kinds["passes"]))
        if count := sum(kinds[kind] for kind in _OPEN):
            lead.append(say("verdicts.open", count=count))
    else:
        lead.append(say("impact.no_changes"))
    yield Paragraph(" ".join(lead) if say.locale == "en" else "".join(lead))
    yield Paragraph(say("impact.preliminary"))
    yield _matrix(say, impact)


def _standings(impact: Impact) -> tuple[list[Standing], list[Standing]]:
    return [effect.old for effect in impact.effects], [effect.new for effect in impact.effects]


def _matrix(say: Sayings, impact: Impact) -> Table:
    pairs = Counter((effect.old.verdict, effect.new.verdict) for effect in impact.effects)
    rows = [verdict for verdict in _VERDICTS if any(old == verdict for old, _ in pairs)]
    columns = [verdict for verdict in _VERDICTS if any(new == verdict for _, new in pairs)]
    body = [
        (say.verdict(old), *(str(pairs[old, new]) for new in columns), str(sum(pairs[old, new] for new in columns)))
        for old in rows
    ]
    totals = (str(sum(pairs[old, new] for old in rows)) for new in columns)
    total = say("verdicts.total")
    header = (say("verdicts.corner"), *map(say.verdict, columns), total)
    sides = ("left", *("right" for _ in range(len(columns) + 1)))
    return Table(header, (*body, (total, *totals, str(len(impact.effects)))), sides, say("verdicts.table"))  # type: ignore[arg-type]


def _flips(say: Sayings, effects: tuple[Effect, ...]) -> Table:
    names = ["subject", *(["place"] if say.impact.place else []), "verdict", "deciding", "undone", "distance"]
    rows = []
    for effect in effects:
        place = [say.places(effect)] if say.impact.place else []
        rows.append(
            (effect.name, *place, say.verdict(effect.new.verdict), say.decided_by(effect), say.undone_by(effect),
             say.distances(effect))
        )  # fmt: skip
    return Table(tuple(say(f"head.{name}") for name in names), tuple(rows))


def _open_table(say: Sayings, found: list[tuple[Transition, Effect]]) -> Table:
    header = tuple(say(f"head.{name}") for name in ("subject", "change", "verdict", "deciding"))
    rows = (
        (effect.name, say(f"transition.{kind}"), say.verdict(effect.new.verdict), say.decided_by(effect))
        for kind, effect in found
    )
    return Table(header, tuple(rows))


def _places(say: Sayings, impact: Impact) -> Iterator[Block]:
    names = ("place", "subjects", "met_before", "met_after", "flips_out", "flips_in")
    rows = tuple(
        (found.place or say("places.nowhere"), str(found.subjects), str(found.before), str(found.after),
         str(found.fails), str(found.passes))
        for found in by_place(impact)
    )  # fmt: skip
    yield Paragraph(say("places.lead", fact=impact.place))
    yield Table(tuple(say(f"head.{name}") for name in names), rows, ("left", *["right"] * 5))  # type: ignore[arg-type]


def _readings(say: Sayings, impact: Impact) -> Iterator[Block]:
    before, after = ([effect for effect, s in zip(impact.effects, side, strict=True) if s.hangs_on_a_reading]
                     for side in _standings(impact))  # fmt: skip
    yield Paragraph(say("readings.lead", before=len(before), after=len(after)))
    newly = [effect for effect in after if not effect.old.hangs_on_a_reading]
    settled = [effect for effect in before if not effect.new.hangs_on_a_reading]
    items = [
        Item(say(f"readings.{name}", count=len(found)), notes=tuple(say.hanging(effect) for effect in found))
        for name, found in (("newly", newly), ("no_longer", settled))
        if found
    ]
    if items:
        yield Points(tuple(items))
