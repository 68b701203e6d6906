"""The pages of the documentation as a sequence of blocks. `tests/README.md` says how a block is marked."""

import re
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[2]
PAGES = (PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md")))

FENCE = re.compile(
    r"^(?P<indent> *)(?P<fence>`{3,})(?P<info>[^`\n]*)\n(?P<body>.*?)^(?P=indent)(?P=fence) *$", re.M | re.S
)


@dataclass(frozen=True)
class Block:
    """A fenced block: the first word after the fence, the words after it, and what stands inside."""

    page: str
    line: int
    language: str
    marks: tuple[str, ...]
    text: str

    @property
    def file(self):
        """The file that the block is saved as; empty for none."""
        return next((mark.removeprefix("file=") for mark in self.marks if mark.startswith("file=")), "")

    def __str__(self):
        return f"{self.page}:{self.line}"


def name_of(path):
    """The path of a page inside the project."""
    return path.relative_to(PROJECT).as_posix()


def blocks(path):
    """The fenced blocks of a page, in order."""
    text = path.read_text(encoding="utf-8")
    return tuple(_block(name_of(path), text, match) for match in FENCE.finditer(text))


def prose(path):
    """The page without its fenced blocks."""
    return FENCE.sub("", path.read_text(encoding="utf-8"))


def _block(page, text, match):
    language, *marks = match["info"].split() or [""]
    body = re.sub(f"^{match['indent']}", "", match["body"], flags=re.M)
    return Block(page, text.count("\n", 0, match.start("body")) + 1, language, tuple(marks), body)
