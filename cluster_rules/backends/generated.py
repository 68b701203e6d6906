"""Plain Python functions for expressions over fully known records: the short way for what needs no third value.

A function is made only of what cannot fail on known values. It may be used only where every field and fact that it
reads is known; everything else goes the long way, through `closures`, which says the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import singledispatch
from typing import Any

from cluster_rules.backends.frames import Plain
from cluster_rules.model import ir
from cluster_rules.model.types import NumberType


class _NotPlainError(Exception):
    """The expression has a part that a plain function cannot say."""


@dataclass(slots=True)
class _Writing:
    """A function on its way: the slot of its record, what it reads, and the constants it refers to."""

    slot: int
    fields: set[str] = field(default_factory=set)
    facts: set[str] = field(default_factory=set)
    constants: dict[str, Any] = field(default_factory=dict)

    def constant(self, value: Any) -> str:
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return name


def plain(expressions: tuple[ir.Expression, ...], slot: int) -> Plain | None:
    """The function that says whether all `expressions` hold, or for one expression its value; None where it is not plain."""
    writing = _Writing(slot)
    try:
        body = " and ".join(_text(expression, writing) for expression in expressions)
    except _NotPlainError:
        return None
    call = eval(f"lambda record, facts: {body}", dict(writing.constants))
    return Plain(call, frozenset(writing.fields), frozenset(writing.facts))


def is_plain(expression: ir.Expression, slot: int) -> bool:
    """Whether a plain function can say it."""
    try:
        _text(expression, _Writing(slot))
    except _NotPlainError:
        return False
    return True


@singledispatch
def _text(expression: Any, writing: _Writing) -> str:
    raise _NotPlainError


@_text.register
def _(expression: ir.Constant, writing: _Writing) -> str:
    return writing.constant(expression.value)


@_text.register
def _(expression: ir.FieldReference, writing: _Writing) -> str:
    if expression.slot != writing.slot:
        raise _NotPlainError
    writing.fields.add(expression.name)
    return f"record[{expression.name!r}]"


@_text.register
def _(expression: ir.FactReference, writing: _Writing) -> str:
    writing.facts.add(expression.name)
    return f"facts[{expression.name!r}]"


@_text.register
def _(expression: ir.Comparison, writing: _Writing) -> str:
    symbol = "==" if expression.operator == "=" else expression.operator
    return f"({_text(expression.left, writing)} {symbol} {_text(expression.right, writing)})"


@_text.register
def _(expression: ir.OneOf, writing: _Writing) -> str:
    return f"({_text(expression.value, writing)} in {writing.constant(expression.options)})"


@_text.register
def _(expression: ir.Connective, writing: _Writing) -> str:
    return "(" + f" {expression.operator} ".join(_text(operand, writing) for operand in expression.operands) + ")"


@_text.register
def _(expression: ir.Not, writing: _Writing) -> str:
    return f"(not {_text(expression.operand, writing)})"


@_text.register
def _(expression: ir.Choose, writing: _Writing) -> str:
    condition, then, otherwise = (
        _text(part, writing) for part in (expression.condition, expression.then, expression.otherwise)
    )
    return f"({then} if {condition} else {otherwise})"


@_text.register
def _(expression: ir.Arithmetic, writing: _Writing) -> str:
    if expression.operator == "/" or not isinstance(expression.left.type, NumberType):
        raise _NotPlainError
    return f"({_text(expression.left, writing)} {expression.operator} {_text(expression.right, writing)})"
