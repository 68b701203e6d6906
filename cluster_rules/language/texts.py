"""Texts in quotes: their contents, character for character, and back. Nothing inside quotes is normalised."""

from __future__ import annotations

import re

from cluster_rules.language.places import ExpressionError
from cluster_rules.model.expressions import Span

_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{6}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
_BODY = {close: re.compile(rf"(?:[^{close}\\\n\r]|\\[^\n\r])*") for close in '"”’＂'}
_TO_ESCAPE = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]')


def read_text(source: str, start: int, close: str) -> tuple[str, int]:
    """The contents of the text whose opening mark is at `start`, and where it ends. Raises `ExpressionError`."""
    body = _BODY[close].match(source, start + 1)
    stop = body.end() if body else start
    if not source.startswith(close, stop):
        raise ExpressionError("CR308", Span(start, stop), close=close)
    contents = source[start + 1 : stop]
    return (_unescape(contents, start + 1, close) if "\\" in contents else contents), stop + 1


def _unescape(contents: str, offset: int, close: str) -> str:
    def replacement(match: re.Match[str]) -> str:
        escape = match.group(1)
        if len(escape) > 1:
            return _character(int(escape[1:], 16), match, offset)
        if escape in "uU":
            raise _bad(match, offset)
        # An unknown escape keeps its backslash: patterns such as "\d{3}" are written as they are.
        return escape if escape == close else _ESCAPED.get(escape, match.group())

    return _joined(_ESCAPE.sub(replacement, contents), offset)


def _character(code: int, match: re.Match[str], offset: int) -> str:
    if code > 0x10FFFF:
        raise _bad(match, offset)
    return chr(code)


def _bad(match: re.Match[str], offset: int) -> ExpressionError:
    return ExpressionError("CR309", Span(match.start() + offset, match.end() + offset), found=match.group())


def _joined(contents: str, offset: int) -> str:
    """Pairs of surrogates become the character they stand for; a lone one is refused."""
    if not any("\ud800" <= character <= "\udfff" for character in contents):
        return contents
    try:
        return contents.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise ExpressionError("CR309", Span(offset - 1, offset), found="\\uD800…\\uDFFF") from None


def write_text(contents: str) -> str:
    """`contents` in straight quotes; characters that cannot be seen are written as escapes."""
    return f'"{_TO_ESCAPE.sub(_escaped, contents)}"'


def _escaped(match: re.Match[str]) -> str:
    character = match.group()
    short = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
    return short.get(character) or f"\\u{ord(character):04X}"
