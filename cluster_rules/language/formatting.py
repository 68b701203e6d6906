"""An expression as typed, in its canonical spelling: operators, words, numbers, quotes and blanks between them.

The authority on spelling alone: brackets, line breaks and comments stay as they are, and so does the tree.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from cluster_rules.errors import Place
from cluster_rules.language import characters as chars
from cluster_rules.language.lexer import Token
from cluster_rules.language.names import is_word
from cluster_rules.language.parser import Parser
from cluster_rules.language.places import ExpressionError
from cluster_rules.language.printer import print_expression
from cluster_rules.language.texts import write_text
from cluster_rules.language.unary_tests import read_test
from cluster_rules.model import expressions as tree
from cluster_rules.model.expressions import Node
from cluster_rules.model.limits import DEFAULT_LIMITS, Limits

#: After these an operand has ended: a bracket or a minus belongs to it.
_OPERAND_ENDS = frozenset({"name", "number", "text", "true", "false", "null", "not", ")", "]", "}"})
_BLANKS = re.compile(r"[^\S\r\n]*")


class Piece(NamedTuple):
    """A stretch of the text and its canonical spelling. `kind` is that of the token; empty for what is between two."""

    start: int
    end: int
    kind: str
    spelling: str


def format_expression(
    text: str, *, origin: Place | None = None, names: Collection[str] = (), limits: Limits = DEFAULT_LIMITS
) -> str:
    """`text`, an expression or a test, in the canonical spelling; its tree is the same. Raises `RulesError`."""
    return "".join(piece.spelling for piece in pieces(text, origin=origin, names=names, limits=limits))


def pieces(
    text: str, *, origin: Place | None = None, names: Collection[str] = (), limits: Limits = DEFAULT_LIMITS
) -> list[Piece]:
    """`text` from its first character to its last, piece by piece. Raises `RulesError`."""
    try:
        parser = Parser(text, names, limits)
        root = parser.whole(lambda: read_test(parser))
    except ExpressionError as error:
        raise error.refused(text, origin) from None
    return list(_Speller(text, parser.tokens[:-1], root).pieces())


class _Speller:
    """The tokens of a text, and what the tree says of those whose spelling depends on it."""

    def __init__(self, text: str, tokens: Sequence[Token], root: Node) -> None:
        self.text, self.tokens = text, tokens
        #: Where `非` stands without brackets.
        self.bare = {token.start for token, after in pairwise(tokens) if token.kind == "not" and after.kind != "("}
        #: Brackets of ranges, by position.
        self.ends: dict[int, str] = {}
        #: Where a denied comparison, `非 x = 1`, starts and ends.
        self.denied: dict[int, int] = {}
        #: Where a type stands.
        self.types: list[tree.Span] = []
        self.note(root)
        self.parameters = set(self.ends_of_parameters())

    def note(self, node: Node) -> None:
        if isinstance(node, tree.Range):
            self.ends[node.span.start] = "[" if node.low_closed else "("
            self.ends[node.span.end - 1] = "]" if node.high_closed else ")"
        elif isinstance(node, tree.Call) and node.function.span.start in self.bare:
            self.denied[node.function.span.start] = node.span.end
        elif isinstance(node, tree.InstanceOf):
            self.types.append(node.type.span)
        elif isinstance(node, tree.FunctionLiteral):
            self.types += [type_.span for _, type_ in node.parameters if type_ is not None]
        for child in tree.children(node):
            self.note(child)

    def ends_of_parameters(self) -> Iterator[int]:
        """The closing brackets of parameters: what follows each is a body and no call."""
        for index, token in enumerate(self.tokens):
            if token.kind == "function" and not self.in_type(token):
                yield next(i for i in range(index, len(self.tokens)) if self.tokens[i].kind == ")")

    def in_type(self, token: Token) -> bool:
        return any(span.start <= token.start < span.end for span in self.types)

    def pieces(self) -> Iterator[Piece]:
        end, closing = 0, sorted(self.denied.values())
        for index, token in enumerate(self.tokens):
            yield self.between(end, token.start, index)
            spelling, end = self.spelling(index), token.end
            while closing and closing[0] <= end:
                spelling += ")"
                closing.pop(0)
            yield Piece(token.start, end, token.kind, spelling)
        yield self.between(end, len(self.text), len(self.tokens))

    def between(self, start: int, end: int, index: int) -> Piece:
        """What is between two tokens: a blank or none, but for line breaks and comments."""
        found = self.text[start:end]
        if not _BLANKS.fullmatch(found):
            return Piece(start, end, "", found)
        inside = 0 < index < len(self.tokens)
        return Piece(start, end, "", " " if inside and self.is_spaced(index) else "")

    def spelling(self, index: int) -> str:
        token = self.tokens[index]
        if token.start in self.ends:
            return self.ends[token.start]
        if token.start in self.denied:
            return "not("
        if token.kind == "number":
            return print_expression(tree.NumberLiteral(token.value, token.unit))  # type: ignore[arg-type]
        is_key = self.kind(index + 1) == ":"
        if token.kind == "text":
            return str(token.value) if is_key and is_word(str(token.value)) else write_text(str(token.value))
        if token.kind == "name":
            return str(token.value)
        is_field = is_key or self.kind(index - 1) == "."
        return token.text if is_field and token.kind in _WORDS else token.kind

    def kind(self, index: int) -> str:
        """The kind of a token, the brackets of ranges as they are spelt; empty where there is none."""
        if not 0 <= index < len(self.tokens):
            return ""
        token = self.tokens[index]
        return self.ends.get(token.start, token.kind)

    def is_spaced(self, index: int) -> bool:
        """Whether a blank is due before the token at `index`."""
        before, after = self.kind(index - 1), self.kind(index)
        if self.tokens[index - 1].start in self.denied or before in _TIGHT_AFTER or after in _TIGHT_BEFORE:
            return False
        if self.in_type(self.tokens[index]) and (after in ("<", ">") or before == "<"):
            return False
        if before == "-" and not self.ends_operand(index - 2):
            return False
        return after not in ("(", "[") or not (before == "function" or self.ends_operand(index - 1))

    def ends_operand(self, index: int) -> bool:
        """Whether an operand ends with the token at `index`; a keyword after a dot is the name of a field."""
        if index in self.parameters:
            return False
        if index >= 0 and self.in_type(self.tokens[index]):
            return True
        kind = self.kind(index)
        return kind in _OPERAND_ENDS or (kind in _WORDS and self.kind(index - 1) == ".")


_TIGHT_AFTER = frozenset({"(", "[", "{", ".", "..", "@"})
_TIGHT_BEFORE = frozenset({")", "]", "}", ",", ".", "..", ":"})
_WORDS = chars.KEYWORDS | {"not"}
