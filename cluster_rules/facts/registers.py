"""The rows of a register, from all sources and parts, as one set of records told apart by identity key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from cluster_rules.errors import Place
from cluster_rules.facts.cells import OPEN, Refused, cautions, is_blank, is_pending, read_cell
from cluster_rules.facts.columns import Column, Columns
from cluster_rules.facts.merge import Ledger, Stated, best_source, conflict_of, settle, spelled, unknown
from cluster_rules.facts.plausibility import check_parts
from cluster_rules.facts.texts import closest, narrow, shown
from cluster_rules.facts.validity import OPEN_END, check_term, effective_end, may_be_open
from cluster_rules.model.dictionary import FactType, RegisterType
from cluster_rules.model.keys import key_text
from cluster_rules.model.sheet import BoundRegister, Claim, RawRegister, Record, Row, Source
from cluster_rules.model.units import Unit
from cluster_rules.model.values import NO_REASONS, Known, Partial, Reason, Reasons, Value


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """What one source lists, in one table or several. Part 0 is the form as a whole; leagues count from 1."""

    part: int
    tables: tuple[RawRegister, ...]

    @property
    def complete(self) -> bool:
        return all(table.complete for table in self.tables)

    @property
    def source(self) -> Source:
        return self.tables[0].source


def listings_of(forms: Sequence[Sequence[RawRegister]]) -> tuple[Listing, ...]:
    """The tables of each form, those of one source together. The first form is the whole, the others its parts."""
    tables: dict[tuple[int, str], list[RawRegister]] = {}
    for part, form in enumerate(forms):
        for table in form:
            tables.setdefault((part, table.source.name), []).append(table)
    return tuple(Listing(part, tuple(found)) for (part, _), found in tables.items())


@dataclass(frozen=True, slots=True)
class Entry:
    """One readable row: its identity, what it states, and where it stands."""

    key: str
    stated: Mapping[str, Known]
    source: Source
    place: Place | None
    listing: Listing


@dataclass(slots=True)
class Binding:
    """Binds one register."""

    type: RegisterType
    ledger: Ledger
    #: The leagues of a joint application; 0 where there is one form only.
    parts: int = 0
    columns: Columns = field(init=False)
    #: The fields that are a part of another.
    shares: Mapping[str, FactType] = field(init=False)

    def __post_init__(self) -> None:
        self.columns = Columns(self.type)
        self.shares = {name: declared for name, declared in self.type.fields.items() if declared.part_of}

    def bind(self, listings: Sequence[Listing]) -> BoundRegister:
        """INVARIANT: records stand in the order of their keys, so the order of rows and files decides nothing."""
        groups: dict[str, list[Entry]] = {}
        for entry in self.entries(listings):
            groups.setdefault(entry.key, []).append(entry)
        keys = tuple(sorted(groups))
        sources = self.sources(listings)
        kin = self.kin(entry for entries in groups.values() for entry in entries)
        records = tuple(self.record(key, groups[key], kin, one_source=len(sources) <= 1) for key in keys)
        doubts = tuple(self.doubt(key, groups[key], listings) for key in keys)
        return BoundRegister(
            name=self.type.name,
            records=records,
            complete=self.is_complete(listings) and self.is_crossed(records, listings),
            blank=blank_record(self.type),
            keys=keys,
            places=tuple(groups[key][0].place for key in keys),
            doubts=doubts if any(doubts) else (),
        )

    # Rows

    def entries(self, listings: Sequence[Listing]) -> Iterator[Entry]:
        for listing in listings:
            first: dict[str, Place | None] = {}
            for entry in self.entries_of(listing):
                if entry.key in first:
                    self.repeated(entry, first[entry.key])
                first.setdefault(entry.key, entry.place)
                yield entry

    def entries_of(self, listing: Listing) -> Iterator[Entry]:
        for table in listing.tables:
            self.check_columns(table)
            for row in table.rows:
                if (entry := self.entry(row, table, listing)) is not None:
                    yield entry

    def repeated(self, entry: Entry, first: Place | None) -> None:
        self.ledger.notes.error("CR434", entry.place, {"register": self.type.name, "key": shown(entry.key)}, first)

    def check_columns(self, table: RawRegister) -> None:
        """Every column is a declared field, and in a table with a header each field has one column."""
        seen: dict[str, tuple[str, Place | None]] = {}
        for name, place in _column_places(table):
            column = self.columns[name]
            if column is None:
                self.unknown_column(name, place)
            elif column.field.name in seen and table.columns:
                other, where = seen[column.field.name]
                self.ledger.notes.error("CR409", place, {"column": f"{other}、{name}"}, where)
            else:
                seen[column.field.name] = name, place

    def unknown_column(self, name: str, place: Place | None) -> None:
        meant = closest(name, self.type.fields) or "、".join(self.type.fields)
        self.ledger.notes.error("CR432", place, {"register": self.type.name, "column": shown(name), "meant": meant})

    def entry(self, row: Row, table: RawRegister, listing: Listing) -> Entry | None:
        cells = [
            (column, claim)
            for name, claim in row.cells.items()
            if not is_blank(claim.value) and (column := self.columns[name]) is not None
        ]
        if not cells:
            return None
        of_key = {c.field.name: self.read(c, claim, "") for c, claim in cells if c.field.name in self.type.key}
        key = self.key(of_key, row)
        if key is None:
            return None
        rest = {c.field.name: self.read(c, claim, key) for c, claim in cells if c.field.name not in self.type.key}
        if len(of_key) + len(rest) < len(cells) and not table.columns:
            self.ledger.notes.error("CR409", row.place, {"column": "、".join(row.cells)})
        stated = {name: value for name, value in {**of_key, **rest}.items() if value is not None}
        return Entry(key, stated, table.source, row.place, listing)

    def key(self, found: Mapping[str, Known | None], row: Row) -> str | None:
        """The text of the identity key; None, with an error, where a part of it is blank or unreadable."""
        for name in self.type.key:
            if name not in found:
                self.ledger.notes.error("CR433", row.place, {"register": self.type.name, "field": name})
        values = [value for name in self.type.key if (value := found.get(name)) is not None]
        return key_text(list(map(spelled, values))) if len(values) == len(self.type.key) else None

    def read(self, column: Column, claim: Claim, key: str) -> Known | None:
        """The value of a cell; None where it is pending, or unreadable with an error."""
        declared, validity = column.field, self.type.validity
        if is_pending(claim.value, declared):
            return None
        if validity and declared.name == validity.end and _says_open(claim.value):
            return OPEN_END
        try:
            value = read_cell(claim.value, declared, column.bare)
        except Refused as refused:
            values = {"fact": self.path(key, declared.name), **refused.values}
            self.ledger.notes.error(refused.code, claim.place, values)
            return None
        if column.bare is not None:
            self.caution(column, column.bare, claim, value, key)
        return value

    def caution(self, column: Column, bare: Unit, claim: Claim, value: Known, key: str) -> None:
        declared = column.field
        for code, values in cautions(claim.value, value, declared, bare):
            about = f"{self.type.name}.{declared.name}"
            named = {"fact": self.path(key, declared.name), **values}
            self.ledger.notes.warn_once(about, code, claim.place, named)

    def path(self, key: str, field: str) -> str:
        return Reason("missing", self.type.name, key, field).path

    # Records

    def kin(self, entries: Iterable[Entry]) -> Mapping[tuple[str, Known], list[Entry]]:
        """The rows that say the same of one thing: several drafters of one standard."""
        found: dict[tuple[str, Known], list[Entry]] = {}
        abouts = dict.fromkeys(declared.about for declared in self.type.fields.values() if declared.about)
        for entry in entries if abouts else ():
            for about in abouts:
                found.setdefault((about, entry.stated[about]), []).append(entry)
        return found

    def record(
        self, key: str, entries: Sequence[Entry], kin: Mapping[tuple[str, Known], list[Entry]], *, one_source: bool
    ) -> Record:
        record: dict[str, Value] = {}
        for name, declared in self.type.fields.items():
            at = Reason("missing", self.type.name, key, name)
            telling = kin[declared.about, entries[0].stated[declared.about]] if declared.about else entries
            stated = [(entry.stated[name], entry.source) for entry in telling if name in entry.stated]
            ranking = declared.sources or self.type.sources
            record[name] = settle(at, declared, stated, ranking, self.ledger)
            if stated and not one_source:
                self.ledger.sources[at.path] = best_source(stated, ranking)
        self.apply_validity(key, record, entries[0].place)
        if self.shares:
            check_parts(self.shares, record, self.path(key, "") + ".", entries[0].place, self.ledger)
        return record

    def apply_validity(self, key: str, record: dict[str, Value], place: Place | None) -> None:
        validity = self.type.validity
        if validity is None:
            return
        path, end = self.path(key, validity.end), record[validity.end]
        if isinstance(end, Partial):
            if all(reason.kind == "missing" for reason in end.reasons):
                record[validity.end] = effective_end(validity, record)
        elif end == OPEN_END and not may_be_open(validity, record[validity.by]):
            self.ledger.notes.error("CR462", place, {"fact": path, "kind": record[validity.by]})
        else:
            check_term(validity, record, path, place, self.ledger.notes)

    # The whole

    def sources(self, listings: Sequence[Listing]) -> set[Source]:
        """The sources of the register; a single one is recorded under the register's own name."""
        tables = [table for listing in listings for table in listing.tables]
        sources = {table.source for table in tables if table.rows or table.complete}
        if len(sources) == 1 and sources != {Source()}:
            self.ledger.sources[self.type.name] = next(iter(sources))
        return sources

    def is_complete(self, listings: Sequence[Listing]) -> bool:
        """Whether a source of the whole lists all there is, or one of every part does."""
        complete = {listing.part for listing in listings if listing.complete}
        return 0 in complete or (self.parts > 0 and complete.issuperset(range(1, self.parts + 1)))

    def is_crossed(self, records: Sequence[Record], listings: Sequence[Listing]) -> bool:
        """Whether every combination of what occurs in the crossed fields has a row; else a warning names what lacks one."""
        names = self.type.crossed
        found = dict.fromkeys(tuple(str(record[name]) for name in names) for record in records)
        axes = [sorted({values[index] for values in found}) for index in range(len(names))]
        lacking = ["、".join(values) for values in product(*axes) if names and found and values not in found]
        if lacking:
            place = listings[0].tables[0].place
            told = "；".join(lacking[:3])
            values = {"register": self.type.name, "fields": "、".join(names), "count": len(lacking), "lacking": told}
            self.ledger.notes.warn("CR860", place, values)
        return not lacking

    def doubt(self, key: str, entries: Sequence[Entry], listings: Sequence[Listing]) -> Reasons:
        """Why the record may not be there: a source that lists all there is does not list it."""
        parts = {0} | {entry.listing.part for entry in entries}
        listed = [entry.listing for entry in entries]
        deniers = [one for one in listings if one.complete and one.part in parts and one not in listed]
        denying = {one.part for one in deniers}
        if 0 not in denying and not parts - {0} <= denying:
            return NO_REASONS
        if not deniers:
            return NO_REASONS
        at = Reason("conflict", self.type.name, key)
        stated: list[Stated] = [(True, entry.source) for entry in entries]
        stated += [(False, one.source) for one in deniers]
        self.ledger.conflicts.append(conflict_of(at.path, stated, self.type.sources))
        self.ledger.notes.warn("CR474", entries[0].place, {"fact": at.path, "source": _names(deniers)})
        return frozenset({at})


def blank_record(register: RegisterType) -> Record:
    """A further record of an incomplete register: every field within its bounds."""
    reason = Reason("incomplete", register.name)
    return {name: unknown(declared, reason) for name, declared in register.fields.items()}


def _column_places(table: RawRegister) -> Iterable[tuple[str, Place | None]]:
    """Each column once, where it is named first."""
    places: dict[str, Place | None] = dict(table.columns)
    if not places:
        for row in table.rows:
            for name, claim in row.cells.items():
                places.setdefault(name, claim.place or row.place)
    return places.items()


def _says_open(raw: object) -> bool:
    return isinstance(raw, str) and narrow(raw) in OPEN


def _names(listings: Sequence[Listing]) -> str:
    return "、".join(sorted({listing.source.name or "—" for listing in listings}))
