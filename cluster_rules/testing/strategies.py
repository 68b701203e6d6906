"""Hypothesis strategies for applications, made from a ruleset: its fact dictionary, its thresholds and its cases.

An application is drawn as a base and a few changes to it, so a failing one shrinks to the base with the one change that
matters. The base meets the measure where a case shows how; the changes put indicators just below, on and just above
thresholds, move figures by one step, take units away or add them, and leave out, contradict, repeat or outdate what is
stated.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

try:
    from hypothesis import HealthCheck, given, reject, settings
    from hypothesis import strategies as st
except ImportError as error:
    raise ImportError('this needs Hypothesis: pip install "cluster-rules[testing]"') from error

from cluster_rules.compiler.surface import CASES_SUFFIX
from cluster_rules.engine import FactSheet, Rules
from cluster_rules.errors import RulesError
from cluster_rules.facts.snapshot import snapshot
from cluster_rules.model.types import BooleanType, DateType, NumberType, TextType
from cluster_rules.semantics.dependencies import facts_of
from cluster_rules.testing import cases
from cluster_rules.testing.drafts import Draft, Spot
from cluster_rules.testing.steering import SIDES, reach, single_test, threshold_of
from cluster_rules.testing.turning import added, turning_days, values_of

Draw = Callable[[st.SearchStrategy[Any]], Any]
Base = FactSheet | Mapping[str, Any] | str | Path
#: One kind of change: what it did, in words; empty where it could not be made.
Change = Callable[[Rules, Draft, Draw], str]

#: A law: raises AssertionError for an application that breaks it; it may draw more.
Law = Callable[["Application", Draw], None]
T = TypeVar("T")

_MOST_CHANGES = 4


@dataclass(frozen=True, repr=False)
class Application:
    """An application that was drawn. `data` goes to `Rules.decide`; its repr says how it differs from the base."""

    draft: Draft
    changes: tuple[str, ...] = ()

    @property
    def data(self) -> dict[str, Any]:
        """The application in the form of `FactSheet.from_data`."""
        return self.draft.data

    def __repr__(self) -> str:
        return "以用例为底，改动：" + "；".join(self.changes) if self.changes else "用例原样，没有改动"

    def _repr_pretty_(self, printer: Any, _: bool) -> None:
        """What Hypothesis shows of an example."""
        printer.text(repr(self))


def base_of(rules: Rules, base: Base | None = None) -> Draft:
    """`base`, else the application of the first case beside the ruleset that is expected to meet it, else of the first.

    Raises `RulesError`: CR653 where there is no case, and what the rules cannot read of it.
    """
    if base is not None:
        return _draft(rules, FactSheet.of(base))
    files = sorted(rules.chosen.folder.glob(f"*{CASES_SUFFIX}"), key=lambda path: (not _may_meet(path), path))
    for path in files:
        found = cases.read(path)
        meets = (case for case in found.file.cases if case.expect.verdict == "met" and not case.readings)
        case = next(meets, found.file.cases[0])
        return _draft(rules, FactSheet(cases.sheet_of(case, found, rules.ruleset.dictionary.registers)))
    raise RulesError.of("CR653", folder=rules.chosen.folder)


def _draft(rules: Rules, sheet: FactSheet) -> Draft:
    rules.bind(sheet)
    return Draft(snapshot(sheet.claims), rules.ruleset.dictionary)


def _may_meet(path: Path) -> bool:
    return "verdict: met" in path.read_text(encoding="utf-8")


def applications(
    rules: Rules,
    *,
    base: Base | None = None,
    about: Collection[str] = (),
    near: bool = True,
    missing: bool = True,
    conflicts: bool = True,
) -> st.SearchStrategy[Application]:
    """Applications that the rules can read.

    `base` is what they are made from (see `base_of`). `about` are criteria: only what they read is changed; without it,
    anything. `near` puts indicators at their thresholds; `missing` blanks values and leaves registers incomplete;
    `conflicts` lets sources disagree and rows come twice.
    """
    start = base_of(rules, base).about(_read(rules, about))
    asked = [c.id for c in rules.ruleset.criteria() if (not about or c.id in about) and single_test(rules, c.id)]
    on_days = [partial(kind, turning_days(rules, start)) for kind in (dated, invented)]
    kinds: list[Change] = [moved, moved, other, without_unit, one_more_unit, *on_days]
    kinds += [partial(at_threshold, asked)] * 4 if near and asked else []
    kinds += [blanked, incomplete] if missing else []
    kinds += [contradicted, repeated] if conflicts else []
    # A strategy shows its arguments: it has none, for a ruleset is a long one.
    return st.composite(lambda draw: _drawn(draw, rules, start, kinds))()


def _read(rules: Rules, about: Collection[str]) -> frozenset[str]:
    """The facts and fields that the criteria read, under any reading."""
    tests = (test.truth for c in rules.ruleset.criteria() if c.id in about for test in c.tests.values())
    return frozenset(path for truth in tests for path in facts_of(truth))


def _drawn(draw: Draw, rules: Rules, start: Draft, kinds: list[Change]) -> Application:
    draft = start.fork()
    chosen = draw(st.lists(st.sampled_from(kinds), max_size=_MOST_CHANGES))
    told = [kind(rules, draft, draw) for kind in chosen]
    application = Application(draft, tuple(filter(None, told)))
    try:
        rules.bind(application.data)
    except RulesError:
        reject()
    return application


def _pick(draw: Draw, draft: Draft, fits: Callable[[Spot], bool]) -> Spot | None:
    spots = [spot for spot in draft.spots() if fits(spot) and not draft.is_key(spot)]
    return draw(st.sampled_from(spots)) if spots else None


def _of_type(draft: Draft, kind: type) -> Callable[[Spot], bool]:
    return lambda spot: isinstance(draft.declared(spot).type, kind)


def _told(draft: Draft, spot: Spot, text: str) -> str:
    told = f"{draft.label(spot)}：{draft.text(spot)} → {text or '空白'}"
    draft.put(spot, text)
    return told


# Values


def at_threshold(asked: Sequence[str], rules: Rules, draft: Draft, draw: Draw) -> str:
    """An indicator just below its threshold, on it, or just above."""
    identity = draw(st.sampled_from(asked))
    threshold = threshold_of(rules, draft, identity)
    if threshold is None:
        return ""
    found = reach(rules, draft, identity, threshold).get(draw(st.sampled_from(SIDES)))
    if found is None or not found.change:
        return ""
    draft.data.clear()
    draft.data.update(found.draft.data)
    return f"{identity} 到门槛处：{found.change}"


def moved(_: Rules, draft: Draft, draw: Draw) -> str:
    """A figure by one step, by a few, to nothing, or by a slip of the unit."""
    spot = _pick(draw, draft, _of_type(draft, NumberType))
    value = draft.value(spot) if spot else None
    if spot is None or not isinstance(value, int | Fraction):
        return ""
    quantum = draft.declared(spot).quantum or 1
    steps = st.sampled_from([1, -1, 2, -2, 7, -7])
    number = draw(steps.map(lambda n: value + n * quantum) | st.sampled_from([0, value * 10_000, value / Fraction(2)]))
    before = f"{draft.label(spot)}：{draft.text(spot)}"
    return f"{before} → {draft.text(spot)}" if draft.put_number(spot, number) else ""


def other(_: Rules, draft: Draft, draw: Draw) -> str:
    """Yes for no, or another of the texts that may stand there."""
    spot = _pick(draw, draft, lambda spot: len(_choices(draft, spot)) > 1)
    return _told(draft, spot, draw(st.sampled_from(_choices(draft, spot)))) if spot else ""


def _choices(draft: Draft, spot: Spot) -> tuple[str, ...]:
    declared = draft.declared(spot)
    if isinstance(declared.type, BooleanType):
        return ("是", "否")
    return (declared.type.values or ()) if isinstance(declared.type, TextType) else ()


def dated(days: Sequence[date], _: Rules, draft: Draft, draw: Draw) -> str:
    """A day moved to where some rule turns, the day before or the day after."""
    spot = _pick(draw, draft, _of_type(draft, DateType))
    return _told(draft, spot, draw(st.sampled_from(days)).isoformat()) if spot and days else ""


# Units


def invented(days: Sequence[date], _: Rules, draft: Draft, draw: Draw) -> str:
    """A row in a register that lists nothing: a veto is most often about what is not there."""
    empty = [name for name in draft.read if not any(table["rows"] for table in draft.tables[name])]
    if not empty or not days:
        return ""
    name = draw(st.sampled_from(empty))
    fields = draft.dictionary.registers[name].fields.values()
    row = {e.name: str(draw(st.sampled_from(values_of(e, days, draft)))) for e in fields if not e.informative}
    draft.tables[name][0]["rows"].append(row)
    return added(name, row)


def _unit(draft: Draft, draw: Draw) -> str:
    units = [unit for name in draft.read for unit in draft.units(name)]
    return draw(st.sampled_from(units)) if units else ""


def without_unit(_: Rules, draft: Draft, draw: Draw) -> str:
    """A firm, standard or platform that is not there, with all its rows."""
    unit = _unit(draft, draw)
    if unit:
        draft.drop_unit(unit)
    return unit and f"去掉“{unit}”"


def one_more_unit(_: Rules, draft: Draft, draw: Draw) -> str:
    """One more like one that is there."""
    unit = _unit(draft, draw)
    number = draw(st.integers(1, 9))
    return unit and f"“{unit}”再加一个同样的：{draft.copy_unit(unit, 9_000_000 + number)}"


# What is missing


def blanked(_: Rules, draft: Draft, draw: Draw) -> str:
    """A value that is not stated."""
    spot = _pick(draw, draft, lambda _: True)
    return _told(draft, spot, "") if spot else ""


def incomplete(_: Rules, draft: Draft, draw: Draw) -> str:
    """A register that may have further rows."""
    names = [name for name in draft.read if draft.tables[name]]
    if not names:
        return ""
    name = draw(st.sampled_from(names))
    draft.tables[name][0]["complete"] = "否"
    return f"{name}：不齐全"


# What does not agree


def contradicted(_: Rules, draft: Draft, draw: Draw) -> str:
    """A second source that says otherwise."""
    spot = _pick(draw, draft, lambda spot: not spot.register)
    if spot is None:
        return ""
    claims = draft.data["facts"][spot.field]
    said = Draft({"facts": {spot.field: [dict(claims[0])]}}, draft.dictionary)
    told = draw(st.sampled_from([moved, other]))(_, said, draw)
    claims.append({**said.data["facts"][spot.field][0], "source": "另一来源（虚构）"})
    return told and f"另一来源说 {told}"


def repeated(_: Rules, draft: Draft, draw: Draw) -> str:
    """A table that a second source gives once more in the same words."""
    names = [name for name in draft.read if draft.tables[name]]
    if not names:
        return ""
    name = draw(st.sampled_from(names))
    table = draft.tables[name][0]
    draft.tables[name].append({**table, "rows": [dict(row) for row in table["rows"]], "source": "另一来源（虚构）"})
    return f"{name}：另一来源同样列出"


def shuffled(draft: Draft, draw: Draw) -> Draft:
    """The same application with the rows of every table in another order."""
    changed = draft.fork()
    for table in _tables(changed):
        table["rows"] = draw(st.permutations(table["rows"])) if len(table["rows"]) < 9 else _turned(table["rows"], draw)
    return changed


def _turned(rows: list[Any], draw: Draw) -> list[Any]:
    start = draw(st.integers(0, len(rows) - 1))
    return [*rows[start:], *rows[:start]][:: draw(st.sampled_from([1, -1]))]


def _tables(draft: Draft) -> Iterator[dict[str, Any]]:
    return (table for tables in draft.tables.values() for table in tables)


# For laws


def for_all(drawn: Sequence[st.SearchStrategy[Application]], holds: Law, examples: int) -> None:
    """Hold a law against `examples` applications. Raises what the law raises for the smallest that breaks it."""

    def law(application: Application, data: st.DataObject) -> None:
        holds(application, data.draw)

    ruled = settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    ruled(given(st.one_of(drawn), st.data())(law))()


def just(application: Application) -> st.SearchStrategy[Application]:
    """That application, and no other."""
    return st.just(application)


def one_of(items: Sequence[T]) -> st.SearchStrategy[T]:
    """One of these; the first is the simplest."""
    return st.sampled_from(items)


def pass_over() -> None:
    """The application at hand says nothing of the law."""
    reject()
