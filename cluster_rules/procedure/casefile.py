"""The case file: what happened to one application, as a chain of entries that is only ever appended to.

Authority on how events become entries. Which events a procedure admits is asked of the `admit` that the caller gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeAlias

from cluster_rules.errors import Diagnostic, Place, RulesError, diagnostic
from cluster_rules.procedure import store
from cluster_rules.procedure.chain import entries_of, read_chain, tail_problems
from cluster_rules.procedure.decoding import MalformedEntryError, read_entry
from cluster_rules.procedure.entries import GENESIS, Entry, Event, Opened, Receipt, entry_bytes
from cluster_rules.procedure.privacy import refuse_personal_data
from cluster_rules.procedure.store import Row

#: Looks at the entries so far and at the event, which it may complete. Raises `RulesError` for what is not admitted.
Admit: TypeAlias = Callable[[tuple[Entry, ...], Event, date], Event]

#: Days outside are typing errors.
_FIRST_DAY, _LAST_DAY = date(1949, 10, 1), date(2199, 12, 31)


def _as_it_is(entries: tuple[Entry, ...], event: Event, recorded_on: date) -> Event:
    return event


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case file at `path`. Every method may be called from several processes at once."""

    path: Path

    @classmethod
    def create(cls, path: Path | str, opened: Event, recorded_on: date, clock: str = "") -> CaseFile:
        """A new case file whose first entry is `opened`. Raises `RulesError` where `path` exists."""
        assert isinstance(opened.content, Opened)
        case = cls(Path(path))
        first = _entry((), opened, recorded_on, clock)
        store.create(case.path, [_row(first)])
        return case

    def entries(self) -> tuple[Entry, ...]:
        """All entries. Raises `RulesError` where the chain is broken: nothing is read from a file that was tampered with."""
        rows, _ = store.read(self.path)
        return entries_of(rows, str(self.path))

    def append(self, event: Event, recorded_on: date, clock: str = "", admit: Admit = _as_it_is) -> Entry:
        """The entry of `event`, on the disk when this returns. Raises `RulesError` for what is not admitted.

        An event whose key is recorded already is not recorded again: the entry that holds it is returned.
        """
        found: list[Entry] = []

        def make(rows: tuple[Row, ...]) -> Row | None:
            entries = entries_of(rows, str(self.path))
            if known := _recorded(entries, event):
                found.append(known)
                return None
            made = _entry(entries, admit(entries, event, recorded_on), recorded_on, clock)
            found.append(made)
            return _row(made)

        store.append(self.path, make)
        return found[0]

    def problems(self, receipts: Iterable[Receipt] = ()) -> tuple[Diagnostic, ...]:
        """Everything that is wrong with the file, each at its entry; empty where it is whole."""
        if damage := store.damage(self.path):
            return (diagnostic("CR555", Place(str(self.path)), reason=damage),)
        rows, highest = store.read(self.path)
        if not rows:
            return (diagnostic("CR560", Place(str(self.path)), last=0, highest=highest),)
        name = str(self.path)
        return (*read_chain(rows, name)[1], *tail_problems(rows, highest, receipts, name))

    def exported(self) -> bytes:
        """The entries as JSON lines: each line is the canonical JSON of an entry, in order."""
        return b"".join(entry_bytes(entry) + b"\n" for entry in self.entries())

    @classmethod
    def imported(cls, path: Path | str, lines: bytes, origin: str) -> CaseFile:
        """A new case file with the entries of `lines`, unchanged. Raises `RulesError` naming the line of `origin`."""
        rows = _read_lines(lines, origin)
        entries_of(rows, origin)
        case = cls(Path(path))
        store.create(case.path, rows)
        return case


def _read_lines(lines: bytes, origin: str) -> tuple[Row, ...]:
    rows = []
    for number, line in enumerate(lines.removesuffix(b"\n").split(b"\n"), 1):
        try:
            entry = read_entry(line)
        except MalformedEntryError as error:
            raise RulesError.of("CR558", Place(origin, number, 1), number=number, reason=error) from None
        rows.append(replace(_row(entry), number=entry.number))
    return tuple(rows)


def _recorded(entries: tuple[Entry, ...], event: Event) -> Entry | None:
    """The entry with the key of `event`. Raises `RulesError` where it holds another event."""
    known = next((entry for entry in entries if event.key and entry.event.key == event.key), None)
    if known is not None and (known.event.kind, known.event.effective_on) != (event.kind, event.effective_on):
        raise RulesError.of("CR564", key=event.key, number=known.number)
    return known


def _entry(entries: tuple[Entry, ...], event: Event, recorded_on: date, clock: str) -> Entry:
    """The event at the end of the chain. Days do not go back, and nothing is recorded before it happened."""
    last = entries[-1] if entries else None
    for day in (event.effective_on, recorded_on):
        if not _FIRST_DAY <= day <= _LAST_DAY:
            raise RulesError.of("CR567", day=day)
    if event.effective_on > recorded_on:
        raise RulesError.of("CR565", effective=event.effective_on, recorded=recorded_on)
    if last and recorded_on < last.recorded_on:
        raise RulesError.of("CR566", recorded=recorded_on, last=last.recorded_on, number=last.number)
    refuse_personal_data(event)
    number = last.number + 1 if last else 1
    return Entry(number, event, recorded_on, clock, last.hash if last else GENESIS)


def _row(entry: Entry) -> Row:
    return Row(entry.number, entry.hash, entry.event.key, entry_bytes(entry))
