"""Questions about all applications, answered: a proof for registers of any size, else a witness, else a bounded proof.

A question says what a counterexample fulfils. Registers of any size come first (`cells`); then applications of a shape
with as many records as the aggregates ask for; then every application with a few records in each register.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from time import monotonic
from typing import Literal, TypeAlias

from cluster_rules.analysis.proofs import terms
from cluster_rules.analysis.proofs.cells import AnyNumber
from cluster_rules.analysis.proofs.encoding import Encoder
from cluster_rules.analysis.proofs.solver import Answer, Solver, ask_apart
from cluster_rules.analysis.proofs.spans import Construct, Inexpressible, Span, Text, Value, exactly
from cluster_rules.analysis.proofs.statuses import Findings, Options, all_options, option_name
from cluster_rules.analysis.proofs.terms import TRUE, Term, at_most, constant
from cluster_rules.analysis.proofs.usage import Usage, texts_of
from cluster_rules.analysis.proofs.witness import Application, Writer
from cluster_rules.analysis.proofs.worlds import (
    Grid,
    Making,
    Row,
    Rows,
    World,
    differ_in_one,
    is_crossed,
    keys_differ,
    kin_agree,
    within_wholes,
)
from cluster_rules.errors import RulesError
from cluster_rules.model import ir
from cluster_rules.model.decision import DecisionRecord
from cluster_rules.model.dictionary import JUDGEMENTS, Dictionary, FactType, RegisterType
from cluster_rules.model.ruleset import Ruleset
from cluster_rules.model.types import DateType, TextType

#: proved: for all applications. proved_up_to: for those with so many records. refuted: there is a witness.
Outcome: TypeAlias = Literal["proved", "proved_up_to", "refuted", "unknown"]

#: Why nothing is known: the time was up; something cannot be said to the solver; no application of reasonable size
#: was found, though none is excluded.
Obstacle: TypeAlias = Literal["", "timeout", "inexpressible", "size"]

#: Blocks of records in a larger world: records of one block are alike. Longer blocks than this are not tried.
_BLOCKS, _LONGEST = 3, 60
#: In whole blocks, a register with more records than this has one block.
_SMALL = 6
#: The days of a witness, where that is enough.
_TIDY_DAYS = (date(2015, 1, 1), date(2035, 12, 31))
#: What a sheet states of itself.
_STATED: Mapping[str, Value] = {
    "申报日期": exactly(constant(date(2025, 3, 20).toordinal())),
    "基准日": exactly(constant(date(2025, 3, 31).toordinal())),
    "数据年": exactly(constant(2024)),
}


@dataclass(frozen=True)
class Witness:
    """An application that the engine decides as promised, each ruleset under its options."""

    application: Application
    options: tuple[Options, ...]
    records: tuple[DecisionRecord, ...] = field(repr=False)


@dataclass(frozen=True)
class Answered:
    """What became of a question. `obstacle` and `constructs` say what stood in the way."""

    outcome: Outcome
    witness: Witness | None = None
    #: For `proved_up_to`: every register has at most so many records.
    records: int = 0
    obstacle: Obstacle = ""
    constructs: tuple[Construct, ...] = ()


@dataclass(frozen=True)
class Question:
    """Whether some application is a counterexample."""

    rulesets: tuple[Ruleset, ...]
    #: Everything that the counterexample looks at.
    expressions: tuple[ir.Expression, ...]
    #: Where an application is a counterexample, from what each ruleset finds.
    counterexample: Callable[[Sequence[Findings]], Term]
    #: Whether decisions of the engine are what is promised of a counterexample.
    holds: Callable[[Sequence[DecisionRecord]], bool]
    #: The options of each ruleset; None for any, which are then the same in all of them.
    options: tuple[Options, ...] | None
    about: str = ""


@dataclass(frozen=True)
class Effort:
    """How much is tried: seconds for each question, and records for a bounded proof."""

    seconds: float = 60.0
    records: int = 2


def answer(question: Question, effort: Effort) -> Answered:
    """What is known of `question`. Raises CR761 where a witness does not hold, which is a fault of the encoding."""
    return _Search(question, effort).answered()


def excluded(question: Question, effort: Effort) -> bool:
    """Whether there is a proof, for registers of any size, that no application is a counterexample."""
    return _Generic(_Search(question, effort)).answer.kind == "impossible"


@dataclass
class _Search:
    question: Question
    effort: Effort
    start: float = field(default_factory=monotonic)

    def __post_init__(self) -> None:
        expressions = self.question.expressions
        self.dictionaries: Sequence[Dictionary] = [ruleset.dictionary for ruleset in self.question.rulesets]
        self.texts = texts_of(self.dictionaries, expressions)
        self.usage = Usage.of(expressions, self.dictionaries)

    @property
    def seconds(self) -> float:
        return max(0.001, self.effort.seconds - (monotonic() - self.start))

    def answered(self) -> Answered:
        generic = _Generic(self)
        if generic.answer.kind == "impossible":
            return Answered("proved")
        return self._searched(generic)

    def _searched(self, generic: _Generic) -> Answered:
        timed_out = generic.answer.kind == "open"
        try:
            if JUDGEMENTS.name in self.usage.fields:
                raise Inexpressible("register", JUDGEMENTS.name)
            for shape in self._shapes(generic):
                found, witness = self._tried(shape)
                if witness is not None:
                    return Answered("refuted", witness)
                timed_out |= found.kind == "open"
            return self._bounded(timed_out)
        except Inexpressible as refusal:
            return Answered(
                "unknown", obstacle="inexpressible", constructs=tuple(sorted({refusal.construct, *generic.opaque}))
            )

    def _shapes(self, generic: _Generic) -> Iterator[_Shape]:
        """Small worlds first; what people would write before what is merely allowed."""
        few = dict.fromkeys(self.usage.fields, 1)
        enough = generic.sizes()
        yield _Shape(few, tidy=True)
        if any(size > 1 for size in enough.values()):
            yield _Shape(enough, tidy=True, blocks="whole")
            yield _Shape(enough, tidy=True, blocks="any")
        yield _Shape(dict.fromkeys(self.usage.fields, self.effort.records), tidy=True)
        if any(size > 1 for size in enough.values()):
            yield _Shape(enough, blocks="any")

    def _bounded(self, timed_out: bool) -> Answered:
        """No counterexample was found: whether there is none among all applications of a few records."""
        records = self.effort.records
        found, witness = self._tried(_Shape(dict.fromkeys(self.usage.fields, records), grid="any"))
        if witness is not None:
            return Answered("refuted", witness)
        if found.kind == "impossible":
            return Answered("proved_up_to", records=records)
        return Answered("unknown", obstacle="timeout" if timed_out or found.kind == "open" else "size")

    def _tried(self, shape: _Shape) -> tuple[Answer, Witness | None]:
        if self.seconds <= 0.01:
            return Answer("open"), None
        world, required = shape.world(self)
        findings = self.findings(world)
        goal = self.question.counterexample(findings)
        options = (term for each in findings for term in each.free_options())
        found = ask_apart([*required, *options, goal], self.seconds)
        return found, self._witness(world, found) if found.kind == "possible" else None

    def findings(self, world: World) -> list[Findings]:
        rulesets = self.question.rulesets
        options = self.question.options or (None,) * len(rulesets)
        return [
            Findings(ruleset, Encoder(world, self.texts, ruleset.dictionary), chosen, all_options(rulesets))
            for ruleset, chosen in zip(rulesets, options, strict=True)
        ]

    def _witness(self, world: Rows, found: Answer) -> Witness:
        """The application of an assignment, decided by the engine. Raises CR761 where it decides otherwise."""
        measure = self.question.rulesets[-1].edition.measure
        application = Writer(world, found.values, self.texts, self._merged(), measure).application()
        rulesets = self.question.rulesets
        options = self.question.options or tuple(_chosen(each, found, all_options(rulesets)) for each in rulesets)
        pairs = zip(self.question.rulesets, options, strict=True)
        records = tuple(application.decided(ruleset, chosen) for ruleset, chosen in pairs)
        if not self.question.holds(records):
            raise RulesError.of("CR761", what=self.question.about)
        return Witness(application, options, records)

    def _merged(self) -> Dictionary:
        """Every declared fact, as the last ruleset that declares it does."""
        facts = {name: each for d in self.dictionaries for name, each in d.facts.items()}
        registers: dict[str, RegisterType] = {}
        for name, each in ((name, each) for d in self.dictionaries for name, each in d.registers.items()):
            known = registers[name].fields if name in registers else {}
            registers[name] = replace(each, fields={**known, **each.fields})
        return Dictionary(facts, registers)


def _chosen(ruleset: Ruleset, found: Answer, known: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The options that an assignment chose; the default where it did not matter, or is none of this ruleset."""
    places = {name: found.values.get(option_name(name)) for name in ruleset.choices}
    names = {name: known[name][int(place)] for name, place in places.items() if place is not None}
    return {
        name: names[name] if names.get(name) in choice.names else choice.default
        for name, choice in ruleset.choices.items()
    }


class _Generic:
    """The question asked of registers of any size."""

    def __init__(self, search: _Search) -> None:
        self.making = Making(search.dictionaries, search.texts, terms="never_earlier")
        self.world = AnyNumber(self.making, search.usage)
        findings = search.findings(self.world)
        self.goal = search.question.counterexample(findings)
        self.opaque = tuple(dict.fromkeys(name for each in findings for name in each.encoder.opaque))
        self.solver = Solver(search.seconds)
        self.solver.require(self.world.requirements(search.seconds))
        self.solver.require(term for each in findings for term in each.free_options())
        self.answer = self.solver.ask([self.goal])

    def sizes(self) -> Mapping[str, int]:
        """How many records each register needs for a counterexample, by what aggregates say of them."""
        found = self.solver.least(self.world.size, [self.goal]) if self.answer.kind == "possible" else self.answer
        values = found.values or self.answer.values
        return {name: min(size, _LONGEST) for name, size in self.world.sizes(values).items()}


@dataclass(frozen=True)
class _Shape:
    """Applications with so many records in each register.

    In `blocks`, records n of one block of every register belong to one unit, and records of a block differ in that alone.
    """

    sizes: Mapping[str, int]
    tidy: bool = False
    blocks: Literal["", "whole", "any"] = ""
    grid: Grid = "quanta"

    def world(self, search: _Search) -> tuple[Rows, list[Term]]:
        """The world, and what is required of it."""
        making = Making(search.dictionaries, search.texts, self.grid, "never_later" if self.tidy else "exact")
        facts = making.facts(search.usage.facts)
        if self.tidy:
            facts |= {name: value for name, value in _STATED.items() if name in facts}
        build = self._in_blocks if self.blocks else self._one_by_one
        registers = {name: tuple(build(making, search, name, size)) for name, size in self.sizes.items()}
        for name, rows in registers.items():
            for dictionary in search.dictionaries:
                if name in dictionary.registers:
                    making.required += self._together(dictionary.registers[name], rows)
        for dictionary in search.dictionaries:
            making.required += within_wholes(registers, dictionary)
        world = Rows(facts, registers)
        return world, [*making.required, *(_tidiness(world, search.dictionaries) if self.tidy else ())]

    def _together(self, register: RegisterType, rows: Sequence[Row]) -> Iterator[Term]:
        """What holds of the records of a register together."""
        yield from keys_differ(register, rows)
        yield from kin_agree(register, rows)
        if register.crossed:
            yield from differ_in_one(register, rows) if self.blocks else is_crossed(register, rows)

    def _one_by_one(self, making: Making, search: _Search, register: str, size: int) -> Iterator[Row]:
        before = TRUE
        for number in range(size):
            name, present = f"{register}#{number}", terms.symbol(f"{register}#{number}", "bool")
            making.required.append(_only_after(before, present))
            yield making.row(name, register, search.usage.fields[register], present)
            before = present

    def _in_blocks(self, making: Making, search: _Search, register: str, size: int) -> Iterator[Row]:
        large = self.blocks == "whole" and size > _SMALL
        has_one_key = any(len(d.registers[register].key) == 1 for d in search.dictionaries if register in d.registers)
        for block in range(1 if large and has_one_key else _BLOCKS):
            alike = making.row(f"{register}#{block}", register, search.usage.fields[register])
            before = TRUE
            for number in range(size):
                name = f"{alike.name}.{number}"
                unit = self._unit(block, number, size)
                own = _own_texts(making, search, Row(name, register, alike.fields), unit)
                present = terms.symbol(f"{alike.name}.{0 if large and number < size - 1 else number}", "bool")
                making.required.append(_only_after(before, present))
                yield Row(name, register, {**alike.fields, **own}, present)
                before = present

    def _unit(self, block: int, number: int, size: int) -> int:
        """The unit of a record: each block has its own, but large registers with one block have them all."""
        if self.blocks == "any":
            return block * _LONGEST + number
        return number if size > _SMALL else block * size + number


def _only_after(before: Term, present: Term) -> Term:
    """A record is there only if the one before it is."""
    return terms.disjunction((before, terms.negation(present)))


def _own_texts(making: Making, search: _Search, row: Row, unit: int) -> dict[str, Value]:
    """The code of its unit in every free text of a record; in one that is compared with a named text, any text."""
    own: dict[str, Value] = {}
    for name in row.fields:
        types = [d.registers[row.register].fields[name] for d in search.dictionaries if _has(d, row.register, name)]
        if all(isinstance(each.type, TextType) and each.type.values is None for each in types):
            is_named = (row.register, name) in search.usage.named
            is_shared = any(
                name in d.registers[row.register].crossed for d in search.dictionaries if _has(d, row.register, name)
            )
            code = Text(constant(len(search.texts.named) + (0 if is_shared else unit)))
            own[name] = making.free(f"{row.name}.{name}", types) if is_named else code
    return own


def _has(dictionary: Dictionary, register: str, field: str) -> bool:
    return register in dictionary.registers and field in dictionary.registers[register].fields


def _tidiness(world: Rows, dictionaries: Sequence[Dictionary]) -> Iterator[Term]:
    """Days of our time."""
    for name, value in world.facts.items():
        yield from _tidy_day(value, [d.facts[name] for d in dictionaries if name in d.facts])
    for register, rows in world.registers.items():
        for row in rows:
            for name, value in row.fields.items():
                types = [d.registers[register].fields[name] for d in dictionaries if _has(d, register, name)]
                yield from _tidy_day(value, types)


def _tidy_day(value: Value, types: Sequence[FactType]) -> Iterator[Term]:
    if isinstance(value, Span) and isinstance(types[0].type, DateType):
        yield from _within(value.low, *(day.toordinal() for day in _TIDY_DAYS))


def _within(term: Term, low: int, high: int) -> Iterator[Term]:
    yield from (at_most(constant(low), term), at_most(term, constant(high)))
