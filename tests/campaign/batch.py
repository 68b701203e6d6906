"""A run of items in this process: what came of them, and which failed."""

from __future__ import annotations

import resource
import signal
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

from tests.campaign.kinds import KINDS, Disagreement

#: Processor time that one item may take. The signal ends the process, also in the middle of compiled code.
SECONDS = 20
#: Memory that the process may take: a run past it is a foreign exception and not the end of the machine.
_BYTES = 3 * 2**30
_MOST_FAILURES = 20


def run_batch(kind: str, seed: str, first: int, size: int, place: Path) -> dict[str, Any]:
    """The items from `first` on. `place` holds the number of the item in hand, for whoever finds this process dead."""
    resource.setrlimit(resource.RLIMIT_AS, (_BYTES, _BYTES))
    tally: Counter[str] = Counter()
    failures: list[dict[str, Any]] = []
    started, slowest, number = time.process_time(), (0.0, first), first
    with place.open("r+" if place.exists() else "w+", encoding="ascii") as in_hand:
        for number in range(first, first + size):
            in_hand.seek(0)
            in_hand.write(str(number))
            in_hand.flush()
            signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
            before = time.process_time()
            _one(kind, seed, number, tally, failures)
            slowest = max(slowest, (round(time.process_time() - before, 3), number))
            if len(failures) >= _MOST_FAILURES:
                break
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return {
        "kind": kind,
        "seed": seed,
        "from": first,
        "to": number + 1,
        "tally": dict(tally),
        "failures": failures,
        "seconds": round(time.process_time() - started, 1),
        "slowest": slowest,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _one(kind: str, seed: str, number: int, tally: Counter[str], failures: list[dict[str, Any]]) -> None:
    try:
        tally[KINDS[kind].item(f"{seed}:{kind}:{number}")] += 1
    except Disagreement as different:
        failures.append({"item": number, "error": str(different)[:4000]})
    except BaseException:
        failures.append({"item": number, "error": traceback.format_exc()[-3000:]})
