"""What is recorded in a case file: events, and the chain of entries that holds them. Data, and its one way to bytes.

Two days belong to every entry. `effective_on` is the day on which it happened; `recorded_on` the day on which it was
written down, and from which on it was known. Nothing is recorded before it happened.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

import rfc8785

#: The hash before the first entry.
GENESIS = "0" * 64

Outcome = Literal["upheld", "rejected", "withdrawn"]
CheckKind = Literal["after", "order", "period", "document", "verdict", "finding", "objection"]


@dataclass(frozen=True, slots=True)
class Document:
    """A document that an event rests on. `sha256` is of the file's bytes; empty for one that is on paper only."""

    name: str
    file: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """The case begins, under one edition of a measure; the hashes say which rules and which text were meant."""

    case: str
    subject: str
    measure: str
    edition: str
    ruleset_hash: str
    text_hash: str
    procedure_hash: str
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class FactsFiled:
    """All facts as the applicant states them, in the documented form; they take the place of those filed before."""

    facts: Mapping[str, Any]
    #: SHA-256 of the facts as canonical JSON.
    hash: str


@dataclass(frozen=True, slots=True)
class FactCorrected:
    """One fact becomes another value. `fact` is `核心区盟市`, or `企业[key].营业收入` for a field of a row."""

    fact: str
    value: str
    source: str = ""
    #: A row of that key is added; else it must be there.
    new_row: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """One condition of a step as it stood when the step was recorded, and whether it held."""

    kind: CheckKind
    #: What it asks for: a step, a document, verdicts, a criterion.
    of: str
    held: bool
    found: str = ""


@dataclass(frozen=True, slots=True)
class StepDone:
    """A step of the procedure has been taken."""

    step: str
    result: str = ""
    #: The year that a yearly step is about.
    about_year: int | None = None
    #: A ranking of the user's own, which the measure does not provide for.
    ranking: str = ""
    #: Why it was taken though a guard did not hold.
    despite: str = ""
    #: Filled in when it is recorded.
    checked: tuple[Checked, ...] = ()


@dataclass(frozen=True, slots=True)
class ActivityLogged:
    """Something was done under a duty that goes on."""

    step: str
    what: str


@dataclass(frozen=True, slots=True)
class ObjectionRaised:
    """Somebody objects to a step."""

    step: str
    what: str


@dataclass(frozen=True, slots=True)
class ObjectionSettled:
    """An objection, named by the number of its entry, is settled."""

    entry: int
    outcome: Outcome
    what: str


@dataclass(frozen=True, slots=True)
class EntryWithdrawn:
    """An earlier entry no longer counts; it stays where it is."""

    entry: int
    reason: str


@dataclass(frozen=True, slots=True)
class CaseEnded:
    """The case is over before its time: the applicant withdraws."""

    reason: str


Content: TypeAlias = (
    Opened
    | FactsFiled
    | FactCorrected
    | StepDone
    | ActivityLogged
    | ObjectionRaised
    | ObjectionSettled
    | EntryWithdrawn
    | CaseEnded
)

KINDS: Mapping[str, type[Any]] = MappingProxyType(
    {
        "opened": Opened,
        "facts_filed": FactsFiled,
        "fact_corrected": FactCorrected,
        "step_done": StepDone,
        "activity_logged": ActivityLogged,
        "objection_raised": ObjectionRaised,
        "objection_settled": ObjectionSettled,
        "entry_withdrawn": EntryWithdrawn,
        "case_ended": CaseEnded,
    }
)
_NAMES = {kind: name for name, kind in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, who did it, and on what it rests."""

    content: Content
    effective_on: date
    #: The actor of the procedure.
    actor: str = ""
    #: The office or post that recorded it.
    by: str = ""
    documents: tuple[Document, ...] = ()
    note: str = ""
    #: Chosen by whoever records: the same key is never recorded twice.
    key: str = ""

    @property
    def kind(self) -> str:
        """The name of the kind of content."""
        return _NAMES[type(self.content)]


@dataclass(frozen=True, slots=True)
class Entry:
    """An event in its place. `hash` is over everything else, the hash of the entry before included."""

    number: int
    event: Event
    recorded_on: date
    #: The clock when it was recorded, with its offset; empty where the day was stated instead.
    clock: str = ""
    previous: str = GENESIS

    @property
    def hash(self) -> str:
        """The SHA-256 of the entry's canonical JSON."""
        return hashlib.sha256(entry_bytes(self)).hexdigest()

    @property
    def receipt(self) -> Receipt:
        """What proves later that this entry was there."""
        return Receipt(self.number, self.hash)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The number and the hash of an entry: `7-3f9a…`. Kept elsewhere, it proves that nothing up to it has changed."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}-{self.hash}"


def entry_bytes(entry: Entry) -> bytes:
    """The entry as canonical JSON (RFC 8785): the same bytes on every machine."""
    return canonical_json(entry_data(entry))


def canonical_json(data: Any) -> bytes:
    """`data` as canonical JSON (RFC 8785)."""
    return rfc8785.dumps(data)


def entry_data(entry: Entry) -> dict[str, Any]:
    """The entry as plain data; what is empty is left out."""
    event = entry.event
    data = {
        "number": entry.number,
        "previous": entry.previous,
        "recorded_on": entry.recorded_on.isoformat(),
        "clock": entry.clock,
        "kind": event.kind,
        "effective_on": event.effective_on.isoformat(),
        "actor": event.actor,
        "by": event.by,
        "documents": [_plain(document) for document in event.documents],
        "note": event.note,
        "key": event.key,
        "content": _plain(event.content),
    }
    return {name: value for name, value in data.items() if value not in ("", [])}


def _plain(thing: Any) -> dict[str, Any]:
    """The fields of a dataclass that differ from their defaults."""
    data = {}
    for one in fields(thing):
        value = getattr(thing, one.name)
        if value != one.default:
            data[one.name] = [_plain(item) for item in value] if isinstance(value, tuple) else value
    return data


def canonical_hash(data: Any) -> str:
    """The SHA-256 of `data` as canonical JSON."""
    return hashlib.sha256(canonical_json(data)).hexdigest()
