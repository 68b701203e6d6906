"""A figure that is the whole of another register's column: what the rows add up to is never more than it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial

from cluster_rules.errors import Place
from cluster_rules.facts.contradictions import contradict, recorded
from cluster_rules.facts.merge import Ledger, unknown
from cluster_rules.model.dictionary import FactType, RegisterType, Whole
from cluster_rules.model.numbers import Number
from cluster_rules.model.sheet import BoundRegister, Record
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
                parts = registers[field.whole_of.register]
                found[name] = recorded(found[name], partial(_record, name, field, field.whole_of, parts, ledger))
    return found


def _record(
    register: str, field: FactType, whole: Whole, parts: BoundRegister, ledger: Ledger,
    key: str, record: Record, place: Place | None,
) -> Record:  # fmt: skip
    stated, least = record[field.name], sum(_parts(record, whole, parts), Fraction(0))
    if not isinstance(stated, int | Fraction) or stated >= least:
        return record
    at = Reason("conflict", register, key, field.name)
    added, unit = f"{whole.register}.{whole.field}", field.unit or UNITS[""]
    contradict(at, stated, least, added, ledger)
    values = {"fact": at.path, "found": unit.format(stated), "parts": added, "total": unit.format(least)}
    ledger.notes.warn("CR463", place, values)
    # The parts may be wrong, and then it is what is stated; or it is wrong itself, and then nothing less than the parts.
    doubtful: Value = replace(unknown(field, at), low=stated)
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
