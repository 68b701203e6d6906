"""An explanation as one HTML page: no scripts, no outside resources, printable. Every word is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files

from cluster_rules.errors import Locale
from cluster_rules.explain.plain import ordinal, sentence, visible
from cluster_rules.explain.tree import Entry, Explanation, Item, Line, Section

_LANGUAGES: dict[Locale, str] = {"zh": "zh-Hans-CN", "en": "en"}
#: Nothing but the page's own style may load, whatever a name contains.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def render_html(explanation: Explanation) -> str:
    """The note as a page of its own."""
    return page(explanation.locale, explanation.title, explanation.stamps, _note(explanation), explanation.footer)


def page(locale: Locale, title: str, stamps: tuple[str, ...], body: Iterable[str], footer: tuple[Line, ...]) -> str:
    """A page: its title, its stamps, `body` as it is, and its footer."""
    return "\n".join(_page(locale, title, stamps, body, footer)) + "\n"


def escaped(text: str) -> str:
    """`text` as HTML that shows it and does nothing else."""
    return escape(visible(text), quote=True)


def _page(
    locale: Locale, title: str, stamps: tuple[str, ...], body: Iterable[str], footer: tuple[Line, ...]
) -> Iterator[str]:
    yield "<!DOCTYPE html>"
    yield f'<html lang="{_LANGUAGES[locale]}">'
    yield '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield f"<title>{escaped(title)}</title>"
    yield f"<style>\n{_style()}{_printed(stamps)}</style></head>"
    yield "<body><main>"
    yield f"<h1>{escaped(title)}</h1>"
    yield from (f'<p class="stamp" role="note">{escaped(stamp)}</p>' for stamp in stamps)
    yield from body
    yield "<footer>"
    yield from definitions(footer, "footer")
    yield "</footer></main></body></html>"


def _note(note: Explanation) -> Iterator[str]:
    yield from definitions(note.header, "header")
    yield from _verdict(note)
    for number, section in enumerate(note.overview, 1):
        yield from _section(note.locale, number, section)
    yield from _details(note)
    yield from _warnings(note)


def _style() -> str:
    return files("cluster_rules.explain").joinpath("note.css").read_text(encoding="utf-8")


def _printed(stamps: tuple[str, ...]) -> str:
    """What the top of every printed page says: the stamps, for a page may be passed on alone."""
    if not stamps:
        return ""
    text = "".join(f"\\{ord(character):x} " for character in visible("  ".join(stamps)))
    return f'@page {{ @top-center {{ content: "{text}"; font-size: 7.5pt; color: #b3261e; }} }}\n'


def _verdict(note: Explanation) -> Iterator[str]:
    yield f'<section class="verdict {note.verdict or "withheld"}">'
    yield f"<h2>{escaped(sentence(note.locale, note.verdict_label, note.verdict_word))}</h2>"
    yield from (f"<p>{escaped(text)}</p>" for text in note.verdict_notes)
    yield "</section>"


def definitions(lines: tuple[Line, ...], name: str) -> Iterator[str]:
    """Labelled statements; `name` is their class."""
    yield f'<dl class="{name}">'
    for line in lines:
        yield f"<dt>{escaped(line.label)}</dt><dd>{escaped(line.text)}{_more(line)}</dd>"
    yield "</dl>"


def _more(line: Line) -> str:
    return "".join(f"<br>{escaped(text)}" for text in line.more)


def _section(locale: Locale, number: int, section: Section) -> Iterator[str]:
    yield f'<section class="{section.name}"><h2>{escaped(ordinal(number, locale) + section.title)}</h2>'
    if section.lead:
        yield f"<p>{escaped(section.lead)}</p>"
    yield from items_list(locale, section.items)
    yield "</section>"


def items_list(locale: Locale, items: tuple[Item, ...]) -> Iterator[str]:
    """Points, and the points below them."""
    yield "<ul>"
    for item in items:
        yield f"<li>{_headed(locale, item)}"
        yield from (f'<p class="note">{escaped(note)}</p>' for note in item.notes)
        if item.items:
            yield from items_list(locale, item.items)
        yield "</li>"
    yield "</ul>"


def _headed(locale: Locale, item: Item) -> str:
    colon = "：" if locale == "zh" else ": "
    return f"<strong>{escaped(item.head)}</strong>" + (f"{colon}{escaped(item.text)}" if item.text else "")


def _details(note: Explanation) -> Iterator[str]:
    if note.details:
        yield f'<section class="details"><h2>{escaped(note.details_title)}</h2>'
        for entry in note.details:
            yield from _entry(entry, 3)
        yield "</section>"


def _entry(entry: Entry, level: int) -> Iterator[str]:
    tag = f"h{min(level, 6)}"
    status = f'<span class="status {entry.status}">{escaped(entry.status_word)}</span>'
    yield f'<article><{tag} id="{escaped(entry.id)}">{escaped(entry.title)} {status}</{tag}>'
    if entry.lines:
        yield from definitions(entry.lines, "lines")
    for below in entry.entries:
        yield from _entry(below, level + 1)
    yield "</article>"


def _warnings(note: Explanation) -> Iterator[str]:
    if note.warnings:
        yield f'<section class="warnings"><h2>{escaped(note.warnings_title)}</h2><ul>'
        yield from (f"<li>{escaped(text)}</li>" for text in note.warnings)
        yield "</ul></section>"
