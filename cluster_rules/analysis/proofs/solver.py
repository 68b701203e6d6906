"""Questions to Z3: whether formulas can all hold, exactly, within a time. The only file that imports it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from time import monotonic
from typing import Any, Literal, TypeAlias

from cluster_rules.analysis.proofs.evaluation import evaluated, rebuilt
from cluster_rules.analysis.proofs.terms import (
    ZERO,
    Term,
    constant,
    counted_by,
    divide,
    equal,
    multiply,
    number_of,
    parts_of,
)
from cluster_rules.errors import RulesError
from cluster_rules.model.numbers import Number, normal

#: What a satisfying assignment gives each symbol, by name.
Values: TypeAlias = Mapping[str, bool | Number]


@dataclass(frozen=True, slots=True)
class Answer:
    """`possible`: they can hold, with `values`; `impossible`: they cannot; `open`: no answer within the time."""

    kind: Literal["possible", "impossible", "open"]
    values: Values = field(default_factory=dict)
    #: Why there is no answer, in the solver's words; empty where the time was up.
    reason: str = ""


class Solver:
    """A conversation with Z3. What is asserted stays; `trying` asserts for a while."""

    def __init__(self, seconds: float) -> None:
        self._z3 = _library()
        self._context = self._z3.Context()
        self._solver = self._z3.SimpleSolver(ctx=self._context)
        self._made: dict[Term, Any] = {}
        self._symbols: dict[str, Any] = {}
        self._end = monotonic() + seconds
        #: What has been required, whether for good or for a while.
        self.asserted: list[Term] = []

    def require(self, terms: Iterable[Term]) -> None:
        """Assert that all of `terms` hold."""
        for term in terms:
            self.asserted.append(term)
            self._solver.add(self._translated(term))

    @contextmanager
    def trying(self, terms: Iterable[Term] = ()) -> Iterator[None]:
        """Assert `terms`, and whatever is asserted inside, for the time of the block."""
        self._solver.push()
        before = len(self.asserted)
        try:
            self.require(terms)
            yield
        finally:
            self._solver.pop()
            del self.asserted[before:]

    def ask(self, terms: Iterable[Term] = ()) -> Answer:
        """Whether what is asserted and all of `terms` can hold together."""
        with self.trying(terms):
            return self._checked(self._solver)

    def excludes(self, terms: Iterable[Term]) -> bool:
        """Whether what is asserted and all of `terms` cannot hold together; not known is no."""
        with self.trying(terms):
            return self._result(self._solver) == "unsat"

    def least(self, objective: Term, terms: Iterable[Term] = ()) -> Answer:
        """The same, with an assignment that makes `objective` least."""
        optimizer = self._z3.Optimize(ctx=self._context)
        optimizer.add(*self._solver.assertions(), *map(self._translated, terms))
        optimizer.minimize(self._translated(objective))
        return self._checked(optimizer)

    @property
    def seconds_left(self) -> float:
        return max(0.0, self._end - monotonic())

    def _checked(self, engine: Any) -> Answer:
        result = self._result(engine)
        if result == "unsat":
            return Answer("impossible")
        if result == "sat":
            return self._answered(engine.model())
        reason = str(engine.reason_unknown()) if result == "unknown" else ""
        return Answer("open", reason="" if reason in ("timeout", "canceled") else reason)

    def _result(self, engine: Any) -> str:
        """What Z3 says; nothing where no time is left to ask."""
        milliseconds = int(self.seconds_left * 1000)
        if milliseconds <= 0:
            return ""
        engine.set("timeout", milliseconds)
        return str(engine.check())

    def _answered(self, model: Any) -> Answer:
        """Every symbol with its value; one that is not a rational number (a root) leaves the question open."""
        values = {name: self._value(model.eval(made, model_completion=True)) for name, made in self._symbols.items()}
        found = {name: value for name, value in values.items() if value is not None}
        return Answer("possible", found) if len(found) == len(values) else Answer("open", reason="irrational")

    def _value(self, value: Any) -> bool | Number | None:
        if self._z3.is_bool(value):
            return bool(self._z3.is_true(value))
        if self._z3.is_int_value(value):
            return int(value.as_long())
        if not self._z3.is_rational_value(value):
            return None
        return normal(Fraction(value.numerator_as_long(), value.denominator_as_long()))

    # Terms

    def _translated(self, term: Term) -> Any:
        """The formula for `term`; parts that are shared are made once. No recursion: terms can be deep."""
        pending = [term]
        while pending:
            current = pending[-1]
            missing = [part for part in current.arguments if part not in self._made]
            if missing:
                pending.extend(missing)
            else:
                pending.pop()
                if current not in self._made:
                    self._made[current] = self._formula(current, [self._made[part] for part in current.arguments])
        return self._made[term]

    def _formula(self, term: Term, parts: Sequence[Any]) -> Any:
        if term.operator == "constant":
            return self._constant(term)
        if term.operator == "symbol":
            return self._symbol(str(term.value), term.sort)
        if term.operator in {"not", "and", "or"}:
            return self._connective(term.operator, parts)
        return self._arithmetic(term, parts)

    def _constant(self, term: Term) -> Any:
        if isinstance(term.value, bool):
            return self._z3.BoolVal(term.value, self._context)
        make = self._z3.IntVal if term.sort == "int" else self._z3.RealVal
        return make(str(term.value), self._context)

    def _symbol(self, name: str, sort: str) -> Any:
        make = {"bool": self._z3.Bool, "int": self._z3.Int, "real": self._z3.Real}[sort]
        self._symbols[name] = make(name, self._context)
        return self._symbols[name]

    def _connective(self, operator: str, parts: Sequence[Any]) -> Any:
        join = {"not": self._z3.Not, "and": self._z3.And, "or": self._z3.Or}[operator]
        return join(*parts)

    def _arithmetic(self, term: Term, parts: Sequence[Any]) -> Any:
        if term.operator == "floor":
            return self._z3.ToInt(parts[0])
        if term.operator == "scale":
            return self._constant_factor(term) * self._as(term.sort, term.arguments[0], parts[0])
        if term.operator == "choose":
            then, otherwise = self._alike(term.arguments[1:], parts[1:])
            return self._z3.If(parts[0], then, otherwise)
        if term.operator == "divide":
            above, under = (self._as("real", a, p) for a, p in zip(term.arguments, parts, strict=True))
            return above / under
        if term.operator == "le" and (counted := self._counting(term)) is not None:
            return counted
        return _OPERATIONS[term.operator](self._z3, self._alike(term.arguments, parts))

    def _constant_factor(self, term: Term) -> Any:
        make = self._z3.IntVal if term.sort == "int" else self._z3.RealVal
        return make(str(term.value), self._context)

    def _counting(self, term: Term) -> Any:
        """A number of truths against a constant, which Z3 decides by counting; None for everything else."""
        left, right = term.arguments
        for number, count, compare in ((left, right, self._z3.PbGe), (right, left, self._z3.PbLe)):
            bound, counted = number_of(number), counted_by(count)
            if isinstance(bound, int) and counted is not None:
                return compare([(self._translated(truth), 1) for truth in counted], bound)
        return None

    def _alike(self, terms: Sequence[Term], parts: Sequence[Any]) -> list[Any]:
        """All integers, or all reals."""
        sort = "int" if all(term.sort == "int" for term in terms) else "real"
        return [self._as(sort, term, part) for term, part in zip(terms, parts, strict=True)]

    def _as(self, sort: str, term: Term, part: Any) -> Any:
        return self._z3.ToReal(part) if sort == "real" and term.sort == "int" else part


def ask_apart(terms: Iterable[Term], seconds: float) -> Answer:
    """Whether all of `terms` can hold together: those that share no symbol are asked apart, which is much easier."""
    end, values = monotonic() + seconds, dict[str, bool | Number]()
    for together in _components(list(terms)):
        found = _asked(together, end)
        if found.kind != "possible":
            return found
        values |= found.values
    return Answer("possible", values)


def _asked(together: Sequence[Term], end: float) -> Answer:
    """Where there are products, those are left aside at first: what then is possible suggests values for a factor."""
    curved = [term for term in together if any(part.operator in _CURVED for part in parts_of(term))]
    if curved:
        straight = _within(end, [term for term in together if term not in curved])
        if straight.kind != "possible":
            return straight
        pinned: dict[Term, Term] = {}
        rest = [rebuilt(term, lambda part: _straightened(part, straight.values, pinned)) for term in together]
        found = _within(end, [*rest, *(equal(factor, value) for factor, value in pinned.items())])
        if found.kind == "possible":
            return found
    return _within(end, together)


def _within(end: float, terms: Sequence[Term]) -> Answer:
    return Solver(max(0.001, end - monotonic())).ask(terms)


#: What makes a formula other than linear.
_CURVED = ("multiply", "divide")


def _straightened(part: Term, values: Values, pinned: dict[Term, Term]) -> Term | None:
    """A product with its simpler factor, or a quotient with its divisor, pinned to the value it has under `values`."""
    if part.operator not in _CURVED:
        return None
    factor, other = sorted(part.arguments, key=lambda each: sum(1 for _ in parts_of(each)))
    if part.operator == "divide":
        other, factor = part.arguments
    value = pinned[factor] = constant(evaluated(factor, values))
    if part.operator == "multiply":
        return multiply(value, other)
    return divide(other, value) if value is not ZERO else ZERO


#: Fewer linked conjuncts than this are asked with others: a conversation has its price.
_SMALL = 40


def _components(terms: Sequence[Term]) -> list[list[Term]]:
    """The conjuncts of `terms`, those that are linked by symbols together; small sets first."""
    conjuncts = [part for term in terms for part in (term.arguments if term.operator == "and" else (term,))]
    sets: dict[int, tuple[list[Term], set[str]]] = {}
    owner: dict[str, int] = {}
    for number, part in enumerate(conjuncts):
        names = {str(each.value) for each in parts_of(part) if each.operator == "symbol"}
        together, all_names = [part], names
        for place in sorted({owner[name] for name in names if name in owner}):
            others, other_names = sets.pop(place)
            together, all_names = [*others, *together], all_names | other_names
        sets[number] = (together, all_names)
        owner |= dict.fromkeys(all_names, number)
    apart = sorted((together for together, _ in sets.values()), key=len)
    small = [term for together in apart if len(together) < _SMALL for term in together]
    return [*([small] if small else []), *(together for together in apart if len(together) >= _SMALL)]


_OPERATIONS: Mapping[str, Callable[[Any, Sequence[Any]], Any]] = {
    "add": lambda z3, parts: z3.Sum(*parts),
    "multiply": lambda z3, parts: parts[0] * parts[1],
    "le": lambda z3, parts: parts[0] <= parts[1],
    "eq": lambda z3, parts: parts[0] == parts[1],
}


def _library() -> Any:
    """The module z3. Raises CR760 where it is not installed."""
    try:
        import z3
    except ImportError as error:
        raise RulesError.of("CR760", error=error) from error
    return z3
