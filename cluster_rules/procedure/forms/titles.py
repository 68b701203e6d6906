"""Titles that do not count on a day: their term is over, has not begun, or its end is not known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from cluster_rules.explain.material import Material
from cluster_rules.explain.names import fact_name
from cluster_rules.model.dictionary import RegisterType, Validity
from cluster_rules.model.sheet import Record
from cluster_rules.model.values import Partial

Lapse = Literal["lapsed", "not_yet", "open"]


@dataclass(frozen=True, slots=True)
class LapsedTitle:
    """A title, and why it does not count for sure."""

    kind: Lapse
    #: The title of its register, and what people call the record.
    register: str
    label: str
    path: str
    end: str


def lapsed_titles(material: Material, day: date) -> Iterator[LapsedTitle]:
    """Those that do not count for sure on `day`."""
    for name, declared in material.ruleset.dictionary.registers.items():
        rows = material.register(name)
        if declared.validity is None or rows is None:
            continue
        for key, record in zip(rows.keys, rows.records, strict=True):
            if kind := _lapse(declared.validity, record, day):
                yield _lapsed(material, declared, key, record, kind)


def _lapse(validity: Validity, record: Record, day: date) -> Lapse | None:
    start, end = record[validity.start], record[validity.end]
    if isinstance(end, date) and end < day:
        return "lapsed"
    if isinstance(end, Partial) and isinstance(end.high, date) and end.high < day:
        return "lapsed"
    if isinstance(start, date) and start > day:
        return "not_yet"
    return "open" if isinstance(end, Partial) or isinstance(start, Partial) else None


def _lapsed(material: Material, declared: RegisterType, key: str, record: Record, kind: Lapse) -> LapsedTitle:
    assert declared.validity is not None
    end = record[declared.validity.end]
    told = end.isoformat() if isinstance(end, date) and end != date.max else ""
    path = f"{declared.name}[{key}].{declared.validity.end}"
    return LapsedTitle(kind, fact_name(material, declared.name), material.label(declared.name, key), path, told)
