"""The tree of an expression as written: the FEEL profile. Nodes are data; they know nothing of meaning."""

from __future__ import annotations

from collections.abc import Iterator as Iteration
from dataclasses import dataclass, field, fields
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
    """`[1..5)`. What has one end only is a `UnaryTest`."""

    low: Node
    high: Node
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True)
class UnaryTest(Located):
    """`>= 300 亿元`: a comparison whose left side is what is being tested; as a value, `(>= 5)` is a half-bounded range."""

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
class TypeExpression(Located):
    """A type as written: `number`, `list<number>`, `context<a: number>`, `function<number> -> Any`.

    `names` are the entries of a context type, one for each of `arguments`; only a function type has a `result`.
    """

    name: str
    arguments: tuple[TypeExpression, ...] = ()
    names: tuple[str, ...] = ()
    result: TypeExpression | None = None


@dataclass(frozen=True, slots=True)
class FunctionLiteral(Located):
    """`function(a: number, b) body`; a parameter without a type has None."""

    parameters: tuple[tuple[str, TypeExpression | None], ...]
    body: Node


@dataclass(frozen=True, slots=True)
class InstanceOf(Located):
    """`x instance of list<number>`."""

    value: Node
    type: TypeExpression


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


#: The name that stands for what a test looks at: `require: "count(?) > 3"`.
SUBJECT = "?"


def children(node: Node) -> Iteration[Node]:
    """The nodes directly below `node`, in the order in which they are written."""
    for declared in fields(node):
        yield from _nodes_in(getattr(node, declared.name))


def _nodes_in(value: object) -> Iteration[Node]:
    if isinstance(value, tuple):
        for item in value:
            yield from _nodes_in(item)
    elif isinstance(value, Located) and not isinstance(value, TypeExpression):
        yield value  # type: ignore[misc]


def shape(root: Node) -> tuple[int, int, Node]:
    """How many nodes `root` has, how many levels, and the first of its deepest nodes."""
    count, depth, deepest = 0, 0, root
    pending = [(root, 1)]
    while pending:
        node, level = pending.pop()
        count += 1
        if level > depth:
            depth, deepest = level, node
        pending.extend((child, level + 1) for child in children(node))
    return count, depth, deepest
