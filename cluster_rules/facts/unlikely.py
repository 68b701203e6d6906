"""A figure that is hardly ever so large: most often its unit is wrong, and it decides nothing before it is confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from cluster_rules.errors import Place
from cluster_rules.facts.merge import Ledger, unknown
from cluster_rules.model.dictionary import FactType, RegisterType, Usual
from cluster_rules.model.numbers import Number, normal
from cluster_rules.model.sheet import BoundRegister, Conflict, Record, Source
from cluster_rules.model.units import UNITS
from cluster_rules.model.values import Reason


def without_unlikely_figures(
    types: Mapping[str, RegisterType], registers: Mapping[str, BoundRegister], ledger: Ledger
) -> Mapping[str, BoundRegister]:
    """The registers, where a figure beyond what is usual, and not confirmed, is a conflict with what it exceeds.

    Each is warned of, and kept among the conflicts of `ledger`.
    """
    found = dict(registers)
    for name, declared in types.items():
        held = [field for field in declared.fields.values() if field.usually_at_most]
        if held:
            found[name] = _checked(registers[name], held, ledger)
    return found


def _checked(register: BoundRegister, held: list[FactType], ledger: Ledger) -> BoundRegister:
    places = register.places or (None,) * len(register.records)
    rows = zip(register.keys, register.records, places, strict=True)
    return replace(register, records=tuple(_record(register.name, *row, held, ledger) for row in rows))


def _record(
    register: str, key: str, record: Record, place: Place | None, held: list[FactType], ledger: Ledger
) -> Record:
    doubtful = dict(record)
    for field in held:
        usual = field.usually_at_most
        assert usual is not None
        limit = _limit(record, field, usual)
        if limit is not None:
            at = Reason("conflict", register, key, field.name)
            _tell(at, field, usual, record[field.name], limit, place, ledger)  # type: ignore[arg-type]
            doubtful[field.name] = unknown(field, at)
    return doubtful


def _limit(record: Record, field: FactType, usual: Usual) -> Number | None:
    """What the figure exceeds; None where it does not, where that is not known, and where it is confirmed."""
    stated, other = record[field.name], record[usual.field]
    if not isinstance(stated, int | Fraction) or not isinstance(other, int | Fraction):
        return None
    limit = normal(Fraction(other) * usual.times)
    return limit if stated > limit and record[usual.unless] is not True else None


def _tell(
    at: Reason, field: FactType, usual: Usual, stated: Number, limit: Number, place: Place | None, ledger: Ledger
) -> None:
    source = ledger.sources.get(at.path) or ledger.sources.get(at.fact) or Source()
    name = usual.field if usual.times == 1 else f"{usual.field} × {usual.times}"
    ledger.conflicts.append(Conflict(at.path, ((stated, source), (limit, Source(name=name))), stated))
    unit = field.unit or UNITS[""]
    values = {"fact": at.path, "found": unit.format(stated), "other": name, "limit": unit.format(limit)}
    ledger.notes.warn("CR482", place, {**values, "unless": usual.unless})
