"""Which days are working days in China: the schedule of each year, and nothing for a year whose schedule is not known.

A working day is a day from Monday to Friday that is no holiday, or a weekend day that is made up for one
(国务院办公厅节假日安排). A schedule is never guessed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal

from cluster_rules.errors import Place

DayReason = Literal["weekday", "weekend", "holiday", "make_up"]

_SATURDAY = 5
#: The notice on a new year has moved days from here to the end of December: in 2018, 29 December became a working day.
_UNSETTLED_FROM = (12, 29)


@dataclass(frozen=True, slots=True)
class Year:
    """The schedule of one year. Only what differs from a plain week is listed, with the name of the holiday."""

    year: int
    #: The notice, or the package, that it is taken from.
    source: str
    holidays: Mapping[date, str]
    make_up_days: Mapping[date, str]
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class DayStatus:
    """Whether a day is a working day, and why."""

    working: bool
    reason: DayReason
    #: The holiday that it belongs to, or that it is made up for.
    holiday: str = ""


@dataclass(frozen=True)
class Calendar:
    """The schedules of all known years."""

    years: Mapping[int, Year] = field(default_factory=lambda: MappingProxyType({}))

    def status(self, day: date) -> DayStatus | None:
        """What `day` is; None where the schedule of its year is not known."""
        year = self.years.get(day.year)
        if year is None:
            return None
        if day in year.make_up_days:
            return DayStatus(True, "make_up", year.make_up_days[day])
        if day in year.holidays:
            return DayStatus(False, "holiday", year.holidays[day])
        weekend = day.weekday() >= _SATURDAY
        return DayStatus(not weekend, "weekend" if weekend else "weekday")

    def last_working_day(self, day: date) -> date | None:
        """`day`, or the last working day before it; None where a schedule on the way is not known."""
        return self._nearest(day, -1)

    def next_working_day(self, day: date) -> date | None:
        """`day`, or the first working day after it; None where a schedule on the way is not known."""
        return self._nearest(day, 1)

    def _nearest(self, day: date, step: int) -> date | None:
        while (status := self.status(day)) is not None and not status.working:
            day += timedelta(days=step)
        return None if status is None else day

    def is_settled(self, day: date) -> bool:
        """Whether the schedule of `day` is final: the notice on the next year may still move the last days of December."""
        return (day.month, day.day) < _UNSETTLED_FROM or day.year + 1 in self.years

    def fingerprint(self, years: tuple[int, ...] | None = None) -> str:
        """The SHA-256 of the schedules of `years` (all that are known), wherever they were taken from."""
        chosen = sorted(self.years if years is None else [year for year in years if year in self.years])
        content = [[year, _days(self.years[year].holidays), _days(self.years[year].make_up_days)] for year in chosen]
        return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()


def _days(days: Mapping[date, str]) -> list[str]:
    return sorted(day.isoformat() for day in days)
