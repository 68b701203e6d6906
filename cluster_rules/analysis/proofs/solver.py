"""Questions to Z3: whether formulas can all hold, exactly, within a time. The only file that imports it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from time import monotonic
from typing import Any, Literal, TypeAlias

from cluster_rules.analysis.proofs.terms import Term
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
        self._solver = self._z3.Solver(ctx=self._context)
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
        milliseconds = int(self.seconds_left * 1000)
        if milliseconds <= 0:
            return Answer("open")
        engine.set("timeout", milliseconds)
        result = str(engine.check())
        if result == "unsat":
            return Answer("impossible")
        if result == "sat":
            return self._answered(engine.model())
        reason = str(engine.reason_unknown())
        return Answer("open", reason="" if reason in ("timeout", "canceled") else reason)

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
        if term.operator == "choose":
            return self._z3.If(parts[0], *self._alike(parts[1:]))
        if term.operator == "scale":
            factor = self._constant_factor(term.value, parts[0])
            return factor * (parts[0] if factor.is_int() else self._as_real(parts[0]))
        if term.operator == "divide":
            above, under = map(self._as_real, parts)
            return above / under
        return _OPERATIONS[term.operator](self._z3, self._alike(parts))

    def _constant_factor(self, factor: object, part: Any) -> Any:
        is_whole = isinstance(factor, int) and part.is_int()
        return (self._z3.IntVal if is_whole else self._z3.RealVal)(str(factor), self._context)

    def _alike(self, parts: Sequence[Any]) -> Sequence[Any]:
        """All integers, or all reals."""
        return parts if all(part.is_int() for part in parts) else [self._as_real(part) for part in parts]

    def _as_real(self, part: Any) -> Any:
        return self._z3.ToReal(part) if part.is_int() else part


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
