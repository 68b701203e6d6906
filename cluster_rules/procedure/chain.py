"""Whether the chain of a case file is whole: what was edited, deleted, reordered or cut off, and at which entry."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from cluster_rules.errors import Diagnostic, Place, RulesError, diagnostic
from cluster_rules.procedure.decoding import MalformedEntryError, read_entry
from cluster_rules.procedure.entries import GENESIS, Entry, Receipt
from cluster_rules.procedure.store import Row


def entries_of(rows: Sequence[Row], file: str) -> tuple[Entry, ...]:
    """The entries of an unbroken chain. Raises `RulesError` with the first thing that is wrong with it."""
    entries, problems = read_chain(rows, file)
    if problems:
        raise RulesError(problems[:1])
    return entries


def read_chain(rows: Sequence[Row], file: str) -> tuple[tuple[Entry, ...], tuple[Diagnostic, ...]]:
    """The entries that can be read, and what is wrong, each at the number of its entry.

    A chain that was made anew from some entry on is whole: only a receipt tells.
    """
    entries: list[Entry] = []
    problems: list[Diagnostic] = []
    previous = GENESIS
    for expected, row in enumerate(rows, 1):
        place = Place(file, row.number, 1)
        if row.number != expected:
            problems.append(diagnostic("CR556", place, found=row.number, expected=expected))
            break
        found = _read(row, previous, place)
        (entries if isinstance(found, Entry) else problems).append(found)  # type: ignore[arg-type]
        previous = row.hash
    return tuple(entries), tuple(problems)


def _read(row: Row, previous: str, place: Place) -> Entry | Diagnostic:
    """The entry in a row, or what is wrong with it."""
    if hashlib.sha256(row.content).hexdigest() != row.hash:
        return diagnostic("CR557", place, number=row.number)
    try:
        entry = read_entry(row.content)
    except MalformedEntryError as error:
        return diagnostic("CR558", place, number=row.number, reason=error)
    if entry.previous != previous:
        return diagnostic("CR559", place, number=row.number)
    if (entry.number, entry.event.key) != (row.number, row.key):
        return diagnostic("CR557", place, number=row.number)
    return entry


def tail_problems(rows: Sequence[Row], highest: int, receipts: Iterable[Receipt], file: str) -> Iterator[Diagnostic]:
    """What has been cut off at the end, or rewritten since a receipt was given."""
    last = rows[-1].number if rows else 0
    if highest > last:
        yield diagnostic("CR560", Place(file), last=last, highest=highest)
    hashes = {row.number: row.hash for row in rows}
    for receipt in receipts:
        if receipt.number not in hashes:
            yield diagnostic("CR561", Place(file), receipt=receipt, last=last)
        elif hashes[receipt.number] != receipt.hash:
            yield diagnostic("CR562", Place(file, receipt.number, 1), receipt=receipt)


def read_receipt(text: str) -> Receipt:
    """The receipt that `text` writes. Raises `RulesError`."""
    number, dash, digest = text.strip().partition("-")
    is_number = number.isascii() and number.isdigit() and len(number) < 10
    if not (dash and is_number and len(digest) == 64 and set(digest) <= set("0123456789abcdef")):
        raise RulesError.of("CR563", text=text)
    return Receipt(int(number), digest)
