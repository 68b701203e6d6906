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


@dataclass(frozen=True, slots=True)
class ListFunction:
    """A function over the records or the column of a register, or over truth values: how it is written, in both
    languages, and what it gives. The compiler has a lowering for each.
    """

    name: str
    written_zh: str
    written_en: str
    title: str
    #: Chinese spellings of its name.
    aliases: tuple[str, ...] = ()


LIST_FUNCTIONS: tuple[ListFunction, ...] = (
    ListFunction(
        "count",
        "count(记录) 或 count(distinct values(列))",
        "count(records) or count(distinct values(column))",
        "个数，单位是台账的计数单位；去重计数随门槛的单位",
        ("计数",),
    ),
    ListFunction(
        "sum", "sum(列)；sum(数, 数, …)", "sum(column); sum(number, number, …)", "合计；空的是 0", ("求和", "合计")
    ),
    ListFunction("mean", "mean(列)", "mean(column)", "平均；空的是未知", ("平均",)),
    ListFunction("min", "min(列)；min(值, 值, …)", "min(column); min(value, value, …)", "最小的数或日期", ("最小",)),
    ListFunction("max", "max(列)；max(值, 值, …)", "max(column); max(value, value, …)", "最大的数或日期", ("最大",)),
    ListFunction("median", "median(列)", "median(column)", "中位数", ("中位数",)),
    ListFunction(
        "distinct values", "distinct values(列)", "distinct values(column)", "去重后的值，只放在 count 里", ("不同值",)
    ),
    ListFunction("not", "not(是非)", "not(condition)", "否定", ("非",)),
    ListFunction(
        "有效",
        "有效(某日)；有效(记录, 某日)",
        "有效(day); 有效(record, day)",
        "起 ≤ 某日 且 某日 ≤ 止；台账要声明 validity",
    ),
    ListFunction("all", "all(是非的列)", "all(column of conditions)", "每一行都成立"),
    ListFunction("any", "any(是非的列)", "any(column of conditions)", "有一行成立"),
    ListFunction("list contains", "list contains(列, 值)", "list contains(column, value)", "列里有这个值"),
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
