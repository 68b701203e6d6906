"""One fact of a sheet becomes another value: the corrected claim takes the place of all earlier ones on that fact."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cluster_rules.errors import RulesError
from cluster_rules.facts.columns import Columns
from cluster_rules.facts.texts import closest, plain, shown
from cluster_rules.model.dictionary import Dictionary, RegisterType
from cluster_rules.model.keys import key_parts, key_text
from cluster_rules.model.sheet import Claim, FactSheet, RawRegister, Row, Source

#: `企业[91…].营业收入`: register, key, field. The parts of a key are joined by 、 as everywhere.
_OF_ROW = re.compile(r"([^\[\]]+)\[(.+)\]\.([^\[\]]+)", re.DOTALL)


def corrected(
    sheet: FactSheet, fact: str, value: str, source: str, dictionary: Dictionary, *, new_row: bool = False
) -> FactSheet:
    """The sheet with `fact` at `value`. Raises `RulesError` for a fact, a row or a field that there is not.

    Days of the sheet and its joint parts cannot be corrected like this: file the facts anew.
    """
    claim = Claim(value, Source(source))
    of_row = _OF_ROW.fullmatch(fact)
    if of_row is None:
        _require(fact, dictionary.facts)
        bare = replace(sheet, parts=tuple(_without(part, fact) for part in sheet.parts))
        return replace(bare, facts={**sheet.facts, fact: (claim,)})
    name, key, field = (part.strip() for part in of_row.groups())
    _require(name, dictionary.registers)
    register = dictionary.registers[name]
    _require(field, register.fields)
    return _with_cell(sheet, register, key, field, claim, new_row)


def _require(name: str, known: Mapping[str, object]) -> None:
    if name not in known:
        raise RulesError.of("CR544", name=shown(name), close=closest(name, known) or "")


def _without(part: FactSheet, fact: str) -> FactSheet:
    return replace(part, facts={name: claims for name, claims in part.facts.items() if name != fact})


def _with_cell(
    sheet: FactSheet, register: RegisterType, key: str, field: str, claim: Claim, new_row: bool
) -> FactSheet:
    columns = Columns(register)
    is_there = any(_is_row(row, key, register, columns) for tables in _tables(sheet, register) for row in tables.rows)
    if is_there is new_row:
        raise RulesError.of("CR542" if new_row else "CR541", register=register.name, key=shown(key))
    if new_row:
        return _with_row(sheet, register, key, field, claim)
    changed = [_changed(part, register, key, field, claim, columns) for part in (sheet, *sheet.parts)]
    return replace(changed[0], parts=tuple(changed[1:]))


def _tables(sheet: FactSheet, register: RegisterType) -> Sequence[RawRegister]:
    return [table for part in (sheet, *sheet.parts) for table in part.registers.get(register.name, ())]


def _is_row(row: Row, key: str, register: RegisterType, columns: Columns) -> bool:
    named = {column.field.name: claim for name, claim in row.cells.items() if (column := columns[name])}
    values = [plain(str(named[name].value)) for name in register.key if name in named]
    return len(values) == len(register.key) and key_text(values) == plain(key)


def _changed(
    part: FactSheet, register: RegisterType, key: str, field: str, claim: Claim, columns: Columns
) -> FactSheet:
    """The part with the claim in every row of that key: whatever source lists it, the correction speaks."""

    def cells(row: Row) -> Row:
        if not _is_row(row, key, register, columns):
            return row
        kept = {n: c for n, c in row.cells.items() if (column := columns[n]) is None or column.field.name != field}
        return replace(row, cells={**kept, field: claim})

    tables = part.registers.get(register.name)
    if tables is None:
        return part
    new = tuple(replace(table, rows=tuple(map(cells, table.rows)), columns={}) for table in tables)
    return replace(part, registers={**part.registers, register.name: new})


def _with_row(sheet: FactSheet, register: RegisterType, key: str, field: str, claim: Claim) -> FactSheet:
    """The sheet with one more row, in the first table of the register or in a new one that is not complete."""
    parts = key_parts(key, len(register.key))
    if len(parts) != len(register.key):
        raise RulesError.of("CR540", register=register.name, fields="、".join(register.key), key=shown(key))
    of_key = {name: Claim(text.strip(), claim.source) for name, text in zip(register.key, parts, strict=True)}
    row = Row({**of_key, field: claim})
    first, *rest = sheet.registers.get(register.name) or (RawRegister(),)
    tables = (replace(first, rows=(*first.rows, row), columns={}), *rest)
    return replace(sheet, registers={**sheet.registers, register.name: tables})
