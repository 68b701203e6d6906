"""A figure that is hardly ever so large: most often its unit is wrong, and it decides nothing before it is confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import partial

from cluster_rules.errors import Place
from cluster_rules.facts.contradictions import contradict, recorded
from cluster_rules.facts.merge import Ledger, unknown
from cluster_rules.model.dictionary import FactType, RegisterType, Usual
from cluster_rules.model.numbers import Number, normal
from cluster_rules.model.sheet import BoundRegister, Record
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
            found[name] = recorded(registers[name], partial(_record, name, held, ledger))
    return found


def _record(
    register: str, held: list[FactType], ledger: Ledger, key: str, record: Record, place: Place | None
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
    name = usual.field if usual.times == 1 else f"{usual.field} × {usual.times}"
    contradict(at, stated, limit, name, ledger)
    unit = field.unit or UNITS[""]
    values = {"fact": at.path, "found": unit.format(stated), "other": name, "limit": unit.format(limit)}
    ledger.notes.warn("CR482", place, {**values, "unless": usual.unless})
