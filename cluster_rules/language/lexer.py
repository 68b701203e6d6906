"""Text to tokens. Everything that is spelt in several ways leaves here in one spelling; spans are those of the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import NamedTuple

from cluster_rules.language import characters as chars
from cluster_rules.language.names import Vocabulary, check_word, vocabulary
from cluster_rules.language.places import ExpressionError
from cluster_rules.language.texts import read_text
from cluster_rules.model.expressions import Span
from cluster_rules.model.limits import Limits
from cluster_rules.model.numbers import Number, from_digits
from cluster_rules.model.units import UNITS, unit


class Token(NamedTuple):
    """`kind` is `name`, `number`, `text`, `end`, or the canonical spelling of an operator, bracket or keyword."""

    kind: str
    text: str
    start: int
    end: int
    value: Number | str | None = None
    unit: str = ""

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


_SPACE = "[ \\t\\r\\n\\v\\f\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]"
_LEXEME = re.compile(
    rf"""(?P<space>{_SPACE}+)
    | (?P<word>(?:[^\W\d]|[?\U00010000-\U000EFFFF])[\w?·\u0300-\u036f\U00010000-\U000EFFFF]*)
    | (?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<quote>["“‘＂])
    | (?P<comment>//[^\n\r]*|/\*(?:[^*]|\*(?!/))*\*/)
    | (?P<open_comment>/\*)
    | (?P<operator>\*\*|->|\.\.|<=|>=|!=|[-=<>+*/()\[\]{{}},:.@≥≧⩾≤≦⩽≠×÷−])
    """,
    re.VERBOSE,
)
_WORD = re.compile(r"(?:[^\W\d]|[?\U00010000-\U000EFFFF])[\w?·\u0300-\u036f\U00010000-\U000EFFFF]*")
_BLANKS = re.compile("[ \\t\\u00a0]*")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?")
_DIRECTION = re.compile("[\\u202a-\\u202e\\u2066-\\u2069\\u200e\\u200f]")


def tokens(text: str, names: Collection[str], limits: Limits) -> list[Token]:
    """The tokens of `text`, the last of kind `end`. Raises `ExpressionError`."""
    if len(text) > limits.text:
        raise ExpressionError("CR320", Span(limits.text, limits.text + 1), length=len(text), limit=limits.text)
    return _Lexer(text, vocabulary(frozenset(names)), limits).run()


class _Lexer:
    def __init__(self, text: str, known: Vocabulary, limits: Limits) -> None:
        self.original = text
        self.text = text if text.isascii() else text.translate(chars.WIDTH)
        self.known, self.limits = known, limits
        self.found: list[Token] = []
        self.brackets = 0
        self.readers: dict[str, Callable[[int, int], int]] = {
            "word": self.word,
            "number": self.number,
            "quote": self.quoted,
            "comment": self.comment,
            "open_comment": self.open_comment,
            "operator": self.operator,
        }

    def run(self) -> list[Token]:
        position, length, special = 0, len(self.text), self.known.special
        while position < length:
            if special is not None and (match := special.match(self.text, position)):
                position = self.declared(match)
                continue
            lexeme = _LEXEME.match(self.text, position)
            if lexeme is None:
                raise self.strange(position)
            kind, end = lexeme.lastgroup or "", lexeme.end()
            position = end if kind == "space" else self.readers[kind](position, end)
        self.found.append(Token("end", "", length, length))
        return self.found

    def add(self, kind: str, start: int, end: int, value: Number | str | None = None, unit: str = "") -> int:
        self.found.append(Token(kind, self.text[start:end], start, end, value, unit))
        return end

    def declared(self, match: re.Match[str]) -> int:
        """A declared name that is not an ordinary word, such as one with spaces."""
        name = self.known.spelling(match.group())
        return self.add("name", match.start(), match.end(), name)

    def word(self, start: int, end: int) -> int:
        word = self.text[start:end]
        if word in self.known.first_words and (longer := self.known.phrases.match(self.text, start)):
            return self.add("name", start, longer.end(), " ".join(longer.group().split()))
        if word in chars.KEYWORDS:
            return self.add(word, start, end)
        if word in chars.CHINESE_WORDS and word not in self.known.names:
            return self.add(chars.CHINESE_WORDS[word], start, end)
        check_word(word, start, self.known)
        return self.add("name", start, end, word)

    def number(self, start: int, end: int) -> int:
        if self.text.startswith(",", end):
            self.refuse_grouping(start)
        value = self.value_of(start, end)
        symbol, end = self.unit_after(end)
        return self.add("number", start, end, value, symbol)

    def refuse_grouping(self, start: int) -> None:
        """`3,000` is refused. Inside brackets `1,200` are two items, and only `1,000` gives itself away."""
        grouped = _GROUPED.match(self.text, start)
        if grouped and (self.brackets == 0 or re.search(",0", grouped.group())):
            instead = grouped.group().replace(",", "")
            found = self.original[start : grouped.end()]
            raise ExpressionError("CR311", Span(*grouped.span()), found=found, instead=instead)

    def value_of(self, start: int, end: int) -> Number:
        written = self.text[start:end]
        mantissa, _, exponent = written.lower().partition("e")
        digits = len(mantissa.replace(".", "").lstrip("0"))
        if digits > self.limits.digits:
            raise ExpressionError("CR323", Span(start, end), digits=digits, limit=self.limits.digits)
        size = exponent.lstrip("+-").lstrip("0")
        if size and (len(size) > 9 or int(size) > self.limits.exponent):
            raise ExpressionError("CR324", Span(start, end), limit=self.limits.exponent)
        return from_digits(written)

    def unit_after(self, end: int) -> tuple[str, int]:
        """The unit directly after a number that ends at `end`, and where it ends; empty where a keyword follows."""
        start = _BLANKS.match(self.text, end).end()  # type: ignore[union-attr]
        stop = self.symbol_end(start)
        symbol = self.text[start:stop]
        if not symbol or symbol in self.known.reserved:
            return "", end
        if symbol not in UNITS:
            raise self.unknown_unit(start, stop)
        if self.text.startswith("/", stop):
            below = self.symbol_end(stop + 1)
            if unit(self.text[start:below]) is not None:
                return self.text[start:below], below
        return symbol, stop

    def symbol_end(self, start: int) -> int:
        if self.text.startswith(("%", "‰"), start):
            return start + 1
        word = _WORD.match(self.text, start)
        return word.end() if word else start

    def unknown_unit(self, start: int, stop: int) -> ExpressionError:
        found = self.text[start:stop]
        longest = max((s for s in UNITS if s and found.startswith(s)), key=len, default="")
        rest = found[len(longest) :]
        if longest and rest[:1] in ("且", "或"):
            spaced = f"{longest} {rest[0]} {rest[1:]}".rstrip()
            return ExpressionError("CR313", Span(start, stop), found=found, instead=spaced)
        if longest:
            return ExpressionError("CR312", Span(start, stop), found=found, instead=longest)
        meant = "、".join(symbol for symbol in UNITS if symbol.startswith(found))
        return ExpressionError("CR314", Span(start, stop), found=found, meant=meant)

    def quoted(self, start: int, end: int) -> int:
        value, stop = read_text(self.original, start, chars.QUOTES[self.text[start]])
        return self.add("text", start, stop, value)

    def comment(self, start: int, end: int) -> int:
        if hidden := _DIRECTION.search(self.text, start, end):
            raise ExpressionError("CR305", Span(*hidden.span()), code_point=chars.code_point(hidden.group()))
        return end

    def open_comment(self, start: int, end: int) -> int:
        raise ExpressionError("CR310", Span(start, end))

    def operator(self, start: int, end: int) -> int:
        spelt = self.text[start:end]
        if spelt in "([{":
            self.brackets += 1
        elif spelt in ")]}":
            self.brackets -= 1
        return self.add(chars.OPERATORS.get(spelt, spelt), start, end)

    def strange(self, start: int) -> ExpressionError:
        """What is wrong with the character at `start`, which begins no token."""
        character, span = self.original[start], Span(start, start + 1)
        if chars.is_invisible(character):
            return ExpressionError("CR305", span, code_point=chars.code_point(character))
        pair = self.text[start : start + 2]
        if pair in chars.MEANT_PAIRS:
            return ExpressionError("CR307", Span(start, start + 2), found=pair, instead=chars.MEANT_PAIRS[pair])
        if instead := chars.MEANT.get(character) or chars.MEANT.get(self.text[start]):
            return ExpressionError("CR307", span, found=character, instead=instead)
        if character.isdigit():
            return ExpressionError("CR315", span, found=character, code_point=chars.code_point(character))
        if (plain := chars.plain_form(character)) != character and plain.isalnum():
            return ExpressionError(
                "CR306", span, found=character, code_point=chars.code_point(character), instead=plain
            )
        return ExpressionError("CR304", span, found=character, code_point=chars.code_point(character))
