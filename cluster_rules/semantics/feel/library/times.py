"""Functions on days, times and durations."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from cluster_rules.model.numbers import Number, normal
from cluster_rules.semantics.feel import temporal as t
from cluster_rules.semantics.feel import temporal_text as texts
from cluster_rules.semantics.feel.library.numbers import no_result
from cluster_rules.semantics.feel.signatures import signature

if TYPE_CHECKING:
    from cluster_rules.semantics.feel.evaluation import Evaluation

Point = t.Date | t.DateTime

#: Steps that it takes to look for a zone by its name.
_ZONE_SOUGHT = 100

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _day(point: Point) -> t.Date:
    return point.date if isinstance(point, t.DateTime) else point


def _whole(name: str, *values: Number) -> list[int]:
    if not all(isinstance(value, int) for value in values):
        raise no_result(name, next(value for value in values if not isinstance(value, int)))
    return [int(value) for value in values]


def date_of(year: Number, month: Number, day: Number) -> t.Date:
    return t.date(*_whole("date", year, month, day))


def time_from_text(run: Evaluation, text: str) -> t.Time:
    return texts.parse_time(_zone_paid(run, text))


def date_time_from_text(run: Evaluation, text: str) -> t.DateTime:
    return texts.parse_date_time(_zone_paid(run, text))


def _zone_paid(run: Evaluation, text: str) -> str:
    """`text`, and what it costs to look for the zone that it names."""
    run.budget.spend(_ZONE_SOUGHT if "@" in text else 0)
    return text


def time_from(value: t.Time | Point) -> t.Time:
    """The time of a point; a day alone is its midnight UTC."""
    if isinstance(value, t.Date):
        return t.at_midnight(value).time
    return value.time if isinstance(value, t.DateTime) else value


def time_of(hour: Number, minute: Number, second: Number, offset: t.SecondsDuration | None) -> t.Time:
    whole_hour, whole_minute = _whole("time", hour, minute)
    zone = None if offset is None else _whole("time", offset.seconds)[0]
    return t.time(whole_hour, whole_minute, second, zone)


def date_time_from(value: Point) -> t.DateTime:
    return t.at_midnight(value) if isinstance(value, t.Date) else value


def date_time_of(point: Point, clock: t.Time) -> t.DateTime:
    return t.DateTime(_day(point), clock)


def date_time_parts(
    year: Number,
    month: Number,
    day: Number,
    hour: Number,
    minute: Number,
    second: Number,
    offset: t.SecondsDuration | None = None,
) -> t.DateTime:
    return t.DateTime(date_of(year, month, day), time_of(hour, minute, second, offset))


def date_time_in_zone(
    run: Evaluation, year: Number, month: Number, day: Number, hour: Number, minute: Number, second: Number, zone: str
) -> t.DateTime:
    point = date_time_parts(year, month, day, hour, minute, second)
    return t.DateTime(point.date, time_from_text(run, f"{texts.format_temporal(point.time)}@{zone}"))


def months_between(start: Point, end: Point) -> t.MonthsDuration:
    """Whole months from `start` to `end`, negative where `end` comes first. Times of day do not count."""
    first, last = _day(start), _day(end)
    if last < first:
        return t.MonthsDuration(-months_between(end, start).months)
    months = (last.year - first.year) * 12 + last.month - first.month
    return t.MonthsDuration(months - (last.day < first.day))


def day_of_year(point: Point) -> int:
    day = _day(point)
    return day.ordinal - t.Date(day.year, 1, 1).ordinal + 1


def week_of_year(point: Point) -> int:
    """The week of ISO 8601: it belongs to the year of its Thursday."""
    day = _day(point)
    thursday = t.date_from_ordinal(day.ordinal - day.weekday + 4)
    return (day_of_year(thursday) - 1) // 7 + 1


def now(run: Evaluation) -> t.DateTime:
    moment = run.now
    offset = moment.utcoffset()
    seconds = Fraction(moment.hour * 3600 + moment.minute * 60 + moment.second) + Fraction(moment.microsecond, 10**6)
    zone = None if offset is None else int(offset.total_seconds())
    return t.DateTime(t.Date(moment.year, moment.month, moment.day), t.Time(normal(seconds), zone))


def today(run: Evaluation) -> t.Date:
    return now(run).date


_CLOCK = "hour: number, minute: number, second: number"
_CALENDAR = "year: number, month: number, day: number"

SIGNATURES = (
    signature("date(from: string)", texts.parse_date),
    signature("date(from: date|date and time)", _day),
    signature(f"date({_CALENDAR})", date_of),
    signature("time(from: string)", time_from_text, runs=True),
    signature("time(from: time|date|date and time)", time_from),
    signature(f"time({_CLOCK}, offset?: days and time duration?)", time_of),
    signature("date and time(from: string)", date_time_from_text, runs=True),
    signature("date and time(from: date|date and time)", date_time_from),
    signature("date and time(date: date|date and time, time: time)", date_time_of),
    signature(f"date and time({_CALENDAR}, {_CLOCK}, offset?: days and time duration?)", date_time_parts),
    signature(f"date and time({_CALENDAR}, {_CLOCK}, timezone: string)", date_time_in_zone, runs=True),
    signature("duration(from: string)", texts.parse_duration),
    signature("duration(from: years and months duration|days and time duration)", lambda value: value),
    signature("years and months duration(from: date|date and time, to: date|date and time)", months_between),
    signature("day of year(date: date|date and time)", day_of_year),
    signature("day of week(date: date|date and time)", lambda point: _DAYS[_day(point).weekday - 1]),
    signature("month of year(date: date|date and time)", lambda point: _MONTHS[_day(point).month - 1]),
    signature("week of year(date: date|date and time)", week_of_year),
    signature("now()", now, runs=True),
    signature("today()", today, runs=True),
)
