"""Help text in columns: a Chinese character takes two, and a line may break after any of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from gettext import gettext
from unicodedata import east_asian_width

import click

#: What may not stand at the start of a line.
_CLOSING = "，。；：、！？）】》」”’%…,.;:!?)]}"
#: What may not stand at the end of one.
_OPENING = "（【《「“‘([{"
_WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—]"
#: Words, and single wide characters, each with the space before it.
_PIECES = re.compile(rf"\s*(?:{_WIDE}|(?:(?!{_WIDE})\S)+)")
_FIRST_COLUMN_MOST = 32


def columns(text: str) -> int:
    """Columns that `text` takes in a terminal."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in click.unstyle(text))


def wrapped(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` columns; longer words stand alone."""
    lines = [""]
    for piece in _pieces(" ".join(text.split())):
        if lines[-1] and columns(lines[-1] + piece) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return lines


def _pieces(text: str) -> Iterator[str]:
    """What must stay together: a character with the punctuation that leans on it."""
    held = ""
    for found in _PIECES.finditer(text):
        piece = found.group()
        if held and piece[0] not in _CLOSING and held[-1] not in _OPENING:
            yield held
            held = ""
        held += piece
    if held:
        yield held


class Formatter(click.HelpFormatter):
    """Click's help, laid out by columns instead of characters."""

    def write_text(self, text: str) -> None:
        room = max(self.width - self.current_indent, 11)
        for index, paragraph in enumerate(re.split(r"\n\s*\n", text.strip())):
            if index:
                self.write("\n")
            self._write_lines(self._paragraph(paragraph, room))

    def _paragraph(self, paragraph: str, room: int) -> list[str]:
        """A paragraph that begins with a backspace character keeps its lines."""
        if paragraph.lstrip().startswith("\b"):
            return [line for line in paragraph.replace("\b", "").splitlines() if line.strip()]
        return wrapped(paragraph, room)

    def _write_lines(self, lines: Sequence[str]) -> None:
        self.write("".join(f"{'':>{self.current_indent}}{line}\n" for line in lines))

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        start = f"{prefix or gettext('Usage:')} {prog}"
        self._write_lines([f"{start} {args}".rstrip()])

    def write_heading(self, heading: str) -> None:
        colon = "：" if columns(heading) > len(heading) else ":"
        self._write_lines([f"{heading}{colon}"])

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        rows = list(rows)
        first = min(max((columns(term) for term, _ in rows), default=0), _FIRST_COLUMN_MOST, self.width // 2)
        for term, text in rows:
            self._write_row(term, text, first, col_spacing)

    def _write_row(self, term: str, text: str, first: int, spacing: int) -> None:
        start = self.current_indent + first + spacing
        lines = wrapped(text, max(self.width - start, 10))
        head = f"{'':>{self.current_indent}}{term}"
        if columns(term) > first:
            self.write(f"{head}\n")
        else:
            gap = " " * (start - columns(head))
            self.write(f"{head}{gap}{lines.pop(0)}".rstrip() + "\n")
        self.write("".join(f"{'':>{start}}{line}\n" for line in lines))
