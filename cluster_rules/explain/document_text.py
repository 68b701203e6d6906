"""A document as plain text. A table that is too wide for lines of `WIDEST` columns is told row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from cluster_rules.errors import Locale
from cluster_rules.explain.document import Block, Document, Paragraph, Part, Picture, Points, Side, Statements, Table
from cluster_rules.explain.plain import bracketed, item_lines, line_lines, ordinal, sentence, visible, width

WIDEST = 110
_GAP = "  "


def document_text(document: Document) -> str:
    """The document in plain text."""
    return "\n".join(visible(line).rstrip() for line in _document(document)) + "\n"


def _document(document: Document) -> Iterator[str]:
    yield document.title
    yield "=" * min(width(document.title), 78)
    yield from (bracketed(document.locale, stamp) for stamp in document.stamps)
    if document.header:
        yield ""
    yield from (sentence(document.locale, line.label, line.text) for line in document.header)
    yield from _blocks(document.locale, document.blocks, 0)
    if document.footer:
        yield from ("", "-" * 20)
    yield from (sentence(document.locale, line.label, line.text) for line in document.footer)


def _blocks(locale: Locale, blocks: Iterable[Block], depth: int) -> Iterator[str]:
    parts = 0
    for block in blocks:
        yield ""
        if isinstance(block, Part):
            parts += 1
            yield _heading(locale, block, parts, depth)
            yield from _blocks(locale, block.blocks, depth + 1)
        else:
            yield from _block(locale, block)


def _heading(locale: Locale, part: Part, number: int, depth: int) -> str:
    return ordinal(number, locale) + part.title if depth == 0 else f"{'#' * depth} {part.title}"


def _block(locale: Locale, block: Paragraph | Statements | Points | Table | Picture) -> Iterable[str]:
    match block:
        case Paragraph(text):
            return (f"  {text}",)
        case Statements(lines):
            return chain.from_iterable(line_lines(locale, line, "  ") for line in lines)
        case Points(items):
            return chain.from_iterable(item_lines(locale, item, "  ") for item in items)
        case Table():
            return table_lines(locale, block)
        case Picture():
            return (f"  {bracketed(locale, block.caption)}",)


def table_lines(locale: Locale, table: Table) -> Iterator[str]:
    """The table in columns, else row by row."""
    widths = [max(width(visible(row[i])) for row in (table.header, *table.rows)) for i in range(len(table.header))]
    if table.caption:
        yield f"  {table.caption}"
    if sum(widths) + len(_GAP) * len(widths) > WIDEST:
        yield from _records(locale, table)
        return
    sides = [table.side(index) for index in range(len(widths))]
    for row in (table.header, tuple("-" * columns for columns in widths), *table.rows):
        yield _GAP + _GAP.join(map(_padded, row, widths, sides))


def _padded(cell: str, columns: int, side: Side) -> str:
    room = " " * (columns - width(visible(cell)))
    return cell + room if side == "left" else room + cell


def _records(locale: Locale, table: Table) -> Iterator[str]:
    for row in table.rows:
        first, *rest = zip(table.header, row, strict=True)
        yield f"  - {sentence(locale, *first)}"
        yield from (f"    {sentence(locale, label, cell)}" for label, cell in rest if cell)
