"""Applications of any size as terms: one generic record for each register, and what aggregates over any number come to.

An aggregate is a symbol. What is known of it follows from one record: records fall into cells, by which conditions they
fulfil; a count is the sum of its cells, and a sum is bounded in each cell by what a record can have there. This allows
more than there is (too many records for a key, for one), so what is impossible here is impossible; the rest may not be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import permutations

from cluster_rules.analysis.proofs import terms
from cluster_rules.analysis.proofs.solver import Solver, Values
from cluster_rules.analysis.proofs.spans import Span, Text, Truth, Value
from cluster_rules.analysis.proofs.terms import FALSE, ONE, ZERO, Term, at_most, constant, disjunction, equal
from cluster_rules.analysis.proofs.usage import Usage
from cluster_rules.analysis.proofs.worlds import Making, Of, Row
from cluster_rules.model import ir
from cluster_rules.model.numbers import Number
from cluster_rules.model.types import BooleanType, DateType, TextType

#: More conditions, or more kinds of records, than this are compared pair by pair instead.
_MOST_CONDITIONS, _MOST_CELLS, _MOST_PAIRED = 8, 48, 30


@dataclass(eq=False)
class Group:
    """The records of one register, as one record outside sees them."""

    register: str
    row: Row
    outer: tuple[Row, ...]
    #: What every record of the register fulfils.
    required: list[Term]
    #: (condition, value) → the sum of the value over the records that fulfil the condition; 1 counts them.
    totals: dict[tuple[Term, Term], Term] = field(default_factory=dict)
    distinct: dict[tuple[Term, Term], Term] = field(default_factory=dict)
    extremes: dict[tuple[str, Term, Term], Term] = field(default_factory=dict)
    #: Condition → the one record that fulfils it; and what is known of those records.
    found: dict[Term, Row] = field(default_factory=dict)
    known_of_found: list[Term] = field(default_factory=list)

    @property
    def conditions(self) -> tuple[Term, ...]:
        return tuple(dict.fromkeys(condition for condition, _ in self.totals))


class AnyNumber:
    """A world of registers of any size."""

    def __init__(self, making: Making, usage: Usage) -> None:
        self._making, self._usage = making, usage
        self._facts = making.facts(usage.facts)
        self._required = self._taken()
        self._groups: dict[tuple[object, ...], Group] = {}
        self._opaque: dict[tuple[object, ...], Value] = {}

    def fact(self, name: str) -> Value:
        return self._facts[name]

    def _group(self, register: str, outer: tuple[Row, ...]) -> Group:
        key = (register, *map(id, outer))
        if key not in self._groups:
            name = "/".join([*(row.name for row in outer), f"{register}*"])
            self._groups[key] = Group(register, self._row(name, register), outer, self._taken())
        return self._groups[key]

    def _taken(self) -> list[Term]:
        """What making the last thing required."""
        required, self._making.required = self._making.required, []
        return required

    def _row(self, name: str, register: str) -> Row:
        return self._making.row(name, register, self._usage.fields.get(register, frozenset()))

    def total(self, register: str, outer: tuple[Row, ...], included: Of, value: Of) -> Term:
        group = self._group(register, outer)
        return self._total(group, included(group.row), value(group.row))

    def _total(self, group: Group, condition: Term, value: Term) -> Term:
        """Split as far as it goes: of sums, of constant factors, of cases."""
        if condition is FALSE or value is ZERO:
            return ZERO
        if value.operator == "add":
            return terms.add(self._total(group, condition, part) for part in value.arguments)
        if value.operator == "choose":
            case, then, otherwise = value.arguments
            sides = ((case, then), (terms.negation(case), otherwise))
            return terms.add(self._total(group, terms.conjunction((condition, c)), v) for c, v in sides)
        if value.operator == "scale":
            return terms.scale(value.value, self._total(group, condition, value.arguments[0]))  # type: ignore[arg-type]
        factor = terms.number_of(value)
        if factor is not None and value is not ONE:
            return terms.scale(factor, self._total(group, condition, ONE))
        self._symbol(group, group.totals, (condition, ONE), "int")
        return self._symbol(group, group.totals, (condition, value), value.sort)

    def _symbol(self, group: Group, known: dict[tuple[Term, Term], Term], key: tuple[Term, Term], sort: str) -> Term:
        if key not in known:
            name = f"{group.row.name} {'Σ' if known is group.totals else '≠'} {key[0].serial} {key[1].serial}"
            known[key] = terms.symbol(name, sort)  # type: ignore[arg-type]
        return known[key]

    def distinct(self, register: str, outer: tuple[Row, ...], included: Of, value: Of) -> Term:
        group = self._group(register, outer)
        condition, term = included(group.row), value(group.row)
        if condition is FALSE:
            return ZERO
        count = self._total(group, condition, ONE)
        return count if self._is_key(group, term) else self._symbol(group, group.distinct, (condition, term), "int")

    def _is_key(self, group: Group, term: Term) -> bool:
        """Whether the value tells every two records apart by itself."""
        keys = {d.registers[group.register].key for d in self._making.dictionaries if group.register in d.registers}
        fields = [group.row.fields[names[0]] for names in keys if len(names) == 1]
        return len(fields) == len(keys) and all(isinstance(f, Text) and f.code is term for f in fields)

    def extreme(self, kind: str, register: str, outer: tuple[Row, ...], included: Of, value: Of) -> Term:
        group = self._group(register, outer)
        condition, term = included(group.row), value(group.row)
        self._total(group, condition, ONE)
        key = (kind, condition, term)
        if key not in group.extremes:
            name = f"{group.row.name} {kind} {condition.serial} {term.serial}"
            group.extremes[key] = terms.symbol(name, "real" if kind == "median" else term.sort)
        return group.extremes[key]

    def found(self, register: str, outer: tuple[Row, ...], included: Of, value: Callable[[Row], Value]) -> Value:
        group = self._group(register, outer)
        condition = included(group.row)
        if condition not in group.found:
            row = group.found[condition] = self._row(f"{group.row.name} found {condition.serial}", register)
            absent = at_most(self._total(group, condition, ONE), ZERO)
            group.known_of_found += [*self._taken(), disjunction((absent, included(row)))]
        return value(group.found[condition])

    def opaque(self, expression: ir.Expression, outer: tuple[Row, ...]) -> Value:
        """Anything at all, but the same wherever the same expression looks at the same records."""
        key = (expression, *map(id, outer))
        if key not in self._opaque:
            name = f"{'/'.join(row.name for row in outer)} formula {len(self._opaque)}"
            self._opaque[key] = self._anything(name, expression)
        return self._opaque[key]

    def _anything(self, name: str, expression: ir.Expression) -> Value:
        if isinstance(expression.type, BooleanType):
            true, false = (terms.symbol(f"{name} {side}", "bool") for side in ("true", "false"))
            return Truth(true, terms.conjunction((false, terms.negation(true))))
        if isinstance(expression.type, TextType):
            return Text(terms.symbol(name, "int"), terms.symbol(f"{name} open", "bool"))
        sort = "int" if isinstance(expression.type, DateType) else "real"
        low, high = (terms.symbol(f"{name} {end}", sort) for end in ("low", "high"))  # type: ignore[arg-type]
        flags = (terms.symbol(f"{name} {flag}", "bool") for flag in ("low open", "high open", "broken"))
        return Span(low, terms.greatest(low, high), *flags)

    @property
    def size(self) -> Term:
        """How many records the aggregates speak of, all together: what a small counterexample makes least."""
        counts = [total for group in self._groups.values() for (_, v), total in group.totals.items() if v is ONE]
        return terms.add(counts)

    def sizes(self, values: Values) -> Mapping[str, int]:
        """How many records each register needs where aggregates have these values; one more, to be there for others.

        A record that is seen from another register is needed once for each record there.
        """
        found = dict.fromkeys(self._usage.fields, 1)
        for _ in range(2):
            for group in self._groups.values():
                counts = [values.get(str(total.value), 0) for (_, v), total in group.totals.items() if v is ONE]
                seen_from = [found[row.register] for row in group.outer]
                found[group.register] = max(found[group.register], 1 + int(max([0, *counts])), *seen_from)
        return found

    # What is known of the symbols

    def requirements(self, seconds: float) -> list[Term]:
        """Everything that holds of the symbols, as far as one record at a time can tell."""
        return [*self._required, *self._axioms((), [], seconds)]

    def _axioms(self, outer: tuple[Row, ...], known: list[Term], seconds: float) -> Iterator[Term]:
        """What holds of the groups that the record `outer[-1]` sees, or that none does; `known` is known of `outer`."""
        for group in list(self._groups.values()):
            if group.outer == outer:
                inner = [*known, *group.required]
                solver = Solver(seconds)
                solver.require([*self._required, *inner])
                solver.require(self._axioms((*outer, group.row), inner, seconds))
                yield from _Axioms(group, solver).all()
                yield from group.known_of_found


@dataclass
class _Axioms:
    """What holds of the aggregates of one group. `solver` knows what holds of its record."""

    group: Group
    solver: Solver

    def all(self) -> Iterator[Term]:
        for count in self._counts():
            yield at_most(ZERO, count)
        conditions = self.group.conditions
        cells = self._cells(conditions) if len(conditions) <= _MOST_CONDITIONS else None
        if cells is not None:
            yield from self._of_cells(conditions, cells)
        elif len(conditions) <= _MOST_PAIRED:
            yield from self._of_pairs(conditions)
        yield from self._of_distinct()
        yield from self._of_extremes()

    def _counts(self) -> Iterator[Term]:
        return (total for (_, value), total in self.group.totals.items() if value is ONE)

    def _never(self, *parts: Term) -> bool:
        """Whether no record fulfils all of these."""
        return self.solver.excludes(parts)

    def _cells(self, conditions: tuple[Term, ...]) -> list[tuple[bool, ...]] | None:
        """Every way in which one record can fulfil some conditions and not others; None where there are too many."""
        marks = [terms.symbol(f"condition {number}", "bool") for number in range(len(conditions))]
        cells: list[tuple[bool, ...]] = []
        with self.solver.trying(equal(mark, condition) for mark, condition in zip(marks, conditions, strict=True)):
            while len(cells) <= _MOST_CELLS:
                answer = self.solver.ask()
                if answer.kind != "possible":
                    return cells if answer.kind == "impossible" else None
                cell = tuple(bool(answer.values[f"condition {number}"]) for number in range(len(conditions)))
                cells.append(cell)
                self.solver.require([disjunction(_differs(mark, side) for mark, side in zip(marks, cell, strict=True))])
        return None

    def _of_cells(self, conditions: tuple[Term, ...], cells: list[tuple[bool, ...]]) -> Iterator[Term]:
        values = tuple(dict.fromkeys(value for _, value in self.group.totals))
        parts: dict[tuple[int, Term], Term] = {}
        for number, cell in enumerate(cells):
            inside = [c if side else terms.negation(c) for c, side in zip(conditions, cell, strict=True)]
            for value in values:
                sort = "int" if value.sort == "int" else "real"
                parts[number, value] = terms.symbol(f"{self.group.row.name} cell {number} {value.serial}", sort)  # type: ignore[arg-type]
            size = parts.setdefault((number, ONE), terms.symbol(f"{self.group.row.name} cell {number}", "int"))
            sums = {value: parts[number, value] for value in values if value is not ONE}
            yield from self._of_cell(inside, size, sums)
        for (condition, value), total in self.group.totals.items():
            place = conditions.index(condition)
            yield equal(total, terms.add(parts[n, value] for n, cell in enumerate(cells) if cell[place]))

    def _of_cell(self, inside: list[Term], size: Term, sums: Mapping[Term, Term]) -> Iterator[Term]:
        """The size is a count; a sum is none without records, and within what each record can have."""
        yield at_most(ZERO, size)
        for value, total in sums.items():
            yield disjunction((at_most(ONE, size), equal(total, ZERO)))
            for bound in self._bounds(value):
                if self._never(*inside, terms.below(value, constant(bound))):
                    yield at_most(terms.scale(bound, size), total)
                if self._never(*inside, terms.below(constant(bound), value)):
                    yield at_most(total, terms.scale(bound, size))
        for one, other in permutations(sums, 2):
            if self._never(*inside, terms.below(other, one)):
                yield at_most(sums[one], sums[other])

    def _bounds(self, value: Term) -> list[Number]:
        """Zero, and the constants that the value is compared with."""
        found: dict[Number, None] = {0: None}
        for whole in (*self.group.conditions, *self.solver.asserted):
            for part in terms.parts_of(whole):
                if part.operator in {"le", "eq"} and value in part.arguments:
                    found.update(dict.fromkeys(n for a in part.arguments if (n := terms.number_of(a)) is not None))
        return list(found)

    def _of_pairs(self, conditions: tuple[Term, ...]) -> Iterator[Term]:
        """A sum over fewer records is less, where no record has a value below zero."""
        never_negative = {v for _, v in self.group.totals if self._never(terms.below(v, ZERO))}
        for (condition, value), total in self.group.totals.items():
            if value in never_negative:
                yield at_most(ZERO, total)
            if self._never(condition):
                yield equal(total, ZERO)
        for one, other in permutations(conditions, 2):
            if self._never(one, terms.negation(other)):
                for value in never_negative:
                    if (one, value) in self.group.totals and (other, value) in self.group.totals:
                        yield at_most(self.group.totals[one, value], self.group.totals[other, value])

    def _of_distinct(self) -> Iterator[Term]:
        for (condition, _), different in self.group.distinct.items():
            count = self.group.totals[condition, ONE]
            yield from (at_most(ZERO, different), at_most(different, count))
            yield disjunction((at_most(count, ZERO), at_most(ONE, different)))
        for (one, value), (other, same) in permutations(self.group.distinct, 2):
            if value is same and self._never(one, terms.negation(other)):
                yield at_most(self.group.distinct[one, value], self.group.distinct[other, same])

    def _of_extremes(self) -> Iterator[Term]:
        for (_, condition, value), extreme in self.group.extremes.items():
            empty = at_most(self.group.totals[condition, ONE], ZERO)
            for bound in self._bounds(value):
                if self._never(condition, terms.below(value, constant(bound))):
                    yield disjunction((empty, at_most(constant(bound), extreme)))
                if self._never(condition, terms.below(constant(bound), value)):
                    yield disjunction((empty, at_most(extreme, constant(bound))))


def _differs(mark: Term, side: bool) -> Term:
    return terms.negation(mark) if side else mark
