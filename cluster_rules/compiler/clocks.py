"""The clocks of a procedure, held against their quotes: a number of days, or a day of every year, stands in the text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from cluster_rules.compiler.quotes import flat, stated_numbers
from cluster_rules.compiler.state import Compilation
from cluster_rules.compiler.suggest import closest
from cluster_rules.compiler.surface_procedure import ClockEntry, StepEntry
from cluster_rules.language.yaml_nodes import YamlText
from cluster_rules.model.procedure import Clock, DayKind, Period, Yearly
from cluster_rules.model.units import UNITS

#: What a period may be counted in: the dimension of the unit → the kind of day.
_KINDS: Mapping[str, DayKind] = {"个工作日": "working_day", "日": "day"}
_LENGTH = re.compile(r"([1-9][0-9]{0,3})\s*(\S+)", re.ASCII)
_YEARLY = re.compile(r"([0-9]{2})-([0-9]{2})", re.ASCII)
#: Not a leap year: 29 February is no day of every year.
_COMMON_YEAR = 2025


def clock_of(state: Compilation, entry: StepEntry, steps: Mapping[str, StepEntry]) -> Clock | None:
    """The clock of a step; None where it has none, or where it was refused."""
    clock = entry.clock
    if clock is None:
        return None
    if clock.yearly is not None:
        return _yearly(state, clock, clock.yearly, entry)
    if clock.since is not None and clock.since.text not in steps:
        state.report("CR801", clock.since.place, name=clock.since.text, close=closest(clock.since.text, steps, 0.7))
    length = clock.lasts or clock.within
    assert length is not None
    return _period(state, clock, length, entry)


def _period(state: Compilation, clock: ClockEntry, length: YamlText, entry: StepEntry) -> Period | None:
    found = _LENGTH.fullmatch(length.text)
    unit = UNITS.get(found[2]) if found else None
    kind = _KINDS.get(unit.dimension[0][0]) if unit and unit.dimension else None
    if found is None or unit is None or kind is None or unit.factor != 1:
        state.report("CR808", length.place, text=length.text)
        return None
    count = int(found[1])
    stated = stated_numbers(entry.quote.text, {})
    if not any(n.value == count and n.dimension == unit.dimension for n in stated) and not state.unbound:
        state.report("CR809", length.place, text=length.text, quote=entry.quote.text)
    since = clock.since.text if clock.since else ""
    closes = clock.closes or "later"
    return Period(count, kind, since, dict(clock.first_day), closes, *_reasons(clock))


def _yearly(state: Compilation, clock: ClockEntry, day: YamlText, entry: StepEntry) -> Yearly | None:
    found = _YEARLY.fullmatch(day.text)
    due = _day(*map(int, found.groups())) if found else None
    if due is None:
        state.report("CR810", day.place, text=day.text)
        return None
    if f"{due.month}月" not in flat(entry.quote.text) and not state.unbound:
        state.report("CR809", day.place, text=f"{due.month}月", quote=entry.quote.text)
    return Yearly(due.month, due.day, clock.roll, *_reasons(clock))


def _day(month: int, day: int) -> date | None:
    try:
        return date(_COMMON_YEAR, month, day)
    except ValueError:
        return None


def _reasons(clock: ClockEntry) -> tuple[str, str]:
    return (clock.interpretation.text if clock.interpretation else "", clock.why.text if clock.why else "")
