"""Kills processes that record in one case file, at random points, and looks whether anything is lost or doubled.

`python -m tests.procedure.killing 3000 1` kills 3000 processes with seed 1 and prints the tally; it ends with status 1
where an entry whose receipt was given is gone, where one stands twice, or where the chain is broken. A short one runs
with the tests. It forks, so it needs a system that can.
"""

import os
import random
import signal
import sys
import tempfile
import time
from datetime import date
from itertools import count
from pathlib import Path

from cluster_rules.procedure import CaseFile, Event
from cluster_rules.procedure.entries import ActivityLogged, Opened

DAY = date(2025, 3, 3)
#: Processes that record at the same time, and rounds on one case file.
WRITERS, ROUNDS = 3, 8


def new_case(path):
    opened = Opened("1", "甲", "m", "e", "r", "t", "p", synthetic=True)
    return CaseFile.create(path, Event(opened, DAY), DAY)


def campaign(folder, kills, seed):
    """Kills `kills` processes. Returns how many receipts were given, and what is lost, doubled or broken."""
    chance = random.Random(seed)
    told, wrong, left = 0, [], kills
    while left:
        case = new_case(Path(folder) / f"{left}.case")
        receipts = []
        for turn in range(ROUNDS):
            writers = min(WRITERS, left)
            receipts += killed(case, chance, [f"{turn}-{writer}" for writer in range(writers)])
            left -= writers
        wrong += problems(case, receipts)
        told += len(receipts)
        for file in case.path.parent.glob(f"{case.path.name}*"):
            file.unlink()
    return told, wrong


def killed(case, chance, names):
    """Processes that record at once, each killed at some point; the receipts that they gave."""
    started = [start(case, name) for name in names]
    # Some die while they wait for the lock, some in the middle of a commit, some between two entries.
    time.sleep(chance.random() * chance.choice((0.01, 0.05, 0.2)))
    for process, _ in chance.sample(started, len(started)):
        time.sleep(chance.random() * 0.004)
        os.kill(process, signal.SIGKILL)
    found = []
    for process, pipe in started:
        os.waitpid(process, 0)
        with open(pipe, encoding="utf-8") as said:
            # A line that was cut short was not said.
            found += [tuple(line.split()) for line in said if line.endswith("\n")]
    return found


def start(case, name):
    """A process that records under keys that tell its entries apart, and says each receipt when it has it."""
    ours, theirs = os.pipe()
    process = os.fork()
    if process:
        os.close(theirs)
        return process, ours
    try:
        for number in count():
            event = Event(ActivityLogged("x", "y" * (number % 50)), DAY, key=f"{name}-{number}")
            os.write(theirs, f"{case.append(event, DAY).receipt} {event.key}\n".encode())
    finally:
        # Whatever happens here is no business of the process that this one was made from.
        os.write(theirs, b"broken broken\n")
        os._exit(1)


def problems(case, receipts):
    """Receipts without their entry, keys that stand twice, and anything that `verify` finds."""
    found = [str(problem) for problem in case.problems()]
    entries = {str(entry.receipt): entry.event.key for entry in case.entries()}
    keys = list(entries.values())
    gone = [receipt for receipt, key in receipts if entries.get(receipt) != key]
    return [*found, *gone, *sorted({key for key in keys if keys.count(key) > 1})]


def main(kills, seed):
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        told, wrong = campaign(folder, kills, seed)
    seconds = time.monotonic() - started
    print(f"{kills} processes killed, seed {seed}: {told} receipts given, {len(wrong)} lost, doubled or broken")
    print(f"{seconds:.0f} s")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
