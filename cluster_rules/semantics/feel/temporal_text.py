"""The texts of days, times and durations, as in ISO 8601 and XML Schema, and back."""

from __future__ import annotations

import re
from fractions import Fraction

from cluster_rules.model.numbers import Number, format_number, magnitude, normal
from cluster_rules.semantics.feel import temporal as t
from cluster_rules.semantics.feel.failures import Undefined

Temporal = t.Date | t.Time | t.DateTime | t.MonthsDuration | t.SecondsDuration

_YEAR = r"(-?(?:[1-9][0-9]{4,8}|[0-9]{4}))"
_DATE = re.compile(_YEAR + r"-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2}(?:\.[0-9]{1,34})?)"
    r"(?:(Z)|([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?|@([A-Za-z][A-Za-z0-9_+/-]{0,63}))?"
)
_STARTS_WITH_YEAR = re.compile("-?[0-9]+-")
_MONTHS = re.compile(r"(-?)P(?:([0-9]{1,20})Y)?(?:([0-9]{1,20})M)?")
_SECONDS = re.compile(
    r"(-?)P(?:([0-9]{1,20})D)?(T(?:([0-9]{1,20})H)?(?:([0-9]{1,20})M)?(?:([0-9]{1,20}(?:\.[0-9]{0,34})?)S)?)?"
)


def _not_a(type_: str, text: str) -> Undefined:
    return Undefined("CR355", text=text[:60], type=type_)


def parse_date(text: str) -> t.Date:
    match = _DATE.fullmatch(text)
    if match is None:
        raise _not_a("date", text)
    return t.date(*(int(part) for part in match.groups()))


def parse_time(text: str) -> t.Time:
    seconds, zone = _clock(text, "time")
    return t.Time(seconds % t.DAY, zone)


def parse_date_time(text: str) -> t.DateTime:
    """A day alone means its midnight on the local clock; 24:00:00 is the midnight that ends the day."""
    day, separator, clock = text.partition("T")
    if not separator:
        return t.DateTime(parse_date(text), t.Time(0))
    seconds, zone = _clock(clock, "date and time")
    return t.from_local(normal(Fraction(parse_date(day).ordinal * t.DAY + seconds)), zone)


def _clock(text: str, type_: str) -> tuple[Number, t.Zone]:
    match = _TIME.fullmatch(text)
    if match is None:
        raise _not_a(type_, text)
    hour, minute, second = int(match[1]), int(match[2]), normal(Fraction(match[3]))
    zone = _zone(match, text)
    if (hour, minute, second) == (24, 0, 0):
        return t.DAY, zone
    return t.time(hour, minute, second, zone).seconds, zone


def _zone(match: re.Match[str], text: str) -> t.Zone:
    if match[4]:
        return 0
    if name := match[9]:
        if t.zone_named(name) is None:
            raise _not_a("time", text)
        return name
    if match[5] is None:
        return None
    seconds = int(match[6]) * 3600 + int(match[7]) * 60 + int(match[8] or 0)
    if int(match[7]) > 59 or int(match[8] or 0) > 59:
        raise _not_a("time", text)
    return -seconds if match[5] == "-" else seconds


def parse_duration(text: str) -> t.MonthsDuration | t.SecondsDuration:
    if (match := _MONTHS.fullmatch(text)) and (match[2] or match[3]):
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        return t.MonthsDuration(-months if match[1] else months)
    match = _SECONDS.fullmatch(text)
    if match is None or not any(match.group(2, 4, 5, 6)) or match[3] == "T":
        raise _not_a("duration", text)
    days, hours, minutes = (int(match[part] or 0) for part in (2, 4, 5))
    seconds = Fraction((match[6] or "0").rstrip(".")) + days * t.DAY + hours * 3600 + minutes * 60
    return t.SecondsDuration(normal(-seconds if match[1] else seconds))


def parse_temporal(text: str) -> Temporal:
    """The value of `@"text"`: what kind it is shows in its shape."""
    if text.lstrip("-").startswith("P"):
        return parse_duration(text)
    if _STARTS_WITH_YEAR.match(text):
        return parse_date_time(text) if "T" in text else parse_date(text)
    if ":" not in text:
        raise _not_a("date", text)
    return parse_time(text)


def format_temporal(value: Temporal) -> str:
    """The canonical text of `value`."""
    match value:
        case t.Date():
            return _date_text(value)
        case t.Time():
            return _time_text(value)
        case t.DateTime():
            return f"{_date_text(value.date)}T{_time_text(value.time)}"
        case t.MonthsDuration():
            return _months_text(value.months)
        case t.SecondsDuration():
            return _seconds_text(value.seconds)


def _date_text(day: t.Date) -> str:
    return f"{'-' if day.year < 0 else ''}{abs(day.year):04}-{day.month:02}-{day.day:02}"


def _time_text(clock: t.Time) -> str:
    whole, fraction = int(clock.seconds % 60), clock.seconds % 1
    part = format_number(normal(Fraction(fraction))).removeprefix("0") if fraction else ""
    return f"{clock.hour:02}:{clock.minute:02}:{whole:02}{part}{_zone_text(clock.zone)}"


def _zone_text(zone: t.Zone) -> str:
    if zone is None:
        return ""
    if isinstance(zone, str):
        return f"@{zone}"
    if zone == 0:
        return "Z"
    minutes, seconds = divmod(abs(zone), 60)
    text = f"{'-' if zone < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text


def _months_text(months: int) -> str:
    years, rest = divmod(abs(months), 12)
    text = (f"{years}Y" if years else "") + (f"{rest}M" if rest else "")
    return f"{'-' if months < 0 else ''}P{text or '0M'}"


def _seconds_text(seconds: Number) -> str:
    days, rest = divmod(magnitude(seconds), t.DAY)
    clock = int(rest)
    second = normal(Fraction(rest - clock + clock % 60))
    parts = (
        (f"{clock // 3600}H" if clock >= 3600 else "")
        + (f"{clock // 60 % 60}M" if clock // 60 % 60 else "")
        + (f"{format_number(second)}S" if second else "")
    )
    text = (f"{int(days)}D" if days else "") + (f"T{parts}" if parts else "")
    return f"{'-' if seconds < 0 else ''}P{text or 'T0S'}"
