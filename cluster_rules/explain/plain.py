"""An explanation as plain text, and what every renderer shares: safe characters and numbering."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import category, east_asian_width

from cluster_rules.errors import Locale
from cluster_rules.explain.tree import Entry, Explanation, Item, Line, Section

_NUMERALS = "一二三四五六七八九"


def render_text(explanation: Explanation) -> str:
    """The note in plain text, one statement a line; it is not wrapped."""
    return "\n".join(visible(line) for line in _note(explanation)) + "\n"


def visible(text: str) -> str:
    """`text` on one line, with control, bidirectional and zero-width characters made visible."""
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    kind = category(character)
    if kind in {"Cc", "Zl", "Zp"} and character.isspace():
        return " "
    return f"\\u{ord(character):04x}" if kind in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} else character


def ordinal(number: int, locale: Locale) -> str:
    """The number of a section: `一、`, `1. `."""
    if locale == "en":
        return f"{number}. "
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens - 1]}十"
    return f"{ten}{_NUMERALS[ones - 1] if ones else ''}、"


def sentence(locale: Locale, head: str, text: str) -> str:
    """A head and what is said of it."""
    if not text:
        return head
    return f"{head}：{text}" if locale == "zh" else f"{head}: {text}"


def bracketed(locale: Locale, text: str) -> str:
    """A status beside a heading."""
    return f"【{text}】" if locale == "zh" else f"[{text}]"


def width(text: str) -> int:
    """Columns that `text` takes in a terminal."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _note(note: Explanation) -> Iterator[str]:
    yield note.title
    yield "=" * min(width(note.title), 78)
    for stamp in note.stamps:
        yield bracketed(note.locale, stamp)
    yield ""
    yield from (sentence(note.locale, line.label, line.text) for line in note.header)
    yield ""
    yield sentence(note.locale, note.verdict_label, note.verdict_word)
    yield from (f"  {text}" for text in note.verdict_notes)
    for number, section in enumerate(note.overview, 1):
        yield from _section(note.locale, number, section)
    yield from _details(note)
    yield from _list(note.warnings_title, note.warnings)
    yield ""
    yield "-" * 20
    yield from (sentence(note.locale, line.label, line.text) for line in note.footer)


def _section(locale: Locale, number: int, section: Section) -> Iterator[str]:
    yield ""
    yield ordinal(number, locale) + section.title
    if section.lead:
        yield f"  {section.lead}"
    for item in section.items:
        yield from item_lines(locale, item, "  ")


def item_lines(locale: Locale, item: Item, indent: str) -> Iterator[str]:
    """A point of a list, and the points below it."""
    yield f"{indent}- {sentence(locale, item.head, item.text)}"
    yield from (f"{indent}  {note}" for note in item.notes)
    for below in item.items:
        yield from item_lines(locale, below, indent + "  ")


def _details(note: Explanation) -> Iterator[str]:
    if note.details:
        yield ""
        yield note.details_title
        yield "-" * width(note.details_title)
    for entry in note.details:
        yield ""
        yield from _entry(note.locale, entry, "")


def _entry(locale: Locale, entry: Entry, indent: str) -> Iterator[str]:
    yield f"{indent}{entry.title} {bracketed(locale, entry.status_word)}"
    for line in entry.lines:
        yield from line_lines(locale, line, indent + "  ")
    for below in entry.entries:
        yield from _entry(locale, below, indent + "  ")


def line_lines(locale: Locale, line: Line, indent: str) -> Iterator[str]:
    """A labelled statement, and what continues it."""
    yield indent + sentence(locale, line.label, line.text)
    yield from (f"{indent}  {text}" for text in line.more)


def _list(title: str, items: tuple[str, ...]) -> Iterator[str]:
    if items:
        yield ""
        yield title
        yield from (f"  - {item}" for item in items)
