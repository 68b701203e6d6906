"""From the bytes of an entry back to the entry. Whatever is not exactly the canonical form of one is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date
from typing import Any, get_args

from cluster_rules.model.days import parse_day
from cluster_rules.procedure.entries import (
    GENESIS,
    KINDS,
    Checked,
    CheckKind,
    Content,
    Document,
    Entry,
    Event,
    Outcome,
    entry_bytes,
)

_ENVELOPE = frozenset(
    [
        "number",
        "previous",
        "recorded_on",
        "clock",
        "kind",
        "effective_on",
        "actor",
        "by",
        "documents",
        "note",
        "key",
        "content",
    ]
)
#: Fields that are not texts: name → what the value has to be.
_TYPES: Mapping[str, type] = {
    "synthetic": bool,
    "new_row": bool,
    "held": bool,
    "entry": int,
    "about_year": int,
    "facts": dict,
    "checked": list,
}
#: Fields that hold one of a few words.
_WORDS: Mapping[str, tuple[str, ...]] = {"outcome": get_args(Outcome), "kind": get_args(CheckKind)}


class MalformedEntryError(ValueError):
    """The bytes are no entry."""


def read_entry(content: bytes) -> Entry:
    """The entry whose canonical JSON is `content`. Raises `MalformedEntryError`."""
    try:
        data = json.loads(content.decode("utf-8"), parse_float=_no_float, parse_constant=_no_float)
        entry = _entry(data)
        if entry_bytes(entry) != content:
            raise MalformedEntryError("not canonical")
    except MalformedEntryError:
        raise
    except KeyError as error:
        raise MalformedEntryError(f"missing {error}") from None
    except (ValueError, TypeError, RecursionError, AttributeError):
        raise MalformedEntryError("not in form") from None
    return entry


def _no_float(text: str) -> Any:
    raise MalformedEntryError(f"number {text}")


def _entry(data: dict[str, Any]) -> Entry:
    if unknown := sorted(data.keys() - _ENVELOPE):
        raise MalformedEntryError(f"unknown key {unknown[0]}")
    number = data["number"]
    if type(number) is not int or number < 1:
        raise MalformedEntryError("number")
    event = Event(
        _content(KINDS[data["kind"]], data["content"]),
        _day(data["effective_on"]),
        _text(data, "actor"),
        _text(data, "by"),
        tuple(_made(Document, item) for item in data.get("documents", [])),
        _text(data, "note"),
        _text(data, "key"),
    )
    return Entry(number, event, _day(data["recorded_on"]), _text(data, "clock"), _text(data, "previous", GENESIS))


def _content(kind: type[Any], data: dict[str, Any]) -> Content:
    return _made(kind, data)  # type: ignore[no-any-return]


def _made(kind: type[Any], data: dict[str, Any]) -> Any:
    """The dataclass with exactly these fields."""
    known = {one.name: one for one in fields(kind)}
    if unknown := sorted(data.keys() - known.keys()):
        raise MalformedEntryError(f"unknown key {unknown[0]}")
    if missing := [name for name, one in known.items() if one.default is MISSING and name not in data]:
        raise MalformedEntryError(f"missing key {missing[0]}")
    return kind(**{name: _value(name, value) for name, value in data.items()})


def _value(name: str, value: Any) -> Any:
    if type(value) is not _TYPES.get(name, str) or value not in _WORDS.get(name, (value,)):
        raise MalformedEntryError(name)
    items: Any = value
    return tuple(_made(Checked, item) for item in items) if name == "checked" else items


def _text(data: Mapping[str, Any], key: str, default: str = "") -> str:
    value = data.get(key, default)
    if type(value) is not str:
        raise MalformedEntryError(key)
    return value


def _day(text: str) -> date:
    day = parse_day(text)
    if day is None:
        raise MalformedEntryError(f"day {text}")
    return day
