"""What recognition comes to while thresholds move: counted at each point, and turned at exact values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from cluster_rules.analysis.panel import Application, on_each
from cluster_rules.analysis.sweep.margins import prober
from cluster_rules.analysis.sweep.pieces import Pieces, counted, joined
from cluster_rules.analysis.sweep.thresholds import Threshold, movable, override, thresholds_of
from cluster_rules.engine import FactSheet, Rules
from cluster_rules.errors import RulesError
from cluster_rules.model.decision import Status, Verdict
from cluster_rules.model.numbers import Number, normal
from cluster_rules.model.ruleset import Condition, Edition, Ruleset, criteria_of
from cluster_rules.model.sheet import BoundFacts
from cluster_rules.semantics.verdicts import condition_status, verdict_under

#: The most points of a grid.
MOST_POINTS = 10_000
DEFAULT_STEPS = 10

#: The verdict for given statuses of the criteria whose thresholds move, in order.
VerdictOf = Callable[[tuple[Status, ...]], Verdict | None]


@dataclass(frozen=True, slots=True)
class Track:
    """One subject: the margin of each moving criterion, and what the verdict makes of their statuses."""

    name: str
    margins: tuple[Pieces[Status], ...]
    verdict: VerdictOf
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """How many subjects have each verdict where the thresholds have these values, and each status of each criterion."""

    thresholds: tuple[Number, ...]
    verdicts: Mapping[Verdict | None, int]
    statuses: tuple[Mapping[Status, int], ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """A subject whose verdict, or whose finding on one criterion, changes where the thresholds have these values."""

    thresholds: tuple[Number, ...]
    subject: str
    before: Verdict | Status | None
    at: Verdict | Status | None
    after: Verdict | Status | None


@dataclass(frozen=True, slots=True)
class Sweep:
    """What a panel comes to while thresholds move. Every figure in it is hypothetical."""

    edition: Edition
    thresholds: tuple[Threshold, ...]
    #: Along the line in order; of a grid, the last threshold moves fastest.
    points: tuple[Point, ...]
    #: Threshold id → the subjects whose verdict turns while it alone moves, the others staying as the ruleset has them
    #: or as they are held. Where thresholds move together there is one entry, of the first.
    turns: Mapping[str, tuple[Turn, ...]]
    #: Threshold id → the subjects whose finding on that criterion turns.
    margins: Mapping[str, tuple[Turn, ...]]
    subjects: int
    together: bool
    readings: Mapping[str, str]
    synthetic: bool


def sweep(
    rules: Rules,
    panel: Iterable[Application],
    ranges: Mapping[str, str],
    *,
    steps: int = DEFAULT_STEPS,
    together: bool = False,
    readings: Mapping[str, str] | None = None,
) -> Sweep:
    """The panel under `rules` while the thresholds of `ranges` (`{"5.2.5": "200亿元..600亿元"}`) move in `steps` steps.

    Several thresholds make a grid, or with `together` one line that all of them follow. A single value holds a
    threshold there. Raises `RulesError` for what cannot be moved, and for applications that are refused.
    """
    chosen = rules.checked_readings(readings or {})
    moved = thresholds_of(rules, chosen, ranges)
    _check(moved, steps, together)
    tracks = on_each(panel, rules.ruleset.edition.measure, _tracker(rules, moved, chosen))
    lines = (moved,) if together else tuple(_alone(moved, index) for index, t in enumerate(moved) if t.moves)
    return Sweep(
        edition=rules.ruleset.edition,
        thresholds=moved,
        points=tuple(_on_line(tracks, lines[0], steps) if len(lines) == 1 else _on_grid(tracks, moved, steps)),
        turns={leader(line).id: turns_along(tracks, line) for line in lines},
        margins={threshold.id: _of_criterion(tracks, index, threshold) for index, threshold in enumerate(moved)},
        subjects=len(tracks),
        together=together,
        readings=chosen,
        synthetic=any(track.synthetic for track in tracks),
    )


def _check(moved: Sequence[Threshold], steps: int, together: bool) -> None:
    if not any(threshold.moves for threshold in moved):
        raise RulesError.of("CR727")
    axes = 1 if together else sum(threshold.moves for threshold in moved)
    if steps < 1 or (steps + 1) ** axes > MOST_POINTS:
        raise RulesError.of("CR728", steps=steps, axes=axes, most=MOST_POINTS)


def _alone(moved: Sequence[Threshold], index: int) -> tuple[Threshold, ...]:
    """The line along which one threshold moves upwards; the other moving ones stay as the ruleset has them."""
    return tuple(t.upward() if n == index else t.held() if t.moves else t for n, t in enumerate(moved))


def leader(line: Sequence[Threshold]) -> Threshold:
    """The first threshold that moves: places along the line are its values."""
    return next(threshold for threshold in line if threshold.moves)


def _tracker(
    rules: Rules, moved: Sequence[Threshold], readings: Mapping[str, str]
) -> Callable[[FactSheet, str], Track]:
    """Makes tracks under the rules with the moving thresholds at their starts: what cannot be replaced is refused."""
    rules = rules.with_overrides({threshold.id: override(threshold) for threshold in moved})
    criteria = {criterion.id: criterion for criterion in rules.ruleset.criteria()}
    probes = [prober(movable(criteria[threshold.id], rules, readings)[0]) for threshold in moved]
    ids = tuple(threshold.id for threshold in moved)

    def track(sheet: FactSheet, name: str) -> Track:
        facts = rules.bind(sheet)
        verdict = verdict_of(rules.ruleset, ids, _statuses(rules, facts, readings))
        return Track(name, tuple(probe(facts) for probe in probes), verdict, facts.subject.synthetic)

    return track


def _statuses(rules: Rules, facts: BoundFacts, readings: Mapping[str, str]) -> Mapping[str, Status]:
    return {finding.id: finding.status for finding in rules.decide_bound(facts, readings=readings).findings}


def verdict_of(ruleset: Ruleset, ids: Sequence[str], statuses: Mapping[str, Status]) -> VerdictOf:
    """The verdict as a function of the statuses of the criteria `ids`; `statuses` has those of everything by id."""
    touched = [condition for condition in ruleset.conditions if _holds_any(condition, ids)]
    known: dict[tuple[Status, ...], Verdict | None] = {}

    def of(moving: tuple[Status, ...]) -> Verdict | None:
        if moving not in known:
            now = {**statuses, **dict(zip(ids, moving, strict=True))}
            tops = {**statuses, **{condition.id: condition_status(condition, now) for condition in touched}}
            known[moving] = verdict_under(ruleset.conditions, tops)
        return known[moving]

    return of


def _holds_any(condition: Condition, ids: Sequence[str]) -> bool:
    return any(criterion.id in ids for child in condition.children for criterion in criteria_of(child))


def _on_line(tracks: Sequence[Track], line: Sequence[Threshold], steps: int) -> Iterator[Point]:
    """Points along the way that the thresholds go together."""
    shares = [normal(Fraction(step, steps)) for step in range(steps + 1)]
    points = [tuple(threshold.along(share) for threshold in line) for share in shares]
    verdicts = counted([course(track, line) for track in tracks], [leader(line).along(share) for share in shares])
    statuses = [
        counted([track.margins[n] for track in tracks], [point[n] for point in points]) for n in range(len(line))
    ]
    for number, point in enumerate(points):
        yield Point(point, verdicts[number], tuple(counts[number] for counts in statuses))


def course(track: Track, line: Sequence[Threshold]) -> Pieces[Verdict | None]:
    """The verdict of a subject along the line, by the value of its leading threshold."""
    first = leader(line)
    return joined([_along(margin, t, first) for margin, t in zip(track.margins, line, strict=True)], track.verdict)


def _along(margin: Pieces[Status], threshold: Threshold, first: Threshold) -> Pieces[Status]:
    """The margin by the value that the leading threshold has at the same place of the line."""
    if not threshold.moves:
        return Pieces((), (margin.at(threshold.start),))
    if threshold is first:
        return margin
    scale = Fraction(first.end - first.start) / (threshold.end - threshold.start)
    return margin.moved(scale, first.start - threshold.start * scale)


def _on_grid(tracks: Sequence[Track], moved: Sequence[Threshold], steps: int) -> Iterator[Point]:
    """Every combination of values, the last threshold moving fastest."""
    shares = [normal(Fraction(step, steps)) for step in range(steps + 1)]
    axes = [[t.along(share) for share in shares] if t.moves else [t.start] for t in moved]
    points = list(product(*axes))
    verdicts: list[Counter[Verdict | None]] = [Counter() for _ in points]
    for track in tracks:
        rows = [[margin.at(value) for value in axis] for margin, axis in zip(track.margins, axes, strict=True)]
        for counter, statuses in zip(verdicts, product(*rows), strict=True):
            counter[track.verdict(statuses)] += 1
    counts = [
        dict(zip(axis, counted([t.margins[n] for t in tracks], axis), strict=True)) for n, axis in enumerate(axes)
    ]
    for point, found in zip(points, verdicts, strict=True):
        yield Point(point, found, tuple(of[value] for of, value in zip(counts, point, strict=True)))


def turns_along(tracks: Sequence[Track], line: Sequence[Threshold]) -> tuple[Turn, ...]:
    """Every subject whose verdict changes along the line, in order of place."""
    first = leader(line)
    found = []
    for track in tracks:
        for place, *values in _within(course(track, line), first):
            share = Fraction(place - first.start) / (first.end - first.start)
            found.append(Turn(tuple(t.along(share) for t in line), track.name, *values))
    return tuple(sorted(found, key=lambda turn: (turn.thresholds[line.index(first)], turn.subject)))


def _of_criterion(tracks: Sequence[Track], index: int, threshold: Threshold) -> tuple[Turn, ...]:
    if not threshold.moves:
        return ()
    between = threshold.upward()
    found = [
        Turn((place,), track.name, *values)
        for track in tracks
        for place, *values in _within(track.margins[index], between)
    ]
    return tuple(sorted(found, key=lambda turn: (turn.thresholds, turn.subject)))


def _within(pieces: Pieces[Any], threshold: Threshold) -> Iterator[tuple[Any, ...]]:
    """The turns between start and end, both included: what changes beyond them is not seen."""
    for place, before, at, after in pieces.turns():
        if threshold.start <= place <= threshold.end:
            seen = (at if place == threshold.start else before, at, at if place == threshold.end else after)
            if len(set(seen)) > 1:
                yield place, *seen
