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

#: Memory that the process may take: a run past it is a foreign exception and not the end of the machine.
_BYTES = 3 * 2**30
_MOST_FAILURES = 20


def run_batch(kind: str, seed: str, first: int, size: int, place: Path, seconds: float) -> dict[str, Any]:
    """The items from `first` on. `place` holds the number of the item in hand, for whoever finds this process dead.

    An item may take `seconds` of processor time. The signal ends the process, also in the middle of compiled code.
    """
    resource.setrlimit(resource.RLIMIT_AS, (_BYTES, _BYTES))
    tally: Counter[str] = Counter()
    failures: list[dict[str, Any]] = []
    started, slowest, number = time.process_time(), (0.0, first), first
    with place.open("w", encoding="ascii") as in_hand:
        for number in range(first, first + size):
            in_hand.seek(0)
            in_hand.write(str(number))
            in_hand.flush()
            signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
            slowest = max(slowest, (_one(kind, seed, number, tally, failures), number))
            if len(failures) >= _MOST_FAILURES:
                break
    record = {"kind": kind, "seed": seed, "from": first, "to": number + 1, "tally": dict(tally), "failures": failures}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {**record, "seconds": round(time.process_time() - started, 1), "slowest": slowest, "megabytes": memory}


def _one(kind: str, seed: str, number: int, tally: Counter[str], failures: list[dict[str, Any]]) -> float:
    """Run one item, and say how long it took."""
    before = time.process_time()
    try:
        tally[KINDS[kind].item(f"{seed}:{kind}:{number}")] += 1
    except Disagreement as different:
        failures.append({"item": number, "error": str(different)[:4000]})
    except BaseException:
        failures.append({"item": number, "error": traceback.format_exc()[-3000:]})
    return round(time.process_time() - before, 3)
