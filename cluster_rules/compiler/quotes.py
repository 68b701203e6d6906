"""Binding thresholds to the text: numbers, units and inclusiveness as a quote words them.

Words that include the number itself: 以上, 以内, 不低于, 不少于, 达, 至少 …; that exclude it: 高于, 超过, 低于, 不足 ….
《民法典》第一千二百五十九条 and plain meaning; an edition may say otherwise of its own words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from cluster_rules.model.numbers import Number, divide, normal, parse_number
from cluster_rules.model.units import UNITS, Dimension, multiply
from cluster_rules.model.units import unit as unit_named

#: Words before a number, and the comparison each states. Longer words win: 不低于 before 低于.
BEFORE: Mapping[str, str] = {
    **dict.fromkeys(
        ("不低于", "不少于", "不得少于", "不得低于", "不小于", "至少", "达到", "达", "满", "大于等于"), ">="
    ),
    **dict.fromkeys(("高于", "超过", "大于", "多于", "领先"), ">"),
    **dict.fromkeys(("不超过", "不高于", "不大于", "不多于", "不得超过", "不得高于", "至多", "小于等于"), "<="),
    **dict.fromkeys(("低于", "少于", "小于", "不足", "不满", "未满"), "<"),
}
#: Words behind a number and its unit.
AFTER: Mapping[str, str] = {"以上": ">=", "及以上": ">=", "以下": "<=", "及以下": "<=", "以内": "<="}

#: The dimension of a day of the calendar, whose value counts days.
CALENDAR: Dimension = (("历日", 1),)

_DIGITS = "零一二三四五六七八九"
_CHINESE = r"[零一二两三四五六七八九十百千]+"
_UNIT = "|".join(sorted((re.escape(unicodedata.normalize("NFKC", u)) for u in UNITS if u), key=len, reverse=True))
_NUMBER = re.compile(
    r"(?P<day>(?P<of_year>[0-9]{4})年(?P<of_month>[0-9]{1,2})月(?P<on>[0-9]{1,2})日)|(?P<year>(?:19|20)[0-9]{2})(?=年)"
    rf"|(?P<percent>百分之(?P<share>[0-9.]+|{_CHINESE}))"
    rf"|(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<unit>{_UNIT})?"
    # 第一批, 上一年, 每一家 count nothing.
    rf"|(?<!第)(?!(?<=[上前同每任])一(?![十百千]))(?P<chinese>{_CHINESE})(?P<counted>{_UNIT})"
)


_EACH = re.compile(rf"(?P<mean>亩|人|户)均|每(?:一)?(?P<each>{_UNIT})")
_CLAUSE = re.compile("[,，。;；、]")


@dataclass(frozen=True, slots=True)
class Stated:
    """A number that a text states: in base units, with its dimension, and the comparison where words give one."""

    value: Number
    dimension: Dimension
    operator: str
    text: str
    #: No unit stands behind it: it may be of any counted dimension.
    bare: bool
    #: The same for each 亩 or 人, where words before it say so: its value and dimension then.
    each: tuple[Number, Dimension] | None = None


@lru_cache(maxsize=8)
def flat(text: str) -> str:
    """`text` without white space and with the width of characters normalised, as quotes are compared."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def stated_numbers(quote: str, wording: Mapping[str, str]) -> tuple[Stated, ...]:
    """The numbers of a quote in order. `wording` replaces the usual meaning of words."""
    return tuple(_stated(flat(quote), wording))


def stated_comparisons(quote: str, wording: Mapping[str, str]) -> Mapping[str, str]:
    """The words of a quote that compare, with the comparison each states; 达 and 满 mean much else and do not count."""
    words = {word: wording.get(word, operator) for word, operator in BEFORE.items() if len(word) > 1}
    longest_first = sorted(words, key=len, reverse=True)
    found = re.findall("|".join(map(re.escape, longest_first)), flat(quote))
    return {word: words[word] for word in found}


def _stated(text: str, wording: Mapping[str, str]) -> Iterator[Stated]:
    before = {**BEFORE, **{word: op for word, op in wording.items() if word in BEFORE}}
    after = {**AFTER, **{word: op for word, op in wording.items() if word not in BEFORE}}
    for match in _NUMBER.finditer(text):
        found = _value(match)
        if found is None:
            continue
        value, dimension, bare = found
        operator = _longest_after(text[match.end() :], after) or _longest_before(text[: match.start()], before)
        each = None if bare else _for_each(text[: match.start()], value, dimension)
        yield Stated(value, dimension, operator, match.group(), bare, each)


def _for_each(before: str, value: Number, dimension: Dimension) -> tuple[Number, Dimension] | None:
    """`value` for each 亩 in 亩均税收 5 万元, and in 每亩税收 5 万元; None where the clause says nothing of the kind."""
    said = list(_EACH.finditer(_CLAUSE.split(before)[-1]))
    if not said:
        return None
    shared = UNITS[said[-1]["mean"] or said[-1]["each"]]
    return divide(value, shared.factor), multiply(dimension, shared.dimension, -1)


def _value(match: re.Match[str]) -> tuple[Number, Dimension, bool] | None:
    if match["day"]:
        day = _day(match)
        return None if day is None else (day.toordinal(), CALENDAR, False)
    if match["year"]:
        return int(match["year"]), (), True
    if match["percent"]:
        share = _number(match["share"])
        return None if share is None else (normal(Fraction(share) / 100), (), False)
    number = _number(match["number"] or match["chinese"])
    if number is None:
        return None
    unit = unit_named(match["unit"] or match["counted"] or "")
    return (number, (), True) if unit is None or not unit.symbol else (unit.to_base(number), unit.dimension, False)


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match["of_year"]), int(match["of_month"]), int(match["on"]))
    except ValueError:
        return None


def _number(text: str) -> Number | None:
    return parse_number(text) if text[0] in "0123456789" else chinese_number(text)


def chinese_number(text: str) -> int | None:
    """The value of a Chinese numeral below ten thousand; None where it is not one."""
    total, digit = 0, 0
    for character in text.replace("两", "二"):
        if character in _DIGITS:
            digit = _DIGITS.index(character)
        else:
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[character]
            digit = 0
    return total + digit


def _longest_after(text: str, words: Mapping[str, str]) -> str:
    found = [word for word in words if text.startswith(word)]
    return words[max(found, key=len)] if found else ""


def _longest_before(text: str, words: Mapping[str, str]) -> str:
    found = [word for word in words if text.endswith(word)]
    return words[max(found, key=len)] if found else ""
