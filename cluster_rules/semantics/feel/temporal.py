"""Days, times of day and durations as FEEL has them: any year of nine digits, exact seconds, offsets and named zones."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo

from cluster_rules.model.numbers import Number, brief_number, normal
from cluster_rules.semantics.feel.failures import Undefined

MAX_YEAR = 999_999_999
DAY = 86_400
_MAX_OFFSET = 18 * 3600

#: An offset from UTC in seconds, the name of a zone, or None for local time.
Zone = int | str | None


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A day of the proleptic Gregorian calendar."""

    year: int
    month: int
    day: int

    @property
    def ordinal(self) -> int:
        """Days since 1970-01-01."""
        year = self.year - (self.month <= 2)
        era, year_of_era = divmod(year, 400)
        day_of_year = (153 * ((self.month + 9) % 12) + 2) // 5 + self.day - 1
        return era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719_468

    @property
    def weekday(self) -> int:
        """1 for Monday to 7 for Sunday."""
        return (self.ordinal + 3) % 7 + 1

    def plus_months(self, months: int) -> Date:
        """The same day so many months later, or the last day of that month."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return date(year, month + 1, min(self.day, days_in_month(year, month + 1)))


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day: seconds since midnight, and its zone."""

    seconds: Number
    zone: Zone = None

    @property
    def hour(self) -> int:
        return int(self.seconds // 3600)

    @property
    def minute(self) -> int:
        return int(self.seconds // 60 % 60)

    @property
    def second(self) -> Number:
        """Whole seconds; the fraction is no part of the property."""
        return int(self.seconds % 60)


@dataclass(frozen=True, slots=True)
class DateTime:
    """A time on a day."""

    date: Date
    time: Time

    @property
    def local(self) -> Number:
        """Seconds since 1970-01-01T00:00:00 on the local clock."""
        return normal(Fraction(self.date.ordinal * DAY + self.time.seconds))

    @property
    def offset(self) -> int | None:
        """Seconds ahead of UTC; None for local time."""
        return offset_of(self.time.zone, self)

    @property
    def instant(self) -> Number | None:
        """Seconds since 1970-01-01T00:00:00Z; None for local time."""
        offset = self.offset
        return None if offset is None else normal(Fraction(self.local - offset))


@dataclass(frozen=True, slots=True, order=True)
class MonthsDuration:
    """A years and months duration. Years are twelve months."""

    months: int


@dataclass(frozen=True, slots=True, order=True)
class SecondsDuration:
    """A days and time duration. Days are 86 400 seconds."""

    seconds: Number


def days_in_month(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def date(year: int, month: int, day: int) -> Date:
    """The day, where there is one."""
    if abs(year) > MAX_YEAR or not 1 <= month <= 12 or not 1 <= day <= days_in_month(year, month):
        raise Undefined("CR355", text="-".join(map(brief_number, (year, month, day))), type="date")
    return Date(year, month, day)


def date_from_ordinal(ordinal: int) -> Date:
    """The day so many days after 1970-01-01."""
    era, day_of_era = divmod(ordinal + 719_468, 146_097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    day = day_of_year - (153 * shifted + 2) // 5 + 1
    return date(era * 400 + year_of_era + (month <= 2), month, day)


def time(hour: int, minute: int, second: Number, zone: Zone) -> Time:
    """The time of day, where there is one."""
    proper = 0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60
    if not proper or (isinstance(zone, int) and abs(zone) > _MAX_OFFSET):
        raise Undefined("CR355", text=":".join(map(brief_number, (hour, minute, second))), type="time")
    return Time(normal(Fraction(hour * 3600 + minute * 60 + second)), zone)


def at_midnight(day: Date) -> DateTime:
    """The standard's reading of a day as a point in time: midnight UTC."""
    return DateTime(day, Time(0, 0))


def from_local(seconds: Number, zone: Zone) -> DateTime:
    """The point whose local clock shows so many seconds since 1970-01-01."""
    days, rest = divmod(seconds, DAY)
    return DateTime(date_from_ordinal(int(days)), Time(normal(Fraction(rest)), zone))


def plus_seconds(point: DateTime, seconds: Number) -> DateTime:
    """The point so many seconds later; in a named zone the clock may have changed between."""
    zone, instant = point.time.zone, point.instant
    if not isinstance(zone, str) or instant is None:
        return from_local(normal(Fraction(point.local + seconds)), zone)
    later = from_local(normal(Fraction(instant + seconds)), 0)
    return from_local(normal(Fraction(later.local + _offset_at(zone, later))), zone)


def plus_months(point: DateTime, months: int) -> DateTime:
    return replace(point, date=point.date.plus_months(months))


@lru_cache(maxsize=256)
def zone_named(name: str) -> ZoneInfo | None:
    """The zone of the time zone database, None where it has no such zone."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return None


def offset_of(zone: Zone, point: DateTime | None) -> int | None:
    """Seconds ahead of UTC in `zone` at `point`; for a time without a day, on 1970-01-01."""
    if not isinstance(zone, str):
        return zone
    info = zone_named(zone)
    if info is None:
        return None
    moment = _moment(DateTime(Date(1970, 1, 1), Time(0)) if point is None else point)
    return _seconds(info.utcoffset(moment))


def _offset_at(zone: str, point: DateTime) -> int:
    """Seconds ahead of UTC in `zone` at `point`, which is in UTC."""
    return _seconds(_moment(point).replace(tzinfo=dt.UTC).astimezone(zone_named(zone)).utcoffset())


def _seconds(offset: dt.timedelta | None) -> int:
    return int(offset.total_seconds()) if offset else 0


def _moment(point: DateTime) -> dt.datetime:
    """`point` on the clock of `datetime`, in the nearest year that it knows with room for every offset."""
    day, year = point.date, min(max(point.date.year, 2), 9998)
    return dt.datetime(
        year, day.month, min(day.day, days_in_month(year, day.month)), point.time.hour, point.time.minute
    )
