"""Lists in a ruleset: registers, filters, columns, quantifiers and membership."""

from __future__ import annotations

from cluster_rules.compiler.comparing import comparison, within
from cluster_rules.compiler.lowering import against, meaning, scalar, truth
from cluster_rules.compiler.scope import Column, Items, Meaning, RecordVariable, Rows, Scope
from cluster_rules.compiler.typing import refuse, require_possible_text
from cluster_rules.language import applied, print_expression
from cluster_rules.model import expressions as tree
from cluster_rules.model import ir
from cluster_rules.model.types import NUMBER, TextType

#: A quantifier over a range written out becomes as many comparisons.
MAX_WRITTEN_OUT = 100


@meaning.register
def filtered(node: tree.Filter, scope: Scope) -> Meaning:
    """Rows, or a column, cut down by a condition."""
    source = meaning(node.source, scope)
    if isinstance(source, Rows):
        if isinstance(node.condition, tree.NumberLiteral | tree.Negation):
            key = "、".join(scope.world.dictionary.registers[source.register].key)
            raise refuse("CR390", node, text=print_expression(node), key=key)
        inner = scope.with_record(source.register, source.slot)
        rows = source.where(truth(node.condition, inner))
        return Rows(rows.register, rows.slot, rows.conditions, print_expression(node))
    if isinstance(source, Column) and not source.distinct:
        inner = scope.with_record(source.rows.register, source.rows.slot).with_value("item", source.value)
        return Column(source.rows.where(truth(node.condition, inner)), source.value)
    raise refuse("CR208", node, text=print_expression(node.source))


@meaning.register
def mapped(node: tree.For, scope: Scope) -> Meaning:
    """`for e in rows return value`: a computed column."""
    if len(node.iterators) != 1 or node.iterators[0].end is not None:
        raise refuse("CR213", node, text=print_expression(node))
    name, domain, _ = node.iterators[0]
    rows = _rows(domain, scope)
    return Column(rows, scalar(node.body, scope.with_record(rows.register, rows.slot, name)))


def _rows(node: tree.Node, scope: Scope) -> Rows:
    found = meaning(node, scope)
    if not isinstance(found, Rows):
        raise refuse("CR208", node, text=print_expression(node))
    return found


@meaning.register
def quantified(node: tree.Quantified, scope: Scope) -> ir.Expression:
    """`some` and `every` over records, or over a list or range that is written out."""
    (name, domain, end), *rest = node.iterators
    remaining = node.condition
    if rest:
        remaining = tree.Quantified(node.quantifier, tuple(rest), node.condition, span=node.span)
    text = print_expression(node)
    found = Items(_written_out(domain, end, node)) if end is not None else meaning(domain, scope)
    if isinstance(found, Items):
        operands = tuple(truth(remaining, scope.with_value(name, item)) for item in found.values)
        return ir.Connective("or" if node.quantifier == "some" else "and", operands, text=text)
    rows = _quantified_rows(found, domain)
    local = found.value if isinstance(found, Column) else RecordVariable(rows.register, rows.slot)
    inner = scope.with_record(rows.register, rows.slot, name).with_value(name, local)
    return ir.Quantifier(node.quantifier, rows.selection(), truth(remaining, inner), text=text)


def _quantified_rows(found: Meaning, node: tree.Node) -> Rows:
    if isinstance(found, Column):
        return found.rows
    if isinstance(found, Rows):
        return found
    raise refuse("CR208", node, text=print_expression(node))


def _written_out(low: tree.Node, high: tree.Node, node: tree.Node) -> tuple[ir.Expression, ...]:
    bounds = (low, high)
    if not all(isinstance(end, tree.NumberLiteral) and isinstance(end.value, int) for end in bounds):
        raise refuse("CR213", node, text=print_expression(node))
    first, last = (int(end.value) for end in bounds if isinstance(end, tree.NumberLiteral))
    if last - first >= MAX_WRITTEN_OUT:
        raise refuse("CR213", node, text=print_expression(node))
    return tuple(ir.Constant(NUMBER, value, text=str(value)) for value in range(first, last + 1))


@meaning.register
def membership(node: tree.Membership, scope: Scope) -> ir.Expression:
    """`x in (…)`: texts are settled as a set; other tests are a disjunction; a column is searched."""
    value = scalar(node.value, scope)
    items = [item for test in node.tests for item in _items(test)]
    constants = [item.value for item in items if isinstance(item, tree.TextLiteral)]
    if isinstance(value.type, TextType) and len(constants) == len(items):
        for item in items:
            require_possible_text(value, scalar(item, scope), item)
        return ir.OneOf(value, frozenset(constants), text=print_expression(node))
    tests = tuple(_test(item, node.value, value, scope) for item in items)
    return tests[0] if len(tests) == 1 else ir.Connective("or", tests, text=print_expression(node))


def _items(test: tree.Node) -> tuple[tree.Node, ...]:
    return test.items if isinstance(test, tree.ListLiteral) else (test,)


def _test(test: tree.Node, subject: tree.Node, value: ir.Expression, scope: Scope) -> ir.Expression:
    if isinstance(test, tree.Range):
        return _in_range(test, value, scope)
    if isinstance(test, tree.UnaryTest):
        return against(test.operator, value, test.operand, scope)
    found = meaning(test, scope)
    if isinstance(found, Column):
        same = comparison("=", found.value, value, test)
        return ir.Quantifier("some", found.rows.selection(), same, text=print_expression(test))
    return truth(applied(test, subject), scope)


def _in_range(test: tree.Range, value: ir.Expression, scope: Scope) -> ir.Expression:
    ends: list[ir.Expression] = []
    if test.low is not None:
        ends.append(against(">=" if test.low_closed else ">", value, test.low, scope))
    if test.high is not None:
        ends.append(against("<=" if test.high_closed else "<", value, test.high, scope))
    return within(ends[0], ends[1], test) if len(ends) == 2 else ends[0]


def column(node: tree.Node, scope: Scope) -> Column:
    """`node` as one value of each row."""
    found = meaning(node, scope)
    if isinstance(found, Column):
        return found
    if isinstance(found, Rows):
        raise refuse("CR386", node, text=print_expression(node), field=next(scope.fields(found.register), ""))
    raise refuse("CR208", node, text=print_expression(node))
