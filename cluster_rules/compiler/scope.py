"""What names mean while an expression is lowered: declared facts, registers, definitions, and local records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from cluster_rules.compiler.sizes import Sizes
from cluster_rules.model import ir
from cluster_rules.model.dictionary import Dictionary
from cluster_rules.model.expressions import Node


@dataclass(frozen=True, slots=True)
class Rows:
    """The records of a register that satisfy all `conditions`, each bound to `slot`."""

    register: str
    slot: int
    conditions: tuple[ir.Expression, ...] = ()
    text: str = field(default="", compare=False)

    def selection(self) -> ir.Selection:
        """The same as a part of an aggregate."""
        if len(self.conditions) > 1:
            return ir.Selection(self.register, self.slot, ir.Connective("and", self.conditions), self.text)
        return ir.Selection(self.register, self.slot, self.conditions[0] if self.conditions else None, self.text)

    def where(self, condition: ir.Expression) -> Rows:
        """The rows that satisfy `condition` too; a conjunction counts as several conditions."""
        is_and = isinstance(condition, ir.Connective) and condition.operator == "and"
        more = condition.operands if is_and else (condition,)  # type: ignore[union-attr]
        return replace(self, conditions=(*self.conditions, *(c for c in more if c not in self.conditions)))


@dataclass(frozen=True, slots=True)
class Column:
    """One value of each row."""

    rows: Rows
    value: ir.Expression
    distinct: bool = False


@dataclass(frozen=True, slots=True)
class RecordVariable:
    """One record, bound to a slot."""

    register: str
    slot: int


@dataclass(frozen=True, slots=True)
class Items:
    """A list written out."""

    values: tuple[ir.Expression, ...]


#: What an expression in a ruleset can stand for before it is used.
Meaning: TypeAlias = ir.Expression | Rows | Column | RecordVariable | Items


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression as written: its tree, and its text and place for errors."""

    tree: Node
    text: str


@dataclass(frozen=True, slots=True)
class Tier:
    """One line of a table: when it applies, and what then."""

    when: Node
    then: Node


@dataclass(frozen=True, slots=True)
class Table:
    """A value that depends on another, tier by tier."""

    by: Node
    tiers: tuple[Tier, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """A reusable name: an expression or a table, and what replaces it under other options of its choice."""

    name: str
    body: Node | Table
    #: The register it is a derived field of; empty for a name of its own.
    of: str = ""
    choice: str = ""
    alternatives: Mapping[str, Node | Table] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Expansion:
    """What a definition stood for, and under which options: it is the same object wherever these hold again."""

    options: tuple[tuple[str, str], ...]
    found: Meaning
    touched: frozenset[tuple[str, str]]


#: (register or "", name, slot, depth) → what the definition stood for so far.
Expansions: TypeAlias = dict[tuple[str, str, int, int], list[Expansion]]


@dataclass(slots=True)
class World:
    """Everything global: the dictionary, the definitions, and the options under which to lower.

    `used` collects the choices met; `touched` the facts and definitions, so that unused ones can be refused.
    """

    dictionary: Dictionary
    definitions: Mapping[tuple[str, str], Definition]
    options: Mapping[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    touched: set[tuple[str, str]] = field(default_factory=set)
    #: Shared by all readings of all criteria, so that engines meet equal parts as one object.
    expansions: Expansions = field(default_factory=dict)
    sizes: Sizes = field(default_factory=dict)
    #: Definitions that have been refused.
    broken: set[tuple[str, str]] = field(default_factory=set)
    #: Definitions being expanded, to find cycles.
    expanding: list[str] = field(default_factory=list)

    def body(self, definition: Definition) -> Node | Table:
        """What `definition` stands for under the options in force."""
        if not definition.choice:
            return definition.body
        self.used.add(definition.choice)
        option = self.options.get(definition.choice, "")
        return definition.alternatives.get(option, definition.body)


@dataclass(frozen=True, slots=True)
class Scope:
    """Local names, innermost first, and how many slots are taken."""

    world: World
    #: Named variables, or "" for a record whose fields are visible by bare name.
    locals: tuple[tuple[str, Meaning], ...] = ()
    depth: int = 0

    def with_record(self, register: str, slot: int, name: str = "") -> Scope:
        """A scope inside a selection: fields by bare name, or by `name.field`; `item` is the record."""
        record = RecordVariable(register, slot)
        named: tuple[tuple[str, Meaning], ...] = ((name, record),) if name else (("item", record), ("", record))
        return replace(self, locals=(*named, *self.locals), depth=max(self.depth, slot + 1))

    def with_value(self, name: str, value: Meaning) -> Scope:
        """A scope in which `name` stands for `value`."""
        return replace(self, locals=((name, value), *self.locals))

    def outermost(self) -> Scope:
        """The scope of a definition: only global names, at the same depth."""
        return replace(self, locals=())

    def visible(self) -> Iterator[str]:
        """Every name that could be written here."""
        dictionary = self.world.dictionary
        for name, meaning in self.locals:
            if name:
                yield name
            elif isinstance(meaning, RecordVariable):
                yield from self.fields(meaning.register)
        yield from dictionary.facts
        yield from dictionary.registers
        yield from (name for of, name in self.world.definitions if not of)

    def fields(self, register: str) -> Iterator[str]:
        """Declared and derived fields of a register."""
        yield from self.world.dictionary.registers[register].fields
        yield from (name for of, name in self.world.definitions if of == register)
