"""Numerals as texts write them: 1,000, 二十五, 两亿五千万, 1 亿 3000 万, 二点五, 二〇. What has no one meaning has none.

GB/T 15835—2011 on numerals in publications; 一百二 (120) and 二三家 (2 or 3) are ways of speaking and are not read.
"""

from __future__ import annotations

from fractions import Fraction

from cluster_rules.model.numbers import Number, normal, parse_number

ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_SIGN = "[〇零一二两三四五六七八九十百千]"
CHINESE = rf"{_SIGN}(?:{_SIGN}|[万亿]|点(?={_SIGN}))*"
#: 5000, 5千, 1亿3000万.
MIXED = rf"{ARABIC}(?:[十百千万亿]+(?:[零〇]?{ARABIC})?)*"

_DIGITS = "零一二三四五六七八九"
_SIZES = {"亿": 10**8, "万": 10**4, "千": 1000, "百": 100, "十": 10}


def numeral(text: str) -> Number | None:
    """The value of a numeral; None where it is none, or has no one meaning."""
    found = next(((sign, size) for sign, size in _SIZES.items() if sign in text), None)
    if found is None:
        return _small(text)
    head, _, tail = text.rpartition(found[0])
    times, rest = _times(head, found[1]), _rest(tail, found[1])
    if times is None or rest is None or (tail and Fraction(times).denominator != 1):
        return None
    return normal(Fraction(times) * found[1] + rest)


def _times(head: str, size: int) -> Number | None:
    """How many of a size: 十 and 千亿 may leave out the one. Below 万 a Chinese digit stands there, and no more."""
    if not head:
        return 1 if size < 10**4 else None
    if size < 10**4 and not (head[-1].isascii() or len(head) == 1):
        return None
    return numeral(head)


def _rest(tail: str, size: int) -> Number | None:
    """What stands behind a size, less than it. 一百二 does not say whether it is 102."""
    lowest = tail.lstrip("零〇")
    if not lowest:
        return None if tail else 0
    if lowest == tail and len(tail) == 1 and not tail.isascii() and tail not in _SIZES and size > 10:
        return None
    found = numeral(lowest)
    return found if found is not None and found < size else None


def _small(text: str) -> Number | None:
    """Digits alone: 1,000.5, 五, 二点五, and 二〇 place by place."""
    if text[:1].isascii():
        return parse_number(text.replace(",", ""))
    whole, point, decimals = text.replace("两", "二").replace("〇", "零").partition("点")
    places = [_DIGITS.find(character) for character in whole + decimals]
    if not places or -1 in places or (len(whole) > 1 and "零" not in whole) or (point and not decimals):
        return None
    return normal(Fraction(int("".join(map(str, places))), 10 ** len(decimals)))
