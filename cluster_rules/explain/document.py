"""A document of parts: paragraphs, points, statements, tables and pictures, for renderers to lay out.

Comparisons, impact studies and the papers of a procedure are documents. Like an explanation it is words alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from cluster_rules.errors import Locale
from cluster_rules.explain.tree import Item, Line

Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or a few."""

    text: str


@dataclass(frozen=True, slots=True)
class Statements:
    """Labelled statements, one below the other."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Points:
    """A list; points may have points below them."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as long as the header. Columns of numbers stand on the right: `sides` has one entry for each column."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sides: tuple[Side, ...] = ()
    caption: str = ""

    def side(self, column: int) -> Side:
        """Where the cells of `column` stand; left unless it is said."""
        return self.sides[column] if column < len(self.sides) else "left"


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing for pages. Text and Markdown say `caption`, which tells what is to be seen."""

    #: An SVG element, made by the library, with every word in it escaped.
    svg: str
    caption: str


Block: TypeAlias = "Paragraph | Statements | Points | Table | Picture | Part"


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands under it."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document."""

    locale: Locale
    title: str
    blocks: tuple[Block, ...]
    #: What every output must say: hypothetical, made-up data.
    stamps: tuple[str, ...] = ()
    header: tuple[Line, ...] = ()
    footer: tuple[Line, ...] = ()
