"""Which declared field a column is: by its name, with its width ignored, or by name and unit (`营业收入（亿元）`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from cluster_rules.facts.texts import narrow
from cluster_rules.model.dictionary import FactType, RegisterType
from cluster_rules.model.units import Unit, unit

_WITH_UNIT = re.compile(r"(.+?)\s*\(([^()]+)\)")


@dataclass(frozen=True, slots=True)
class Column:
    """A declared field, and the unit of a bare number in its cells."""

    field: FactType
    bare: Unit | None


class Columns:
    """The fields of a register by any spelling of a column; each spelling is resolved once."""

    def __init__(self, register: RegisterType) -> None:
        self.known: dict[str, Column | None] = {}
        self.by_name: Mapping[str, FactType] = {narrow(name): field for name, field in register.fields.items()}

    def __getitem__(self, name: str) -> Column | None:
        if name not in self.known:
            self.known[name] = self._resolve(narrow(name))
        return self.known[name]

    def _resolve(self, name: str) -> Column | None:
        if name in self.by_name:
            return Column(self.by_name[name], self.by_name[name].unit)
        match = _WITH_UNIT.fullmatch(name)
        field = self.by_name.get(match.group(1)) if match else None
        written = unit(match.group(2).strip()) if match else None
        if field is None or written is None or field.unit is None or written.dimension != field.unit.dimension:
            return None
        return Column(field, written)
