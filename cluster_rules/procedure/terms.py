"""When a period ends and when something is due: exact days with the reasoning day by day, or undetermined and why."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cluster_rules.model.procedure import DayKind, FirstDay, Period, Yearly
from cluster_rules.procedure.workdays import Calendar, DayStatus

#: Days before something is due on which a reminder is given.
REMINDERS = (30, 15, 5)


@dataclass(frozen=True, slots=True)
class WalkedDay:
    """One day of the way to the end of a period."""

    day: date
    #: Its number in the period; 0 where it does not count.
    number: int
    #: None where the schedule of its year is not known, and for calendar days.
    status: DayStatus | None
    #: The day on which the period begins, left out under this reading.
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of a period under one reading; `day` is None where it is undetermined."""

    reading: str
    first_day: FirstDay
    day: date | None
    walk: tuple[WalkedDay, ...]
    #: The year whose schedule is not known.
    unknown_year: int | None = None
    #: The schedule of some day on the way may still be changed by the notice on the next year.
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A period from a day on, under each reading; `day` is the one that is kept, None where it is undetermined."""

    period: Period
    start: date
    endings: tuple[Ending, ...]

    @property
    def day(self) -> date | None:
        """The last day of the period."""
        days = [ending.day for ending in self.endings if ending.day is not None]
        if len(days) < len(self.endings):
            return None
        return max(days) if self.period.closes == "later" else min(days)

    @property
    def unknown_year(self) -> int | None:
        """The first year whose schedule is missing."""
        return min((e.unknown_year for e in self.endings if e.unknown_year is not None), default=None)

    @property
    def provisional(self) -> bool:
        """A schedule on the way may still change."""
        return any(ending.provisional for ending in self.endings)


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day by which something about a year is due."""

    #: The year that it is about.
    about: int
    day: date | None
    #: The last working day on or before it, on which to be reminded at the latest; None where it is not known.
    working_day: date | None
    unknown_year: int | None = None


def term(period: Period, start: date, calendar: Calendar) -> Term:
    """The period that begins on `start`, under each of its readings."""
    endings = (
        ending(period.count, period.kind, start, first_day, calendar, reading)
        for reading, first_day in period.readings.items()
    )
    return Term(period, start, tuple(endings))


def ending(
    count: int, kind: DayKind, start: date, first_day: FirstDay, calendar: Calendar, reading: str = ""
) -> Ending:
    """The day on which `count` days have passed. With `included`, `start` is the first if it counts at all."""
    walk: list[WalkedDay] = []
    for walked in _walk(kind, start, first_day, calendar):
        walk.append(walked)
        if kind == "working_day" and walked.status is None and not walked.left_out:
            return Ending(reading, first_day, None, tuple(walk), walked.day.year)
        if walked.number == count:
            break
    provisional = kind == "working_day" and not all(calendar.is_settled(walked.day) for walked in walk)
    return Ending(reading, first_day, walk[-1].day, tuple(walk), provisional=provisional)


def _walk(kind: DayKind, start: date, first_day: FirstDay, calendar: Calendar) -> Iterator[WalkedDay]:
    number, day = 0, start
    if first_day == "excluded":
        yield WalkedDay(day, 0, calendar.status(day), left_out=True)
        day += timedelta(days=1)
    while True:
        status = calendar.status(day) if kind == "working_day" else None
        counts = kind == "day" or (status is not None and status.working)
        number += counts
        yield WalkedDay(day, number if counts else 0, status)
        day += timedelta(days=1)


def due_day(yearly: Yearly, year: int, calendar: Calendar) -> DueDay:
    """The day of `year` by which what is about the year before is due."""
    day = date(year, yearly.month, min(yearly.day, monthrange(year, yearly.month)[1]))
    before, after = calendar.last_working_day(day), calendar.next_working_day(day)
    kept = {"none": day, "previous": before, "next": after}[yearly.roll]
    last = calendar.last_working_day(kept) if kept else None
    return DueDay(year - 1, kept, last, None if last else year)


def reminders(day: date) -> tuple[tuple[int, date], ...]:
    """The days on which to remind of what is due on `day`, with how many days are left then."""
    return tuple((left, day - timedelta(days=left)) for left in REMINDERS)
