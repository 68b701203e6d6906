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


def plain_words(text: str, style: str = "") -> Text:
    """Words as they are: no markup, no control characters."""
    return Text(visible(text), style=style, overflow="fold")


def _note(note: Explanation) -> Iterator[object]:
    yield plain_words(note.title, "bold")
    for stamp in note.stamps:
        yield Panel(plain_words(stamp, "bold"), border_style="red", expand=False)
    yield labelled(note.header)
    yield _verdict(note)
    for number, section in enumerate(note.overview, 1):
        yield from _section(note, number, section)
    if note.details:
        yield Text()
        yield Rule(plain_words(note.details_title), style="dim")
    for entry in note.details:
        yield from _entry(entry, 0)
    yield from _warnings(note)
    yield Text()
    yield labelled(note.footer, "dim")


def _verdict(note: Explanation) -> Panel:
    colour = _COLOURS.get(note.verdict or "error", "")
    head = Text.assemble(plain_words(f"{note.verdict_label}  "), plain_words(note.verdict_word, f"bold {colour}"))
    body = Table.grid()
    body.add_column(overflow="fold")
    for text in (head, *(plain_words(text) for text in note.verdict_notes)):
        body.add_row(text)
    return Panel(body, border_style=colour)


def _section(note: Explanation, number: int, section: Section) -> Iterator[object]:
    yield Text()
    yield plain_words(ordinal(number, note.locale) + section.title, "bold")
    if section.lead:
        yield Padding(plain_words(section.lead), (0, 0, 0, 2))
    for item in section.items:
        yield from item_parts(item, 2)


def item_parts(item: Item, indent: int) -> Iterator[object]:
    """A point of a list, and the points below it."""
    head = Text.assemble(plain_words(item.head, "bold"), plain_words(f"  {item.text}" if item.text else ""))
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=1)
    grid.add_column(overflow="fold")
    grid.add_row("-", head)
    for text in item.notes:
        grid.add_row("", plain_words(text, "dim"))
    yield Padding(grid, (0, 0, 0, indent))
    for below in item.items:
        yield from item_parts(below, indent + 2)


def _entry(entry: Entry, indent: int) -> Iterator[object]:
    if not indent:
        yield Text()
    title = Text.assemble(
        plain_words(entry.title, "bold"), "  ", plain_words(entry.status_word, _COLOURS[entry.status])
    )
    yield Padding(title, (0, 0, 0, indent))
    if entry.lines:
        yield Padding(labelled(entry.lines), (0, 0, 0, indent + 2))
    for below in entry.entries:
        yield from _entry(below, indent + 2)


def labelled(lines: Iterable[Line], style: str = "") -> Table:
    """Labels in one column, statements in another."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for line in lines:
        grid.add_row(plain_words(line.label), _body(line, style))
    return grid


def _body(line: Line, style: str) -> Text:
    return Text("\n").join(plain_words(text, style) for text in (line.text, *line.more))


def _warnings(note: Explanation) -> Iterator[object]:
    if note.warnings:
        yield Text()
        yield plain_words(note.warnings_title, "bold yellow")
        for text in note.warnings:
            yield Padding(plain_words(text), (0, 0, 0, 2))
