"""From trees to typed expressions: names become facts, fields and definitions; units become base units.

What is ill-typed is refused here with the span of the culprit. Lists and calls are in `listing` and `calls`, which
register their nodes with `meaning`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import singledispatch
from typing import Any, TypeVar

from cluster_rules.compiler import advice
from cluster_rules.compiler.comparing import comparison, require_plain_share, within
from cluster_rules.compiler.ratios import ratio_of
from cluster_rules.compiler.scope import (
    Column,
    Definition,
    Expansion,
    Items,
    Meaning,
    RecordVariable,
    Rows,
    Scope,
    Table,
)
from cluster_rules.compiler.sizes import Sizes, size_of
from cluster_rules.compiler.suggest import closest
from cluster_rules.compiler.typing import (
    ONE_NUMBER,
    adapt,
    expect_boolean,
    is_number,
    named,
    refuse,
    require_numbers,
    same_type,
    sum_type,
)
from cluster_rules.compiler.unknown import unknown_name
from cluster_rules.language import applied, print_expression
from cluster_rules.language.characters import apart
from cluster_rules.language.places import ExpressionError
from cluster_rules.model import expressions as tree
from cluster_rules.model import ir
from cluster_rules.model.days import parse_day
from cluster_rules.model.types import BOOLEAN, DATE, TEXT, DateType, NumberType, TextType
from cluster_rules.model.units import UNITS, multiply
from cluster_rules.model.units import unit as unit_named
from cluster_rules.semantics.dependencies import walk

T = TypeVar("T")


class BrokenDefinitionError(Exception):
    """An expression uses a definition that has been refused already: there is nothing new to report."""


def scalar(node: tree.Node, scope: Scope) -> ir.Expression:
    """`node` as one value. A column stands for its one row where the identity key is pinned."""
    return single(meaning(node, scope), node, scope)


def truth(node: tree.Node, scope: Scope) -> ir.Expression:
    """`node` as a truth value."""
    return expect_boolean(scalar(node, scope), node)


def single(value: Meaning, node: tree.Node, scope: Scope) -> ir.Expression:
    """A meaning used as one value: a column stands for the one row that its key pins down."""
    if isinstance(value, Column):
        if value.distinct:
            raise refuse("CR389", node, text=print_expression(node))
        _require_pinned(value.rows, node, scope)
        selection = value.rows.selection()
        return ir.Lookup(value.value.type, selection, value.value, text=print_expression(node))
    if isinstance(value, Rows | RecordVariable | Items):
        raise _no_value(value, node, scope)
    return value


def _no_value(value: Rows | RecordVariable | Items, node: tree.Node, scope: Scope) -> Exception:
    text = print_expression(node)
    if isinstance(value, RecordVariable):
        return refuse("CR387", node, text=text, field=next(scope.fields(value.register), ""))
    return refuse("CR388" if isinstance(value, Items) else "CR207", node, text=text)


def _require_pinned(rows: Rows, node: tree.Node, scope: Scope) -> None:
    """Refuses to take one row of a selection that could have several."""
    key = scope.world.dictionary.registers[rows.register].key
    missing = [name for name in key if not any(_pins(condition, rows.slot, name) for condition in rows.conditions)]
    if missing:
        raise refuse("CR212", node, text=print_expression(node), register=rows.register, key="、".join(missing))


def _pins(condition: ir.Expression, slot: int, name: str) -> bool:
    """Whether `condition` says that the key field equals something that does not depend on the row."""
    if not isinstance(condition, ir.Comparison) or condition.operator != "=":
        return False
    for side, other in ((condition.left, condition.right), (condition.right, condition.left)):
        if isinstance(side, ir.FieldReference) and (side.slot, side.name) == (slot, name):
            return not any(isinstance(part, ir.FieldReference) and part.slot == slot for part in walk(other))
    return False


@singledispatch
def meaning(node: Any, scope: Scope) -> Meaning:
    """What `node` stands for in `scope`; refuses what a ruleset cannot say."""
    raise refuse("CR213", node, text=print_expression(node))


@meaning.register
def _(node: tree.NumberLiteral, scope: Scope) -> Meaning:
    unit = unit_named(node.unit)
    if unit is None:
        raise refuse("CR216", node, unit=node.unit, close=closest(node.unit, UNITS))
    return ir.Constant(NumberType(unit.dimension), unit.to_base(node.value), node.unit, text=print_expression(node))


@meaning.register
def _(node: tree.TextLiteral, scope: Scope) -> Meaning:
    return ir.Constant(TEXT, node.value, text=print_expression(node))


@meaning.register
def _(node: tree.BooleanLiteral, scope: Scope) -> Meaning:
    return ir.Constant(BOOLEAN, node.value, text=print_expression(node))


@meaning.register
def _(node: tree.NullLiteral, scope: Scope) -> Meaning:
    raise refuse("CR210", node)


@meaning.register
def _(node: tree.TemporalLiteral, scope: Scope) -> Meaning:
    day = parse_day(node.text)
    if day is None:
        raise refuse("CR217", node, text=node.text)
    return ir.Constant(DATE, day, text=print_expression(node))


@meaning.register
def _(node: tree.Name, scope: Scope) -> Meaning:
    found = _local(node.name, scope) or _global(node, scope)
    if found is None:
        raise unknown_name(node, scope)
    return found


def _local(name: str, scope: Scope) -> Meaning | None:
    for local, value in scope.locals:
        if local == name:
            return value
        if not local and isinstance(value, RecordVariable):
            field = field_of(value, name, scope)
            if field is not None:
                return field
    return None


def _global(node: tree.Name, scope: Scope) -> Meaning | None:
    world, name = scope.world, node.name
    definition = world.definitions.get(("", name))
    if definition is not None:
        return expand(definition, scope.outermost())
    if name in world.dictionary.facts:
        world.touched.add(("", name))
        return ir.FactReference(world.dictionary.facts[name].type, name, text=name)
    if name in world.dictionary.registers:
        return Rows(name, scope.depth, text=name)
    return None


def field_of(record: RecordVariable, name: str, scope: Scope) -> Meaning | None:
    """The declared or derived field `name` of a record; None where there is none."""
    world = scope.world
    definition = world.definitions.get((record.register, name))
    if definition is not None:
        return expand(definition, scope.outermost().with_record(record.register, record.slot))
    declared = world.dictionary.registers[record.register].fields.get(name)
    if declared is None:
        return None
    world.touched.add((record.register, name))
    return ir.FieldReference(declared.type, record.slot, name, text=name)


def expand(definition: Definition, scope: Scope) -> Meaning:
    """What a definition stands for. One that leads back to itself is refused; a refused one is not reported again."""
    world = scope.world
    if (definition.of, definition.name) in world.broken:
        raise BrokenDefinitionError
    if definition.name in world.expanding:
        cycle = " → ".join([*world.expanding[world.expanding.index(definition.name) :], definition.name])
        raise CyclicDefinitionError(cycle)
    key = (definition.of, definition.name, _own_slot(scope), scope.depth)
    known = next((e for e in world.expansions.get(key, ()) if _holds(e, scope)), None)
    expansion = known or _expansion(definition, scope)
    if known is None:
        world.expansions.setdefault(key, []).append(expansion)
    world.used.update(choice for choice, _ in expansion.options)
    world.touched |= expansion.touched
    return expansion.found


def _own_slot(scope: Scope) -> int:
    return next((value.slot for _, value in scope.locals if isinstance(value, RecordVariable)), -1)


def _holds(expansion: Expansion, scope: Scope) -> bool:
    return all(scope.world.options.get(choice, "") == option for choice, option in expansion.options)


def _expansion(definition: Definition, scope: Scope) -> Expansion:
    """Lowers the body, noting the options it depended on and what it touched."""
    world = scope.world
    outer = world.used, world.touched
    world.used, world.touched = set(), {(definition.of, definition.name)}
    world.expanding.append(definition.name)
    try:
        body = world.body(definition)
        found = table(body, scope) if isinstance(body, Table) else meaning(body, scope)
        # People know it by the name of the definition.
        named = replace(found, text=definition.name) if isinstance(found, ir.Formula | Rows) else found
        bounded(named, definition.name, world.sizes)
        options = tuple((choice, world.options.get(choice, "")) for choice in sorted(world.used))
        return Expansion(options, named, frozenset(world.touched))
    finally:
        world.expanding.pop()
        world.used, world.touched = outer


def bounded(found: T, name: str, sizes: Sizes) -> T:
    """`found`, which `name` stands for, where it is not too large with its definitions put in."""
    if not size_of(found, sizes).is_bounded:
        raise OverlargeError(name)
    return found


class OverlargeError(Exception):
    """What `name`, the argument, stands for is too large."""


class CyclicDefinitionError(Exception):
    """Definitions that lead back to themselves; the argument names the cycle."""


@meaning.register
def _(node: tree.Path, scope: Scope) -> Meaning:
    source = meaning(node.source, scope)
    if isinstance(source, RecordVariable):
        return _field(source, node, scope)
    if isinstance(source, Rows):
        record = RecordVariable(source.register, source.slot)
        inner = scope.with_record(source.register, source.slot)
        return Column(source, _scalar_field(_field(record, node, inner), node))
    if isinstance(source, ir.Formula) and isinstance(source.type, DateType):
        example = f"{node.name}({print_expression(node.source)})" if node.name in ("year", "month") else ""
        raise refuse("CR391", node, name=node.name, text=print_expression(node.source), example=example)
    raise refuse("CR206", node, name=node.name, text=print_expression(node.source), close="", apart="")


def _field(record: RecordVariable, node: tree.Path, scope: Scope) -> Meaning:
    found = field_of(record, node.name, scope)
    if found is None:
        close = closest(node.name, scope.fields(record.register))
        values = {"name": node.name, "text": record.register, "close": close, "apart": apart(node.name, close)}
        raise refuse("CR206", node, **values)
    return found


def _scalar_field(value: Meaning, node: tree.Path) -> ir.Expression:
    if isinstance(value, Rows | Column | RecordVariable | Items):
        raise refuse("CR213", node, text=print_expression(node))
    return value


@meaning.register
def _(node: tree.Negation, scope: Scope) -> Meaning:
    operand = scalar(node.operand, scope)
    if not is_number(operand.type):
        raise refuse("CR202", node, **named(wanted=ONE_NUMBER, found=operand.type))
    if isinstance(operand, ir.Constant):
        return ir.Constant(operand.type, -operand.value, operand.unit, text=print_expression(node))  # type: ignore[operator]
    return ir.Negate(operand.type, operand, text=print_expression(node))


@meaning.register
def _(node: tree.Arithmetic, scope: Scope) -> Meaning:
    left, right = scalar(node.left, scope), scalar(node.right, scope)
    text = print_expression(node)
    if node.operator == "**":
        raise refuse("CR213", node, text=text)
    if node.operator in {"+", "-"}:
        left, right = adapt(left, right), adapt(right, left)
        return ir.Arithmetic(sum_type(left, right, node), node.operator, left, right, text=text)
    require_numbers(left, right, node)
    sign = 1 if node.operator == "*" else -1
    kind = NumberType(multiply(left.type.dimension, right.type.dimension, sign))  # type: ignore[union-attr]
    found = ratio_of(left, right, kind, text) if sign < 0 else None
    return found or ir.Arithmetic(kind, node.operator, left, right, text=text)


@meaning.register
def _(node: tree.Comparison, scope: Scope) -> Meaning:
    left, right = _sides(node, scope)
    for side, other, place in ((left, right, node.right), (right, left, node.left)):
        require_plain_share(side, other, place, scope)
    return comparison(node.operator, left, right, node)


def against(operator: tree.ComparisonOperator, value: ir.Expression, node: tree.Node, scope: Scope) -> ir.Expression:
    """The comparison of a value with `node`, at which it is refused."""
    other = scalar(node, scope)
    require_plain_share(value, other, node, scope)
    return comparison(operator, value, other, node)


def _sides(node: tree.Comparison, scope: Scope) -> tuple[ir.Expression, ir.Expression]:
    """Both sides. An unknown name beside a text was meant as a text."""
    try:
        left = scalar(node.left, scope)
        right = scalar(node.right, scope)
    except ExpressionError as error:
        for side, other in ((node.left, node.right), (node.right, node.left)):
            is_unknown = error.code == "CR201" and error.span == side.span and isinstance(side, tree.Name)
            if is_unknown and _is_text(other, scope):
                raise refuse("CR384", side, name=side.name) from None  # type: ignore[union-attr]
        raise
    return left, right


def _is_text(node: tree.Node, scope: Scope) -> bool:
    try:
        return isinstance(scalar(node, scope).type, TextType)
    except ExpressionError:
        return False


@meaning.register
def _(node: tree.Logic, scope: Scope) -> Meaning:
    first = truth(node.operands[0], scope)
    if example := advice.for_alternatives(node):
        raise refuse("CR385", node, example=example)
    operands = (first, *(truth(operand, scope) for operand in node.operands[1:]))
    return ir.Connective(node.operator, operands, text=print_expression(node))


@meaning.register
def _(node: tree.Between, scope: Scope) -> Meaning:
    value = scalar(node.value, scope)
    return within(against(">=", value, node.low, scope), against("<=", value, node.high, scope), node)


@meaning.register
def _(node: tree.If, scope: Scope) -> Meaning:
    condition = truth(node.condition, scope)
    then, otherwise = scalar(node.then, scope), scalar(node.otherwise, scope)
    then, otherwise = adapt(then, otherwise), adapt(otherwise, then)
    if not same_type(then.type, otherwise.type):
        raise refuse("CR218", node, **named(left=then.type, right=otherwise.type))
    return ir.Choose(then.type, condition, then, otherwise, text=print_expression(node))


def table(body: Table, scope: Scope) -> ir.Expression:
    """A table as typed cases. Its coverage is checked where it is declared."""
    cases: list[tuple[ir.Expression, ir.Expression]] = []
    for tier in body.tiers:
        value = scalar(tier.then, scope)
        if cases and not same_type(cases[0][1].type, (value := adapt(value, cases[0][1])).type):
            raise refuse("CR218", tier.then, **named(left=cases[0][1].type, right=value.type))
        cases.append((truth(applied(tier.when, body.by), scope), value))
    return ir.Tiers(cases[0][1].type, tuple(cases), text=f"按 {print_expression(body.by)} 分档")


@meaning.register
def _(node: tree.ListLiteral, scope: Scope) -> Meaning:
    return Items(tuple(scalar(item, scope) for item in node.items))


@meaning.register
def _(node: tree.Call, scope: Scope) -> Meaning:
    from cluster_rules.compiler.calls import call

    return call(node, scope)
