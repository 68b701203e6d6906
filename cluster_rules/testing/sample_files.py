"""The files of the sample: `application.yaml` as a person would write it, and a table for each register."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cluster_rules.testing.sample_registers import Line, Register

_HEAD = """\
measure: nmg-advanced-manufacturing-cluster
subject: {subject}
applicant: 云川稀土产业促进中心（虚构）
synthetic: 是
filing_date: 2025-03-20
reference_date: 2025-03-31
reference_basis: notice
data_year: 2024
"""


@dataclass(frozen=True, slots=True)
class Form:
    """One application form with its tables. A register without rows is written in place."""

    folder: Path
    subject: str
    facts: Mapping[str, tuple[str, str]]
    tables: Sequence[tuple[Register, Sequence[Line]]]
    parts: tuple[str, ...] = ()


def write_form(form: Form, encoding: str) -> list[Path]:
    """Write the form and its tables; return the files."""
    form.folder.mkdir(parents=True, exist_ok=True)
    written = [form.folder / "application.yaml"]
    written[0].write_bytes(_application(form).encode())
    for register, lines in form.tables:
        if lines:
            path = form.folder / _file_name(register)
            path.write_bytes(_table(lines).encode(encoding))
            written.append(path)
    return written


def _file_name(register: Register) -> str:
    return f"{register.name}.csv" if register.complete else f"{register.name}-{register.source}.csv"


def _table(lines: Sequence[Line]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(name for line in lines for name in line)), restval="")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue()


def _application(form: Form) -> str:
    parts = [_HEAD.format(subject=form.subject)]
    if form.facts:
        parts.append("facts:\n" + "".join(_fact(name, *fact) for name, fact in form.facts.items()))
    parts.append("registers:\n" + "".join(_register(name, tables) for name, tables in _by_name(form).items()))
    if form.parts:
        parts.append(f"parts: [{', '.join(form.parts)}]\n")
    return "".join(parts)


def _by_name(form: Form) -> Mapping[str, list[tuple[Register, Sequence[Line]]]]:
    found: dict[str, list[tuple[Register, Sequence[Line]]]] = {}
    for register, lines in form.tables:
        found.setdefault(register.name, []).append((register, lines))
    return found


def _fact(name: str, value: str, source: str) -> str:
    return f"  {name}: {{value: {value}, source: {source}}}\n" if source else f"  {name}: {value}\n"


def _register(name: str, tables: Sequence[tuple[Register, Sequence[Line]]]) -> str:
    specs = [_spec(register, lines) for register, lines in tables]
    if len(specs) == 1:
        return f"  {name}: {specs[0]}\n"
    return f"  {name}:\n" + "".join(f"    - {spec}\n" for spec in specs)


def _spec(register: Register, lines: Sequence[Line]) -> str:
    keys = {"file": _file_name(register)} if lines else {"rows": "[]"}
    keys["complete"] = "是" if register.complete else "否"
    if register.source:
        keys |= {"source": register.source, "period": f'"{register.period}"' if register.period else '""'}
        keys |= {"issuer": register.issuer, "evidence": f"[{register.evidence}]"}
    return "{" + ", ".join(f"{key}: {value}" for key, value in keys.items()) + "}"
