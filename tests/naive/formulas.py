"""What a formula means by itself, plainly: a second reading of the standard that shares no code with the library.

Forms are nested tuples, the first part their kind; `tests.language.formulas` draws and writes them. Values are None,
bool, Fraction, str, list, dict, date, Months and Seconds.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from fractions import Fraction
from operator import ge, gt, le, lt
from typing import Any, NamedTuple

from tests.naive.formula_functions import FUNCTIONS, BeyondError, Months, Seconds, equal, kind

#: Kinds of values that have an order.
_ORDERED = {"number", "text", "date", "months", "seconds"}
_COMPARE = {"<": lt, "<=": le, ">": gt, ">=": ge}


class Range(NamedTuple):
    low: Any
    high: Any
    low_closed: bool
    high_closed: bool


def meaning(form: tuple, names: dict[str, Any]) -> Any:
    """The value of `form`; None where there is none. Raises `BeyondError` where this reading cannot follow."""
    return _RULES[form[0]](form, names)


def _literal(form, names):
    return form[2]


def _name(form, names):
    return names.get(form[1])


def _neg(form, names):
    value = meaning(form[1], names)
    return _times(value, Fraction(-1)) if kind(value) in ("number", "months", "seconds") else None


def _arith(form, names):
    _, operator, left, right = form
    return arithmetic(operator, meaning(left, names), meaning(right, names))


def arithmetic(operator, left, right):
    kinds = kind(left), kind(right)
    if kinds == ("number", "number"):
        return _numbers(operator, left, right)
    if kinds == ("text", "text"):
        return left + right if operator == "+" else None
    if "date" in kinds:
        return _dates(operator, left, right)
    if kinds[0] == kinds[1] and kinds[0] in ("months", "seconds"):
        if operator == "/":
            return left[0] / Fraction(right[0]) if right[0] else None
        return type(left)({"+": left[0] + right[0], "-": left[0] - right[0]}[operator]) if operator in "+-" else None
    return _scaled(operator, left, right, kinds)


def _numbers(operator, left, right):
    if operator == "**":
        return None if left == 0 and right < 0 else left ** int(right)
    if operator == "/":
        return left / right if right else None
    return {"+": left + right, "-": left - right, "*": left * right}[operator]


def _scaled(operator, left, right, kinds):
    """A duration times a number, either way round, or divided by one."""
    if kinds[0] == "number" and operator == "*":
        left, right, kinds = right, left, kinds[::-1]
    if kinds[0] not in ("months", "seconds") or kinds[1] != "number" or operator not in "*/":
        return None
    if operator == "/":
        return _times(left, 1 / right) if right else None
    return _times(left, right)


def _times(value, factor):
    """Months are whole: what is left over is cut off."""
    if isinstance(value, Fraction):
        return value * factor
    return Months(int(value[0] * factor)) if isinstance(value, Months) else Seconds(value[0] * factor)


def _dates(operator, left, right):
    kinds = kind(left), kind(right)
    if kinds == ("date", "date"):
        return Seconds(Fraction((left - right).days * 86400)) if operator == "-" else None
    if kinds[1] == "date" and operator == "+":
        left, right, kinds = right, left, kinds[::-1]
    if kinds[0] != "date" or operator not in ("+", "-") or kinds[1] not in ("months", "seconds"):
        return None
    amount = right[0] if operator == "+" else -right[0]
    try:
        return _later(left, int(amount)) if kinds[1] == "months" else left + timedelta(days=int(amount // 86400))
    except (ValueError, OverflowError):
        raise BeyondError from None


def _later(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise BeyondError
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _compare(form, names):
    _, operator, left, right = form
    return compared(operator, meaning(left, names), meaning(right, names))


def compared(operator, left, right):
    if operator in ("=", "!="):
        same = equal(left, right)
        return None if same is None else same is (operator == "=")
    if kind(left) != kind(right) or kind(left) not in _ORDERED:
        return None
    return _COMPARE[operator](left, right)


def _and(form, names):
    return both([_truth(part, names) for part in form[1:]])


def _or(form, names):
    denied = both([_not(_truth(part, names)) for part in form[1:]])
    return _not(denied)


def both(truths):
    return False if False in truths else None if None in truths else True


def _not(truth):
    return None if truth is None else not truth


def _truth(form, names):
    value = meaning(form, names)
    return value if isinstance(value, bool) else None


def _between(form, names):
    value, low, high = (meaning(part, names) for part in form[1:])
    return both([compared(">=", value, low), compared("<=", value, high)])


def _range(form, names):
    _, low, high, low_closed, high_closed = form
    return Range(meaning(low, names), meaning(high, names), low_closed, high_closed)


def _within(value, bounds):
    above = compared(">=" if bounds.low_closed else ">", value, bounds.low)
    return both([above, compared("<=" if bounds.high_closed else "<", value, bounds.high)])


def _in(form, names):
    value, test = meaning(form[1], names), meaning(form[2], names)
    if isinstance(test, Range):
        # Ends that do not compare make no range.
        ends = None in (test.low, test.high) or compared("<=", test.low, test.high) is not None
        return _within(value, test) if ends else equal(value, None)
    if isinstance(test, list):
        return any(equal(item, value) is True for item in test) or equal(value, test) is True
    return equal(value, test)


def _if(form, names):
    _, condition, then, otherwise = form
    return meaning(then if meaning(condition, names) is True else otherwise, names)


def _items(form, names):
    """What an iterator goes through; None where it cannot."""
    found = meaning(form, names)
    if isinstance(found, Range):
        return None
    return found if isinstance(found, list) or found is None else [found]


def _for(form, names):
    _, name, domain, body = form
    items = _items(domain, names)
    return None if items is None else [meaning(body, {**names, name: item}) for item in items]


def _quantified(form, names):
    quantifier, name, domain, condition = form
    items = _items(domain, names)
    if items is None:
        return None
    truths = [_truth(condition, {**names, name: item}) for item in items]
    return both(truths) if quantifier == "every" else _not(both([_not(truth) for truth in truths]))


def _filter(form, names):
    _, source, condition = form
    found = meaning(source, names)
    items = found if isinstance(found, list) else [] if found is None else [found]
    if condition[0] == "index":
        position = condition[1]
        return items[position - (position > 0)] if 1 <= abs(position) <= len(items) else None
    kept = [item for item in items if meaning(condition, _inside(names, item)) is True]
    if kind(meaning(condition, _inside(names, items[0] if items else None))) == "number":
        # A number picks an item, and is no truth: where it is no whole number, or there is no item, nothing is picked.
        if not items and (condition[0] == "literal" or (condition[0] == "neg" and condition[1][0] == "literal")):
            return None
        raise BeyondError
    return kept


def _inside(names, item):
    return {**names, "item": item, **(item if isinstance(item, dict) else {})}


def _path(form, names):
    source, key = meaning(form[1], names), form[2]
    if isinstance(source, list):
        return [item.get(key) if isinstance(item, dict) else None for item in source]
    return source.get(key) if isinstance(source, dict) else None


def _list(form, names):
    return [meaning(item, names) for item in form[1:]]


def _context(form, names):
    made: dict[str, Any] = {}
    for key, value in form[1:]:
        made[key] = meaning(value, {**names, **made})
    return made


def _call(form, names):
    _, function, *arguments = form
    return FUNCTIONS[function](*(meaning(argument, names) for argument in arguments))


_RULES = {
    "literal": _literal,
    "name": _name,
    "neg": _neg,
    "arith": _arith,
    "compare": _compare,
    "and": _and,
    "or": _or,
    "between": _between,
    "range": _range,
    "in": _in,
    "if": _if,
    "for": _for,
    "some": _quantified,
    "every": _quantified,
    "filter": _filter,
    "path": _path,
    "list": _list,
    "context": _context,
    "call": _call,
}
