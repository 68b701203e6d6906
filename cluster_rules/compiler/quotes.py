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

from cluster_rules.compiler.numerals import ARABIC, CHINESE, MIXED, numeral
from cluster_rules.model.numbers import Number, divide, normal
from cluster_rules.model.units import UNITS, Dimension, multiply
from cluster_rules.model.units import unit as unit_named

_LESS, _MORE = ("低于", "少于", "小于"), ("超过", "高于", "大于", "多于", "超", "逾")
_NOT = ("不", "不得", "不应", "不应当", "不可", "不能", "不宜", "不允许", "未", "没有", "并未")


def _denied(words: tuple[str, ...]) -> list[str]:
    return [no + word for no in _NOT for word in words]


def _or_equal(words: tuple[str, ...]) -> list[str]:
    """大于等于, 高于或等于, 等于或大于, 达到或超过."""
    forms = ("{}等于", "{}或等于", "{}或者等于", "等于或{}", "等于或者{}", "达到或{}", "达到或者{}")
    return [form.format(word) for word in words for form in forms]


#: Words before a number, and the comparison each states. Longer words win: 不低于 before 低于.
BEFORE: Mapping[str, str] = {
    **dict.fromkeys((*_denied(_LESS), *_or_equal(_MORE), "至少", "最少", "起码", "达到", "达", "满"), ">="),
    **dict.fromkeys((*_MORE, "领先"), ">"),
    **dict.fromkeys((*_denied(_MORE), *_or_equal(_LESS), "至多", "最多"), "<="),
    **dict.fromkeys((*_LESS, "不足", "不满", "未满", "不到", "未达", "未达到", "没有达到"), "<"),
}
#: Words behind a number and its unit.
_FORMS = ("", "及", "或", "及其", "(含)")
AFTER: Mapping[str, str] = {
    **dict.fromkeys((f"{form}以上" for form in _FORMS), ">="),
    **dict.fromkeys((f"{form}{word}" for form in _FORMS for word in ("以下", "以内", "之内")), "<="),
    **dict.fromkeys(("(不含)以上", "以上(不含"), ">"),
    **dict.fromkeys((form for word in ("以下", "以内", "之内") for form in (f"(不含){word}", f"{word}(不含")), "<"),
    "以上(含": ">=",
    "以下(含": "<=",
}
#: 20 家（含 20 家）以上 says what 20 家（含）以上 says, and 以上（不含 20 家） what 以上（不含） says: no other number.
_SAID_AGAIN = re.compile(r"\((不?含)[^()]*\)(?=[以之][上下内])|(?<=[以之][上下内])\((不?含)[^()]*\)")
#: What may stand between a comparing word and its number: 至少有 3 家; and before a share, 不少于全市的 3%.
_BETWEEN = re.compile("(?:有|拥有|具有|具备|建有|设有|配有)$")
_OF_WHOLE = re.compile("[^,。;；、0-9]{1,12}的$")

#: The dimension of a day of the calendar, whose value counts days.
CALENDAR: Dimension = (("历日", 1),)

_UNIT = "|".join(sorted((re.escape(unicodedata.normalize("NFKC", u)) for u in UNITS if u), key=len, reverse=True))
_PART = "[0-9〇零一二两三四五六七八九十百千万亿]"
#: Not in the middle of a numeral; 第一批, 数十家, 上一年, 每一家, 统一处理 count nothing.
_START = (
    rf"(?<![0-9.〇零一二两三四五六七八九十百千万亿第])(?<!{_PART}点)"
    r"(?!(?<=[上前同每任统])一(?![十百千万亿]))(?!(?<=几)[十百千])(?!(?<=数)(?<![人家户件项个台总]数)[十百千])"
)
_NUMBER = re.compile(
    r"(?P<day>(?P<of_year>[0-9]{4})年(?P<of_month>[0-9]{1,2})月(?P<on>[0-9]{1,2})日)"
    r"|(?P<year>(?:19|20)[0-9]{2}|(?:一九|二[〇零])[〇零一二三四五六七八九]{2})(?=年)"
    rf"|{_START}(?P<of>{CHINESE}|{ARABIC})分之(?P<share>{CHINESE}|{ARABIC})"
    rf"|(?P<minus>(?<![0-9A-Za-z%])-)?{_START}(?P<number>{MIXED}|{CHINESE})(?P<unit>{_UNIT})"
    rf"|{_START}(?P<bare>{MIXED}|{CHINESE}(?=[至到~、—-](?:{CHINESE})(?:{_UNIT})))"
)

_EACH = re.compile(rf"(?P<mean>亩|人|户)均|每(?:一)?(?P<each>{_UNIT})")
_CLAUSE = re.compile("[,，。;；、]")
_SENTENCE = re.compile("[。;；]")
#: So many characters around a quote say what its numbers mean.
_NEAR = 20


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
    return tuple(_stated(_SAID_AGAIN.sub(lambda said: f"({said[1] or said[2]})", flat(quote)), wording))


def cut_short(quote: str, text: str, wording: Mapping[str, str]) -> str:
    """The words of `text` around a quote that leaves out what they say of its numbers; empty where it leaves out nothing.

    20 家 out of 20 家以上, 低于 2% out of 不低于 2%, 30 亿元 out of 130 亿元. One place that says the same is enough.
    """
    words, whole, around = flat(quote), flat(text), ""
    alone = _compared(words, wording)
    for match in re.finditer(re.escape(words), whole):
        before = _SENTENCE.split(whole[max(0, match.start() - _NEAR) : match.start()])[-1]
        after = _SENTENCE.split(whole[match.end() : match.end() + _NEAR])[0]
        first = len(_compared(before, wording))
        if _compared(before + words + after, wording)[first : first + len(alone)] == alone:
            return ""
        around = around or before + words + after
    return around


def _compared(text: str, wording: Mapping[str, str]) -> list[tuple[object, ...]]:
    return [(each.value, each.dimension, each.operator) for each in stated_numbers(text, wording)]


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
        operator = _longest_after(text[match.end() :], after) or _longest_before(
            text[: match.start()], before, share=not dimension and not bare
        )
        each = None if bare else _for_each(text[: match.start()], value, dimension)
        yield Stated(value, dimension, operator, match.group(), bare, each)


def _for_each(before: str, value: Number, dimension: Dimension) -> tuple[Number, Dimension] | None:
    """`value` for each 亩 in 亩均税收 5 万元, and in 每亩税收 5 万元; None where nothing of the kind is said.

    The clause says it, or the last one before it with a number: 大型园区亩均税收 10 万元以上，其他园区 6 万元以上.
    """
    *earlier, own = _CLAUSE.split(_SENTENCE.split(before)[-1])
    told = [own, *(clause for clause in reversed(earlier) if _NUMBER.search(clause))][:2]
    said = next((found[-1] for clause in told if (found := list(_EACH.finditer(clause)))), None)
    if said is None:
        return None
    shared = UNITS[said["mean"] or said["each"]]
    return divide(value, shared.factor), multiply(dimension, shared.dimension, -1)


def _value(match: re.Match[str]) -> tuple[Number, Dimension, bool] | None:
    if match["day"]:
        day = _day(match)
        return None if day is None else (day.toordinal(), CALENDAR, False)
    if match["of"]:
        share, of = numeral(match["share"]), numeral(match["of"])
        return None if share is None or not of else (normal(Fraction(share) / of), (), False)
    number = numeral(match["year"] or match["bare"] or match["number"])
    if number is None:
        return None
    unit = unit_named(match["unit"] or "")
    found = -number if match["minus"] else number
    return (found, (), True) if unit is None or not unit.symbol else (unit.to_base(found), unit.dimension, False)


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match["of_year"]), int(match["of_month"]), int(match["on"]))
    except ValueError:
        return None


def _longest_after(text: str, words: Mapping[str, str]) -> str:
    found = [word for word in words if text.startswith(word)]
    return words[max(found, key=len)] if found else ""


def _longest_before(text: str, words: Mapping[str, str], *, share: bool) -> str:
    """What the word right before a number says; else one of several characters a little before it."""
    found = [word for word in words if text.endswith(word)]
    between = _BETWEEN.search(text) or (_OF_WHOLE.search(text) if share else None)
    if not found and between is not None:
        farther = (text[: between.start() + skipped] for skipped in range(len(between.group()) - 1 or 1))
        found = [word for rest in farther for word in words if len(word) > 1 and word != "达到" and rest.endswith(word)]
    return words[max(found, key=len)] if found else ""
