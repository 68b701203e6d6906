"""An explanation as Markdown (CommonMark). Every word from the data is escaped: no markup, links or HTML get in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cluster_rules.errors import Locale
from cluster_rules.explain.plain import bracketed, ordinal, sentence, visible
from cluster_rules.explain.tree import Entry, Explanation, Item, Line, Section

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~&])")
#: What would begin a heading, a list or a rule at the start of a line; a numbered list is told by its point.
_LEADING = re.compile(r"^(\s*)(#|[-+=](?=\s|=|-))")
_NUMBERED = re.compile(r"^(\s*\d+)([.)])(?=\s)")
#: GitHub turns bare addresses into links.
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|javascript|data|vbscript|mailto)(:)|\b(www)(\.)")


def render_markdown(explanation: Explanation) -> str:
    """The note as Markdown."""
    return "\n".join(_note(explanation)) + "\n"


def escaped(text: str) -> str:
    """`text` as Markdown that shows it and does nothing else."""
    safe = _SPECIAL.sub(r"\\\1", visible(text))
    safe = _NUMBERED.sub(r"\1\\\2", _LEADING.sub(r"\1\\\2", safe))
    return _ADDRESS.sub(lambda found: f"{found[1] or found[3]}{'&#58;' if found[2] else '&#46;'}", safe)


def _note(note: Explanation) -> Iterator[str]:
    yield f"# {escaped(note.title)}"
    for stamp in note.stamps:
        yield from ("", f"> **{escaped(bracketed(note.locale, stamp))}**")
    yield ""
    yield from (f"- **{escaped(line.label)}** {escaped(line.text)}" for line in note.header)
    yield from ("", f"## {escaped(sentence(note.locale, note.verdict_label, note.verdict_word))}")
    for text in note.verdict_notes:
        yield from ("", escaped(text))
    for number, section in enumerate(note.overview, 1):
        yield from _section(note.locale, number, section)
    yield from _details(note)
    if note.warnings:
        yield from ("", f"## {escaped(note.warnings_title)}", "")
        yield from (f"- {escaped(text)}" for text in note.warnings)
    yield from ("", "---", "")
    yield from (f"- {escaped(sentence(note.locale, line.label, line.text))}" for line in note.footer)


def _section(locale: Locale, number: int, section: Section) -> Iterator[str]:
    yield from ("", f"## {escaped(ordinal(number, locale) + section.title)}", "")
    if section.lead:
        yield from (escaped(section.lead), "")
    for item in section.items:
        yield from item_lines(locale, item, "")


def item_lines(locale: Locale, item: Item, indent: str) -> Iterator[str]:
    """A point of a list, and the points below it."""
    colon = "：" if locale == "zh" else ": "
    text = f"{colon}{escaped(item.text)}" if item.text else ""
    yield f"{indent}- **{escaped(item.head)}**{text}"
    yield from (f"{indent}  - {escaped(note)}" for note in item.notes)
    for below in item.items:
        yield from item_lines(locale, below, indent + "  ")


def _details(note: Explanation) -> Iterator[str]:
    if note.details:
        yield from ("", f"## {escaped(note.details_title)}")
    for entry in note.details:
        yield from _entry(note.locale, entry, 3)


def _entry(locale: Locale, entry: Entry, level: int) -> Iterator[str]:
    heading = f"{escaped(entry.title)} {escaped(bracketed(locale, entry.status_word))}"
    yield from ("", f"{'#' * min(level, 6)} {heading}")
    if entry.lines:
        yield ""
    for line in entry.lines:
        yield from line_lines(locale, line)
    for below in entry.entries:
        yield from _entry(locale, below, level + 1)


def line_lines(locale: Locale, line: Line) -> Iterator[str]:
    """A labelled statement, and what continues it."""
    colon = "：" if locale == "zh" else ": "
    yield f"- **{escaped(line.label)}**{colon}{escaped(line.text)}"
    yield from (f"  - {escaped(text)}" for text in line.more)
