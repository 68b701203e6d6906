"""One application under two editions: what only the other edition declares is left aside, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from cluster_rules.engine import FactSheet, Rules
from cluster_rules.facts.columns import Columns
from cluster_rules.facts.judgements import CRITERION
from cluster_rules.facts.texts import narrow, plain
from cluster_rules.model.dictionary import BUILT_IN_REGISTERS, Dictionary
from cluster_rules.model.sheet import FactSheet as Claims
from cluster_rules.model.sheet import RawRegister, Row


def sheet_for(rules: Rules, other: Rules, sheet: FactSheet) -> FactSheet:
    """The sheet without what `other` knows and `rules` does not: facts, registers, columns, and rows about its criteria."""
    own, foreign = rules.ruleset.dictionary, other.ruleset.dictionary
    return sheet if own == foreign else FactSheet(_claims(sheet.claims, own, foreign))


def _claims(sheet: Claims, own: Dictionary, foreign: Dictionary) -> Claims:
    facts = _names(foreign.facts) - _names(own.facts)
    registers = _names(foreign.registers) - _names(own.registers)
    return replace(
        sheet,
        facts={name: claims for name, claims in sheet.facts.items() if narrow(name) not in facts},
        registers={
            name: tuple(_table(narrow(name), table, own, foreign) for table in tables)
            for name, tables in sheet.registers.items()
            if narrow(name) not in registers
        },
        parts=tuple(_claims(part, own, foreign) for part in sheet.parts),
    )


def _names(declared: Collection[str]) -> set[str]:
    return set(map(narrow, declared))


def _table(name: str, table: RawRegister, own: Dictionary, foreign: Dictionary) -> RawRegister:
    ours, theirs = _columns(name, own), _columns(name, foreign)
    if ours is None or theirs is None:
        return table

    def kept(cells: Mapping[str, object]) -> dict[str, object]:
        return {column: cell for column, cell in cells.items() if ours[column] is not None or theirs[column] is None}

    others = set(foreign.provisions) - set(own.provisions) if name in BUILT_IN_REGISTERS else set()
    about = (row for row in table.rows if _criterion(row, ours) not in others)
    rows = tuple(replace(row, cells=kept(row.cells)) for row in about)  # type: ignore[arg-type]
    return replace(table, rows=rows, columns=kept(table.columns))  # type: ignore[arg-type]


def _criterion(row: Row, columns: Columns) -> str:
    """The id that a row of evidence or of a finding is about; empty where it says none."""
    found = (cell.value for name, cell in row.cells.items() if (c := columns[name]) and c.field.name == CRITERION)
    return plain(str(next(found, "")))


def _columns(name: str, dictionary: Dictionary) -> Columns | None:
    found = next((declared for known, declared in dictionary.registers.items() if narrow(known) == name), None)
    return None if found is None else Columns(found)
