"""Where in a file a stretch of an expression stands, and how an error there is shown."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from cluster_rules.errors import Diagnostic, Place, RulesError, Severity
from cluster_rules.model.expressions import Span

#: The place of an expression that comes from no file.
NO_FILE = Place("<expression>", 1, 1)

NO_VALUES: Mapping[str, object] = MappingProxyType({})

_EXCERPT = 100


def place_of(text: str, origin: Place | None, span: Span) -> Place:
    """The place of the first character of `span`, where the first character of `text` stands at `origin`."""
    start = origin or NO_FILE
    if not start.line:
        return start
    before = text[: span.start]
    line_start = before.rfind("\n") + 1
    column = span.start - line_start + 1
    lines = before.count("\n")
    return Place(start.file, start.line + lines, column if lines else start.column + column - 1)


def excerpt_of(text: str, span: Span) -> tuple[str, tuple[int, int]]:
    """The line on which `span` starts, cut where it is very long, and the columns of the span inside it."""
    line_start = text.rfind("\n", 0, span.start) + 1
    line_end = text.find("\n", span.start)
    line_end = len(text) if line_end < 0 else line_end
    cut_start = max(line_start, span.start - _EXCERPT // 2)
    cut_end = min(line_end, cut_start + _EXCERPT)
    before, after = ("…" if cut_start > line_start else ""), ("…" if cut_end < line_end else "")
    line = before + text[cut_start:cut_end].rstrip("\r") + after
    shift = len(before) - cut_start + 1
    first = span.start + shift
    return line, (first, max(first + 1, min(span.end, cut_end) + shift))


def diagnose(
    text: str,
    origin: Place | None,
    span: Span,
    code: str,
    values: Mapping[str, object] = NO_VALUES,
    *,
    severity: Severity = "error",
    also: tuple[Span, ...] = (),
) -> Diagnostic:
    """The diagnostic `code` at `span` of the expression `text`; `also` are related spans of the same text."""
    excerpt, marked = excerpt_of(text, span)
    related = tuple(place_of(text, origin, other) for other in also)
    place = place_of(text, origin, span)
    texts = MappingProxyType({name: str(value) for name, value in values.items()})
    return Diagnostic(code, texts, place, severity, related, excerpt, marked)


class ExpressionError(Exception):
    """What lexer and parser raise: a code at a span. `parse` turns it into a `RulesError` with a place."""

    def __init__(self, code: str, span: Span, *, also: tuple[Span, ...] = (), **values: Any) -> None:
        super().__init__(code)
        self.code, self.span, self.also, self.values = code, span, also, values

    def refused(self, text: str, origin: Place | None) -> RulesError:
        """The same error for the reader of the file."""
        return RulesError([diagnose(text, origin, self.span, self.code, self.values, also=self.also)])
