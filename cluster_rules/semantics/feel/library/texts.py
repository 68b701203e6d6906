"""Functions on texts. Positions count characters from 1, or from the end from -1."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from cluster_rules.model.numbers import MAX_DIGITS, MAX_EXPONENT, Number, from_digits
from cluster_rules.semantics.feel import patterns
from cluster_rules.semantics.feel.failures import Undefined
from cluster_rules.semantics.feel.library.numbers import no_result
from cluster_rules.semantics.feel.operators import RESULT
from cluster_rules.semantics.feel.signatures import signature
from cluster_rules.semantics.feel.temporal_text import format_temporal
from cluster_rules.semantics.feel.values import HalfRange, Range, Value, is_number, kind

if TYPE_CHECKING:
    from cluster_rules.semantics.feel.evaluation import Evaluation

_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
_PLAIN_KEY = re.compile(r"[^\W\d]\w*")


def slice_bounds(size: int, start: Number, length: Number | None) -> tuple[int, int] | None:
    """Python's bounds for `size` items from the 1-based `start`; None where `start` is no position."""
    first = int(start)
    if first == 0 or first < -size:
        return None
    first = first - 1 if first > 0 else size + first
    return first, size if length is None else max(first, min(size, first + int(length)))


def substring(text: str, start: Number, length: Number | None) -> str:
    bounds = slice_bounds(len(text), start, length)
    if bounds is None or (length is not None and length < 0):
        raise no_result("substring", start if bounds is None else length)
    return text[slice(*bounds)]


def substring_before(text: str, match: str) -> str:
    found = text.find(match)
    return text[:found] if found > 0 else ""


def substring_after(text: str, match: str) -> str:
    before, found, after = text.partition(match) if match else ("", "", text)
    del before
    return after if found or not match else ""


def joined(run: Evaluation, items: list[str | None], delimiter: str | None) -> str:
    """The texts of the list in one; null items are passed over."""
    texts = [item for item in items if item is not None]
    if not all(isinstance(item, str) for item in texts):
        raise no_result("string join", "list")
    run.budget.room_for_characters(sum(len(item) for item in texts) + len(delimiter or "") * len(texts))
    return (delimiter or "").join(texts)


def matches(run: Evaluation, text: str, pattern: str, flags: str | None) -> bool:
    return patterns.found(run.budget, text, pattern, flags or "")


def replace(run: Evaluation, text: str, pattern: str, replacement: str, flags: str | None) -> str:
    return patterns.replaced(run.budget, text, pattern, replacement, flags or "")


def split(run: Evaluation, text: str, delimiter: str) -> list[str]:
    parts = patterns.pieces(run.budget, text, delimiter)
    run.budget.room_for_items(len(parts))
    return parts


def number(text: str, grouping: str | None, point: str | None) -> Number:
    """The number that `text` spells, with the given separators."""
    if grouping not in (None, " ", ",", ".") or point not in (None, ",", ".") or (point and point == grouping):
        raise no_result("number", grouping if grouping not in (None, " ", ",", ".") else point)
    plain = text.replace(grouping, "") if grouping else text
    plain = plain.replace(point, "\0").replace(".", "?").replace("\0", ".") if point else plain
    mantissa, _, exponent = plain.lower().partition("e")
    digits = mantissa.lstrip("-").replace(".", "").lstrip("0")
    if _NUMBER.fullmatch(plain) is None or len(digits) > MAX_DIGITS or abs(int(exponent or 0)) > MAX_EXPONENT:
        raise Undefined("CR355", text=text[:60], type="number")
    return from_digits(plain)


def string(run: Evaluation, value: Value) -> str | None:
    """The text of `value`; a text is its own."""
    if value is None or isinstance(value, str):
        return value
    run.budget.weigh(value)
    text = written(run, value)
    run.budget.room_for_characters(len(text))
    return text


def written(run: Evaluation, value: Value) -> str:
    """`value` as an expression would write it."""
    run.budget.spend()
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    if is_number(value):
        return number_text(value)
    if isinstance(value, list):
        return _bounded(run, "[", [written(run, item) for item in value], "]")
    if isinstance(value, dict):
        return _bounded(run, "{", [f"{_key(key)}: {written(run, item)}" for key, item in value.items()], "}")
    if isinstance(value, Range):
        opening, closing = "[" if value.low_closed else "(", "]" if value.high_closed else ")"
        return f"{opening}{written(run, value.low)}..{written(run, value.high)}{closing}"
    if isinstance(value, HalfRange):
        return f"({value.operator} {written(run, value.value)})"
    if kind(value) == "function":
        raise no_result("string", "function")
    return format_temporal(value)


def number_text(value: Number) -> str:
    """`value` in decimal notation, rounded to 34 digits where it has more."""
    if isinstance(value, int) and abs(value) < 10**MAX_DIGITS:
        return str(value)
    return format(RESULT.divide(Decimal(value.numerator), Decimal(value.denominator)), "f")


def _bounded(run: Evaluation, opening: str, parts: list[str], closing: str) -> str:
    run.budget.room_for_characters(sum(len(part) + 2 for part in parts))
    return opening + ", ".join(parts) + closing


def _key(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) else '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'


SIGNATURES = (
    signature("substring(string: string, start position: number, length?: number)", substring),
    signature("string length(string: string)", len),
    signature("upper case(string: string)", str.upper),
    signature("lower case(string: string)", str.lower),
    signature("substring before(string: string, match: string)", substring_before),
    signature("substring after(string: string, match: string)", substring_after),
    signature("contains(string: string, match: string)", lambda text, match: match in text),
    signature("starts with(string: string, match: string)", str.startswith),
    signature("ends with(string: string, match: string)", str.endswith),
    signature("matches(input: string, pattern: string, flags?: string?)", matches, runs=True),
    signature("replace(input: string, pattern: string, replacement: string, flags?: string?)", replace, runs=True),
    signature("split(string: string, delimiter: string)", split, runs=True),
    signature("string join(list: list, delimiter?: string?)", joined, runs=True),
    signature("string(from: any)", string, runs=True),
    signature("number(from: string, grouping separator?: string?, decimal separator?: string?)", number),
)
