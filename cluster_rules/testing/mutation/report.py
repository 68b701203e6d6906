"""The result of mutation testing, for people and for machines; and the cases that are still to be written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, get_args

from cluster_rules.errors import Locale
from cluster_rules.explain.document import Block, Document, Paragraph, Part, Points, Table
from cluster_rules.explain.tree import Item, Line
from cluster_rules.explain.words import Words, words
from cluster_rules.model.ruleset import Ruleset
from cluster_rules.testing.mutation.score import Fate, Settled
from cluster_rules.testing.mutation.sites import Change, Kind

FATES: tuple[Fate, ...] = get_args(Fate)


@dataclass(frozen=True)
class Report:
    """Every mutant of one edition with its fate."""

    ruleset: Ruleset
    cases: int
    settled: Sequence[Settled]
    #: Cases that fail without a mistake, and were not used.
    left_out: int = 0

    @cached_property
    def alive(self) -> tuple[Settled, ...]:
        """The mutants that no case finds and nobody proved equivalent."""
        return tuple(entry for entry in self.settled if entry.fate == "alive")

    @cached_property
    def table(self) -> Counter[tuple[Kind, Fate]]:
        """How many there are, by kind and fate."""
        return Counter((entry.mutant.change.kind, entry.fate) for entry in self.settled)

    @property
    def killed(self) -> int:
        return sum(count for (_, fate), count in self.table.items() if fate == "killed")

    @property
    def counted(self) -> int:
        """The mutants that a case could kill."""
        return self.killed + len(self.alive)


def mutation_words(locale: Locale) -> Words:
    """The wording of this package."""
    return words(locale, "cluster_rules.testing.mutation")


def document(report: Report, locale: Locale) -> Document:
    """The report in words."""
    say = mutation_words(locale)
    title = report.ruleset.edition.title if locale == "zh" else report.ruleset.edition.title_en
    blocks: tuple[Block, ...] = (
        Paragraph(say("mutation.about")),
        Part(say("mutation.table"), (_table(report, say),)),
        *([_alive(report, say)] if report.alive else []),
    )
    return Document(locale, say("mutation.title", measure=title), blocks, (), tuple(_header(report, say)))


def _header(report: Report, say: Words) -> Iterator[Line]:
    yield Line(say("mutation.edition"), report.ruleset.edition.id)
    yield Line(say("mutation.cases"), _counted(report, say))
    yield Line(say("mutation.score"), _score(report, say))
    verdict = "failed" if report.alive else "passed"
    yield Line(say("mutation.verdict"), say(f"mutation.verdict.{verdict}", count=len(report.alive)))


def _counted(report: Report, say: Words) -> str:
    key = "left_out" if report.left_out else "count"
    return say(f"mutation.cases.{key}", count=report.cases, left_out=report.left_out)


def _score(report: Report, say: Words) -> str:
    if not report.counted:
        return say("mutation.score.none")
    # Rounded down: 100 % is said of nothing less.
    percent = int(Fraction(100 * report.killed, report.counted))
    return say("mutation.score.text", killed=report.killed, counted=report.counted, percent=percent)


def _table(report: Report, say: Words) -> Table:
    kinds = dict.fromkeys(kind for kind, _ in report.table)
    header = (say("mutation.kind"), say("mutation.total"), *(say(f"fate.{fate}") for fate in FATES))
    rows = []
    for kind in kinds:
        counts = [report.table[kind, fate] for fate in FATES]
        rows.append((say(f"kind.{kind}"), str(sum(counts)), *map(str, counts)))
    return Table(header, tuple(rows), ("left", *["right"] * (len(FATES) + 1)))  # type: ignore[arg-type]


def _alive(report: Report, say: Words) -> Part:
    quotes = {criterion.id: criterion.quote for criterion in report.ruleset.criteria()}
    items = tuple(_item(entry, quotes, say) for entry in report.alive)
    return Part(say("mutation.alive"), (Points(items), Paragraph(say("mutation.tail"))))


def _item(entry: Settled, quotes: Mapping[str, str], say: Words) -> Item:
    change = entry.mutant.change
    criteria = sorted(id for id in entry.mutant.touched if id in quotes)
    notes = [say("mutation.touched", ids=say.join(sorted(entry.mutant.touched)))]
    if len(criteria) == 1:
        notes.append(say("mutation.quote", quote=quotes[criteria[0]]))
    if entry.witness:
        notes.append(say("mutation.witness", ids=say.join(entry.witness.ids)))
    if entry.obstacle:
        notes.append(say("mutation.obstacle", why=_why(entry.obstacle, say)))
    head = say("mutation.alive.head", place=change.place, kind=say(f"kind.{change.kind}"))
    return Item(head, _change(change, say), tuple(notes))


def _why(obstacle: str, say: Words) -> str:
    """`timeout`, `inexpressible: …`, `bounded: 2`."""
    kind, _, detail = obstacle.partition(": ")
    return say(f"why.{kind}", constructs=detail, records=detail)


def _change(change: Change, say: Words) -> str:
    key = "alive.change" if change.after else "alive.missing"
    return say(f"mutation.{key}", before=change.before, after=change.after)


def as_data(report: Report) -> dict[str, Any]:
    """The report for machines."""
    return {
        "measure": report.ruleset.edition.measure,
        "edition": report.ruleset.edition.id,
        "cases": report.cases,
        "left_out": report.left_out,
        "killed": report.killed,
        "counted": report.counted,
        "mutants": [_entry(entry) for entry in report.settled],
    }


def _entry(entry: Settled) -> dict[str, Any]:
    change = entry.mutant.change
    found: dict[str, Any] = {
        "kind": change.kind,
        "place": str(change.place),
        "before": change.before,
        "after": change.after,
        "fate": entry.fate,
        "touched": sorted(entry.mutant.touched),
    }
    if entry.case:
        found["case"] = {"name": entry.case.name, "place": str(entry.case.place)}
    if entry.mutant.refusal:
        found["code"] = entry.mutant.refusal.code
    if entry.witness:
        found["witness"] = {"given": entry.witness.given, "readings": dict(entry.witness.readings)}
    if entry.obstacle:
        found["obstacle"] = entry.obstacle
    return found


def skeletons(report: Report, locale: Locale) -> str:
    """A case file with one case for each witness. What is expected is left blank: only the text of the measure says."""
    say = mutation_words(locale)
    edition = report.ruleset.edition
    lines = [say("skeleton.note"), f"measure: {edition.measure}", f"edition: {edition.id}", "cases:"]
    return "\n".join([*lines, *_cases(report, say)]) + "\n"


def _cases(report: Report, say: Words) -> Iterable[str]:
    quotes = {criterion.id: criterion.quote for criterion in report.ruleset.criteria()}
    for entry in report.alive:
        if entry.witness is not None:
            change = entry.mutant.change
            name = say("skeleton.name", kind=say(f"kind.{change.kind}"), change=_change(change, say))
            yield f"  - name: {json.dumps(name, ensure_ascii=False)}"
            if entry.witness.readings:
                chosen = ", ".join(f"{choice}: {option}" for choice, option in entry.witness.readings)
                yield f"    readings: {{{chosen}}}"
            yield "    given:"
            yield from (f"      {line}" for line in entry.witness.given.splitlines())
            yield "    expect:"
            yield "      findings:"
            for id in entry.witness.ids:
                if id in quotes:
                    yield f"        {say('skeleton.expect', quote=quotes[id])}"
                yield f'        "{id}":'
