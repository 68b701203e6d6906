"""The parts of an impact that go through the clauses: what changes, and how far subjects are from thresholds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cluster_rules.analysis.impact.distances import BANDS, Band
from cluster_rules.analysis.impact.impacting import Impact
from cluster_rules.analysis.impact.sayings import Sayings
from cluster_rules.analysis.impact.summary import ClauseEffect, clause_effects
from cluster_rules.explain.charts import Bars, bar_chart
from cluster_rules.explain.document import Block, Paragraph, Part, Picture, Table
from cluster_rules.model.decision import Status

_ALL_BANDS: tuple[Band, ...] = (*BANDS, None)
_COLUMNS = ("clause", "old", "new", "before", "after", "fails", "passes", "open")


def clause_parts(say: Sayings, impact: Impact) -> Iterator[Part]:
    """The clauses that change, and the distances of those with a threshold."""
    effects = clause_effects(impact)
    differing = [effect for effect in effects if effect.differs]
    if differing:
        lead = Paragraph(say("clauses.lead", rest=len(effects) - len(differing)))
        yield Part(say("part.clauses", count=len(differing)), (lead, _table(say, impact, differing)))
    if told := [effect for effect in differing if any(effect.bands)]:
        yield Part(say("part.distances"), tuple(block for effect in told for block in _distances(say, effect)))


def _table(say: Sayings, impact: Impact, effects: list[ClauseEffect]) -> Table:
    rows = (
        (
            say.clause(effect.criterion) + (say("clauses.veto") if effect.is_veto else ""),
            say.requirement(impact.old, effect.old, is_group=bool(effect.before)),
            say.requirement(impact.new, effect.new, is_group=bool(effect.after)),
            str(effect.before.get(effect.kept[0], 0)) if effect.before else "",
            str(effect.after.get(effect.kept[0], 0)) if effect.after else "",
            str(effect.count(*effect.kept)),
            str(effect.count(*reversed(effect.kept))),
            f"{_open(effect.before)} → {_open(effect.after)}",
        )
        for effect in effects
    )
    header = tuple(say(f"head.{name}") for name in _COLUMNS)
    return Table(header, tuple(rows), ("left", "left", "left", *["right"] * 5))  # type: ignore[arg-type]


def _open(counts: Mapping[Status, int]) -> int:
    return counts.get("unknown", 0) + counts.get("needs_judgement", 0)


def _distances(say: Sayings, effect: ClauseEffect) -> Iterator[Block]:
    clause = say.clause(effect.criterion)
    seen = [band for band in _ALL_BANDS if any(counts.get(band) for counts in effect.bands)]
    old, new = effect.bands
    rows = tuple((say.band(band), str(old.get(band, 0)), str(new.get(band, 0))) for band in seen)
    header = (say("head.band"), say("impact.old"), say("impact.new"))
    yield Table(header, rows, ("left", "right", "right"), say("bands.title", clause=clause))
    groups = [Bars(say.band(band), (old.get(band, 0), new.get(band, 0))) for band in seen]
    met = [
        str(counts.get(effect.kept[0], 0)) if counts else say("bands.absent")
        for counts in (effect.before, effect.after)
    ]
    caption = say("bands.caption", clause=clause, before=met[0], after=met[1])
    series = (say("impact.old"), say("impact.new"))
    yield Picture(bar_chart(say("bands.title", clause=clause), series, groups), caption)
