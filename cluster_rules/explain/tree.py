"""An explanation: words in their order, for renderers to lay out. It holds no numbers and decides nothing."""

from __future__ import annotations

from dataclasses import dataclass

from cluster_rules.errors import Locale
from cluster_rules.model.decision import Status, Verdict


@dataclass(frozen=True, slots=True)
class Line:
    """A labelled statement; `more` continues it, one thing a line."""

    label: str
    text: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One point of the overview."""

    head: str
    text: str = ""
    notes: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the overview: what failed, what is missing, what a person must find."""

    #: failed, error, missing, requests, judgement, reading, conflict, evidence, soft, passed.
    name: str
    title: str
    items: tuple[Item, ...]
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One condition, group or criterion in detail."""

    id: str
    title: str
    status: Status
    status_word: str
    lines: tuple[Line, ...] = ()
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole note."""

    locale: Locale
    title: str
    #: What every output must say: hypothetical, made-up data.
    stamps: tuple[str, ...]
    header: tuple[Line, ...]
    verdict: Verdict | None
    verdict_label: str
    verdict_word: str
    #: One paragraph each: why, and what the verdict is not.
    verdict_notes: tuple[str, ...]
    overview: tuple[Section, ...]
    details_title: str
    details: tuple[Entry, ...]
    warnings_title: str
    warnings: tuple[str, ...]
    #: Ruleset, hashes, engine.
    footer: tuple[Line, ...]
