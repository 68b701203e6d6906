"""Tampers with case files at random, and looks whether that is found, and where.

`python -m tests.procedure.tampering 10000 1` tampers 10 000 times with seed 1 and prints how often each way was found;
it ends with status 1 where one was not. A short one runs with the tests. Whoever tampers has the file to himself: he may
drop its triggers, mend hashes and cover up what he cut off. What he does not have are the receipts.
"""

import random
import sqlite3
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

from cluster_rules.procedure import CaseFile, Event
from cluster_rules.procedure.entries import ActivityLogged, Entry, entry_bytes
from tests.procedure.killing import new_case

DAY = date(2025, 3, 3)
LENGTH = 12


def made(folder):
    """A case file, and the receipts of all its entries."""
    case = new_case(Path(folder) / "a.case")
    for number in range(LENGTH - 1):
        case.append(Event(ActivityLogged("x", f"第 {number} 次"), DAY), DAY)
    return case, [entry.receipt for entry in case.entries()]


def edited(chance, entries):
    """One character of an entry."""
    at = chance.randrange(len(entries))
    content = entry_bytes(entries[at])
    place = chance.randrange(len(content))
    changed = content[:place] + bytes([content[place] ^ 1 << chance.randrange(7)]) + content[place + 1 :]
    return [("content", at + 1, changed)], at + 1


def deleted(chance, entries):
    """Some entry and those that follow it immediately; not the last ones."""
    first = chance.randrange(1, len(entries))
    last = chance.randrange(first, len(entries))
    return [("delete", first, last)], first


def reordered(chance, entries):
    """Two entries change places, numbers and all."""
    one, other = sorted(chance.sample(range(1, len(entries) + 1), 2))
    return [("swap", one, other)], one


def truncated(chance, entries):
    """The last entries are cut off, and so are the traces."""
    keep = chance.randrange(len(entries))
    return [("delete", keep + 1, len(entries)), ("sequence", keep, 0)], keep + 1


def rewritten(chance, entries):
    """An entry says something else, and every hash from there on is mended."""
    at = chance.randrange(len(entries))
    return [("chain", at + 1, chain(entries, at, entries[at].event.note + "改"))], at + 1


def chain(entries, at, note):
    """The entries from `at` on, the first with another note, each with the hash of the one before."""
    previous, found = entries[at].previous, []
    for index, entry in enumerate(entries[at:]):
        event = replace(entry.event, note=note) if not index else entry.event
        forged = Entry(entry.number, event, entry.recorded_on, entry.clock, previous)
        previous = forged.hash
        found.append(forged)
    return found


WAYS = (edited, deleted, reordered, truncated, rewritten)


def apply(path, actions):
    connection = sqlite3.connect(path)
    connection.executescript("DROP TRIGGER IF EXISTS never_changed; DROP TRIGGER IF EXISTS never_deleted")
    for kind, first, rest in actions:
        if kind == "content":
            connection.execute("UPDATE entry SET content = ? WHERE number = ?", (rest, first))
        elif kind == "delete":
            connection.execute("DELETE FROM entry WHERE number BETWEEN ? AND ?", (first, rest))
        elif kind == "sequence":
            connection.execute("UPDATE sqlite_sequence SET seq = ?", (first,))
        elif kind == "swap":
            for before, after in ((first, -1), (rest, first), (-1, rest)):
                connection.execute("UPDATE entry SET number = ? WHERE number = ?", (after, before))
        else:
            for entry in rest:
                values = (entry.hash, entry_bytes(entry), entry.number)
                connection.execute("UPDATE entry SET hash = ?, content = ? WHERE number = ?", values)
    connection.commit()
    connection.close()


def campaign(folder, times, seed):
    """How often each way was tried, and every time that it was not found, or not at its entry."""
    chance, tried, missed = random.Random(seed), Counter(), []
    original, receipts = made(folder)
    whole, entries = original.exported(), original.entries()
    assert original.problems(receipts) == ()
    for turn in range(times):
        case = CaseFile.imported(Path(folder) / f"{turn}.case", whole, "x")
        way = chance.choice(WAYS)
        actions, first = way(chance, entries)
        apply(case.path, actions)
        tried[way.__name__] += 1
        problems = case.problems(receipts)
        if not located(problems, first):
            missed.append((way.__name__, actions))
        for file in case.path.parent.glob(f"{case.path.name}*"):
            file.unlink()
    return tried, missed


def located(problems, first):
    """The first entry that was touched is named: as the place, as the one that is missing, or as the end."""
    return any(
        problem.place.line == first
        or problem.values.get("expected") == str(first)
        or problem.values.get("last") == str(first - 1)
        for problem in problems
    )


def main(times, seed):
    with tempfile.TemporaryDirectory() as folder:
        tried, missed = campaign(folder, times, seed)
    for way in WAYS:
        print(
            f"{way.__name__}: {tried[way.__name__]} times, {sum(name == way.__name__ for name, _ in missed)} not found"
        )
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
