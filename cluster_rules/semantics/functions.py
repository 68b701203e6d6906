"""The table of functions that a ruleset may call on known values: signatures are data, plugins add to it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cluster_rules.errors import RulesError
from cluster_rules.model.types import BOOLEAN, DATE, NUMBER, TEXT, NumberType, Type


class EvaluationError(RulesError):
    """A function raised or a limit was hit: neither a truth value nor UNKNOWN."""


@dataclass(frozen=True, slots=True)
class Function:
    """A strict function: it is called with known values of the declared types alone.

    Numbers come and go as int or Fraction in base units, days as `datetime.date`.
    """

    name: str
    parameters: tuple[Type, ...]
    returns: Type
    implementation: Callable[..., Any]
    title: str = ""
    #: Where it comes from: empty for the library's own, else the plugin's distribution and version.
    plugin: str = ""


#: As a parameter, a number of any dimension; as a result, one of the first argument's dimension.
ANY_NUMBER = NumberType((("*", 1),))

BUILT_IN: tuple[Function, ...] = (
    Function("abs", (ANY_NUMBER,), ANY_NUMBER, abs, "绝对值"),
    Function("floor", (NUMBER,), NUMBER, math.floor, "向下取整"),
    Function("ceiling", (NUMBER,), NUMBER, math.ceil, "向上取整"),
    Function("year", (DATE,), NUMBER, lambda day: day.year, "年份"),
    Function("month", (DATE,), NUMBER, lambda day: day.month, "月份"),
    Function("contains", (TEXT, TEXT), BOOLEAN, lambda text, part: part in text, "文字包含"),
    Function("starts with", (TEXT, TEXT), BOOLEAN, str.startswith, "文字以…开头"),
    Function("ends with", (TEXT, TEXT), BOOLEAN, str.endswith, "文字以…结尾"),
    Function("string length", (TEXT,), NUMBER, len, "字数"),
)

_FUNCTIONS: dict[str, Function] = {function.name: function for function in BUILT_IN}


def function_named(name: str) -> Function:
    """The registered function; KeyError where there is none (the compiler has refused it before)."""
    return _FUNCTIONS[name]


def register_function(function: Function) -> None:
    """Make `function` callable from rulesets under its name, which no other function may have."""
    if _FUNCTIONS.setdefault(function.name, function) != function:
        raise RulesError.of("CR620", name=function.name)


def functions() -> tuple[Function, ...]:
    """Every registered function, by name."""
    return tuple(_FUNCTIONS[name] for name in sorted(_FUNCTIONS))
