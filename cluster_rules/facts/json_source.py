"""JSON in: strict RFC 8259 with a place for every value. Numbers stay text, so no binary float arises."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from json.decoder import JSONDecodeError, scanstring  # type: ignore[attr-defined]

from cluster_rules.errors import Place, RulesError, diagnostic
from cluster_rules.facts.texts import shown
from cluster_rules.facts.tree import MAX_DEPTH, Branch, Items, Leaf, Tree

_BLANK = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII)
_WORD = re.compile(r"-?[A-Za-z]+|.?", re.DOTALL)
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_NOT_NUMBERS = {"NaN", "Infinity", "-Infinity"}


def parse_json(text: str, file: str) -> Tree:
    """The tree of one JSON document. Raises `RulesError` at the first thing that is not JSON."""
    return _Reader(text, file).document()


class _Reader:
    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.at = 0
        self.depth = 0
        self.lines = [0, *(match.end() for match in re.finditer("\n", text))]

    def document(self) -> Tree:
        tree = self.value()
        self.skip()
        if self.at < len(self.text):
            raise self.unexpected()
        return tree

    def value(self) -> Tree:
        self.skip()
        character = self.text[self.at : self.at + 1]
        if character == "{":
            return self.nested(self.map)
        if character == "[":
            return self.nested(self.list)
        place = self.place(self.at)
        if character == '"':
            return Leaf(self.string(), place)
        return Leaf(self.scalar(), place)

    def nested(self, read: Callable[[], Tree]) -> Tree:
        if self.depth == MAX_DEPTH:
            raise RulesError.of("CR419", self.place(self.at), limit=MAX_DEPTH)
        self.depth += 1
        tree = read()
        self.depth -= 1
        return tree

    def map(self) -> Branch:
        place = self.place(self.at)
        entries: dict[str, Tree] = {}
        places: dict[str, Place] = {}
        self.at += 1
        while not self.closes("}", first=not entries):
            self.skip()
            here = self.place(self.at)
            key = self.string()
            if key in entries:
                raise RulesError([diagnostic("CR417", here, related=(places[key],), key=shown(key))])
            self.expect(":")
            entries[key], places[key] = self.value(), here
        return Branch(entries, place, places)

    def list(self) -> Items:
        place = self.place(self.at)
        items: list[Tree] = []
        self.at += 1
        while not self.closes("]", first=not items):
            items.append(self.value())
        return Items(tuple(items), place)

    def closes(self, end: str, *, first: bool) -> bool:
        """Step over `end`, or over the comma that must stand before every item but the first."""
        self.skip()
        if self.text.startswith(end, self.at):
            self.at += 1
            return True
        if not first:
            self.expect(",")
        return False

    def string(self) -> str:
        if not self.text.startswith('"', self.at):
            raise self.unexpected()
        try:
            text, self.at = scanstring(self.text, self.at + 1, True)
        except JSONDecodeError as error:
            raise RulesError.of("CR416", self.place(error.pos), found=shown(error.msg)) from None
        return str(text)

    def scalar(self) -> str | bool | None:
        if match := _NUMBER.match(self.text, self.at):
            self.at = match.end()
            return match.group()
        word = _WORD.match(self.text, self.at).group()  # type: ignore[union-attr]  # matches the empty text too
        if word in _NOT_NUMBERS:
            raise RulesError.of("CR418", self.place(self.at), found=word)
        if word not in _WORDS:
            raise self.unexpected()
        self.at += len(word)
        return _WORDS[word]

    def expect(self, character: str) -> None:
        self.skip()
        if not self.text.startswith(character, self.at):
            raise self.unexpected()
        self.at += 1

    def skip(self) -> None:
        if match := _BLANK.match(self.text, self.at):
            self.at = match.end()

    def unexpected(self) -> RulesError:
        match = _WORD.match(self.text, self.at)
        found = match.group() if match else ""
        return RulesError.of("CR416", self.place(self.at), found=shown(found) or "EOF")

    def place(self, at: int) -> Place:
        line = bisect_right(self.lines, at)
        return Place(self.file, line, at - self.lines[line - 1] + 1)
