"""Every diagnostic the library can give: a code, its values and its place. Wording lives in `messages/*.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from string import Formatter
from types import MappingProxyType
from typing import Literal

Locale = Literal["zh", "en"]
Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in an input: `line` and `column` count from 1, in characters; 0 means the whole file."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing wrong with an input. Code and values are stable; the wording is chosen when it is shown."""

    code: str
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    place: Place | None = None
    severity: Severity = "error"
    #: Other places that explain this one, such as the first of two equal keys.
    related: tuple[Place, ...] = ()
    #: The offending line, and the 1-based column range inside it that is wrong.
    excerpt: str | None = None
    marked: tuple[int, int] | None = None

    def at(self, place: Place) -> Diagnostic:
        """The same diagnostic at `place`."""
        return replace(self, place=place)

    def message(self, locale: Locale = "zh") -> str:
        """What is wrong, in one sentence."""
        return _filled(_wording(self.code, locale), self.values)

    def help(self, locale: Locale = "zh") -> str:
        """What to do about it; empty where nothing general can be said."""
        return _filled(_wording(self.code, f"fix_{locale}"), self.values)

    def render(self, locale: Locale = "zh") -> str:
        """The whole note for a person: place, code, message, the offending line, the fix, related places."""
        lines = [f"{self.place or '-'}: {self.code} {self.message(locale)}"]
        if self.excerpt is not None:
            lines.append(f"    {self.excerpt}")
            if self.marked is not None:
                lines.append(f"    {_underline(self.excerpt, *self.marked)}")
        if fix := self.help(locale):
            lines.append(("  改法：" if locale == "zh" else "  Fix: ") + fix)
        also = "  另见：" if locale == "zh" else "  See also: "
        lines.extend(f"{also}{place}" for place in self.related)
        return "\n".join(lines)


class RulesError(Exception):
    """Raised when an input is refused. `diagnostics` is never empty and lists everything found, in order of place."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = tuple(diagnostics)
        super().__init__("\n".join(d.render() for d in self.diagnostics))

    @classmethod
    def of(cls, code: str, place: Place | None = None, **values: object) -> RulesError:
        """The error with one diagnostic."""
        return cls([Diagnostic(code, _texts(values), place)])


def diagnostic(
    code: str,
    place: Place | None = None,
    *,
    severity: Severity = "error",
    related: tuple[Place, ...] = (),
    excerpt: str | None = None,
    marked: tuple[int, int] | None = None,
    **values: object,
) -> Diagnostic:
    """A diagnostic whose values are turned into text here, so that it can be stored and compared."""
    return Diagnostic(code, _texts(values), place, severity, related, excerpt, marked)


def _texts(values: Mapping[str, object]) -> Mapping[str, str]:
    return MappingProxyType({name: str(value) for name, value in values.items()})


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Every code with its wording: keys `zh`, `en`, and, where a fix is known, `fix_zh`, `fix_en`."""
    entries: dict[str, Mapping[str, str]] = {}
    for resource in sorted(files("cluster_rules.messages").iterdir(), key=lambda entry: entry.name):
        if resource.name.endswith(".toml"):
            entries.update(tomllib.loads(resource.read_text(encoding="utf-8")))
    return MappingProxyType(entries)


def _wording(code: str, key: str) -> str:
    return catalogue()[code].get(key, "")


def _filled(wording: str, values: Mapping[str, str]) -> str:
    """`wording` with its values; a part in `[[ ]]` is left out where one of its values is empty."""
    optional = re.sub(r"\[\[(.*?)\]\]", lambda part: part[1] if _all_said(part[1], values) else "", wording)
    return optional.format_map(values)


def _all_said(part: str, values: Mapping[str, str]) -> bool:
    return all(values.get(name) for _, name, _, _ in Formatter().parse(part) if name)


def _underline(excerpt: str, start: int, end: int) -> str:
    """Carets under columns `start` to `end`; a full-width character takes two cells."""
    before = "".join("\u3000" if _is_wide(ch) else " " for ch in excerpt[: start - 1])
    return before + "".join("＾" if _is_wide(ch) else "^" for ch in excerpt[start - 1 : max(end - 1, start)] or "^")


def _is_wide(character: str) -> bool:
    from unicodedata import east_asian_width

    return east_asian_width(character) in "WF"
