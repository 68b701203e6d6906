"""A document in the terminal: tables that fit its width, and wrapped text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table as Grid
from rich.text import Text

from cluster_rules.cli.terminal import WIDEST, item_parts, labelled, plain_words
from cluster_rules.explain.document import Block, Document, Paragraph, Part, Picture, Points, Statements, Table
from cluster_rules.explain.plain import ordinal


def show_document(document: Document, console: Console | None = None) -> None:
    """Print the document. Colours follow NO_COLOR and the terminal."""
    out = console or Console(highlight=False, soft_wrap=False)
    out.width = min(out.width, WIDEST)
    for part in _document(document):
        out.print(part)


def _document(document: Document) -> Iterator[object]:
    yield plain_words(document.title, "bold")
    for stamp in document.stamps:
        yield Panel(plain_words(stamp, "bold"), border_style="red", expand=False)
    yield labelled(document.header)
    yield from _blocks(document, document.blocks, 0)
    yield Text()
    yield labelled(document.footer, "dim")


def _blocks(document: Document, blocks: Iterable[Block], depth: int) -> Iterator[object]:
    parts = 0
    for block in blocks:
        yield Text()
        if isinstance(block, Part):
            parts += 1
            yield plain_words((ordinal(parts, document.locale) if depth == 0 else "") + block.title, "bold")
            yield from _blocks(document, block.blocks, depth + 1)
        else:
            yield from _block(block)


def _block(block: Paragraph | Statements | Points | Table | Picture) -> Iterator[object]:
    match block:
        case Paragraph(text):
            yield Padding(plain_words(text), (0, 0, 0, 2))
        case Statements(lines):
            yield Padding(labelled(lines), (0, 0, 0, 2))
        case Points(items):
            for item in items:
                yield from item_parts(item, 2)
        case Table():
            yield _table(block)
        case Picture():
            yield Padding(plain_words(block.caption, "dim"), (0, 0, 0, 2))


def _table(table: Table) -> Grid:
    title = plain_words(table.caption) if table.caption else None
    grid = Grid(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for index, head in enumerate(table.header):
        grid.add_column(plain_words(head), justify=table.side(index), overflow="fold")
    for row in table.rows:
        grid.add_row(*map(plain_words, row))
    return grid
