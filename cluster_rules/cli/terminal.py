"""An explanation in the terminal: the words of the plain note with colour, and wrapped with hanging indents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from cluster_rules.explain import Entry, Explanation, Item, Line, Section
from cluster_rules.explain.plain import ordinal, visible

_COLOURS = {
    "met": "green",
    "not_met": "red",
    "inadmissible": "red",
    "unknown": "yellow",
    "needs_judgement": "yellow",
    "error": "bold red",
}
#: Lines longer than this are hard to read.
WIDEST = 110


def show(note: Explanation, console: Console | None = None) -> None:
    """Print the note. Colours follow NO_COLOR and the terminal."""
    out = console or Console(highlight=False, soft_wrap=False)
    out.width = min(out.width, WIDEST)
    for part in _note(note):
        out.print(part)


def _words(text: str, style: str = "") -> Text:
    """Words as they are: no markup, no control characters."""
    return Text(visible(text), style=style, overflow="fold")


def _note(note: Explanation) -> Iterator[object]:
    yield _words(note.title, "bold")
    for stamp in note.stamps:
        yield Panel(_words(stamp, "bold"), border_style="red", expand=False)
    yield _lines(note.header)
    yield _verdict(note)
    for number, section in enumerate(note.overview, 1):
        yield from _section(note, number, section)
    if note.details:
        yield Text()
        yield Rule(_words(note.details_title), style="dim")
    for entry in note.details:
        yield from _entry(entry, 0)
    yield from _warnings(note)
    yield Text()
    yield _lines(note.footer, "dim")


def _verdict(note: Explanation) -> Panel:
    colour = _COLOURS.get(note.verdict or "error", "")
    head = Text.assemble(_words(f"{note.verdict_label}  "), _words(note.verdict_word, f"bold {colour}"))
    body = Table.grid()
    body.add_column(overflow="fold")
    for text in (head, *(_words(text) for text in note.verdict_notes)):
        body.add_row(text)
    return Panel(body, border_style=colour)


def _section(note: Explanation, number: int, section: Section) -> Iterator[object]:
    yield Text()
    yield _words(ordinal(number, note.locale) + section.title, "bold")
    if section.lead:
        yield Padding(_words(section.lead), (0, 0, 0, 2))
    for item in section.items:
        yield from _item(item, 2)


def _item(item: Item, indent: int) -> Iterator[object]:
    head = Text.assemble(_words(item.head, "bold"), _words(f"  {item.text}" if item.text else ""))
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=1)
    grid.add_column(overflow="fold")
    grid.add_row("-", head)
    for text in item.notes:
        grid.add_row("", _words(text, "dim"))
    yield Padding(grid, (0, 0, 0, indent))
    for below in item.items:
        yield from _item(below, indent + 2)


def _entry(entry: Entry, indent: int) -> Iterator[object]:
    if not indent:
        yield Text()
    title = Text.assemble(_words(entry.title, "bold"), "  ", _words(entry.status_word, _COLOURS[entry.status]))
    yield Padding(title, (0, 0, 0, indent))
    if entry.lines:
        yield Padding(_lines(entry.lines), (0, 0, 0, indent + 2))
    for below in entry.entries:
        yield from _entry(below, indent + 2)


def _lines(lines: Iterable[Line], style: str = "") -> Table:
    """Labels in one column, statements in another."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for line in lines:
        grid.add_row(_words(line.label), _body(line, style))
    return grid


def _body(line: Line, style: str) -> Text:
    return Text("\n").join(_words(text, style) for text in (line.text, *line.more))


def _warnings(note: Explanation) -> Iterator[object]:
    if note.warnings:
        yield Text()
        yield _words(note.warnings_title, "bold yellow")
        for text in note.warnings:
            yield Padding(_words(text), (0, 0, 0, 2))
