"""The tree of an expression as written: the FEEL profile. Nodes are data; they know nothing of meaning."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from cluster_rules.model.numbers import Number


class Span(NamedTuple):
    """Characters `start` to `end` (exclusive, from 0) of the expression's text."""

    start: int
    end: int


_NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Every node has the span it was written in. Spans do not count in equality."""

    span: Span = field(default=_NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class NumberLiteral(Located):
    """`300 亿元`, `2%`, `0.5`: the number as written, and its unit (empty for none)."""

    value: Number
    unit: str = ""


@dataclass(frozen=True, slots=True)
class TextLiteral(Located):
    value: str


@dataclass(frozen=True, slots=True)
class BooleanLiteral(Located):
    value: bool


@dataclass(frozen=True, slots=True)
class NullLiteral(Located):
    pass


@dataclass(frozen=True, slots=True)
class TemporalLiteral(Located):
    """`@"2025-03-31"`: a date, time, date and time, or duration in its ISO text."""

    text: str


@dataclass(frozen=True, slots=True)
class Name(Located):
    name: str


@dataclass(frozen=True, slots=True)
class Path(Located):
    """`企业.营业收入`: a field of a record, or of each record of a list."""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Located):
    """`企业[规模以上 = true]`, also an index."""

    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Located):
    """A call with positional arguments, or with named ones: then `names` is as long as `arguments`."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Negation(Located):
    operand: Node


ArithmeticOperator: TypeAlias = Literal["+", "-", "*", "/", "**"]
ComparisonOperator: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Arithmetic(Located):
    operator: ArithmeticOperator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison(Located):
    operator: ComparisonOperator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic(Located):
    """`a and b and c`: two or more operands of one connective."""

    operator: Literal["and", "or"]
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Between(Located):
    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class Range(Located):
    """`[1..5)`. An end that is None is unbounded."""

    low: Node | None
    high: Node | None
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True)
class UnaryTest(Located):
    """`>= 300 亿元`: a comparison whose left side is what is being tested."""

    operator: ComparisonOperator
    operand: Node


@dataclass(frozen=True, slots=True)
class Membership(Located):
    """`x in (a, [1..5], >= 9)`: one of the tests holds."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class If(Located):
    condition: Node
    then: Node
    otherwise: Node


class Iterator(NamedTuple):
    """`x in domain`, or with `end` the numbers or days of `domain..end`."""

    name: str
    domain: Node
    end: Node | None = None


@dataclass(frozen=True, slots=True)
class For(Located):
    iterators: tuple[Iterator, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Located):
    quantifier: Literal["some", "every"]
    iterators: tuple[Iterator, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class ListLiteral(Located):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextLiteral(Located):
    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class FunctionLiteral(Located):
    """`function(a: number, b) body`; a parameter without a type has None."""

    parameters: tuple[tuple[str, str | None], ...]
    body: Node


@dataclass(frozen=True, slots=True)
class InstanceOf(Located):
    """`x instance of list<number>`; the type in its canonical spelling."""

    value: Node
    type: str


Node: TypeAlias = (
    NumberLiteral
    | TextLiteral
    | BooleanLiteral
    | NullLiteral
    | TemporalLiteral
    | Name
    | Path
    | Filter
    | Call
    | Negation
    | Arithmetic
    | Comparison
    | Logic
    | Between
    | Range
    | UnaryTest
    | Membership
    | If
    | For
    | Quantified
    | ListLiteral
    | ContextLiteral
    | FunctionLiteral
    | InstanceOf
)
