"""Every check of the project in one run: `python -m tests`. CI and people run these words.

All steps run whatever fails; the exit status is 1 if one did. `--smoke` is the short run for a second Python: the tests
only, with a fifth of the random inputs, and without what is the same on every Python.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTEST = (sys.executable, "-m", "pytest", "-q", "-n", str(min(os.cpu_count() or 1, 4)))

#: How many random inputs the properties draw, as a share of the usual number.
SCALE = "CLUSTER_RULES_PROOF_SCALE"


@dataclass(frozen=True)
class Step:
    """One check: what it is called, and the command that makes it."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What came of a step: its exit status and how long it took, in seconds."""

    step: Step
    status: int
    seconds: float

    def __str__(self) -> str:
        word = "failed" if self.status else "ok"
        return f"{self.step.name:<8} {word:<8} {self.seconds:6.1f} s"


STEPS = (
    Step("format", (str(BIN / "ruff"), "format", "--check", ".")),
    Step("lint", (str(BIN / "ruff"), "check", ".")),
    Step("types", (str(BIN / "mypy"),)),
    Step("layers", (str(BIN / "lint-imports"), "--no-logo")),
    Step("tests", PYTEST),
)
#: What is the same on every Python: the documentation, the repository, and what is marked so.
ONCE = ("--ignore=tests/docs", "--ignore=tests/repository", "-m", "not once")
SMOKE = (Step("smoke", (*PYTEST, *ONCE)),)


def main(arguments: list[str]) -> int:
    """The exit status: 0 if every step passed, 1 if one failed, 2 for an argument that means nothing here."""
    if unknown := set(arguments) - {"--smoke"}:
        print(f"unknown: {' '.join(sorted(unknown))}. The only option is --smoke.", file=sys.stderr)
        return 2
    outcomes = tuple(_run(SMOKE, {SCALE: "0.2"}) if arguments else _run(STEPS, {}))
    print(f"\n== summary, Python {sys.version.split()[0]}")
    for outcome in outcomes:
        print(outcome)
    return int(any(outcome.status for outcome in outcomes))


def _run(steps: tuple[Step, ...], settings: dict[str, str]) -> Iterator[Outcome]:
    environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(PROJECT), **settings}
    for step in steps:
        print(f"\n== {step.name}", flush=True)
        start = time.monotonic()
        done = subprocess.run(step.command, cwd=PROJECT, env=environment, check=False, stdin=subprocess.DEVNULL)
        yield Outcome(step, done.returncode, time.monotonic() - start)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
