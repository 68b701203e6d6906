"""What other implementations answer on the kit: `python -m tests.conformance.peers` installs them, asks, and writes.

Needs npm and pip with their registries. The peers go into a temporary folder and are no dependency of the project.
What they answered is kept in `peers.toml`, with the versions and the day; the published page shows it until the next run.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from cluster_rules.semantics.feel import temporal as t
from cluster_rules.semantics.feel.failures import Undefined
from tests.conformance import feel_kit, feel_page

_HERE = Path(__file__).resolve().parent
_PATIENCE = 3600


class Peer(NamedTuple):
    """A package, where it comes from, and how it is asked."""

    package: str
    registry: str
    driver: tuple[str, ...]


PEERS = (
    Peer("feelin", "npm", ("node", "feelin.mjs")),
    Peer("pySFeel", "PyPI", ("python", str(_HERE / "drivers" / "python_peer.py"), "pySFeel")),
    Peer("bkflow-feel", "PyPI", ("python", str(_HERE / "drivers" / "python_peer.py"), "bkflow-feel")),
)


def main() -> None:
    file = feel_kit.kit_file()
    assert file is not None, "the kit of FEEL cases is not here"
    cases = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    blocks = [f'measured = "{dt.date.today()}"\n']
    for peer in PEERS:
        with tempfile.TemporaryDirectory() as folder:
            version = install(peer, Path(folder))
            passed = scores(cases, dict(answers(peer, Path(folder), cases)))
        blocks.append(block(peer, version, passed))
        print(peer.package, version, sum(row[0] for row in passed.values()), "of", len(cases), file=sys.stderr)
    feel_page.PEERS.write_text("\n".join(blocks), encoding="utf-8")
    feel_page.main()


def install(peer: Peer, folder: Path) -> str:
    """Install `peer` into `folder`, and say which version came."""
    if peer.registry == "npm":
        _run("npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), peer.package)
        (folder / "feelin.mjs").write_bytes((_HERE / "drivers" / "feelin.mjs").read_bytes())
        manifest = folder / "node_modules" / peer.package / "package.json"
        return str(json.loads(manifest.read_text(encoding="utf-8"))["version"])
    _run(sys.executable, "-m", "venv", str(folder))
    python = str(folder / "bin" / "python")
    _run(python, "-m", "pip", "install", "--quiet", peer.package)
    asked = f"import importlib.metadata; print(importlib.metadata.version({peer.package!r}))"
    return _run(python, "-c", asked).strip()


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def answers(peer: Peer, folder: Path, cases: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each case with what the peer says of it. A peer that dies has said nothing of the rest."""
    command = [str(folder / "bin" / "python") if peer.driver[0] == "python" else peer.driver[0], *peer.driver[1:]]
    asked = "\n".join(json.dumps(question(case)) for case in cases)
    done = subprocess.run(
        command, cwd=folder, input=asked, capture_output=True, text=True, timeout=_PATIENCE, check=False
    )
    for line in done.stdout.splitlines():
        found = json.loads(line)
        yield found["id"], found["value"]


def question(case: dict[str, Any]) -> dict[str, Any]:
    """The case as a peer is asked: every input as an expression, for its own types."""
    inputs = [(name, written(value)) for name, value in case["inputs"].items()]
    dependencies = [(dependency["name"], dependency["expression"]) for dependency in case["deps"]]
    return {"id": case["id"], "expression": case["expression"], "bindings": [*inputs, *dependencies]}


def written(typed: dict[str, Any]) -> str:
    """A typed value of the kit as an expression."""
    value = typed.get("v")
    match typed["t"]:
        case "null" | "absent":
            return "null"
        case "string":
            return json.dumps(value, ensure_ascii=False)
        case "list":
            return f"[{', '.join(map(written, value))}]"
        case "context":
            return "{" + ", ".join(f"{key}: {written(item)}" for key, item in value.items()) + "}"
        case "number" | "boolean":
            return str(value).lower()
    return f'{typed["t"]}("{value}")'


def scores(cases: list[dict[str, Any]], found: dict[str, dict[str, Any]]) -> dict[str, tuple[int, int]]:
    """For each feature, how many cases passed, and how many of them that expect a value."""
    table: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for case in cases:
        passed = case["id"] in found and agrees(found[case["id"]], case["expected"])
        row = table[case["feature"]]
        row[0] += passed
        row[1] += passed and case["expected"]["t"] != "null"
    return {feature: (row[0], row[1]) for feature, row in sorted(table.items())}


def agrees(got: dict[str, Any], expected: dict[str, Any]) -> bool:
    """Whether a peer's answer is the expected one, in its favour where its types cannot say it."""
    try:
        value = _value(got)
    except (Undefined, ValueError):
        return False
    if expected["t"] == "duration" and got["t"] == "number":
        value = t.MonthsDuration(int(value))
    return feel_kit.agrees(value, expected)


def _value(typed: dict[str, Any]) -> Any:
    match typed["t"]:
        case "number":
            return Fraction(typed["v"])
        case "seconds":
            return t.SecondsDuration(Fraction(typed["v"]))
        case "list":
            return [_value(item) for item in typed["v"]]
        case "context":
            return {key: _value(item) for key, item in typed["v"].items()}
        case "null" | "string" | "boolean" | "date" | "time" | "date and time" | "duration":
            return feel_kit.literal(typed)
    return object()


def block(peer: Peer, version: str, passed: dict[str, tuple[int, int]]) -> str:
    rows = "\n".join(f'"{feature}" = [{row[0]}, {row[1]}]' for feature, row in passed.items())
    return (
        f'[[peer]]\nname = "{peer.package}"\nversion = "{version}"\nfrom = "{peer.registry}"\n\n[peer.passed]\n{rows}\n'
    )


if __name__ == "__main__":
    main()
