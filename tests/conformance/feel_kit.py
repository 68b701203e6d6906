"""The third-party kit of FEEL cases: where it is, how a case runs, what counts as agreement."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from cluster_rules.errors import RulesError
from cluster_rules.language.exchange import from_python
from cluster_rules.language.formula import evaluate_expression
from cluster_rules.semantics.feel import temporal as t
from cluster_rules.semantics.feel import temporal_text as texts
from cluster_rules.semantics.feel.values import is_number, kind

_HERE = Path(__file__).resolve()
_TOLERANCE = Fraction(1, 10**8)


def kit_file() -> Path | None:
    """The file of cases: `CLUSTER_RULES_FEEL_CASES`, or `shared/feel-conformance` beside the repository."""
    if named := os.environ.get("CLUSTER_RULES_FEEL_CASES"):
        return Path(named)
    for folder in _HERE.parents[3:5]:
        if (found := folder / "shared" / "feel-conformance" / "cases.jsonl").is_file():
            return found
    return None


class Result(NamedTuple):
    case: dict[str, Any]
    passed: bool
    got: Any
    codes: tuple[str, ...]


def run(case: dict[str, Any]) -> Result:
    """The case evaluated. A null that the kit calls an error needs a diagnostic with a place."""
    try:
        context = {name: literal(value) for name, value in case["inputs"].items()}
        for dependency in case["deps"]:
            context[dependency["name"]] = evaluate_expression(dependency["expression"], context).value
        found = evaluate_expression(case["expression"], context)
        value, diagnostics = found.value, found.diagnostics
    except RulesError as refused:
        value, diagnostics = None, refused.diagnostics
    located = bool(diagnostics) and all(d.place and d.place.line and d.marked for d in diagnostics)
    passed = agrees(from_python({"v": value})["v"] if plain(value) else value, case["expected"])
    return Result(case, passed and (located or not case["error"]), value, tuple(d.code for d in diagnostics))


def plain(value: Any) -> bool:
    return not callable(value) and kind(value) != "range"


def literal(typed: dict[str, Any]) -> Any:
    """The Python value of a typed value of the kit."""
    value = typed.get("v")
    match typed["t"]:
        case "number":
            return Decimal(value)
        case "list":
            return [literal(item) for item in value]
        case "context":
            return {key: literal(item) for key, item in value.items()}
        case "date" | "time" | "date and time" | "duration":
            return temporal(typed["t"], value)
    return value


def temporal(kind_: str, text: str) -> Any:
    readers = {"date": texts.parse_date, "time": texts.parse_time, "date and time": texts.parse_date_time}
    return readers.get(kind_, texts.parse_duration)(text)


def agrees(value: Any, typed: dict[str, Any]) -> bool:
    expected = typed.get("v")
    match typed["t"]:
        case "null" | "absent":
            return value is None
        case "number":
            return is_number(value) and abs(value - Fraction(expected)) <= _TOLERANCE
        case "list":
            same = isinstance(value, list) and len(value) == len(expected)
            return same and all(agrees(v, e) for v, e in zip(value, expected, strict=True))
        case "context":
            same = isinstance(value, dict) and value.keys() == expected.keys()
            return same and all(agrees(value[key], item) for key, item in expected.items())
        case "date" | "time" | "date and time" | "duration":
            return same_temporal(value, temporal(typed["t"], expected))
    return type(value) is type(expected) and value == expected


def same_temporal(value: Any, expected: Any) -> bool:
    zero = (t.MonthsDuration(0), t.SecondsDuration(0))
    return value == expected or (value in zero and expected in zero and type(value) is type(expected))


def results() -> list[Result]:
    file = kit_file()
    assert file is not None
    return [run(json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]


def rates(found: list[Result]) -> dict[str, tuple[int, int, int, int]]:
    """For each tier: passed, all, passed with an expected value, all with one."""
    table: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for result in found:
        row = table[result.case["tier"]]
        valued = result.case["expected"]["t"] != "null"
        for index, counted in enumerate((result.passed, True, result.passed and valued, valued)):
            row[index] += counted
    return {tier: tuple(row) for tier, row in sorted(table.items())}


def misses(found: list[Result]) -> list[Result]:
    return [result for result in found if not result.passed]
