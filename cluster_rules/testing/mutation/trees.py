"""Small mistakes in an expression: every tree that is one slip of the pen away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from cluster_rules.model import expressions as tree
from cluster_rules.model.days import parse_day
from cluster_rules.model.expressions import Node
from cluster_rules.model.numbers import Number, normal
from cluster_rules.model.units import unit

#: What kind of mistake it is.
Slip: TypeAlias = Literal[
    "threshold", "unit", "inclusiveness", "connective", "operand", "filter", "value", "truth", "branch", "quantifier",
    "distinct", "arithmetic", "range", "date",
]  # fmt: skip

#: The days that there are, as ordinals.
_CALENDAR = range(date.min.toordinal(), date.max.toordinal() + 1)

#: Units that are mistaken for one another.
_CONFUSED: Mapping[str, str] = {
    "亿元": "万元",
    "万元": "亿元",
    "元": "万元",
    "%": "‰",
    "‰": "%",
    "年": "个月",
    "个月": "年",
    "吨": "万吨",
    "万吨": "吨",
}
#: What the application states of time, and the step that it is mistaken by.
_TIMES: Mapping[str, tree.NumberLiteral] = {
    "数据年": tree.NumberLiteral(1),
    "基准日": tree.NumberLiteral(1, "日"),
    "申报日期": tree.NumberLiteral(1, "日"),
}
_COMPARISONS: Mapping[tree.ComparisonOperator, tuple[tree.ComparisonOperator, ...]] = {
    ">=": (">", "<="),
    ">": (">=", "<"),
    "<=": ("<", ">="),
    "<": ("<=", ">"),
    "=": ("!=",),
    "!=": ("=",),
}


@dataclass(frozen=True, slots=True)
class Slips:
    """The mistakes that can be made. `values` are texts that a fact may take, list by list: one stands for another."""

    values: Sequence[tuple[str, ...]] = ()

    def of(self, root: Node) -> Iterator[tuple[Slip, Node]]:
        """Every tree that differs from `root` by one mistake, with its kind; the same tree comes once."""
        seen = {root}
        for kind, mistaken in self._within(root):
            if mistaken not in seen:
                seen.add(mistaken)
                yield kind, mistaken

    def _within(self, node: Node) -> Iterator[tuple[Slip, Node]]:
        yield from self._at(node)
        for declared in fields(node):
            held = getattr(node, declared.name)
            for kind, changed in self._inside(held):
                yield kind, replace(node, **{declared.name: changed})

    def _inside(self, held: Any) -> Iterator[tuple[Slip, Any]]:
        """`held` with one mistake in one of the nodes in it."""
        if isinstance(held, tuple):
            for index, item in enumerate(held):
                for kind, changed in self._inside(item):
                    items = (*held[:index], changed, *held[index + 1 :])
                    yield kind, type(held)(*items) if isinstance(held, tree.Iterator) else items
        elif isinstance(held, tree.Located) and not isinstance(held, tree.TypeExpression):
            yield from self._within(held)  # type: ignore[arg-type]

    def _at(self, node: Node) -> Iterator[tuple[Slip, Node]]:
        for made in _MADE.get(type(node), ()):
            yield from made(self, node)

    def exchanged(self, node: tree.TextLiteral) -> Iterator[tuple[Slip, Node]]:
        """The values beside this one in the lists that have it."""
        for values in self.values:
            if node.value in values:
                at = values.index(node.value)
                beside = {values[at - 1], values[(at + 1) % len(values)]} - {node.value}
                yield from (("value", replace(node, value=other)) for other in sorted(beside))


def _number(_: Slips, node: tree.NumberLiteral) -> Iterator[tuple[Slip, Node]]:
    step = _step(node)
    yield "threshold", replace(node, value=normal(node.value + step))
    if node.value >= step:
        yield "threshold", replace(node, value=normal(node.value - step))
    if node.unit in _CONFUSED:
        yield "unit", replace(node, unit=_CONFUSED[node.unit])


def _step(node: tree.NumberLiteral) -> Number:
    """The smallest step that people count in the unit written; one without a unit."""
    written = unit(node.unit) if node.unit else None
    return normal(Fraction(written.quantum) / Fraction(written.factor)) if written else 1


def _compared(_: Slips, node: tree.Comparison | tree.UnaryTest) -> Iterator[tuple[Slip, Node]]:
    for other in _COMPARISONS[node.operator]:
        yield "inclusiveness", replace(node, operator=other)


def _logic(_: Slips, node: tree.Logic) -> Iterator[tuple[Slip, Node]]:
    yield "connective", replace(node, operator="or" if node.operator == "and" else "and")
    for index in range(len(node.operands)):
        left = (*node.operands[:index], *node.operands[index + 1 :])
        yield "operand", left[0] if len(left) == 1 else replace(node, operands=left)


def _membership(_: Slips, node: tree.Membership) -> Iterator[tuple[Slip, Node]]:
    if len(node.tests) > 1:
        for index in range(len(node.tests)):
            yield "operand", replace(node, tests=(*node.tests[:index], *node.tests[index + 1 :]))


def _filter(_: Slips, node: tree.Filter) -> Iterator[tuple[Slip, Node]]:
    yield "filter", node.source


def _text(slips: Slips, node: tree.TextLiteral) -> Iterator[tuple[Slip, Node]]:
    return slips.exchanged(node)


def _truth(_: Slips, node: tree.BooleanLiteral) -> Iterator[tuple[Slip, Node]]:
    yield "truth", replace(node, value=not node.value)


def _if(_: Slips, node: tree.If) -> Iterator[tuple[Slip, Node]]:
    yield "branch", replace(node, then=node.otherwise, otherwise=node.then)


def _quantified(_: Slips, node: tree.Quantified) -> Iterator[tuple[Slip, Node]]:
    yield "quantifier", replace(node, quantifier="every" if node.quantifier == "some" else "some")


def _arithmetic(_: Slips, node: tree.Arithmetic) -> Iterator[tuple[Slip, Node]]:
    if node.operator in ("+", "-"):
        yield "arithmetic", replace(node, operator="-" if node.operator == "+" else "+")


def _time(_: Slips, node: tree.Name) -> Iterator[tuple[Slip, Node]]:
    if node.name in _TIMES:
        yield "date", tree.Arithmetic("-", node, _TIMES[node.name])
        yield "date", tree.Arithmetic("+", node, _TIMES[node.name])


def _day(_: Slips, node: tree.TemporalLiteral) -> Iterator[tuple[Slip, Node]]:
    day = parse_day(node.text)
    beside = (day.toordinal() - 1, day.toordinal() + 1) if day is not None else ()
    yield from (("date", replace(node, text=str(date.fromordinal(n)))) for n in beside if n in _CALENDAR)


def _range(_: Slips, node: tree.Range) -> Iterator[tuple[Slip, Node]]:
    yield "range", replace(node, low_closed=not node.low_closed)
    yield "range", replace(node, high_closed=not node.high_closed)


def _call(_: Slips, node: tree.Call) -> Iterator[tuple[Slip, Node]]:
    if node.function == tree.Name("distinct values") and len(node.arguments) == 1:
        yield "distinct", node.arguments[0]
    if node.function == tree.Name("not") and len(node.arguments) == 1:
        yield "truth", node.arguments[0]


_MADE: Mapping[type, tuple[Callable[[Slips, Any], Iterator[tuple[Slip, Node]]], ...]] = {
    tree.NumberLiteral: (_number,),
    tree.Comparison: (_compared,),
    tree.UnaryTest: (_compared,),
    tree.Logic: (_logic,),
    tree.Membership: (_membership,),
    tree.Filter: (_filter,),
    tree.TextLiteral: (_text,),
    tree.BooleanLiteral: (_truth,),
    tree.If: (_if,),
    tree.Quantified: (_quantified,),
    tree.Arithmetic: (_arithmetic,),
    tree.Name: (_time,),
    tree.TemporalLiteral: (_day,),
    tree.Range: (_range,),
    tree.Call: (_call,),
}
