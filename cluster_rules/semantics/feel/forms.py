"""What each form of expression means, one function for each. Raises `Undefined` where there is no value."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from cluster_rules.model import expressions as tree
from cluster_rules.model.expressions import Node
from cluster_rules.model.units import unit
from cluster_rules.semantics.feel import operators, properties
from cluster_rules.semantics.feel.failures import Undefined
from cluster_rules.semantics.feel.library import FUNCTIONS
from cluster_rules.semantics.feel.scope import Scope
from cluster_rules.semantics.feel.temporal_text import parse_temporal
from cluster_rules.semantics.feel.types import conforms
from cluster_rules.semantics.feel.values import Closure, HalfRange, Range, Value, equal, holds, is_number, kind, within

if TYPE_CHECKING:
    from cluster_rules.semantics.feel.evaluation import Evaluation


def is_constant(node: Node) -> bool:
    if isinstance(node, tree.Negation):
        return isinstance(node.operand, tree.NumberLiteral)
    if isinstance(node, tree.Call):
        named = isinstance(node.function, tree.Name) and node.function.name in _CONSTRUCTORS
        return named and all(is_constant(argument) for argument in node.arguments)
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
    raise Undefined("CR351", name=node.name, near=_nearest(run, node.name, scope.visible()))


#: Characters of a name for which a similar one is sought.
_LONGEST_NAME = 60


def _nearest(run: Evaluation, name: str, names: list[str]) -> str:
    """The name that is most like `name`. It is dear, and paid for: the note is made each time, and kept once."""
    near = [other for other in names[:1000] if len(other) <= _LONGEST_NAME] if len(name) <= _LONGEST_NAME else []
    run.budget.spend(10 * (1 + len(near)))
    return (get_close_matches(name, near, 1, 0.5) or [""])[0]


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
            near = _nearest(run, node.function.name, list(FUNCTIONS))
            raise Undefined("CR352", name=node.function.name, near=near)
        function = function if known else FUNCTIONS[node.function.name]
    else:
        function = run.value(node.function, scope)
    return run.call(function, [run.value(argument, scope) for argument in node.arguments], node.names)


def _arithmetic(run: Evaluation, node: tree.Arithmetic, scope: Scope) -> Value:
    left, right = run.value(node.left, scope), run.value(node.right, scope)
    return operators.arithmetic(run.budget, node.operator, left, right)


def _comparison(run: Evaluation, node: tree.Comparison, scope: Scope) -> Value:
    left, right = run.value(node.left, scope), run.value(node.right, scope)
    run.budget.weigh(left)
    return holds(node.operator, left, right)


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
    value = run.value(node.value, scope)
    run.budget.weigh(value)
    return within(value, Range(low, high))


def range_value(run: Evaluation, node: tree.Range, scope: Scope) -> Range:
    low, high = run.value(node.low, scope), run.value(node.high, scope)
    if low is not None and high is not None:
        holds("<=", low, high)
    return Range(low, high, node.low_closed, node.high_closed)


def _half_range(run: Evaluation, node: tree.UnaryTest, scope: Scope) -> Value:
    return HalfRange(node.operator, run.value(node.operand, scope))


def _membership(run: Evaluation, node: tree.Membership, scope: Scope) -> Value:
    """Whether one of the tests holds of the value, which they may also call `?`."""
    value = run.value(node.value, scope)
    run.budget.weigh(value)
    inner = Scope({tree.SUBJECT: value}, scope)
    unknown: Undefined | None = None
    for test in node.tests:
        try:
            if _passes(run, value, run.value(test, inner), test):
                return True
        except Undefined as why:
            unknown = why
    if unknown is not None:
        raise unknown
    return False


def _passes(run: Evaluation, value: Value, test: Value, node: Node) -> bool:
    if isinstance(test, Range | HalfRange) and not isinstance(value, Range | HalfRange):
        return within(value, test)
    if isinstance(test, list):
        run.budget.weigh_against(test, value)
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


def _instance(run: Evaluation, node: tree.InstanceOf, scope: Scope) -> Value:
    value = run.value(node.value, scope)
    run.budget.weigh(value)
    return conforms(value, node.type)


FORMS: dict[type, Callable[[Evaluation, Any, Scope], Value]] = {
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
    tree.Range: range_value,
    tree.UnaryTest: _half_range,
    tree.Membership: _membership,
    tree.If: _if,
    tree.For: _for,
    tree.Quantified: _quantified,
    tree.ListLiteral: _list,
    tree.ContextLiteral: _context,
    tree.FunctionLiteral: lambda run, node, scope: Closure(node.parameters, node.body, scope),
    tree.InstanceOf: _instance,
}
