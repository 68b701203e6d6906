"""A figure that is the whole of another register's column: what the rows add up to is never more than it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from cluster_rules.errors import Place
from cluster_rules.facts.merge import Ledger, unknown
from cluster_rules.model.dictionary import FactType, RegisterType, Whole
from cluster_rules.model.numbers import Number
from cluster_rules.model.sheet import BoundRegister, Conflict, Record, Source
from cluster_rules.model.units import UNITS
from cluster_rules.model.values import Partial, Reason, Value


def without_impossible_wholes(
    types: Mapping[str, RegisterType], registers: Mapping[str, BoundRegister], ledger: Ledger
) -> Mapping[str, BoundRegister]:
    """The registers, where a whole that its parts exceed is a conflict: one of the two is wrong, and nobody knows which.

    Each is warned of, and kept among the conflicts of `ledger`.
    """
    found = dict(registers)
    for name, declared in types.items():
        for field in declared.fields.values():
            if field.whole_of is not None:
                found[name] = _checked(found[name], field, field.whole_of, registers[field.whole_of.register], ledger)
    return found


def _checked(
    register: BoundRegister, field: FactType, whole: Whole, parts: BoundRegister, ledger: Ledger
) -> BoundRegister:
    """`register`, each value of `field` held against its parts."""
    places = register.places or (None,) * len(register.records)
    rows = zip(register.keys, register.records, places, strict=True)
    records = tuple(_record(register.name, key, record, place, field, whole, parts, ledger) for key, record, place in rows)  # fmt: skip
    return replace(register, records=records)


def _record(
    register: str, key: str, record: Record, place: Place | None,
    field: FactType, whole: Whole, parts: BoundRegister, ledger: Ledger,
) -> Record:  # fmt: skip
    stated, least = record[field.name], sum(_parts(record, whole, parts), Fraction(0))
    if not isinstance(stated, int | Fraction) or stated >= least:
        return record
    at = Reason("conflict", register, key, field.name)
    added = Source(name=f"{whole.register}.{whole.field}")
    source = ledger.sources.get(at.path) or ledger.sources.get(register) or Source()
    ledger.conflicts.append(Conflict(at.path, ((stated, source), (least, added)), stated))
    unit = field.unit or UNITS[""]
    values = {"fact": at.path, "found": unit.format(stated), "parts": added.name, "total": unit.format(least)}
    ledger.notes.warn("CR463", place, values)
    doubtful: Value = replace(unknown(field, at), low=least)
    return {**record, field.name: doubtful}


def _parts(record: Record, whole: Whole, parts: BoundRegister) -> Iterator[Number]:
    """At least how much each row adds that certainly belongs to `record`. Parts are declared not to be negative."""
    doubts = parts.doubts or (frozenset(),) * len(parts.records)
    for row, doubt in zip(parts.records, doubts, strict=True):
        if not doubt and all(_same(row[theirs], record[ours]) for theirs, ours in whole.where):
            value = row[whole.field]
            low = value.low if isinstance(value, Partial) else value
            if isinstance(low, int | Fraction):
                yield low


def _same(theirs: Value, ours: Value) -> bool:
    return not isinstance(theirs, Partial) and not isinstance(ours, Partial) and theirs == ours
