"""A long run of random inputs in processes of their own: `python -m tests.campaign --log FILE --seed 1 --hours 2`.

The log has a line of JSON for each batch: its kind, its first item and the next one, what came of the items, and what
failed. A later run with the same log and seed goes on where it ends. `--kinds` chooses among the kinds of
`tests.campaign.kinds`; `--again KIND NUMBER` runs one item once more, by itself, and shows its traceback;
`--summary` adds the log up.

An item fails where it raises what is no refusal, where two definitions differ, where it takes more than `--seconds`
of processor time, and where it ends the process. The kind `watchdog` does all of these on purpose. POSIX only.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.campaign.batch import run_batch
from tests.campaign.kinds import KINDS, USUAL

PROJECT = Path(__file__).resolve().parents[2]
#: Seconds on the clock that a batch may take, also on a machine that has other things to do.
_PATIENCE = 24 * 3600


def main(arguments: list[str] | None = None) -> int:
    chosen = _arguments(arguments)
    if chosen.again:
        kind, number = chosen.again
        print(KINDS[kind].item(f"{chosen.seed}:{kind}:{number}"))
        return 0
    if chosen.batch:
        kind, first, size, place = chosen.batch
        print(json.dumps(run_batch(kind, chosen.seed, int(first), int(size), Path(place), chosen.seconds)))
        return 0
    log = Path(chosen.log)
    if not chosen.summary:
        campaign(log, chosen.seed, chosen.kinds, time.monotonic() + chosen.hours * 3600, chosen.seconds)
    counts, failures = summary(log)
    print(json.dumps(counts, indent=1), *(json.dumps(failure, ensure_ascii=False) for failure in failures), sep="\n")
    return int(bool(failures))


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.campaign")
    parser.add_argument("--log", default="campaign.log")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--kinds", nargs="+", default=list(USUAL), choices=list(KINDS))
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--summary", action="store_true")
    parser.add_argument("--again", nargs=2, metavar=("KIND", "NUMBER"))
    parser.add_argument("--batch", nargs=4, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def campaign(log: Path, seed: str, kinds: list[str], until: float, seconds: float) -> None:
    """Run a batch of each kind in turn until the time is over."""
    following = {kind: _following(log, seed, kind) for kind in kinds}
    while True:
        for kind in kinds:
            if time.monotonic() >= until:
                return
            record = one_batch(kind, seed, following[kind], KINDS[kind].size, seconds)
            following[kind] = record["to"]
            with log.open("a", encoding="utf-8") as file:
                file.write(json.dumps(record, ensure_ascii=False) + "\n")


def one_batch(kind: str, seed: str, first: int, size: int, seconds: float) -> dict[str, Any]:
    """The record of a batch, run in a process of its own. Where the process ends, its item is what failed."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "item"
        status, output, errors = _child([seed, kind, str(first), str(size), str(place)], seconds)
        if status == 0:
            return {"at": time.strftime("%Y-%m-%dT%H:%M:%S"), **json.loads(output)}
        item = int(place.read_text() or first) if place.exists() else first
    if item > first:
        # What came before it is well known only when it is run again, without it.
        return one_batch(kind, seed, first, item - first, seconds)
    why = f"the process ended with {status}; an item has {seconds} s: {errors[-2000:]}"
    lost = [{"item": item, "error": why}]
    return {"kind": kind, "seed": seed, "from": item, "to": item + 1, "tally": {}, "failures": lost}


def _child(batch: list[str], seconds: float) -> tuple[int, str, str]:
    seed, *rest = batch
    command = [sys.executable, "-m", "tests.campaign", "--seed", seed, "--seconds", str(seconds), "--batch", *rest]
    try:
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return -1, "", f"no end after {_PATIENCE} s"
    return done.returncode, done.stdout, done.stderr


def records(log: Path) -> list[dict[str, Any]]:
    if not log.exists():
        return []
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines() if line.startswith("{")]


def _following(log: Path, seed: str, kind: str) -> int:
    return max((r["to"] for r in records(log) if (r["seed"], r["kind"]) == (seed, kind)), default=0)


def summary(log: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What came of the items of each kind, and all that failed."""
    counts: dict[str, Counter[str]] = {}
    failures = []
    for record in records(log):
        counts.setdefault(record["kind"], Counter()).update(
            {"items": record["to"] - record["from"], "failures": len(record["failures"]), **record["tally"]}
        )
        failures += [{"kind": record["kind"], "seed": record["seed"], **failed} for failed in record["failures"]]
    return {kind: dict(counted) for kind, counted in counts.items()}, failures


if __name__ == "__main__":
    sys.exit(main())
