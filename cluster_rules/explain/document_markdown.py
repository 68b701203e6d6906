"""A document as Markdown (CommonMark, with GitHub's tables)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from cluster_rules.errors import Locale
from cluster_rules.explain.document import Block, Document, Paragraph, Part, Picture, Points, Statements, Table
from cluster_rules.explain.markdown import escaped, item_lines, line_lines
from cluster_rules.explain.plain import bracketed, ordinal, sentence


def document_markdown(document: Document) -> str:
    """The document as Markdown."""
    return "\n".join(_document(document)) + "\n"


def _document(document: Document) -> Iterator[str]:
    yield f"# {escaped(document.title)}"
    for stamp in document.stamps:
        yield from ("", f"> **{escaped(bracketed(document.locale, stamp))}**")
    if document.header:
        yield ""
    yield from (f"- **{escaped(line.label)}** {escaped(line.text)}" for line in document.header)
    yield from _blocks(document.locale, document.blocks, 2)
    if document.footer:
        yield from ("", "---", "")
    yield from (f"- {escaped(sentence(document.locale, line.label, line.text))}" for line in document.footer)


def _blocks(locale: Locale, blocks: Iterable[Block], level: int) -> Iterator[str]:
    parts = 0
    for block in blocks:
        yield ""
        if isinstance(block, Part):
            parts += 1
            number = ordinal(parts, locale) if level == 2 else ""
            yield f"{'#' * min(level, 6)} {escaped(number + block.title)}"
            yield from _blocks(locale, block.blocks, level + 1)
        else:
            yield from _block(locale, block)


def _block(locale: Locale, block: Paragraph | Statements | Points | Table | Picture) -> Iterable[str]:
    match block:
        case Paragraph(text):
            return (escaped(text),)
        case Statements(lines):
            return chain.from_iterable(line_lines(locale, line) for line in lines)
        case Points(items):
            return chain.from_iterable(item_lines(locale, item, "") for item in items)
        case Table():
            return _table(block)
        case Picture():
            return (f"*{escaped(block.caption)}*",)


def _table(table: Table) -> Iterator[str]:
    if table.caption:
        yield from (f"**{escaped(table.caption)}**", "")
    yield _row(table.header)
    yield _row(("---" if table.side(index) == "left" else "---:" for index in range(len(table.header))), plain=True)
    yield from (_row(row) for row in table.rows)


def _row(cells: Iterable[str], *, plain: bool = False) -> str:
    return f"| {' | '.join(cell if plain else escaped(cell) for cell in cells)} |"
