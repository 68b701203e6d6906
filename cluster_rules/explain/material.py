"""What an explanation is made from, and how to find things in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from cluster_rules.errors import Diagnostic
from cluster_rules.model import ir
from cluster_rules.model.decision import DecisionRecord, Finding, Measurement, Step
from cluster_rules.model.dictionary import FactType
from cluster_rules.model.keys import SEPARATOR, key_parts
from cluster_rules.model.ruleset import Criterion, CriterionTree, Group, Reading, Ruleset, Test
from cluster_rules.model.sheet import BoundFacts, BoundRegister, Record, Source, Subject
from cluster_rules.model.values import Value
from cluster_rules.semantics.dependencies import walk
from cluster_rules.semantics.readings import acting_in

NO_SOURCE = Source()

#: Between the parts of an identity key.


@dataclass(frozen=True)
class Material:
    """A decision with the ruleset and the facts it was made from."""

    record: DecisionRecord
    ruleset: Ruleset
    facts: BoundFacts
    #: The computation of a finding, made when it is asked for: one step for each measurement, then the aids.
    steps: Callable[[Finding], tuple[Step, ...]]
    #: What the comparisons of a finding come to under another reading, worked out when asked for.
    measured: Callable[[Finding, Reading], tuple[Measurement, ...]]
    #: Name and version of the engine.
    engine: str
    as_of: date | None = None
    warnings: tuple[Diagnostic, ...] = ()

    @cached_property
    def findings(self) -> Mapping[str, Finding]:
        """Id → finding."""
        return {finding.id: finding for finding in self.record.findings}

    @cached_property
    def nodes(self) -> Mapping[str, CriterionTree]:
        """Id → criterion or group."""
        return {
            node.id: node
            for condition in self.ruleset.conditions
            for child in condition.children
            for node in nodes_of(child)
        }

    @cached_property
    def formulas(self) -> Mapping[str, ir.Formula]:
        """Text in a reason → the lookup of that selection, or the quotient or extreme that is written so."""
        found: dict[str, ir.Formula] = {}
        criteria = (node for node in self.nodes.values() if isinstance(node, Criterion))
        tests = (test for criterion in criteria for test in criterion.tests.values())
        for node in (node for test in tests for node in walk(test.truth)):
            if isinstance(node, ir.Lookup):
                found.setdefault(selected_by(node), node)
            elif isinstance(node, ir.Ratio | ir.Extreme) or (isinstance(node, ir.Arithmetic) and node.operator == "/"):
                found.setdefault(node.text, node)
        return found

    @cached_property
    def acting(self) -> Mapping[str, frozenset[str]]:
        """Id → the choices that change the finding, alone or with others."""
        return {finding.id: acting_in(finding.readings) for finding in self.record.findings}

    def test_of(self, finding: Finding) -> Test | None:
        """What was asked, under the reading in force; None for groups."""
        node = self.nodes.get(finding.id)
        if not isinstance(node, Criterion):
            return None
        return node.tests.get(finding.reading) or next(iter(node.tests.values()), None)

    @cached_property
    def _rows(self) -> Mapping[str, Mapping[str, Record]]:
        return {name: dict(zip(rows.keys, rows.records, strict=False)) for name, rows in self.facts.registers.items()}

    def record_of(self, register: str, key: str) -> Record | None:
        """The record of `register` whose identity key is `key`."""
        return self._rows.get(register, {}).get(key)

    def label(self, register: str, key: str) -> str:
        """What people call the record: its label field where that is known, else its key."""
        declared = self.ruleset.dictionary.registers.get(register)
        parts = key_parts(key, len(declared.key) if declared else 1)
        return self.own_name(register, key) or SEPARATOR.join(map(self.key_part, parts))

    def own_name(self, register: str, key: str) -> str:
        """The label field of the record; empty where it has none."""
        declared = self.ruleset.dictionary.registers.get(register)
        record = self.record_of(register, key)
        name = record.get(declared.label) if declared and declared.label and record else None
        return name if isinstance(name, str) else ""

    def key_part(self, part: str) -> str:
        """A part of a key, by the name of the record that it is the key of."""
        return self._labels.get(part, part)

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        """Key → label, for the registers of things that have names."""
        return {
            key: name
            for declared in self.ruleset.dictionary.registers.values()
            if declared.label and len(declared.key) == 1
            for key, record in self._rows.get(declared.name, {}).items()
            if isinstance(name := record.get(declared.label), str) and name
        }

    def fact_type(self, fact: str, field: str = "") -> FactType | None:
        """The declaration of a scalar fact, or of a field of a register."""
        if not field:
            return self.ruleset.dictionary.facts.get(fact)
        declared = self.ruleset.dictionary.registers.get(fact)
        return declared.fields.get(field) if declared else None

    @cached_property
    def _column_sources(self) -> Mapping[str, tuple[Source, ...]]:
        """Column (`企业.研发经费`) → the sources that single cells of it state, where they differ from the register's."""
        found: dict[str, dict[Source, None]] = {}
        for path, source in self.facts.sources.items():
            register, key, field = split_path(path)
            if key and field:
                found.setdefault(f"{register}.{field}", {})[source] = None
        return {column: tuple(given) for column, given in found.items()}

    def sources_of(self, path: str) -> tuple[Source, ...]:
        """Where a scalar fact, a register, a column or a cell comes from; empty where nothing is stated."""
        register, _, _ = split_path(path)
        sources = [self.facts.sources[key] for key in dict.fromkeys((path, register)) if key in self.facts.sources]
        return (*sources[:1], *(s for s in self._column_sources.get(path, ()) if s not in sources[:1]))

    def value_of(self, path: str) -> Value | None:
        """The bound value at `path`; None where the path names a whole register."""
        register, key, field = split_path(path)
        if path in self.facts.facts or not field:
            return self.facts.facts.get(path)
        record = self.record_of(register, key)
        return record.get(field) if record is not None else None

    def register(self, name: str) -> BoundRegister | None:
        return self.facts.registers.get(name)


def material_on(ruleset: Ruleset) -> Material:
    """Material on no subject: for naming what a ruleset speaks of."""
    nothing = BoundFacts(Subject(""), {}, {})
    return Material(DecisionRecord(None, ()), ruleset, nothing, lambda _: (), lambda _, __: (), "")


def selected_by(lookup: ir.Lookup) -> str:
    """The text of what is looked up, as reasons have it."""
    return lookup.selection.text or lookup.selection.register


def nodes_of(tree: CriterionTree) -> Iterator[CriterionTree]:
    """`tree` and all below it, in order."""
    yield tree
    if isinstance(tree, Group):
        for child in tree.children:
            yield from nodes_of(child)


def split_path(path: str) -> tuple[str, str, str]:
    """`企业[9115…].研发经费` as register, key and field; a scalar fact is all first part."""
    head, bracket, rest = path.partition("[")
    if bracket:
        key, dot, field = rest.rpartition("].")
        return (head, key, field) if dot else (head, rest.removesuffix("]"), "")
    register, _, field = path.partition(".")
    return register, "", field
