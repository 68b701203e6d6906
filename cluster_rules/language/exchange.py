"""Python values to values of FEEL, and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from cluster_rules.errors import RulesError
from cluster_rules.model.limits import DEFAULT_LIMITS
from cluster_rules.model.numbers import MAX_BITS, Number, exact, magnitude, normal
from cluster_rules.semantics.feel import temporal as t
from cluster_rules.semantics.feel.budget import bits
from cluster_rules.semantics.feel.values import Value

_TEMPORAL = (t.Date, t.Time, t.DateTime, t.MonthsDuration, t.SecondsDuration)


def from_python(value: Mapping[str, Any]) -> dict[str, Value]:
    """The names and values of `value`. Raises `RulesError` for a float and for anything else that has no meaning."""
    return {_key(key, key): _value(item, str(key), 1) for key, item in value.items()}


def _refused(path: str, value: object, code: str = "CR376") -> RulesError:
    return RulesError.of(code, path=path, type=type(value).__name__, limit=DEFAULT_LIMITS.depth)


def _key(key: object, path: object) -> str:
    if not isinstance(key, str):
        raise _refused(str(path), key)
    return str.__str__(key)


def _value(value: Any, path: str, depth: int) -> Value:
    if depth > DEFAULT_LIMITS.depth:
        raise _refused(path, value, "CR378")
    if isinstance(value, str):
        return str.__str__(value)
    if value is None or isinstance(value, (bool, *_TEMPORAL)):
        return value
    if isinstance(value, float):
        raise _refused(path, value, "CR377")
    if isinstance(value, int | Decimal | Fraction):
        number = exact(value)
        if number is None:
            raise _refused(path, value)
        if bits(number) > MAX_BITS:
            raise _refused(path, value, "CR379")
        return number
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return _temporal(value)
    if isinstance(value, Mapping):
        return {_key(key, path): _value(item, f"{path}.{key}", depth + 1) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return [_value(item, f"{path}[{index}]", depth + 1) for index, item in enumerate(value, 1)]
    raise _refused(path, value)


def _temporal(value: dt.date | dt.time | dt.timedelta) -> Value:
    if isinstance(value, dt.timedelta):
        return t.SecondsDuration(value.days * t.DAY + _seconds(value.seconds, value.microseconds))
    if isinstance(value, dt.time):
        return _clock(value, value.tzinfo, value.utcoffset())
    day = t.Date(value.year, value.month, value.day)
    if not isinstance(value, dt.datetime):
        return day
    return t.DateTime(day, _clock(value, value.tzinfo, value.utcoffset()))


def _clock(value: dt.datetime | dt.time, zone: dt.tzinfo | None, offset: dt.timedelta | None) -> t.Time:
    seconds = _seconds(value.hour * 3600 + value.minute * 60 + value.second, value.microsecond)
    if isinstance(zone, ZoneInfo) and zone.key:
        return t.Time(seconds, zone.key)
    return t.Time(seconds, None if offset is None else int(offset.total_seconds()))


def _seconds(whole: int, micro: int) -> Number:
    return normal(whole + Fraction(micro, 10**6))


def to_python(value: Value) -> Any:
    """`value` with the temporal types of `datetime` wherever they can hold it exactly."""
    if isinstance(value, list):
        return [to_python(item) for item in value]
    if isinstance(value, dict):
        return {key: to_python(item) for key, item in value.items()}
    if isinstance(value, _TEMPORAL):
        converted = _converted(value)
        return value if converted is None else converted
    return value


def _converted(value: Value) -> Any:
    match value:
        case t.Date():
            return dt.date(value.year, value.month, value.day) if 1 <= value.year <= 9999 else None
        case t.Time():
            return _python_time(value)
        case t.DateTime():
            day, clock = _converted(value.date), _python_time(value.time)
            return None if day is None or clock is None else dt.datetime.combine(day, clock)
        case t.SecondsDuration():
            micro = value.seconds * 10**6
            within = magnitude(value.seconds) < 86_400 * 10**8
            return dt.timedelta(microseconds=int(micro)) if within and isinstance(normal(micro), int) else None
    return None


def _python_time(value: t.Time) -> dt.time | None:
    micro = normal(Fraction(value.seconds % 1) * 10**6)
    if not isinstance(micro, int):
        return None
    zone: dt.tzinfo | None = None
    if isinstance(value.zone, str):
        zone = t.zone_named(value.zone)
    elif value.zone is not None:
        zone = dt.timezone(dt.timedelta(seconds=value.zone))
    return dt.time(value.hour, value.minute, int(value.seconds % 60), micro, zone)
