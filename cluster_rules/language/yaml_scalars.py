"""Where the characters of a YAML scalar stand in its file, through quotes, escapes and line breaks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cluster_rules.errors import Place

_ESCAPE_LENGTHS = {"x": 4, "u": 6, "U": 10}
_BLOCK_HEADER = re.compile(r"[|>][+\-0-9]*[ ]*(?:#[^\r\n]*)?(?:\r\n|[\r\n]|$)")
_GAP = re.compile(r"(?:[ \r\n]|\\\r?\n)+")


@dataclass
class _Walk:
    """A position in the source of one scalar."""

    raw: str
    style: str
    line: int
    column: int
    index: int = 0
    found: list[tuple[int, int, int]] = field(default_factory=list)

    def advance(self, count: int) -> None:
        for character in self.raw[self.index : self.index + count]:
            self.index += 1
            self.column += 1
            if character == "\n" or (character == "\r" and not self.raw.startswith("\n", self.index)):
                self.line, self.column = self.line + 1, 1

    def reach(self, wanted: str) -> None:
        """Stand on the source of the character `wanted`: line breaks and indentation before it are skipped."""
        here = self.raw[self.index : self.index + 1]
        if here == wanted or (here in " \r\n" and wanted in " \n"):
            return
        if gap := _GAP.match(self.raw, self.index):
            self.advance(len(gap.group()))

    def length(self) -> int:
        """How many characters of source make the one character at hand."""
        return length_at(self.raw, self.index, self.style)


def length_at(raw: str, index: int, style: str) -> int:
    """How many characters of `raw`, the source of a scalar, make the one character whose source starts at `index`."""
    if style == "'" and raw.startswith("''", index):
        return 2
    if style == '"' and raw.startswith("\\", index):
        return _ESCAPE_LENGTHS.get(raw[index + 1 : index + 2], 2)
    return 2 if raw.startswith("\r\n", index) else 1


def positions(raw: str, text: str, style: str, start: Place) -> tuple[Place, tuple[tuple[int, Place], ...]]:
    """The place of the first character of `text`, and of each that does not directly follow the one before.

    `raw` is the source of the scalar, which starts at `start`; `style` is its opening quote, `|`, `>` or empty.
    """
    walk = _Walk(raw, style, start.line, start.column)
    walk.advance(_opening(raw, style))
    if len(raw) - walk.index - (style in {'"', "'"}) == len(text):
        return Place(start.file, walk.line, walk.column), ()
    _follow(walk, text)
    places = tuple((offset, Place(start.file, line, column)) for offset, line, column in walk.found)
    return (places[0][1] if places else Place(start.file, walk.line, walk.column)), places


def _opening(raw: str, style: str) -> int:
    if style in {"|", ">"}:
        header = _BLOCK_HEADER.match(raw)
        return header.end() if header else 1
    return len(style)


def _follow(walk: _Walk, text: str) -> None:
    expected = (0, 0)
    for offset, character in enumerate(text):
        walk.reach(character)
        if (walk.line, walk.column) != expected:
            walk.found.append((offset, walk.line, walk.column))
        expected = (walk.line, walk.column + 1)
        walk.advance(walk.length())
