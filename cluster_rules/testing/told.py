"""Cases in words: what differs, each with its place; and what the cases of a ruleset reach."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from cluster_rules.errors import Locale
from cluster_rules.explain.document import Block, Document, Part, Points, Table
from cluster_rules.explain.tree import Item, Line
from cluster_rules.explain.words import Words, words
from cluster_rules.testing.cases import CaseResult, Difference
from cluster_rules.testing.coverage import ASPECTS, Coverage, Goal


def told(locale: Locale, result: CaseResult) -> list[str]:
    """A case that failed: where it is written, and each difference with its own place."""
    say = words(locale, __package__)
    lines = [say("test.case", place=result.place, name=result.name)]
    lines += [f"  {difference.place}: {_difference(say, difference)}" for difference in result.differences]
    lines += [f"  {line}" for found in result.diagnostics for line in found.render(locale).splitlines()]
    return lines


def _difference(say: Words, difference: Difference) -> str:
    expected = difference.expected
    if difference.unreadable:
        expected = say("test.not_value", text=expected)
    nothing = "test.no_finding" if difference.what == "status" else "test.nothing"
    actual = say(nothing) if difference.actual is None else difference.actual
    what = say(f"test.{difference.what}", id=difference.id)
    return say("test.difference", what=what, expected=expected, actual=actual)


def coverage_document(coverage: Coverage, locale: Locale) -> Document:
    """What the cases of one ruleset reach, and for what of each criterion there is none."""
    say = words(locale, __package__)
    title = say("coverage.title", measure=coverage.measure, edition=coverage.edition)
    reached = len(coverage.goals) - len(coverage.missed)
    total = say("coverage.total.text", reached=reached, count=len(coverage.goals), percent=int(coverage.percent))
    blocks: tuple[Block, ...] = (_table(coverage, say),)
    if coverage.missed:
        missed = say("coverage.missed", count=len(coverage.missed))
        blocks = (*blocks, Part(missed, (Points(tuple(_missed(coverage, say))),)))
    return Document(locale, title, blocks, (), (Line(say("coverage.total"), total),))


def _table(coverage: Coverage, say: Words) -> Table:
    header = tuple(say(f"coverage.{name}") for name in ("aspect", "reached", "count", "share"))
    rows = []
    for aspect in ASPECTS:
        reached, count = coverage.of(aspect)
        share = f"{100 * reached // count}%" if count else "—"
        rows.append((say(f"aspect.{aspect}"), str(reached), str(count), share))
    return Table(header, tuple(rows), ("left", "right", "right", "right"))


def _missed(coverage: Coverage, say: Words) -> Iterator[Item]:
    """One point for each criterion."""
    for id, goals in groupby(coverage.missed, key=lambda goal: goal.id):
        notes = []
        for aspect, members in groupby(goals, key=lambda goal: goal.aspect):
            values = say.join(_value(goal, say) for goal in members)
            notes.append(say("coverage.missed.text", aspect=say(f"aspect.{aspect}"), values=values))
        yield Item(id, say.clauses(notes))


def _value(goal: Goal, say: Words) -> str:
    if goal.aspect == "reading":
        return say("coverage.option", choice=goal.choice, option=goal.value)
    return say(f"{'side' if goal.aspect == 'boundary' else 'status'}.{goal.value}")
