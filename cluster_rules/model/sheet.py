"""A fact sheet: all that is claimed about one subject, as it came in, with sources and places; and its bound form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal

from cluster_rules.errors import Diagnostic, Place
from cluster_rules.model.values import Known, Reasons, Value

ReferenceBasis = Literal["notice", "filing"]

#: What a cell may hold before it is bound: text as written, or a typed Python value; None for blank.
Raw = object


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure comes from. Empty text means not stated."""

    name: str = ""
    period: str = ""
    issuer: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One value that one source gives. `value` is None where the source leaves it blank."""

    value: Raw
    source: Source = Source()
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of one input: field → claim. Blank cells are absent or have the value None."""

    cells: Mapping[str, Claim]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class RawRegister:
    """The rows that one source of one form gives for a register; `complete` says that there are no others."""

    rows: tuple[Row, ...] = ()
    complete: bool = False
    source: Source = Source()
    place: Place | None = None
    #: The header of a table: column → place. Empty for rows that name their fields one by one.
    columns: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Subject:
    """What is decided about (the cluster) and on which days; every day is stated, none comes from the clock."""

    name: str
    applicant: str = ""
    measure: str = ""
    filing_date: date | None = None
    reference_date: date | None = None
    #: Where the reference date comes from: the notice's cut-off, or the filing date.
    reference_basis: ReferenceBasis = "filing"
    data_year: int | None = None
    #: Made-up data; every output says so.
    synthetic: bool = False
    #: The kind of case, where the measure tells kinds apart: 新申报, 复核.
    case: str = ""


@dataclass(frozen=True, slots=True)
class FactSheet:
    """All claims on one subject. Several `parts` make a joint application, whose registers are united."""

    subject: Subject
    facts: Mapping[str, tuple[Claim, ...]] = field(default_factory=lambda: MappingProxyType({}))
    #: Register → what each of its sources lists.
    registers: Mapping[str, tuple[RawRegister, ...]] = field(default_factory=lambda: MappingProxyType({}))
    parts: tuple[FactSheet, ...] = ()
    place: Place | None = None
    #: What was odd but readable.
    warnings: tuple[Diagnostic, ...] = ()

    @property
    def is_synthetic(self) -> bool:
        """Whether anything in it is made up: the whole, or one part of a joint application."""
        return self.subject.synthetic or any(part.is_synthetic for part in self.parts)


#: A record of a bound register: field → value. Every declared field is present.
Record = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class BoundRegister:
    """The records of a register, united, checked and typed. `blank` is a further record about which nothing is known."""

    name: str
    records: tuple[Record, ...]
    complete: bool
    blank: Record
    #: Parallel to `records`: the text of each identity key, and where the row stands.
    keys: tuple[str, ...] = ()
    places: tuple[Place | None, ...] = ()
    #: Parallel to `records`: why the record may not be there at all; empty for a record that certainly is.
    #: INVARIANT: a doubted record is a possible member of every selection, never a definite one.
    doubts: tuple[Reasons, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Sources that disagree: the claims, and the one that ranks first, which is shown and decides nothing."""

    fact: str
    claims: tuple[tuple[Known, Source], ...]
    provisional: Known


@dataclass(frozen=True, slots=True)
class BoundFacts:
    """A fact sheet read through a fact dictionary: exact values in base units, bounds where material is missing."""

    subject: Subject
    facts: Mapping[str, Value]
    registers: Mapping[str, BoundRegister]
    #: Fact path (`企业[…].营业收入`, or a register's name for its default) → its source.
    sources: Mapping[str, Source] = field(default_factory=lambda: MappingProxyType({}))
    conflicts: Sequence[Conflict] = ()
    warnings: Sequence[Diagnostic] = ()
