"""An application with other figures: what it is, and what binding would make of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cluster_rules.facts.merge import Ledger
from cluster_rules.facts.plausibility import check_parts
from cluster_rules.facts.unlikely import without_unlikely_figures
from cluster_rules.facts.wholes import without_impossible_wholes
from cluster_rules.model.dictionary import BUILT_IN_REGISTERS, Dictionary, FactType, RegisterType
from cluster_rules.model.numbers import Number
from cluster_rules.model.sheet import BoundFacts, Record
from cluster_rules.model.values import Partial


@dataclass(frozen=True)
class Figure:
    """One figure of an application, and what it becomes. `key` is empty for a fact of its own."""

    register: str
    key: str
    field: str
    old: Number
    new: Number

    @property
    def path(self) -> str:
        """`企业[key].营业收入`."""
        return f"{self.register}[{self.key}].{self.field}" if self.register else self.field


def repaired(facts: BoundFacts, figures: Sequence[Figure]) -> BoundFacts:
    """The same facts with the new figures."""
    scalars = {**facts.facts, **{f.field: f.new for f in figures if not f.register}}
    registers = dict(facts.registers)
    for figure in figures:
        if figure.register:
            bound = registers[figure.register]
            records = list(bound.records)
            place = bound.keys.index(figure.key)
            records[place] = {**records[place], figure.field: figure.new}
            registers[figure.register] = replace(bound, records=tuple(records))
    return replace(facts, facts=scalars, registers=registers)


def bound_again(facts: BoundFacts, dictionary: Dictionary) -> BoundFacts | None:
    """The facts with what contradicts itself in doubt; None where binding would refuse them, or doubt what rows share."""
    ledger, types = Ledger(), {**BUILT_IN_REGISTERS, **dictionary.registers}
    check_parts(dictionary.facts, facts.facts, "", None, ledger)
    for name, register in facts.registers.items():
        for record in register.records:
            check_parts(types[name].fields, record, "", None, ledger)
        if not _agree(types[name], register.records):
            return None
    if ledger.notes.errors:
        return None
    likely = without_unlikely_figures(types, facts.registers, ledger)
    return replace(facts, registers=without_impossible_wholes(types, likely, ledger))


def _agree(register: RegisterType, records: Sequence[Record]) -> bool:
    """Whether rows about one thing say the same of it."""
    said: dict[tuple[str, object], object] = {}
    for field in register.fields.values():
        for record in records if field.about else ():
            value = record[field.name]
            if not isinstance(value, Partial) and said.setdefault((field.name, record[field.about]), value) != value:
                return False
    return True


def linked(dictionary: Dictionary) -> Mapping[str, frozenset[str]]:
    """Figure → those that it is held against: parts and wholes, and what is hardly ever more than another."""
    found: dict[str, set[str]] = {}
    for prefix, declared in _declarations(dictionary):
        for name, fact in declared.items():
            for other in _others(prefix, fact):
                found.setdefault(prefix + name, set()).add(other)
                found.setdefault(other, set()).add(prefix + name)
    return {path: frozenset(others) for path, others in found.items()}


def _declarations(dictionary: Dictionary) -> Sequence[tuple[str, Mapping[str, FactType]]]:
    return [("", dictionary.facts), *((f"{name}.", r.fields) for name, r in dictionary.registers.items())]


def _others(prefix: str, fact: FactType) -> list[str]:
    usual = fact.usually_at_most.field if fact.usually_at_most else ""
    own = [prefix + name for name in (fact.part_of, usual) if name]
    return own + ([f"{fact.whole_of.register}.{fact.whole_of.field}"] if fact.whole_of else [])
