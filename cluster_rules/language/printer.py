"""A tree to text in the canonical spelling. Parsing the text gives the same tree."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

from cluster_rules.language.levels import COMPARISON, INSTANCE, NEGATION, POSTFIX, SUM, TEXTUAL, level_of
from cluster_rules.language.names import is_word
from cluster_rules.language.texts import write_text
from cluster_rules.model import expressions as tree
from cluster_rules.model.expressions import Node
from cluster_rules.model.limits import DEFAULT_LIMITS
from cluster_rules.model.numbers import Number, format_number

_OPEN_TYPE = re.compile(r" instance of (?:list|context|function|range)$")


def print_expression(node: Node) -> str:
    """`node` in the canonical spelling; a test is written without its subject."""
    return _test(node, TEXTUAL)


def print_type(type_: tree.TypeExpression) -> str:
    """`type_` in the canonical spelling."""
    inner = [print_type(argument) for argument in type_.arguments]
    if type_.names:
        inner = [f"{_key(name)}: {text}" for name, text in zip(type_.names, inner, strict=True)]
    if type_.result is not None:
        return f"{type_.name}<{', '.join(inner)}> -> {print_type(type_.result)}"
    return f"{type_.name}<{', '.join(inner)}>" if inner else type_.name


def print_number(value: Number) -> str:
    """A number literal for `value`, which has a finite decimal expansion; an exponent where the digits are too many."""
    plain = format_number(value)
    if len(plain.replace(".", "").lstrip("0")) <= DEFAULT_LIMITS.digits:
        return plain
    digits = plain.replace(".", "").strip("0")
    exponent = len(plain) - len(plain.rstrip("0"))
    limit = DEFAULT_LIMITS.exponent
    return f"{digits}{'0' * max(0, exponent - limit)}e{min(exponent, limit)}"


def _at(node: Node, level: int) -> str:
    """`node` where something that binds as strongly as `level` is due: in brackets if it is weaker."""
    text = _WRITERS[type(node)](node)
    return f"({text})" if level_of(node) < level or isinstance(node, tree.UnaryTest) else text


def _test(node: Node, level: int) -> str:
    return _unary(node) if isinstance(node, tree.UnaryTest) else _at(node, level)


def _list(nodes: tuple[Node, ...]) -> str:
    return ", ".join(_at(node, TEXTUAL) for node in nodes)


def _number(node: tree.NumberLiteral) -> str:
    number = print_number(node.value)
    return number + node.unit if node.unit[:1] in ("%", "‰") else f"{number} {node.unit}".rstrip()


def _unary(node: tree.UnaryTest) -> str:
    return f"{node.operator} {_at(node.operand, SUM)}"


def _call(node: tree.Call) -> str:
    arguments = [_at(argument, TEXTUAL) for argument in node.arguments]
    if node.names:
        arguments = [f"{name}: {text}" for name, text in zip(node.names, arguments, strict=True)]
    return f"{_at(node.function, POSTFIX)}({', '.join(arguments)})"


def _logic(node: tree.Logic) -> str:
    level = level_of(node) + 1
    return f" {node.operator} ".join(_at(operand, level) for operand in node.operands)


def _arithmetic(node: tree.Arithmetic) -> str:
    level = level_of(node)
    return f"{_at(node.left, level)} {node.operator} {_at(node.right, level + 1)}"


def _comparison(node: tree.Comparison) -> str:
    left = _at(node.left, SUM)
    # After a type that may have arguments, `<` would open them.
    if node.operator == "<" and _OPEN_TYPE.search(left):
        left = f"({left})"
    return f"{left} {node.operator} {_at(node.right, SUM)}"


def _between(node: tree.Between) -> str:
    return f"{_at(node.value, SUM)} between {_at(node.low, SUM)} and {_at(node.high, SUM)}"


def _range(node: tree.Range) -> str:
    opening, closing = "[" if node.low_closed else "(", "]" if node.high_closed else ")"
    return f"{opening}{_at(node.low, SUM)}..{_at(node.high, SUM)}{closing}"


def _membership(node: tree.Membership) -> str:
    value = _at(node.value, SUM)
    if len(node.tests) == 1:
        return f"{value} in {_test(node.tests[0], SUM)}"
    return f"{value} in ({', '.join(_test(test, TEXTUAL) for test in node.tests)})"


def _if(node: tree.If) -> str:
    condition, then, otherwise = (_at(part, TEXTUAL) for part in (node.condition, node.then, node.otherwise))
    return f"if {condition} then {then} else {otherwise}"


def _iterators(iterators: tuple[tree.Iterator, ...]) -> str:
    return ", ".join(_iterator(iterator) for iterator in iterators)


def _iterator(iterator: tree.Iterator) -> str:
    if iterator.end is None:
        return f"{iterator.name} in {_at(iterator.domain, COMPARISON)}"
    return f"{iterator.name} in {_at(iterator.domain, SUM)}..{_at(iterator.end, SUM)}"


def _context(node: tree.ContextLiteral) -> str:
    return "{" + ", ".join(f"{_key(key)}: {_at(value, TEXTUAL)}" for key, value in node.entries) + "}"


def _key(key: str) -> str:
    return key if is_word(key) else write_text(key)


def _function(node: tree.FunctionLiteral) -> str:
    parameters = (name if type_ is None else f"{name}: {print_type(type_)}" for name, type_ in node.parameters)
    return f"function({', '.join(parameters)}) {_at(node.body, TEXTUAL)}"


_WRITERS: dict[type, Callable[[Any], str]] = {
    tree.NumberLiteral: _number,
    tree.TextLiteral: lambda node: write_text(node.value),
    tree.BooleanLiteral: lambda node: "true" if node.value else "false",
    tree.NullLiteral: lambda node: "null",
    tree.TemporalLiteral: lambda node: "@" + write_text(node.text),
    tree.Name: lambda node: cast("str", node.name),
    tree.Path: lambda node: f"{_at(node.source, POSTFIX)}.{node.name}",
    tree.Filter: lambda node: f"{_at(node.source, POSTFIX)}[{_at(node.condition, TEXTUAL)}]",
    tree.Call: _call,
    tree.Negation: lambda node: f"-{_at(node.operand, NEGATION)}",
    tree.Arithmetic: _arithmetic,
    tree.Comparison: _comparison,
    tree.Logic: _logic,
    tree.Between: _between,
    tree.Range: _range,
    tree.UnaryTest: _unary,
    tree.Membership: _membership,
    tree.If: _if,
    tree.For: lambda node: f"for {_iterators(node.iterators)} return {_at(node.body, TEXTUAL)}",
    tree.Quantified: lambda node: (
        f"{node.quantifier} {_iterators(node.iterators)} satisfies {_at(node.condition, TEXTUAL)}"
    ),
    tree.ListLiteral: lambda node: f"[{_list(node.items)}]",
    tree.ContextLiteral: _context,
    tree.FunctionLiteral: _function,
    tree.InstanceOf: lambda node: f"{_at(node.value, INSTANCE)} instance of {print_type(node.type)}",
}
