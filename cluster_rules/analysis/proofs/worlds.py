"""Applications as terms: the facts and records that a ruleset may see, free within what the fact dictionary allows.

A world answers for aggregates. `Rows` has so many records; `cells.AnyNumber` has any number of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import combinations, product
from typing import Literal, Protocol, TypeAlias

from cluster_rules.analysis.proofs import comparisons, days, spans, terms
from cluster_rules.analysis.proofs.spans import Span, Text, Truth, Value, exactly, settled
from cluster_rules.analysis.proofs.terms import FALSE, ONE, TRUE, ZERO, Term, at_most, choose, constant, equal
from cluster_rules.analysis.proofs.usage import Texts
from cluster_rules.facts.judgements import CRITERION
from cluster_rules.model import ir
from cluster_rules.model.dictionary import EVIDENCE, Dictionary, FactType, RegisterType, Validity, Whole
from cluster_rules.model.types import BooleanType, DateType, TextType
from cluster_rules.model.values import Known

#: The years that a sheet can state as its data year.
_YEARS = (1900, 2999)


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One record. A generic one stands for any record of its register."""

    name: str
    register: str
    fields: Mapping[str, Value]
    present: Term = TRUE


#: Something of a record.
Of: TypeAlias = Callable[[Row], Term]


class World(Protocol):
    """The facts of an application, and what its registers come to."""

    def fact(self, name: str) -> Value: ...

    def total(self, register: str, outer: tuple[Row, ...], included: Of, value: Of) -> Term:
        """The sum of `value` over the records that are included."""

    def distinct(self, register: str, outer: tuple[Row, ...], included: Of, value: Of) -> Term:
        """How many different values the included records have."""

    def extreme(self, kind: str, register: str, outer: tuple[Row, ...], included: Of, value: Of) -> Term:
        """The least, greatest or middle value; any number where none is included."""

    def found(self, register: str, outer: tuple[Row, ...], included: Of, value: Callable[[Row], Value]) -> Value:
        """The value of the one record that is included; anything where none is."""

    def opaque(self, expression: ir.Expression, outer: tuple[Row, ...]) -> Value | None:
        """What stands for an expression that terms cannot say; None where nothing may."""


def any_of(world: World, register: str, outer: tuple[Row, ...], included: Of) -> Term:
    """Whether some record is included."""
    return at_most(ONE, world.total(register, outer, included, lambda row: ONE))


#: Numbers may be any number, or whole steps of their quantum, as people write them.
Grid: TypeAlias = Literal["any", "quanta"]
#: The latest end of a title of so many years: to the day; or, which is easier, never later or never earlier than it.
Terms: TypeAlias = Literal["exact", "never_later", "never_earlier"]


@dataclass
class Making:
    """Makes free facts and records, and gathers what the dictionary requires of them."""

    dictionaries: Sequence[Dictionary]
    texts: Texts
    grid: Grid = "any"
    terms: Terms = "exact"
    required: list[Term] = field(default_factory=list)

    def facts(self, names: Iterable[str]) -> dict[str, Value]:
        """Scalar facts, within the bounds that every dictionary gives them."""
        found: dict[str, Value] = {}
        for name in sorted(names):
            declared = [d.facts[name] for d in self.dictionaries if name in d.facts]
            found[name] = self.free(name, declared)
            if name == "数据年":
                span = found[name]
                assert isinstance(span, Span)
                self.required += [at_most(constant(_YEARS[0]), span.low), at_most(span.low, constant(_YEARS[1]))]
        for dictionary in self.dictionaries:
            self.required += parts_within(dictionary.facts, found)
        return found

    def row(self, name: str, register: str, fields: Iterable[str], present: Term = TRUE) -> Row:
        """A record of `register`, free within the bounds of its fields and the terms of its validity."""
        types = [d.registers[register] for d in self.dictionaries if register in d.registers]
        values = {
            each: self.free(f"{name}.{each}", [t.fields[each] for t in types if each in t.fields])
            for each in sorted(fields)
        }
        for declared in types:
            self.required += parts_within(declared.fields, values)
            if declared.validity and declared.validity.start in values:
                self.required += self._valid(declared.validity, values)
        if register == EVIDENCE.name and CRITERION in values:
            self.required += self._listed(values[CRITERION])
        return Row(name, register, values, present)

    def free(self, name: str, declared: Sequence[FactType]) -> Value:
        """A free value of a declared fact; every declaration of it holds."""
        kind = declared[0].type
        if isinstance(kind, BooleanType):
            return settled(terms.symbol(name, "bool"))
        if isinstance(kind, TextType):
            code = terms.symbol(name, "int")
            for each in declared:
                self.required += self._text_bounds(code, each)
            return Text(code)
        term = terms.symbol(name, "int") if isinstance(kind, DateType) else self._number(name, declared[0])
        for each in declared:
            self.required += _bounds(term, each)
        return exactly(term)

    def _number(self, name: str, declared: FactType) -> Term:
        if declared.integral:
            return terms.scale(declared.unit.factor if declared.unit else 1, terms.symbol(name, "int"))
        if self.grid == "quanta" and declared.quantum:
            return terms.scale(declared.quantum, terms.symbol(name, "int"))
        return terms.symbol(name, "real")

    def _text_bounds(self, code: Term, declared: FactType) -> Iterator[Term]:
        values = declared.type.values if isinstance(declared.type, TextType) else None
        if values is not None:
            yield comparisons.among(code, [self.texts.codes[value] for value in values])
            return
        yield at_most(ZERO, code)
        if declared.format == "uscc":
            yield terms.negation(comparisons.among(code, self.texts.unusable_as_uscc))

    def _listed(self, provision: Value) -> Iterator[Term]:
        """Evidence is for something that a ruleset has: else it would be refused."""
        assert isinstance(provision, Text)
        known = dict.fromkeys(each for dictionary in self.dictionaries for each in dictionary.provisions)
        if known:
            yield comparisons.among(provision.code, [self.texts.codes[each] for each in known])

    def _valid(self, validity: Validity, values: Mapping[str, Value]) -> Iterator[Term]:
        """A title ends after it starts, no later than its type allows, and is open only where its type may be."""
        start, end, kind = (values[name] for name in (validity.start, validity.end, validity.by))
        assert isinstance(start, Span)
        assert isinstance(end, Span)
        assert isinstance(kind, Text)
        yield at_most(start.low, end.low)
        open_kinds = [self.texts.codes[name] for name, term in validity.expiry.items() if term == "none"]
        yield terms.disjunction((terms.below(end.low, days.LAST), comparisons.among(kind.code, open_kinds)))
        for name, term in validity.expiry.items():
            if isinstance(term, int):
                of_this_kind = equal(kind.code, constant(self.texts.codes[name]))
                yield terms.disjunction((terms.negation(of_this_kind), at_most(end.low, self._latest(start.low, term))))

    def _latest(self, start: Term, years: int) -> Term:
        """The last day of a title of so many years."""
        if self.terms == "exact":
            return days.months_later(start, constant(12 * years))
        return terms.add((start, constant((365 if self.terms == "never_later" else 366) * years)))


def parts_within(
    declared: Mapping[str, FactType], values: Mapping[str, Value], *, confirming: bool = True
) -> Iterator[Term]:
    """No part is greater than its whole, and no figure greater than is usual, unless somebody confirms it.

    Without `confirming`, only what is confirmed already is.
    """
    for name, value in values.items():
        if name not in declared or not isinstance(value, Span):
            continue
        whole, usual = values.get(declared[name].part_of), declared[name].usually_at_most
        if isinstance(whole, Span):
            yield at_most(value.low, whole.low)
        other = values.get(usual.field) if usual else None
        if usual and isinstance(other, Span):
            confirmed = values.get(usual.unless)
            known = confirmed.true if isinstance(confirmed, Truth) else FALSE
            within = at_most(value.low, terms.scale(usual.times, other.low))
            yield terms.disjunction((within, known if confirming or known is TRUE else FALSE))


def within_wholes(registers: Mapping[str, Sequence[Row]], dictionary: Dictionary) -> Iterator[Term]:
    """What a column of another register adds up to is never more than the field that is the whole of it."""
    for name, rows in registers.items():
        declared = dictionary.registers[name].fields if name in dictionary.registers else {}
        for field_name, whole in ((each.name, each.whole_of) for each in declared.values() if each.whole_of):
            for row in rows:
                stated = row.fields.get(field_name)
                if isinstance(stated, Span):
                    least = terms.add(_parts(row, whole, registers.get(whole.register, ())))
                    yield terms.disjunction((terms.negation(row.present), at_most(least, stated.low)))


def _parts(row: Row, whole: Whole, rows: Sequence[Row]) -> Iterator[Term]:
    """What each of `rows` adds to the whole that stands in `row`."""
    for part in rows:
        value = part.fields[whole.field]
        assert isinstance(value, Span)
        alike = (_same(part.fields[theirs], row.fields[ours]) for theirs, ours in whole.where)
        yield choose(terms.conjunction((part.present, *alike)), value.low, ZERO)


def _bounds(term: Term, declared: FactType) -> Iterator[Term]:
    low, high = declared.low, declared.high
    if isinstance(declared.type, DateType):
        yield from (at_most(days.FIRST, term), at_most(term, days.LAST))
    if low is not None:
        yield at_most(known(low), term)
    if high is not None:
        yield at_most(term, known(high))


def known(value: Known) -> Term:
    """A number or a day as a term."""
    if isinstance(value, date):
        return constant(value.toordinal())
    assert not isinstance(value, str)
    return constant(value)


def blank_value(declared: FactType, texts: Texts) -> Value:
    """A field of which only its declared bounds are known."""
    if isinstance(declared.type, BooleanType):
        return spans.UNKNOWN
    if isinstance(declared.type, TextType):
        values = declared.type.values
        return Text(ZERO, TRUE, None if values is None else frozenset(texts.codes[value] for value in values))
    low, high = declared.low, declared.high
    return Span(
        ZERO if low is None else known(low),
        ZERO if high is None else known(high),
        constant(low is None),
        constant(high is None),
    )


@dataclass(frozen=True)
class Rows:
    """A world of so many records: what is said about it is said by looking at each of them."""

    facts: Mapping[str, Value]
    registers: Mapping[str, tuple[Row, ...]]

    def fact(self, name: str) -> Value:
        return self.facts[name]

    def _included(self, register: str, included: Of) -> list[tuple[Term, Row]]:
        pairs = ((terms.conjunction((row.present, included(row))), row) for row in self.registers[register])
        return [(inside, row) for inside, row in pairs if inside is not FALSE]

    def total(self, register: str, outer: tuple[Row, ...], included: Of, value: Of) -> Term:
        return terms.add(choose(inside, value(row), ZERO) for inside, row in self._included(register, included))

    def distinct(self, register: str, outer: tuple[Row, ...], included: Of, value: Of) -> Term:
        members = [(inside, value(row)) for inside, row in self._included(register, included)]
        firsts = (
            terms.conjunction((inside, *(_other(before, term) for before in members[:place])))
            for place, (inside, term) in enumerate(members)
        )
        return terms.add(choose(first, ONE, ZERO) for first in firsts)

    def extreme(self, kind: str, register: str, outer: tuple[Row, ...], included: Of, value: Of) -> Term:
        members = [(inside, value(row)) for inside, row in self._included(register, included)]
        if not members:
            return ZERO
        if kind == "median":
            return _median(members)
        further = terms.least if kind == "min" else terms.greatest
        seen, best = members[0]
        for inside, term in members[1:]:
            best = choose(inside, choose(seen, further(best, term), term), best)
            seen = terms.disjunction((seen, inside))
        return best

    def found(self, register: str, outer: tuple[Row, ...], included: Of, value: Callable[[Row], Value]) -> Value:
        members = self._included(register, included)
        result = value(members[-1][1])
        for inside, row in reversed(members[:-1]):
            result = spans.case(inside, value(row), result)
        return result

    def opaque(self, expression: ir.Expression, outer: tuple[Row, ...]) -> Value | None:
        return None


def _other(before: tuple[Term, Term], term: Term) -> Term:
    inside, value = before
    return terms.negation(terms.conjunction((inside, equal(value, term))))


def _median(members: Sequence[tuple[Term, Term]]) -> Term:
    """Half the sum of the two middle values, which are one where the number of values is odd."""
    size = terms.add(choose(inside, ONE, ZERO) for inside, _ in members)
    middle = [_ranked(members, terms.add((size, constant(-1)))), _ranked(members, size)]
    return terms.scale(Fraction(1, 2), terms.add(middle))


def _ranked(members: Sequence[tuple[Term, Term]], twice: Term) -> Term:
    """The value of rank ⌊twice ÷ 2⌋, counted from 0 for the least."""
    result = members[-1][1]
    for inside, term in reversed(members):
        less = terms.add(choose(terms.conjunction((i, terms.below(t, term))), ONE, ZERO) for i, t in members)
        within = terms.add(choose(terms.conjunction((i, at_most(t, term))), ONE, ZERO) for i, t in members)
        fits = (inside, at_most(terms.scale(2, less), twice), terms.below(twice, terms.scale(2, within)))
        result = choose(terms.conjunction(fits), term, result)
    return result


def keys_differ(register: RegisterType, rows: Sequence[Row]) -> Iterator[Term]:
    """No two records that are there have the same identity key."""
    for one, other in combinations(rows, 2):
        same = [_same(one.fields[name], other.fields[name]) for name in register.key]
        yield terms.negation(terms.conjunction((one.present, other.present, *same)))


def kin_agree(register: RegisterType, rows: Sequence[Row]) -> Iterator[Term]:
    """Rows about one thing say the same of it."""
    abouts = [(field.name, field.about) for field in register.fields.values() if field.about]
    for one, other in combinations(rows, 2):
        for name, about in abouts:
            if name in one.fields:
                apart = terms.negation(_same(one.fields[about], other.fields[about]))
                absent = (terms.negation(one.present), terms.negation(other.present))
                yield terms.disjunction((*absent, apart, _same(one.fields[name], other.fields[name])))


def is_crossed(register: RegisterType, rows: Sequence[Row]) -> Iterator[Term]:
    """Every combination of what occurs in the crossed fields has a record: else the register would not be complete."""
    for chosen in product(rows, repeat=len(register.crossed)):
        pairs = tuple(zip(register.crossed, chosen, strict=True))
        there = (
            terms.conjunction((row.present, *(_same(row.fields[name], other.fields[name]) for name, other in pairs)))
            for row in rows
        )
        absent = (terms.negation(row.present) for row in chosen)
        if chosen and len(set(chosen)) > 1:
            yield terms.disjunction((*absent, *there))


def differ_in_one(register: RegisterType, rows: Sequence[Row]) -> Iterator[Term]:
    """All records agree in the crossed fields but the first: then nothing is lacking, which is easier to say."""
    for one, other in combinations(rows, 2):
        for name in register.crossed[1:]:
            same = _same(one.fields[name], other.fields[name])
            yield terms.disjunction((terms.negation(one.present), terms.negation(other.present), same))


def _same(left: Value, right: Value) -> Term:
    if isinstance(left, Span) and isinstance(right, Span):
        return equal(left.low, right.low)
    if isinstance(left, Text) and isinstance(right, Text):
        return equal(left.code, right.code)
    assert isinstance(left, Truth)
    assert isinstance(right, Truth)
    return equal(left.true, right.true)
