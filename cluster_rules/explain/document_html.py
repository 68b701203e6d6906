"""A document as one HTML page, in the style of the note."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from cluster_rules.errors import Locale
from cluster_rules.explain.document import Block, Document, Paragraph, Part, Picture, Points, Statements, Table
from cluster_rules.explain.html import definitions, escaped, items_list, page
from cluster_rules.explain.plain import ordinal


def document_html(document: Document) -> str:
    """The document as a page of its own."""
    body = chain(
        definitions(document.header, "header") if document.header else (),
        _blocks(document.locale, document.blocks, 2),
    )
    return page(document.locale, document.title, document.stamps, body, document.footer)


def _blocks(locale: Locale, blocks: Iterable[Block], level: int) -> Iterator[str]:
    parts = 0
    for block in blocks:
        if isinstance(block, Part):
            parts += 1
            number = ordinal(parts, locale) if level == 2 else ""
            tag = f"h{min(level, 6)}"
            yield f"<section><{tag}>{escaped(number + block.title)}</{tag}>"
            yield from _blocks(locale, block.blocks, level + 1)
            yield "</section>"
        else:
            yield from _block(locale, block)


def _block(locale: Locale, block: Paragraph | Statements | Points | Table | Picture) -> Iterable[str]:
    match block:
        case Paragraph(text):
            return (f"<p>{escaped(text)}</p>",)
        case Statements(lines):
            return definitions(lines, "lines")
        case Points(items):
            return items_list(locale, items)
        case Table():
            return _table(block)
        case Picture(svg, caption):
            return ("<figure>", svg, f"<figcaption>{escaped(caption)}</figcaption></figure>")


def _table(table: Table) -> Iterator[str]:
    yield '<div class="table"><table>'
    if table.caption:
        yield f"<caption>{escaped(table.caption)}</caption>"
    yield f"<thead>{_row(table, table.header, 'th')}</thead><tbody>"
    yield from (_row(table, row, "td") for row in table.rows)
    yield "</tbody></table></div>"


def _row(table: Table, cells: tuple[str, ...], tag: str) -> str:
    return f"<tr>{''.join(_cell(table, index, cell, tag) for index, cell in enumerate(cells))}</tr>"


def _cell(table: Table, column: int, text: str, tag: str) -> str:
    number = ' class="number"' if table.side(column) == "right" else ""
    scope = ' scope="col"' if tag == "th" else ""
    return f"<{tag}{scope}{number}>{escaped(text)}</{tag}>"
