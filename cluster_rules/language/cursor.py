"""A place among the tokens: what comes next, which brackets are open, and what is wrong where nothing fits."""

from __future__ import annotations

from collections.abc import Callable, Collection

from cluster_rules.language import characters as chars
from cluster_rules.language.lexer import Token, tokens
from cluster_rules.language.places import ExpressionError
from cluster_rules.model.expressions import Span
from cluster_rules.model.limits import Limits
from cluster_rules.model.units import UNITS

COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})

#: Tokens with which an expression can begin.
STARTERS = frozenset(
    {"name", "number", "text", "(", "[", "{", "-", "@"}
    | {"if", "for", "some", "every", "function", "true", "false", "null", "not"}
)

#: The codes for what is due where no certain token is: an expression, a name, a type, a text.
_DUE = {"": "CR301", "name": "CR339", "type": "CR340", "text": "CR341"}


class Cursor:
    """The tokens of a text, and how far they have been read."""

    def __init__(self, text: str, names: Collection[str], limits: Limits) -> None:
        self.text, self.limits = text, limits
        self.tokens = tokens(text, names, limits)
        self.index = 0
        self.token = self.tokens[0]
        self.levels = 0
        #: The open brackets; with each, whether a range's end was being read when it was opened.
        self.open: list[tuple[Token, bool]] = []
        #: Whether a range's end is being read: there `[` can close the range.
        self.at_range_end = False

    @property
    def previous(self) -> Token:
        return self.tokens[self.index - 1] if self.index else Token("start", "", 0, 0)

    @property
    def following(self) -> Token:
        return self.tokens[min(self.index + 1, len(self.tokens) - 1)]

    def advance(self) -> Token:
        """The current token; the next one becomes current."""
        passed = self.token
        self.index += 1
        self.token = self.tokens[self.index]
        return passed

    def back_to(self, index: int) -> None:
        self.index, self.token = index, self.tokens[index]

    def accept(self, kind: str) -> bool:
        """Whether the current token is of `kind`; if so it is passed."""
        if self.token.kind != kind:
            return False
        self.advance()
        return True

    def expect(self, kind: str) -> Token:
        if self.token.kind != kind:
            raise self.unexpected(kind)
        return self.advance()

    def since(self, start: int) -> Span:
        """The span from `start` to the end of what has been read."""
        return Span(start, self.tokens[self.index - 1].end)

    def enter(self) -> None:
        """One level down. INVARIANT: the parser's recursion is bounded here, before Python's is."""
        self.levels += 1
        if self.levels > 2 * self.limits.depth:
            raise ExpressionError("CR321", self.token.span, limit=self.limits.depth)

    def leave(self) -> None:
        self.levels -= 1

    def open_bracket(self) -> Token:
        self.open.append((self.token, self.at_range_end))
        if len(self.open) > self.limits.depth:
            raise ExpressionError("CR321", self.token.span, limit=self.limits.depth)
        self.at_range_end = False
        return self.advance()

    def close_bracket(self, *kinds: str) -> Token:
        """Pass the closing bracket, one of `kinds`."""
        if self.token.kind not in kinds:
            raise self.unexpected(" ".join(kinds))
        self.at_range_end = self.open.pop()[1]
        return self.advance()

    def separated(self, read: Callable[[], object], *close: str) -> None:
        """Read items with commas between them, and none where one of `close` follows at once."""
        if self.token.kind in close:
            return
        read()
        while self.accept(","):
            read()

    def unexpected(self, expected: str = "") -> ExpressionError:
        """What is wrong at the current token, where the token `expected`, a name, a type or an expression is due."""
        token, previous = self.token, self.previous
        if token.kind == "end":
            return self._ends_early(expected)
        if mistyped := self._mistyped(previous, token):
            return mistyped
        if token.kind in ")]}" and not self.open:
            return ExpressionError("CR328", token.span, found=token.text)
        if expected != "type" and previous.kind == "name" and token.kind == "name":
            return self._side_by_side(previous, token)
        if code := _DUE.get(expected):
            return ExpressionError(code, token.span, found=self.source(token))
        return ExpressionError("CR303", token.span, found=self.source(token), expected=expected)

    def leftover(self) -> ExpressionError:
        """What is wrong where the expression is complete and the text is not."""
        error = self.unexpected("end")
        if error.code != "CR303":
            return error
        return ExpressionError("CR335", self.token.span, found=self.source(self.token))

    def source(self, token: Token) -> str:
        """`token` as it is written in the text."""
        return self.text[token.start : token.end]

    def _ends_early(self, expected: str) -> ExpressionError:
        last = Span(max(self.token.start - 1, 0), self.token.start)
        if len(self.tokens) == 1:
            return ExpressionError("CR326", Span(0, 1))
        if self.open and self.previous.kind not in COMPARISONS:
            opening = self.open[-1][0]
            return ExpressionError("CR327", opening.span, found=self.source(opening), also=(last,))
        if expected in _DUE:
            return ExpressionError("CR302", last)
        return ExpressionError("CR325", last, expected=expected)

    def _mistyped(self, previous: Token, token: Token) -> ExpressionError | None:
        pair = self.text[previous.start : token.end]
        joined = Span(previous.start, token.end)
        if instead := chars.MEANT_PAIRS.get(previous.text + token.text):
            return ExpressionError("CR307", joined, found=pair, instead=instead)
        if previous.kind in ("<", ">") and token.kind == "=":
            return ExpressionError("CR307", joined, found=pair, instead=previous.kind + "=")
        if previous.text == "not" and token.kind in STARTERS and token.kind != "(":
            return ExpressionError("CR330", previous.span, found=self.source(token))
        for word in (token, previous):
            if instead := chars.MEANT_WORDS.get(word.text):
                return ExpressionError("CR336", word.span, found=word.text, instead=instead)
        return None

    def _side_by_side(self, previous: Token, token: Token) -> ExpressionError:
        first, second = self.source(previous), self.source(token)
        if token.text in UNITS:
            return ExpressionError("CR334", token.span, found=second)
        span = Span(previous.start, token.end)
        return ExpressionError("CR329", span, found=f"{first} {second}", instead=f"{first}{second}")
