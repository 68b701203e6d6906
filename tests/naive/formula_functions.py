"""The standard's functions, plainly: each checks its arguments and gives None where they do not fit."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple


class BeyondError(Exception):
    """The plain reading cannot follow: a year beyond 9999, a position that only the value decides."""


class Months(NamedTuple):
    months: int


class Seconds(NamedTuple):
    seconds: Fraction


_KINDS = {bool: "truth", Fraction: "number", str: "text", list: "list", dict: "context", date: "date"}
_KINDS |= {Months: "months", Seconds: "seconds", type(None): "null"}


def kind(value: Any) -> str:
    return _KINDS.get(type(value), "other")


def equal(left: Any, right: Any) -> bool | None:
    """Whether the two are equal; None where they do not compare."""
    if left is None or right is None:
        return left is right
    if kind(left) != kind(right):
        return None
    if isinstance(left, list):
        return False if len(left) != len(right) else _all(list(map(equal, left, right)))
    if isinstance(left, dict):
        return _all([equal(left[key], right[key]) for key in left]) if left.keys() == right.keys() else False
    return left == right


def _all(truths: list[bool | None]) -> bool | None:
    return False if False in truths else None if None in truths else True


def fitted(value: Any, wanted: str) -> Any:
    """`value` as an argument of the kind `wanted`: a list of one stands for its item, and an item for a list of it."""
    if _is(value, wanted):
        return value
    if isinstance(value, list) and len(value) == 1 and _is(value[0], wanted):
        return value[0]
    if value is not None and _is([value], wanted):
        return [value]
    raise _MismatchError


def _is(value: Any, wanted: str) -> bool:
    if wanted == "any":
        return True
    if wanted in ("numbers", "truths"):
        inside = ("number",) if wanted == "numbers" else ("truth", "null")
        return isinstance(value, list) and all(kind(item) in inside for item in value)
    return kind(value) in wanted.split("|")


class _MismatchError(Exception):
    """An argument does not fit."""


def strict(*wanted: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A function of arguments of these kinds: None for any others. A kind that ends in `*` takes the rest, as a list."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any) -> Any:
            kinds = wanted
            if kinds and kinds[-1].endswith("*"):
                kinds = (*kinds[:-1], *[kinds[-1][:-1]] * (len(given) - len(kinds) + 1))
            if len(kinds) != len(given):
                return None
            try:
                return function(*map(fitted, given, kinds))
            except _MismatchError:
                return None

        return call

    return decorate


def either(*ways: Callable[..., Any]) -> Callable[..., Any]:
    """One list, or its items as arguments."""
    one, several = ways
    return lambda *given: one(*given) if len(given) == 1 else several(*given)


def _of_numbers(function: Callable[[list[Fraction]], Any]) -> Callable[..., Any]:
    return either(strict("numbers")(function), strict("number*")(lambda *given: function(list(given))))


def _extreme(better: Callable[[Any, Any], bool]) -> Callable[[list[Any]], Any]:
    def extreme(items: list[Any]) -> Any:
        kinds = {kind(item) for item in items}
        if len(kinds) != 1 or not kinds <= {"number", "text", "date", "months", "seconds"}:
            return None
        best = items[0]
        for item in items:
            best = item if better(item, best) else best
        return best

    return extreme


def _of_any(function: Callable[[list[Any]], Any]) -> Callable[..., Any]:
    return either(strict("list")(function), strict("any*")(lambda *given: function(list(given))))


def _mean(items: list[Fraction]) -> Fraction | None:
    return sum(items, Fraction(0)) / len(items) if items else None


def _median(items: list[Fraction]) -> Fraction | None:
    ordered, half = sorted(items), len(items) // 2
    if not items:
        return None
    return ordered[half] if len(items) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _mode(items: list[Fraction]) -> list[Fraction]:
    most = max((items.count(item) for item in items), default=0)
    return sorted({item for item in items if items.count(item) == most})


def _truths(items: list[bool | None], settling: bool) -> bool | None:
    return settling if settling in items else None if None in items else not settling


def _distinct(items: list[Any]) -> list[Any]:
    kept: list[Any] = []
    for item in items:
        if not any(equal(item, other) is True for other in kept):
            kept.append(item)
    return kept


def _flat(items: list[Any]) -> list[Any]:
    return [part for item in items for part in (_flat(item) if isinstance(item, list) else [item])]


def _place(items: Any, position: Fraction, room: int = 0) -> int | None:
    """Where the 1-based `position` is, counted from 0; from the end where it is negative."""
    whole = int(position)
    index = whole - 1 if whole > 0 else len(items) + whole
    return index if whole and 0 <= index < len(items) + room else None


def _substring(text: str, start: Fraction, length: Fraction | None = None) -> str | None:
    whole = int(start)
    if whole == 0 or -whole > len(text) or (length is not None and length < 0):
        return None
    rest = text[whole - 1 if whole > 0 else len(text) + whole :]
    return rest if length is None else rest[: int(length)]


def _changed(change: Callable[[list[Any], int], list[Any]], room: int = 0) -> Callable[..., Any]:
    def changed(items: list[Any], position: Fraction, *rest: Any) -> list[Any] | None:
        index = _place(items, position, room)
        return None if index is None else change(items, index, *rest)

    return changed


def _rounded(method: Callable[[Fraction], int]) -> Callable[[Fraction, Fraction], Fraction | None]:
    def rounded(number: Fraction, scale: Fraction) -> Fraction | None:
        if not -6111 <= scale <= 6176:
            return None
        unit = Fraction(10) ** -int(scale)
        return method(number / unit) * unit

    return rounded


def _half(number: Fraction, tie_up: bool) -> int:
    size, rest = divmod(abs(number), 1)
    up = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and tie_up)
    return (-1 if number < 0 else 1) * (int(size) + up)


def _product(items: list[Fraction]) -> Fraction | None:
    return math.prod(items, start=Fraction(1)) if items else None


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "not": strict("truth|null")(lambda truth: None if truth is None else not truth),
    "abs": strict("number|months|seconds")(lambda it: abs(it) if kind(it) == "number" else type(it)(abs(it[0]))),
    "floor": strict("number")(lambda n: Fraction(math.floor(n))),
    "ceiling": strict("number")(lambda n: Fraction(math.ceil(n))),
    "modulo": strict("number", "number")(lambda a, b: a - b * math.floor(a / b) if b else None),
    "odd": strict("number")(lambda n: n % 2 == 1),
    "even": strict("number")(lambda n: n % 2 == 0),
    "decimal": strict("number", "number")(_rounded(round)),
    "round up": strict("number", "number")(_rounded(lambda n: math.ceil(n) if n > 0 else math.floor(n))),
    "round down": strict("number", "number")(_rounded(int)),
    "round half up": strict("number", "number")(_rounded(lambda n: _half(n, True))),
    "round half down": strict("number", "number")(_rounded(lambda n: _half(n, False))),
    "sum": _of_numbers(lambda items: sum(items, Fraction(0)) if items else None),
    "mean": _of_numbers(_mean),
    "median": _of_numbers(_median),
    "product": _of_numbers(_product),
    "mode": _of_numbers(_mode),
    "count": strict("list")(lambda items: Fraction(len(items))),
    "min": _of_any(_extreme(lambda a, b: a < b)),
    "max": _of_any(_extreme(lambda a, b: a > b)),
    "all": strict("truths")(lambda items: _truths(items, False)),
    "any": strict("truths")(lambda items: _truths(items, True)),
    "append": strict("list", "any")(lambda items, item: [*items, item]),
    "concatenate": strict("list", "list")(lambda one, other: one + other),
    "union": strict("list", "list")(lambda one, other: _distinct(one + other)),
    "distinct values": strict("list")(_distinct),
    "reverse": strict("list")(lambda items: items[::-1]),
    "flatten": strict("list")(_flat),
    "index of": strict("list", "any")(
        lambda items, value: [Fraction(n) for n, item in enumerate(items, 1) if equal(item, value) is True]
    ),
    "list contains": strict("list", "any")(lambda items, value: any(equal(item, value) is True for item in items)),
    "remove": strict("list", "number")(_changed(lambda items, at: items[:at] + items[at + 1 :])),
    "insert before": strict("list", "number", "any")(
        _changed(lambda items, at, new: [*items[:at], new, *items[at:]], room=1)
    ),
    "sublist": strict("list", "number")(_changed(lambda items, at: items[at:])),
    "string length": strict("text")(lambda text: Fraction(len(text))),
    "upper case": strict("text")(str.upper),
    "contains": strict("text", "text")(lambda text, part: part in text),
    "starts with": strict("text", "text")(str.startswith),
    "ends with": strict("text", "text")(str.endswith),
    "substring before": strict("text", "text")(
        lambda text, part: text.partition(part)[0] if part in text and part else ""
    ),
    "substring after": strict("text", "text")(lambda text, part: text.partition(part)[2] if part else text),
    "get value": strict("context", "text|list")(
        lambda context, key: _at(context, key if kind(key) == "list" else [key])
    ),
}


def _at(value: Any, keys: list[Any]) -> Any:
    """What the keys lead to, one inside the other; nothing for no key, and for what is no context."""
    for key in keys:
        value = value.get(key) if kind(value) == "context" and kind(key) == "text" else None
    return value if keys else None


def substring(*given: Any) -> Any:
    kinds = ("text", "number", "number")[: len(given)]
    return strict(*kinds)(_substring)(*given)


FUNCTIONS["substring"] = substring
