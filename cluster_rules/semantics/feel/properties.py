"""What a path reaches: entries of contexts, and the declared properties of temporal values and ranges. Nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cluster_rules.model.numbers import Number, magnitude
from cluster_rules.semantics.feel import temporal as t
from cluster_rules.semantics.feel.failures import Undefined
from cluster_rules.semantics.feel.library.ranges import as_range
from cluster_rules.semantics.feel.values import Value, kind

_Properties = dict[str, Callable[[Any], Value]]


def _sign(value: Number) -> int:
    return -1 if value < 0 else 1


def _part(size: int, modulus: int | None) -> Callable[[t.SecondsDuration], Value]:
    def part(duration: t.SecondsDuration) -> Value:
        whole = int(magnitude(duration.seconds) // size)
        return _sign(duration.seconds) * (whole if modulus is None else whole % modulus)

    return part


def _offset(seconds: int | None) -> Value:
    return None if seconds is None else t.SecondsDuration(seconds)


def _zone_name(zone: t.Zone) -> Value:
    return zone if isinstance(zone, str) else None


_DATE: _Properties = {
    "year": lambda day: day.year,
    "month": lambda day: day.month,
    "day": lambda day: day.day,
    "weekday": lambda day: day.weekday,
}
_TIME: _Properties = {
    "hour": lambda clock: clock.hour,
    "minute": lambda clock: clock.minute,
    "second": lambda clock: clock.second,
}


def _through(part: str, properties: _Properties) -> _Properties:
    def reader(read: Callable[[Any], Value]) -> Callable[[Any], Value]:
        return lambda point: read(getattr(point, part))

    return {name: reader(read) for name, read in properties.items()}


PROPERTIES: dict[str, _Properties] = {
    "date": _DATE,
    "time": {
        **_TIME,
        "time offset": lambda clock: _offset(t.offset_of(clock.zone, None)),
        "timezone": lambda clock: _zone_name(clock.zone),
    },
    "date and time": {
        **_through("date", _DATE),
        **_through("time", _TIME),
        "time offset": lambda point: _offset(point.offset),
        "timezone": lambda point: _zone_name(point.time.zone),
    },
    "years and months duration": {
        "years": lambda span: _sign(span.months) * (abs(span.months) // 12),
        "months": lambda span: _sign(span.months) * (abs(span.months) % 12),
    },
    "days and time duration": {
        "days": _part(t.DAY, None),
        "hours": _part(3600, 24),
        "minutes": _part(60, 60),
        "seconds": lambda span: _sign(span.seconds) * (magnitude(span.seconds) % 60),
    },
    "range": {
        "start": lambda bounds: as_range(bounds).low,
        "end": lambda bounds: as_range(bounds).high,
        "start included": lambda bounds: as_range(bounds).low_closed,
        "end included": lambda bounds: as_range(bounds).high_closed,
    },
}


def field(value: Value, name: str) -> Value:
    """`value.name`; raises `Undefined` where there is none."""
    if isinstance(value, dict):
        if name in value:
            return value[name]
    elif (read := PROPERTIES.get(kind(value), {}).get(name)) is not None:
        return read(value)
    raise Undefined("CR360", name=name)
