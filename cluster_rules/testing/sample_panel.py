"""A made-up panel: as many applications as are asked for, spread as real ones might be, one JSON file for each.

Everything follows from `seed` and the number of the application, by integer arithmetic: the same files everywhere, and
the first hundred of five hundred are those of a panel of one hundred. Every name, code and figure is made up (虚构).

An application has a grade (half are good, three in ten middling, the rest poor) and, for each statement with a
threshold, a share of the threshold drawn by the grade: mostly 110–220 %, sometimes 91–109 % or exactly 100 %, seldom
50–91 %. So most thresholds have applications on both sides and some exactly at them, and poor applications fail in
several statements. Beside that, in some applications

* findings of experts are pending, disputed or against; a document is missing; the applicant is a government body;
* firms have not reported R&D or controlled processes; the benchmark is not published; a register is not complete;
* two sources disagree on the R&D of the leader; high-tech certificates have expired.

One in five spreads over two leagues.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from cluster_rules.testing.sample import DEFAULT_SEED, new_folder, stated_facts
from cluster_rules.testing.sample_panel_profile import Profile, draw_profile
from cluster_rules.testing.sample_panel_registers import draw_panel_registers
from cluster_rules.testing.sample_registers import Register

#: Codes of units have room for so many applications.
MOST_APPLICATIONS = 999


def write_panel(folder: str | PathLike[str], count: int, *, seed: int = DEFAULT_SEED) -> tuple[Path, ...]:
    """Write `count` applications (1 to 999) into `folder`, which is new or empty, and return the files in order.

    Raises `RulesError` for a folder that holds something.
    """
    root = Path(folder)
    new_folder(root)
    root.mkdir(parents=True, exist_ok=True)
    written = []
    for number in range(1, count + 1):
        path = root / f"{number:03d}.json"
        path.write_text(as_text(panel_application(number, seed)), encoding="utf-8", newline="\n")
        written.append(path)
    return tuple(written)


def panel_application(number: int, seed: int = DEFAULT_SEED) -> dict[str, Any]:
    """The content of one application of the panel, as `FactSheet.from_data` takes it."""
    profile, dice = draw_profile(number, seed)
    registers: dict[str, list[dict[str, Any]]] = {}
    for register in draw_panel_registers(profile, dice):
        registers.setdefault(register.name, []).append(_register(register))
    return {
        "measure": "nmg-advanced-manufacturing-cluster",
        "subject": f"{'、'.join(profile.leagues)}{profile.industry}集群{number:03d}（虚构）",
        "applicant": f"样例产业促进中心{number:03d}（虚构）",
        "synthetic": "是",
        "filing_date": "2025-03-20",
        "reference_date": "2025-03-31",
        "reference_basis": "notice",
        "data_year": "2024",
        "facts": {name: _fact(*stated) for name, stated in _facts(profile).items()},
        "registers": {name: specs[0] if len(specs) == 1 else specs for name, specs in registers.items()},
    }


def _facts(profile: Profile) -> Mapping[str, tuple[str, str]]:
    faults = {fault for fault, has in (("standing", profile.is_body), ("joint", len(profile.leagues) > 1)) if has}
    return stated_facts(faults)


def _fact(value: str, source: str) -> dict[str, str]:
    return {"value": value, "source": source} if source else {"value": value}


def _register(register: Register) -> dict[str, Any]:
    """Blank cells are left out: they are missing."""
    found: dict[str, Any] = {"complete": "是" if register.complete else "否"}
    if register.source:
        found |= {"source": register.source, "period": register.period, "issuer": register.issuer}
        found["evidence"] = [register.evidence]
    rows = [{name: text for name, text in line.items() if text} for _, line in register.lines]
    return {**found, "rows": rows}


def as_text(application: Mapping[str, Any]) -> str:
    """The application as JSON, one row of a register a line."""
    return "\n".join(_lines(application)) + "\n"


def _lines(application: Mapping[str, Any]) -> Iterator[str]:
    head = {name: value for name, value in application.items() if name != "registers"}
    yield _compact(head)[:-1] + ',"registers":{'
    registers = [f"{_compact(name)}:{_spec(spec)}" for name, spec in application["registers"].items()]
    yield ",\n".join(registers)
    yield "}}"


def _spec(spec: Any) -> str:
    if isinstance(spec, list):
        return "[" + ",\n".join(map(_spec, spec)) + "]"
    rows = ",\n".join(map(_compact, spec["rows"]))
    head = _compact({name: value for name, value in spec.items() if name != "rows"})[:-1]
    return f'{head},"rows":[\n{rows}\n]}}' if rows else f'{head},"rows":[]}}'


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
