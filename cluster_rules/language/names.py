"""Which words are names: the standard's own names with spaces, declared names, and names that deceive the eye."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cluster_rules.language import characters as chars
from cluster_rules.language.places import ExpressionError
from cluster_rules.model.expressions import Span

#: Names of the standard that consist of several words: functions, parameters, properties and types.
PHRASES = (
    "date and time",
    "years and months duration",
    "days and time duration",
    "string length",
    "upper case",
    "lower case",
    "substring before",
    "substring after",
    "starts with",
    "ends with",
    "string join",
    "list contains",
    "list replace",
    "insert before",
    "index of",
    "distinct values",
    "get value",
    "get entries",
    "context put",
    "context merge",
    "day of week",
    "day of year",
    "month of year",
    "week of year",
    "round up",
    "round down",
    "round half up",
    "round half down",
    "met by",
    "overlaps before",
    "overlaps after",
    "finished by",
    "started by",
    "start included",
    "end included",
    "time offset",
    "start position",
    "grouping separator",
    "decimal separator",
)

_ORDINARY = re.compile(r"[A-Za-z_?㐀-鿿][A-Za-z0-9_?㐀-鿿]*")
_CONNECTIVE = re.compile("[且或]")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that a text may use besides ordinary words."""

    names: frozenset[str]
    #: Keywords in both languages, without the Chinese ones that are declared as names.
    reserved: frozenset[str]
    first_words: frozenset[str]
    phrases: re.Pattern[str]
    #: Declared names that are not ordinary words, longest first; None where there are none.
    special: re.Pattern[str] | None
    spellings: dict[str, str]

    def spelling(self, written: str) -> str:
        """The declared name that is written `written`."""
        return self.spellings[" ".join(written.split())]


@lru_cache(maxsize=32)
def vocabulary(names: frozenset[str]) -> Vocabulary:
    """The vocabulary with the declared `names`."""
    special = sorted((n for n in names if _ORDINARY.fullmatch(n) is None), key=len, reverse=True)
    return Vocabulary(
        names,
        chars.KEYWORDS | (chars.CHINESE_WORDS.keys() - names),
        frozenset(phrase.split()[0] for phrase in PHRASES),
        _alternatives(sorted(PHRASES, key=len, reverse=True)),
        _alternatives([_plain(name) for name in special]) if special else None,
        {" ".join(_plain(name).split()): name for name in special},
    )


def _plain(name: str) -> str:
    return name.translate(chars.WIDTH)


def _alternatives(phrases: list[str]) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(_spaced(phrase) for phrase in phrases) + r")(?![\w?·])")


def _spaced(phrase: str) -> str:
    return r"\s+".join(re.escape(word) for word in phrase.split())


def is_word(name: str) -> bool:
    """Whether `name` can be written as it is, without being declared and without being a keyword."""
    if name in PHRASES:
        return True
    return _ORDINARY.fullmatch(name) is not None and name not in chars.KEYWORDS and name not in chars.CHINESE_WORDS


def check_word(word: str, start: int, known: Vocabulary) -> None:
    """Refuse a word that only looks like another, or that joins declared names with 且 or 或."""
    if _ORDINARY.fullmatch(word) is None and word not in known.names:
        _check_characters(word, start)
    if known.names and ("且" in word or "或" in word or word[0] == "非"):
        _check_connectives(word, start, known.names)


def _check_characters(word: str, start: int) -> None:
    for index, character in enumerate(word):
        span = Span(start + index, start + index + 1)
        values: dict[str, Any] = {"found": character, "code_point": chars.code_point(character)}
        if chars.is_invisible(character):
            raise ExpressionError("CR305", span, code_point=values["code_point"])
        if (plain := chars.plain_form(character)) != character:
            raise ExpressionError("CR306", span, instead=plain, **values)
        if instead := chars.LOOK_ALIKES.get(character):
            raise ExpressionError("CR342", span, instead=instead, **values)
        if character.isdigit() and not character.isascii():
            raise ExpressionError("CR315", span, **values)
    if (composed := unicodedata.normalize("NFC", word)) != word:
        raise ExpressionError("CR306", Span(start, start + len(word)), found=word, code_point="NFD", instead=composed)


def _check_connectives(word: str, start: int, names: frozenset[str]) -> None:
    bare = word.removeprefix("非")
    parts = _CONNECTIVE.split(bare)
    if bare == word and len(parts) == 1:
        return
    if not all(part in names for part in parts):
        return
    spaced = ("非 " if bare != word else "") + _CONNECTIVE.sub(lambda match: f" {match.group()} ", bare)
    code = "CR317" if word in names else "CR316"
    raise ExpressionError(code, Span(start, start + len(word)), found=word, instead=spaced)
