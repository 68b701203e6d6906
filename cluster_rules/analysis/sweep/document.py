"""A sweep as a document: counts at each point, the exact values at which somebody turns, and who that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from cluster_rules.analysis.sweep.sweeping import Point, Sweep, Turn
from cluster_rules.analysis.sweep.thresholds import Threshold
from cluster_rules.errors import Locale
from cluster_rules.explain import phrases
from cluster_rules.explain.charts import Steps, step_chart
from cluster_rules.explain.document import Block, Document, Paragraph, Part, Picture, Side, Table
from cluster_rules.explain.figures import exact_figure
from cluster_rules.explain.tree import Line
from cluster_rules.explain.words import Words, words
from cluster_rules.model.decision import Measurement
from cluster_rules.model.numbers import Number

PACKAGE = "cluster_rules.analysis.sweep"

_OPEN = ("unknown", "needs_judgement")
#: A verdict's name in tables → the verdicts that it stands for.
_COLUMNS: Mapping[str, tuple[str | None, ...]] = {
    "met": ("met",),
    "open": _OPEN,
    "not_met": ("not_met",),
    "inadmissible": ("inadmissible",),
    "withheld": (None,),
}


def sweep_document(sweep: Sweep, locale: Locale) -> Document:
    """What the panel comes to while thresholds move, in words."""
    say = words(locale, PACKAGE)
    changes = say.clauses(_move(say, threshold) for threshold in sweep.thresholds)
    stamps = (say("sweep.stamp", changes=changes), *((say("stamp.synthetic"),) if sweep.synthetic else ()))
    title = say("sweep.title", measure=sweep.edition.title)
    return Document(locale, title, tuple(_parts(say, sweep)), stamps, tuple(_header(say, sweep)))


def _header(say: Words, sweep: Sweep) -> Iterator[Line]:
    yield Line(say("sweep.edition"), say("sweep.editions", title=sweep.edition.title, id=sweep.edition.id))
    yield Line(say("sweep.panel"), say("sweep.count", count=sweep.subjects))
    for threshold in sweep.thresholds:
        asked = Measurement(threshold.operator, threshold.current, threshold.current, threshold.unit, None)
        values = {"requirement": phrases.requirement(say, asked), "move": _move(say, threshold)}
        yield Line(say("sweep.threshold"), say("sweep.named", id=threshold.id, title=threshold.title, **values))
    moving = sum(threshold.moves for threshold in sweep.thresholds)
    mode = "alone" if moving == 1 else "together" if sweep.together else "grid"
    yield Line(say("sweep.mode"), say(f"sweep.{mode}"))
    if sweep.readings:
        told = (say("sweep.reading", choice=choice, option=option) for choice, option in sweep.readings.items())
        yield Line(say("sweep.readings"), say.clauses(told))


def _move(say: Words, threshold: Threshold) -> str:
    key = "move" if threshold.moves else "held"
    start, end = (_written(say, threshold, value) for value in (threshold.start, threshold.end))
    return say(f"sweep.{key}", id=threshold.id, start=start, end=end)


def _written(say: Words, threshold: Threshold, value: Number) -> str:
    return exact_figure(say, value, threshold.unit)


def _parts(say: Words, sweep: Sweep) -> Iterator[Part]:
    yield Part(say("part.counts"), (Paragraph(say("sweep.preliminary")), _counts(say, sweep), *_pictures(say, sweep)))
    by_id = {threshold.id: threshold for threshold in sweep.thresholds}
    for identity, turns in sweep.turns.items():
        yield Part(say("part.turns", id=identity), tuple(_turns(say, sweep, by_id[identity], turns)))
    for identity, turns in sweep.margins.items():
        if by_id[identity].moves:
            title = say("part.margins", id=identity, count=len(turns))
            yield Part(title, tuple(_margins(say, by_id[identity], turns)))


def _counts(say: Words, sweep: Sweep) -> Table:
    """One row for each point; verdicts that nobody has are left out."""
    shown = [name for name, of in _COLUMNS.items() if name in {"met", "open"} or _anybody(sweep.points, of)]
    rows = tuple(
        (
            *(_written(say, t, value) for t, value in zip(sweep.thresholds, point.thresholds, strict=True)),
            *(str(_count(point, _COLUMNS[name])) for name in shown),
            *(str(counts.get("met", 0)) for counts in point.statuses),
        )
        for point in sweep.points
    )
    header = (
        *(say("head.threshold", id=threshold.id) for threshold in sweep.thresholds),
        *(say(f"head.{name}") for name in shown),
        *(say("head.holds", id=threshold.id) for threshold in sweep.thresholds),
    )
    return Table(header, rows, tuple("right" for _ in header))


def _anybody(points: Sequence[Point], verdicts: tuple[str | None, ...]) -> bool:
    return any(_count(point, verdicts) for point in points)


def _count(point: Point, verdicts: tuple[str | None, ...]) -> int:
    return sum(count for verdict, count in point.verdicts.items() if verdict in verdicts)


def _pictures(say: Words, sweep: Sweep) -> Iterator[Picture]:
    """A chart where one line is followed."""
    if len(sweep.turns) != 1:
        return
    identity, turns = next(iter(sweep.turns.items()))
    index = next(n for n, threshold in enumerate(sweep.thresholds) if threshold.id == identity)
    threshold, first, last = sweep.thresholds[index], sweep.points[0], sweep.points[-1]
    ticks = [(point.thresholds[index], _written(say, threshold, point.thresholds[index])) for point in sweep.points]
    few = ticks[:: max(1, len(ticks) // 5)]
    ticks = few if few[-1] == ticks[-1] else [*few, ticks[-1]]
    lines = [_line(say, first, turns, index, name) for name in ("met", "possible")]
    values = {"start": ticks[0][1], "end": ticks[-1][1]}
    counts = {"first": _count(first, ("met",)), "last": _count(last, ("met",))}
    caption = say("chart.caption", id=identity, **values, **counts)
    yield Picture(step_chart(say("chart.title", id=identity), ticks, lines), caption)


def _line(say: Words, first: Point, turns: Sequence[Turn], index: int, name: str) -> Steps:
    """The count of a verdict along the line, from its turns."""
    wanted = ("met",) if name == "met" else ("met", *_OPEN)
    jumps: list[tuple[Number, int, int]] = []
    count = _count(first, wanted)
    start = count
    for place, group in groupby(turns, key=lambda turn: turn.thresholds[index]):
        here = list(group)
        at = count + sum((turn.at in wanted) - (turn.before in wanted) for turn in here)
        after = at + sum((turn.after in wanted) - (turn.at in wanted) for turn in here)
        if not count == at == after:
            jumps.append((place, at, after))
        count = after
    return Steps(say(f"chart.{name}"), start, tuple(jumps))


def _turns(say: Words, sweep: Sweep, threshold: Threshold, turns: Sequence[Turn]) -> Iterator[Block]:
    if not turns:
        yield Paragraph(say("turns.none"))
        return
    yield Paragraph(say("turns.lead"))
    if len(sweep.turns) > 1:
        yield Paragraph(say("turns.held"))
    along = sweep.thresholds if sweep.together else (threshold,)
    positions = [sweep.thresholds.index(t) for t in along]
    rows = (
        (*(_written(say, t, turn.thresholds[n]) for n, t in zip(positions, along, strict=True)), turn.subject,
         *(_verdict(say, verdict) for verdict in (turn.before, turn.at, turn.after)))
        for turn in turns
    )  # fmt: skip
    yield _table(say, along, tuple(rows))


def _margins(say: Words, threshold: Threshold, turns: Sequence[Turn]) -> Iterator[Block]:
    if not turns:
        yield Paragraph(say("margins.none"))
        return
    yield Paragraph(say("margins.lead"))
    rows = (
        (_written(say, threshold, turn.thresholds[0]), turn.subject,
         *(say(f"status.{status}") for status in (turn.before, turn.at, turn.after)))
        for turn in turns
    )  # fmt: skip
    yield _table(say, (threshold,), tuple(rows))


def _table(say: Words, along: Sequence[Threshold], rows: tuple[tuple[str, ...], ...]) -> Table:
    names = (say(f"head.{name}") for name in ("subject", "before", "exactly", "after"))
    header = (*(say("head.threshold", id=threshold.id) for threshold in along), *names)
    sides: list[Side] = ["right" for _ in along]
    return Table(header, rows, tuple(sides))


def _verdict(say: Words, verdict: str | None) -> str:
    name = next(name for name, of in _COLUMNS.items() if verdict in of)
    return say(f"head.{name}") if name != "open" else say(f"status.{verdict}")
