"""What a YAML file holds, with the place of everything in it: maps, lists and texts. Data only."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from cluster_rules.errors import Place


@dataclass(frozen=True, slots=True)
class YamlText:
    """A scalar, always as text: `1.10`, `017`, `NO` and dates are what is written. Empty, `~` and `null` are ""."""

    text: str
    #: Where the scalar starts, its opening quote included.
    place: Place
    #: Where the first character of `text` stands: after an opening quote, on the first line of a block.
    origin: Place
    quoted: bool = False
    #: Where a comment starts on the line of an unquoted scalar; ` #` cuts the text off there.
    comment_place: Place | None = None
    #: Where characters of `text` stand that do not follow the one before: after a line break or an escape.
    breaks: tuple[tuple[int, Place], ...] = ()

    def place_at(self, offset: int) -> Place:
        """The place of character `offset` of `text`, exact through escapes and line breaks."""
        index = bisect_right(self.breaks, offset, key=lambda entry: entry[0]) - 1
        start, base = self.breaks[index] if index >= 0 else (0, self.origin)
        return Place(base.file, base.line, base.column + offset - start)


@dataclass(frozen=True, slots=True)
class YamlList:
    items: tuple[YamlNode, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class YamlMap:
    """A mapping in the order of the file. Keys are texts and unique, also apart from the width of characters."""

    entries: Mapping[str, YamlNode]
    place: Place
    key_places: Mapping[str, Place]


YamlNode: TypeAlias = YamlMap | YamlList | YamlText


def node_at(node: YamlNode, path: tuple[str | int, ...]) -> YamlNode | None:
    """The node that `path` leads to: keys of maps and indexes of lists; None where it leads nowhere."""
    for step in path:
        child = _child(node, step)
        if child is None:
            return None
        node = child
    return node


def _child(node: YamlNode, step: str | int) -> YamlNode | None:
    if isinstance(node, YamlMap) and isinstance(step, str):
        return node.entries.get(step)
    if isinstance(node, YamlList) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None
