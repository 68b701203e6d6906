"""An application under change: plain data, the places in it, and the changes that a test makes there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from cluster_rules.facts.cells import Refused, is_blank, read_cell
from cluster_rules.facts.uscc import LENGTH, check_character
from cluster_rules.model.dictionary import BUILT_IN_REGISTERS, Dictionary, FactType
from cluster_rules.model.keys import key_text
from cluster_rules.model.numbers import Number, format_number, is_terminating
from cluster_rules.model.types import NumberType, TextType
from cluster_rules.model.values import Known


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one value stands: a claim of a fact, or a cell. `register` is empty for a fact."""

    register: str
    #: Which claim of the fact, or which table of the register.
    number: int
    row: int
    field: str

    @property
    def path(self) -> str:
        """`企业.营业收入`, or the name of the fact."""
        return f"{self.register}.{self.field}" if self.register else self.field


@dataclass(frozen=True)
class Draft:
    """The data of an application in the form of `snapshot`, to be changed in place; `fork` keeps what was."""

    data: dict[str, Any] = field(repr=False)
    dictionary: Dictionary = field(repr=False)
    #: The facts and fields that may be changed; empty for all.
    paths: frozenset[str] = frozenset()

    def fork(self) -> Draft:
        """A copy that can be changed by itself."""
        return replace(self, data=deepcopy(self.data))

    def about(self, paths: frozenset[str]) -> Draft:
        """The same application, of which only `paths` may be changed."""
        return replace(self, paths=paths)

    @property
    def read(self) -> list[str]:
        """The registers that may be changed."""
        read = {path.partition(".")[0] for path in self.paths}
        return [name for name in self.tables if not read or name in read]

    @property
    def facts(self) -> dict[str, list[dict[str, Any]]]:
        """Name → its claims, for facts of the dictionary alone."""
        found: dict[str, list[dict[str, Any]]] = self.data.get("facts", {})
        return {name: claims for name, claims in found.items() if name in self.dictionary.facts}

    @property
    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """Register → its tables, for registers of the dictionary that a measure declares."""
        found: dict[str, list[dict[str, Any]]] = self.data.get("registers", {})
        return {n: t for n, t in found.items() if n in self.dictionary.registers and n not in BUILT_IN_REGISTERS}

    def spots(self) -> Iterator[Spot]:
        """Every value that is stated and may be changed."""
        return (spot for spot in self._stated() if not self.paths or spot.path in self.paths)

    def _stated(self) -> Iterator[Spot]:
        for name, claims in self.facts.items():
            yield from (
                Spot("", number, 0, name) for number, claim in enumerate(claims) if not is_blank(claim["value"])
            )
        for name, tables in self.tables.items():
            fields = self.dictionary.registers[name].fields
            for number, table in enumerate(tables):
                for row, cells in enumerate(table["rows"]):
                    stated = (field for field in cells if field in fields and not is_blank(cells[field]))
                    yield from (Spot(name, number, row, f) for f in stated if not fields[f].informative)

    def declared(self, spot: Spot) -> FactType:
        """What the dictionary says of the value."""
        types = self.dictionary.registers[spot.register].fields if spot.register else self.dictionary.facts
        return types[spot.field]

    def is_key(self, spot: Spot) -> bool:
        """Whether the value tells a row of its register from others."""
        return bool(spot.register) and spot.field in self.dictionary.registers[spot.register].key

    def text(self, spot: Spot) -> str:
        """What is written there."""
        return str(self._cells(spot)[spot.field if spot.register else "value"])

    def put(self, spot: Spot, text: str) -> None:
        """Write `text` there; an empty one is a blank."""
        self._cells(spot)[spot.field if spot.register else "value"] = text

    def value(self, spot: Spot) -> Known | None:
        """The value in base units; None where it cannot be read, or is still to be found by a person."""
        try:
            return read_cell(self.text(spot), self.declared(spot))
        except Refused:
            return None

    def put_number(self, spot: Spot, number: Number) -> bool:
        """Write a number of base units, and say whether that can be: within its bounds, and with an end."""
        declared = self.declared(spot)
        if not is_allowed(number, declared):
            return False
        self.put(spot, written(number, declared))
        self._confirm(spot, number, declared)
        return True

    def _confirm(self, spot: Spot, number: Number, declared: FactType) -> None:
        """Say of a figure beyond what is usual that it is so: else it would decide nothing."""
        usual = declared.usually_at_most
        if usual is None or is_blank(self._cells(spot).get(usual.field)):
            return
        other = self.value(replace(spot, field=usual.field))
        if isinstance(other, int | Fraction) and number > other * usual.times:
            self.put(replace(spot, field=usual.unless), "是")

    def label(self, spot: Spot) -> str:
        """`企业[9199…].营业收入`."""
        if not spot.register:
            return spot.field
        cells = self._cells(spot)
        key = key_text([str(cells.get(field, "")) for field in self.dictionary.registers[spot.register].key])
        return f"{spot.register}[{key}].{spot.field}"

    def _cells(self, spot: Spot) -> dict[str, Any]:
        if not spot.register:
            claim: dict[str, Any] = self.data["facts"][spot.field][spot.number]
            return claim
        row: dict[str, Any] = self.data["registers"][spot.register][spot.number]["rows"][spot.row]
        return row

    # Units: what the rows of several registers say of one firm, standard or platform

    def units(self, register: str) -> list[str]:
        """The keys by which the rows of a register can be told apart freely."""
        rows = (row for name, rows in self._rows() if name == register for row in rows)
        return list(dict.fromkeys(key for row in rows for key in self._names(register, row)))

    def copy_unit(self, key: str, number: int) -> str:
        """Add the rows of a unit once more, under a key of their own, which is returned."""
        fresh = _fresh(key, number)
        for name, rows in self._rows():
            copies = [row for row in rows if key in self._names(name, row)]
            rows += [{field: fresh if text == key else text for field, text in row.items()} for row in copies]
        return fresh

    def drop_unit(self, key: str) -> None:
        """Take the rows of a unit away."""
        for name, rows in self._rows():
            rows[:] = [row for row in rows if key not in self._names(name, row)]

    def _rows(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        for name, tables in self.tables.items():
            for table in tables:
                yield name, table["rows"]

    def _names(self, register: str, row: Mapping[str, Any]) -> list[str]:
        declared = self.dictionary.registers[register]
        free = [field for field in declared.key if _is_free(declared.fields[field])]
        return [str(row[field]) for field in free if not is_blank(row.get(field))]


def _is_free(fact: FactType) -> bool:
    return isinstance(fact.type, TextType) and fact.type.values is None


def _fresh(key: str, number: int) -> str:
    if len(key) == LENGTH and key.isascii():
        body = f"{key[:8]}MB{number:07d}"
        return body + check_character(body)
    return f"{key}-{number}"


def is_allowed(number: Number, declared: FactType) -> bool:
    """Whether the dictionary lets such a number be."""
    low, high = declared.low, declared.high
    if not isinstance(declared.type, NumberType) or not is_terminating(_in_unit(number, declared)):
        return False
    if declared.integral and Fraction(_in_unit(number, declared)).denominator != 1:
        return False
    return not (isinstance(low, int | Fraction) and number < low) and not (
        isinstance(high, int | Fraction) and number > high
    )


def written(number: Number, declared: FactType) -> str:
    """The number as it is written, with its unit."""
    return declared.unit.format(number) if declared.unit else format_number(number)


def _in_unit(number: Number, declared: FactType) -> Number:
    return declared.unit.from_base(number) if declared.unit else number
