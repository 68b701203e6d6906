"""What every expression means in FEEL: three-valued, exact, and null with a note where there is no value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cluster_rules.model import expressions as tree
from cluster_rules.model.expressions import Node, Span
from cluster_rules.model.limits import Limits
from cluster_rules.model.units import unit
from cluster_rules.semantics.feel import operators, properties
from cluster_rules.semantics.feel import temporal as t
from cluster_rules.semantics.feel.budget import Budget
from cluster_rules.semantics.feel.failures import Exhausted, Note, Undefined
from cluster_rules.semantics.feel.library import FUNCTIONS
from cluster_rules.semantics.feel.signatures import BuiltIn, chosen
from cluster_rules.semantics.feel.temporal_text import parse_temporal
from cluster_rules.semantics.feel.types import conforms
from cluster_rules.semantics.feel.values import (
    Closure,
    HalfRange,
    Range,
    Value,
    equal,
    holds,
    is_number,
    kind,
    within,
)


class Scope(NamedTuple):
    """Names and their values, and the scope around them."""

    names: Mapping[str, Value]
    around: Scope | None = None

    def find(self, name: str) -> tuple[bool, Value]:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return True, scope.names[name]
            scope = scope.around
        return False, None

    def visible(self) -> list[str]:
        """Every name in sight, for suggestions."""
        return [*self.names, *(self.around.visible() if self.around else ())]


class Evaluation:
    """One evaluation: its budget, its clock and its notes."""

    def __init__(self, limits: Limits, now: dt.datetime, parse: Callable[[str], Node]) -> None:
        self.budget = Budget(limits)
        self.now = now
        self.parse = parse
        #: The first note at each place, in order of evaluation.
        self.notes: dict[tuple[str, Span], Note] = {}

    def note(self, code: str, span: Span, values: dict[str, str]) -> None:
        self.notes.setdefault((code, span), Note(code, span, values))

    def value(self, node: Node, scope: Scope) -> Value:
        """The value of `node`: null, with a note, where it has none."""
        try:
            self.budget.spend()
            return _FORMS[type(node)](self, node, scope)
        except Undefined as why:
            self.note(why.code, node.span, why.values)
            return None
        except Exhausted as stop:
            stop.span = stop.span or node.span
            raise

    def arithmetic(self, operator: str, left: Value, right: Value) -> Value:
        self.budget.spend()
        return operators.arithmetic(self.budget, operator, left, right)

    def made(self, items: list[Value]) -> list[Value]:
        """`items`, a new list within the limits."""
        self.budget.room_for_items(len(items))
        return items

    def call(self, function: Value, arguments: Sequence[Value], names: Sequence[str] = ()) -> Value:
        """The value of a call; raises `Undefined`."""
        if isinstance(function, BuiltIn):
            signature, fitted = chosen(function, arguments, names)
            return signature.implementation(*([self] if signature.runs else []), *fitted)
        if not isinstance(function, Closure):
            raise Undefined("CR353", actual=kind(function))
        bound = self.bound(function, arguments, names)
        self.budget.enter_call()
        result = self.value(function.body, Scope(bound, function.scope))
        self.budget.leave_call()
        return result

    def bound(self, function: Closure, arguments: Sequence[Value], names: Sequence[str]) -> dict[str, Value]:
        """The parameters of `function` with the arguments given for them."""
        declared = [name for name, _ in function.parameters]
        given = dict(zip(names or declared, arguments, strict=False))
        if len(arguments) != len(declared) or given.keys() != set(declared):
            raise Undefined("CR358", function="function", signature=f"function({', '.join(declared)})")
        for name, type_ in function.parameters:
            if type_ is not None and given[name] is not None and not conforms(given[name], type_):
                raise Undefined(
                    "CR357", function="function", parameter=name, expected=type_.name, actual=kind(given[name])
                )
        return given

    def range_from(self, text: str) -> Range:
        """The range that `text` spells; only literals and constructors of temporal values may be its ends."""
        try:
            node = self.parse(text)
        except Exception as refused:
            raise Undefined("CR355", text=text[:60], type="range") from refused
        if not isinstance(node, tree.Range) or not all(_is_constant(end) for end in (node.low, node.high)):
            raise Undefined("CR355", text=text[:60], type="range")
        return _range(self, node, Scope({}))

    def truth(self, node: Node, scope: Scope) -> bool | None:
        """The value of `node` as a truth; anything but a truth or null is null, with a note."""
        value = self.value(node, scope)
        if value is None or isinstance(value, bool):
            return value
        self.note("CR363", node.span, {"actual": kind(value)})
        return None

    def bindings(self, iterators: Sequence[tree.Iterator], scope: Scope) -> Iterator[Scope]:
        """A scope for each combination of the iterators' items; later ones vary fastest and see earlier ones."""
        if not iterators:
            yield scope
            return
        first, *others = iterators
        for item in self.domain(first, scope):
            yield from self.bindings(others, Scope({first.name: item}, scope))

    def domain(self, iterator: tree.Iterator, scope: Scope) -> Iterator[Value]:
        found = self.value(iterator.domain, scope)
        if iterator.end is not None:
            found = Range(found, self.value(iterator.end, scope))
        if isinstance(found, Range):
            return self.steps_of(found)
        if found is None or isinstance(found, HalfRange):
            raise Undefined("CR366", actual=kind(found))
        return iter(found if isinstance(found, list) else [found])

    def steps_of(self, bounds: Range) -> Iterator[Value]:
        """The whole numbers or days of a range, downwards where its end comes first."""
        low, high = bounds.low, bounds.high
        if isinstance(low, t.Date) and isinstance(high, t.Date):
            return (t.date_from_ordinal(day) for day in self.whole(bounds, low.ordinal, high.ordinal))
        if type(low) is not int or type(high) is not int:
            raise Undefined("CR366", actual=f"range<{kind(low)}>")
        return iter(self.whole(bounds, low, high))

    def whole(self, bounds: Range, low: int, high: int) -> range:
        step = 1 if low <= high else -1
        first = low if bounds.low_closed else low + step
        last = high if bounds.high_closed else high - step
        self.budget.room_for_items(min(abs(last - first) + 1, 2**62))
        return range(first, last + step, step)


def _is_constant(node: Node) -> bool:
    if isinstance(node, tree.Negation):
        return isinstance(node.operand, tree.NumberLiteral)
    if isinstance(node, tree.Call):
        named = isinstance(node.function, tree.Name) and node.function.name in _CONSTRUCTORS
        return named and all(_is_constant(argument) for argument in node.arguments)
    return isinstance(node, tree.NumberLiteral | tree.TextLiteral | tree.TemporalLiteral)


_CONSTRUCTORS = frozenset({"date", "time", "date and time", "duration"})


def _number(run: Evaluation, node: tree.NumberLiteral, scope: Scope) -> Value:
    """A quantity is its number in the base unit of its dimension: `300 亿元` is 30 000 000 000, `2%` is 1/50."""
    written = unit(node.unit) if node.unit else None
    return written.to_base(node.value) if written else node.value


def _name(run: Evaluation, node: tree.Name, scope: Scope) -> Value:
    known, value = scope.find(node.name)
    if known:
        return value
    if node.name in FUNCTIONS:
        return FUNCTIONS[node.name]
    raise Undefined("CR351", name=node.name, near=_nearest(node.name, scope.visible()))


def _nearest(name: str, names: list[str]) -> str:
    from difflib import get_close_matches

    return (get_close_matches(name, names[:1000], 1, 0.5) or ["—"])[0]


def _path(run: Evaluation, node: tree.Path, scope: Scope) -> Value:
    source = run.value(node.source, scope)
    if not isinstance(source, list):
        return properties.field(source, node.name)
    run.budget.room_for_items(len(source))
    return [_field_or_null(item, node.name) for item in source]


def _field_or_null(item: Value, name: str) -> Value:
    if isinstance(item, dict):
        return item.get(name)
    try:
        return properties.field(item, name)
    except Undefined:
        return None


def _filter(run: Evaluation, node: tree.Filter, scope: Scope) -> Value:
    source = run.value(node.source, scope)
    items = source if isinstance(source, list) else [] if source is None else [source]
    index = _index(run, node.condition, scope)
    if index is not None or not items:
        return None if index is None and items else _item(items, index) if index is not None else []
    kept: list[Value] = []
    for position, item in enumerate(items):
        inner = Scope(item if isinstance(item, dict) else {}, Scope({"item": item}, scope))
        chosen_by = run.value(node.condition, inner)
        if position == 0 and is_number(chosen_by):
            return _item(items, chosen_by)
        if chosen_by is True:
            kept.append(item)
        elif chosen_by is not None and chosen_by is not False:
            run.note("CR363", node.condition.span, {"actual": kind(chosen_by)})
    return run.made(kept)


def _index(run: Evaluation, condition: Node, scope: Scope) -> Value:
    """The index that a literal condition states; None where the condition has to be asked of each item."""
    literal = condition.operand if isinstance(condition, tree.Negation) else condition
    return run.value(condition, scope) if isinstance(literal, tree.NumberLiteral) else None


def _item(items: list[Value], index: Value) -> Value:
    if not isinstance(index, int) or not 1 <= abs(index) <= len(items):
        raise Undefined("CR359", index=index, count=len(items))
    return items[index - 1 if index > 0 else index]


def _call(run: Evaluation, node: tree.Call, scope: Scope) -> Value:
    if isinstance(node.function, tree.Name):
        known, function = scope.find(node.function.name)
        if not known and node.function.name not in FUNCTIONS:
            near = _nearest(node.function.name, list(FUNCTIONS))
            raise Undefined("CR352", name=node.function.name, near=near)
        function = function if known else FUNCTIONS[node.function.name]
    else:
        function = run.value(node.function, scope)
    return run.call(function, [run.value(argument, scope) for argument in node.arguments], node.names)


def _arithmetic(run: Evaluation, node: tree.Arithmetic, scope: Scope) -> Value:
    left, right = run.value(node.left, scope), run.value(node.right, scope)
    return operators.arithmetic(run.budget, node.operator, left, right)


def _comparison(run: Evaluation, node: tree.Comparison, scope: Scope) -> Value:
    return holds(node.operator, run.value(node.left, scope), run.value(node.right, scope))


def _logic(run: Evaluation, node: tree.Logic, scope: Scope) -> Value:
    """Kleene's connectives. The operand that settles the result is the last one evaluated."""
    settling = node.operator == "or"
    result: bool | None = not settling
    for operand in node.operands:
        truth = run.truth(operand, scope)
        if truth is settling:
            return settling
        result = None if truth is None else result
    return result


def _between(run: Evaluation, node: tree.Between, scope: Scope) -> Value:
    low, high = run.value(node.low, scope), run.value(node.high, scope)
    return within(run.value(node.value, scope), Range(low, high))


def _range(run: Evaluation, node: tree.Range, scope: Scope) -> Range:
    low, high = run.value(node.low, scope), run.value(node.high, scope)
    if low is not None and high is not None:
        holds("<=", low, high)
    return Range(low, high, node.low_closed, node.high_closed)


def _half_range(run: Evaluation, node: tree.UnaryTest, scope: Scope) -> Value:
    return HalfRange(node.operator, run.value(node.operand, scope))


def _membership(run: Evaluation, node: tree.Membership, scope: Scope) -> Value:
    """Whether one of the tests holds of the value, which they may also call `?`."""
    value = run.value(node.value, scope)
    inner = Scope({tree.SUBJECT: value}, scope)
    unknown: Undefined | None = None
    for test in node.tests:
        try:
            if _passes(value, run.value(test, inner), test):
                return True
        except Undefined as why:
            unknown = why
    if unknown is not None:
        raise unknown
    return False


def _passes(value: Value, test: Value, node: Node) -> bool:
    if isinstance(test, Range | HalfRange) and not isinstance(value, Range | HalfRange):
        return within(value, test)
    if isinstance(test, list):
        return any(_contains(item, value) for item in test) or equal(value, test) is True
    if isinstance(test, bool) and _mentions_subject(node):
        return test
    return holds("=", value, test)


def _contains(item: Value, value: Value) -> bool:
    if isinstance(item, Range | HalfRange) and not isinstance(value, Range | HalfRange):
        try:
            return within(value, item)
        except Undefined:
            return False
    return equal(item, value) is True


def _mentions_subject(node: Node) -> bool:
    return node == tree.Name(tree.SUBJECT) or any(_mentions_subject(child) for child in tree.children(node))


def _if(run: Evaluation, node: tree.If, scope: Scope) -> Value:
    return run.value(node.then if run.truth(node.condition, scope) is True else node.otherwise, scope)


def _for(run: Evaluation, node: tree.For, scope: Scope) -> Value:
    results: list[Value] = []
    partial = _mentions(node.body, "partial")
    for inner in run.bindings(node.iterators, scope):
        seen = Scope({"partial": run.made(list(results))}, inner) if partial else inner
        results.append(run.value(node.body, seen))
    return run.made(results)


def _mentions(node: Node, name: str) -> bool:
    return node == tree.Name(name) or any(_mentions(child, name) for child in tree.children(node))


def _quantified(run: Evaluation, node: tree.Quantified, scope: Scope) -> Value:
    settling = node.quantifier == "some"
    result: bool | None = not settling
    for inner in run.bindings(node.iterators, scope):
        truth = run.truth(node.condition, inner)
        if truth is settling:
            return settling
        result = None if truth is None else result
    return result


def _list(run: Evaluation, node: tree.ListLiteral, scope: Scope) -> Value:
    return run.made([run.value(item, scope) for item in node.items])


def _context(run: Evaluation, node: tree.ContextLiteral, scope: Scope) -> Value:
    """Each entry sees those before it."""
    made: dict[str, Value] = {}
    inner = Scope(made, scope)
    for key, value in node.entries:
        made[key] = run.value(value, inner)
    return made


_FORMS: dict[type, Callable[[Evaluation, Any, Scope], Value]] = {
    tree.NumberLiteral: _number,
    tree.TextLiteral: lambda run, node, scope: node.value,
    tree.BooleanLiteral: lambda run, node, scope: node.value,
    tree.NullLiteral: lambda run, node, scope: None,
    tree.TemporalLiteral: lambda run, node, scope: parse_temporal(node.text),
    tree.Name: _name,
    tree.Path: _path,
    tree.Filter: _filter,
    tree.Call: _call,
    tree.Negation: lambda run, node, scope: operators.negated(run.value(node.operand, scope)),
    tree.Arithmetic: _arithmetic,
    tree.Comparison: _comparison,
    tree.Logic: _logic,
    tree.Between: _between,
    tree.Range: _range,
    tree.UnaryTest: _half_range,
    tree.Membership: _membership,
    tree.If: _if,
    tree.For: _for,
    tree.Quantified: _quantified,
    tree.ListLiteral: _list,
    tree.ContextLiteral: _context,
    tree.FunctionLiteral: lambda run, node, scope: Closure(node.parameters, node.body, scope),
    tree.InstanceOf: lambda run, node, scope: conforms(run.value(node.value, scope), node.type),
}
