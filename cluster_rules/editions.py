"""Which edition of a measure is meant: by name, or by the day that is asked about and the kind of case.

Nothing here is ever "the latest": without a name and without a day there is no edition. An edition binds from its first
day until the next takes effect; what is not known is said, and never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cluster_rules.compiler.suggest import closest
from cluster_rules.compiler.surface_measure import EditionEntry
from cluster_rules.errors import Diagnostic, Place, RulesError, diagnostic
from cluster_rules.language.yaml_nodes import YamlText
from cluster_rules.model.days import parse_day
from cluster_rules.model.ruleset import Edition


@dataclass(frozen=True)
class Successor:
    """A text that has taken, or is said to have taken, the place of an edition, and whose rules are not here."""

    title: str
    #: Its first day, else the day it was issued; None where neither is known.
    since: date | None
    #: Whether somebody has seen the text.
    verified: bool
    #: No decision is made on a day on which it binds, or may bind.
    refused: bool
    place: Place


@dataclass(frozen=True)
class Stay:
    """Cases of a kind that stay with an earlier edition: those filed from `start`, until the day `end` exclusive."""

    case: str
    edition: str
    provision: str
    start: date | None
    end: date | None
    end_unknown: bool
    place: Place


@dataclass(frozen=True)
class EditionFolder:
    """An edition of a measure, and where its rules are."""

    edition: Edition
    folder: Path
    measure_file: Path
    place: Place
    #: The last day of its force is stated to be unknown.
    end_unknown: bool = False
    #: It is refused on a day on which it is not in force, also where it is named.
    bound_to_days: bool = False
    successor: Successor | None = None
    #: Cases that stay with an earlier edition while this one is in force.
    stays: tuple[Stay, ...] = ()


@dataclass(frozen=True)
class Measure:
    """A measure with its editions, in the order of `measure.yaml`."""

    id: str
    title: str
    title_en: str
    issuer: str
    editions: tuple[EditionFolder, ...]
    place: Place
    #: The kinds of case that it tells apart; none where it does not.
    cases: tuple[str, ...] = ()
    #: The plug-in that brings it; empty for our own and for the caller's folders.
    plugin: str = ""


@dataclass(frozen=True)
class Chosen:
    """The edition that is meant, with what must be said about the choice."""

    edition: Edition
    folder: Path
    measure_file: Path
    warnings: tuple[Diagnostic, ...] = ()
    #: The plug-in that brings the measure; empty for our own and for the caller's folders.
    plugin: str = ""

    @property
    def is_hypothetical(self) -> bool:
        """A draft binds nobody: every output says so."""
        return self.edition.status == "draft"


def successor_of(entry: EditionEntry) -> Successor | None:
    """The successor that `measure.yaml` records for the edition."""
    found = entry.successor
    if found is None:
        return None
    title = found.title.text + (f"（{found.number.text}）" if found.number else "")
    since = _day(found.effective_from) or _day(found.issued_on)
    return Successor(title, since, found.verified, found.decisions == "refuse", found.place)


def stays_of(entry: EditionEntry) -> tuple[Stay, ...]:
    """The transition rules that `measure.yaml` records for the edition."""
    if entry.transition is None:
        return ()
    provision = entry.transition.provision.text
    return tuple(
        Stay(
            case=rule.case.text,
            edition=rule.edition.text,
            provision=provision,
            start=_day(rule.filed_from) or _day(entry.effective_from),
            end=_day(rule.filed_before),
            end_unknown=rule.filed_before.text == "unknown",
            place=rule.place,
        )
        for rule in entry.transition.cases
    )


def _day(text: YamlText | None) -> date | None:
    return parse_day(text.text) if text is not None else None


def named(measure: Measure, name: str, day: date | None, case: str) -> Chosen:
    """The edition called `name`. On a day on which it does not bind it says so, or is refused. Raises `RulesError`."""
    editions = {entry.edition.id: entry for entry in measure.editions}
    if name not in editions:
        if meant := closest(name, editions, 0.7):
            raise RulesError.of("CR187", measure=measure.id, edition=name, meant=meant)
        raise RulesError.of("CR186", measure=measure.id, edition=name, known=", ".join(editions))
    entry = editions[name]
    if day is None or entry.edition.status == "draft":
        return _chosen(entry)
    if entry in _binding(measure, day, case):
        return _chosen(entry, *_unproven(entry, day), *_succeeded(entry, day))
    if entry.bound_to_days:
        raise RulesError.of("CR716", entry.place, edition=name, day=day)
    note = diagnostic("CR193", entry.place, severity="warning", edition=name, day=day)
    return _chosen(entry, note, *_succeeded(entry, day))


def in_force(measure: Measure, day: date | None, case: str) -> Chosen:
    """The one edition that binds cases of the kind filed on `day`. Raises `RulesError` where there is not just one."""
    if day is None:
        known = ", ".join(entry.edition.id for entry in measure.editions)
        raise RulesError.of("CR188", measure=measure.id, known=known)
    stays = _stays(measure, day, case)
    if stays and not case:
        kinds = "、".join(dict.fromkeys(stay.case for stay in stays))
        known = "、".join(measure.cases)
        raise RulesError.of("CR718", measure.place, measure=measure.id, day=day, kinds=kinds, known=known)
    binding = _binding(measure, day, case)
    if not binding:
        raise RulesError([_none_in_force(measure, day)])
    if len(binding) > 1:
        known = ", ".join(entry.edition.id for entry in binding)
        raise RulesError.of("CR191", measure.place, measure=measure.id, day=day, known=known)
    notes = [_stayed(stay, day) for stay in stays] or _unproven(binding[0], day)
    return _chosen(binding[0], *notes, *_succeeded(binding[0], day))


def _stays(measure: Measure, day: date, case: str) -> list[Stay]:
    """The transition rules that apply to cases of the kind filed on `day`; to any kind where it is not given."""
    if case and measure.cases and case not in measure.cases:
        close = closest(case, measure.cases, 0.5)
        raise RulesError.of("CR717", case=case, known="、".join(measure.cases), close=close)
    stays = [stay for entry in _candidates(measure, day) for stay in entry.stays if _applies(stay, day)]
    return [stay for stay in stays if not case or stay.case == case]


def _binding(measure: Measure, day: date, case: str) -> list[EditionFolder]:
    """The editions that may bind cases of the kind filed on `day`: all of them where the kind is not given.

    While nobody knows whether a transition is over, both editions may bind.
    """
    candidates, stays = _candidates(measure, day), _stays(measure, day, case)
    if not stays:
        return candidates
    wanted = {stay.edition for stay in stays}
    stayed = [entry for entry in measure.editions if entry.edition.id in wanted]
    is_open = not case or any(stay.end_unknown for stay in stays)
    return [*stayed, *candidates] if is_open else stayed


def _stayed(stay: Stay, day: date) -> Diagnostic:
    values = {"provision": stay.provision, "case": stay.case, "edition": stay.edition}
    return diagnostic("CR702", stay.place, severity="warning", day=day, **values)  # type: ignore[arg-type]


def _applies(stay: Stay, day: date) -> bool:
    return (stay.start is None or stay.start <= day) and (stay.end is None or day < stay.end)


def _succeeded(entry: EditionFolder, day: date) -> tuple[Diagnostic, ...]:
    """What must be said of a successor whose rules are not here, once it binds or may bind."""
    found = entry.successor
    if found is None or (found.since is not None and day < found.since):
        return ()
    unverified = {"status_zh": "据报道，未经核实", "status_en": "reported, not verified"}
    said = {"status_zh": "", "status_en": ""} if found.verified else unverified
    note = diagnostic(
        "CR719",
        found.place,
        severity="error" if found.refused else "warning",
        edition=entry.edition.id,
        day=day,
        successor=found.title,
        since=found.since or "",
        **said,  # type: ignore[arg-type]
    )
    if found.refused:
        raise RulesError([note])
    return (note,)


def _candidates(measure: Measure, day: date) -> list[EditionFolder]:
    """The editions that may be in force on `day`. Each binds until the next, in the order of `measure.yaml`, does."""
    binding = [entry for entry in measure.editions if entry.edition.status != "draft"]
    started = [entry.edition.effective_from is not None and entry.edition.effective_from <= day for entry in binding]
    latest = max((index for index, begun in enumerate(started) if begun), default=0)
    possible = [
        entry
        for begun, entry in zip(started[latest:], binding[latest:], strict=True)
        if begun or (entry.edition.effective_from is None and _issued(entry, day))
    ]
    return [entry for entry in possible if entry.edition.effective_until is None or day < entry.edition.effective_until]


def _issued(entry: EditionFolder, day: date) -> bool:
    """Nothing binds before it is issued."""
    return entry.edition.issued_on is None or entry.edition.issued_on <= day


def _unproven(entry: EditionFolder, day: date) -> tuple[Diagnostic, ...]:
    if entry.edition.effective_from is not None and not entry.end_unknown:
        return ()
    return (diagnostic("CR192", entry.place, severity="warning", edition=entry.edition.id, day=day),)


def _none_in_force(measure: Measure, day: date) -> Diagnostic:
    """Why no edition is in force on `day`: too early, too late, or none ever."""
    editions = [entry.edition for entry in measure.editions if entry.edition.status != "draft"]
    starts = sorted((e.effective_from, e.id) for e in editions if e.effective_from)
    ends = sorted((e.effective_until, e.id) for e in editions if e.effective_until and e.effective_until <= day)
    name = measure.id
    if starts and day < starts[0][0]:
        return diagnostic("CR189", measure.place, measure=name, day=day, edition=starts[0][1], since=starts[0][0])
    if ends:
        return diagnostic("CR190", measure.place, measure=name, day=day, edition=ends[-1][1], until=ends[-1][0])
    return diagnostic("CR199", measure.place, measure=name, day=day)


def _chosen(entry: EditionFolder, *warnings: Diagnostic) -> Chosen:
    return Chosen(entry.edition, entry.folder, entry.measure_file, warnings)
