"""An auditor's look at a decision record: does it hold together, and does a replay give it again?

`inner_problems` is a checker of its own: it needs neither the rules nor the engine. It works the arithmetic out again
from the operands in the record, and the verdict from the findings.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from cluster_rules.engine import FactSheet, load
from cluster_rules.errors import Diagnostic, Place, RulesError, diagnostic
from cluster_rules.language import parse
from cluster_rules.model import expressions as tree
from cluster_rules.model.units import unit
from cluster_rules.procedure.decision_record import content_of, read_record
from cluster_rules.procedure.entries import canonical_json

#: Digits of a number whose decimal does not end.
_ROUNDING = Context(prec=34, rounding=ROUND_HALF_EVEN, Emax=10**6, Emin=-(10**6))
#: What prevails in an all-of, first.
_ORDER = ("error", "not_met", "unknown", "needs_judgement", "met")


def verify_record(path: Path, rulesets: Iterable[str | Path] = ()) -> tuple[dict[str, Any], list[Diagnostic]]:
    """The content of the record, and what is wrong with it: what contradicts itself, and where a replay first differs.

    Raises `RulesError` for what is no record, or no longer the record that was made.
    """
    try:
        text = path.read_bytes()
    except OSError as error:
        raise RulesError.of("CR102", Place(str(path)), path=path, error=error.strerror or error) from None
    content = read_record(text, str(path))
    place = Place(str(path))
    return content, [*inner_problems(content, place), *_replay_problems(content, place, rulesets)]


def inner_problems(content: Mapping[str, Any], place: Place) -> Iterator[Diagnostic]:
    """What in the record contradicts itself."""
    decision = content["decision"]
    for id, steps in content["arithmetic"].items():
        for step in steps:
            yield from _arithmetic_problems(id, step, place)
    yield from _condition_problems(decision["findings"], place)
    expected = _verdict(decision["findings"])
    if expected != decision["verdict"]:
        yield diagnostic("CR835", place, about="verdict", recorded=decision["verdict"], found=expected)


def _arithmetic_problems(id: str, step: Mapping[str, Any], place: Place) -> Iterator[Diagnostic]:
    parts = step.get("parts", ())
    for part in parts:
        yield from _arithmetic_problems(id, part, place)
    values = [_base(part) for part in parts]
    found = _base(step)
    if found is None or len(values) != 2 or None in values:
        return
    node = parse(step["text"])
    if isinstance(node, tree.Arithmetic) and node.operator != "**":
        expected = _operation(node.operator, *values)  # type: ignore[arg-type]
        if expected is not None and _rounded(expected) != _rounded(found):
            yield diagnostic("CR834", place, id=id, text=step["text"], recorded=step["value"], found=_rounded(expected))


def _operation(operator: str, left: Fraction, right: Fraction) -> Fraction | None:
    if operator == "/":
        return left / right if right else None
    return left + right if operator == "+" else left - right if operator == "-" else left * right


def _base(step: Mapping[str, Any]) -> Fraction | None:
    """The value of a step in base units; None where it is no known number."""
    value, symbol = step.get("value"), step.get("unit")
    if not isinstance(value, str):
        return None
    try:
        number = Fraction(value)
    except ValueError:
        return None
    written = unit(symbol) if symbol else None
    return number * Fraction(written.factor) if written else None if symbol else number


def _rounded(value: Fraction) -> Decimal:
    """At the digits that records have; a few of the last ones are not compared, for operands are rounded too."""
    exact = _ROUNDING.divide(Decimal(value.numerator), Decimal(value.denominator))
    return Context(prec=30, rounding=ROUND_HALF_EVEN).plus(exact)


def _condition_problems(findings: list[Mapping[str, Any]], place: Place) -> Iterator[Diagnostic]:
    for condition in (finding for finding in findings if finding["parent"] is None):
        children = [f["status"] for f in findings if f["parent"] == condition["id"] and f["role"] != "soft"]
        expected = next((status for status in _ORDER if status in children), "met")
        if expected != condition["status"]:
            values = {"about": condition["id"], "recorded": condition["status"], "found": expected}
            yield diagnostic("CR835", place, **values)


def _verdict(findings: list[Mapping[str, Any]]) -> str | None:
    """The first that applies of inadmissible, not met, unknown, needs judgement, met; withheld after an error."""
    tops = [finding for finding in findings if finding["parent"] is None]
    statuses = [finding["status"] for finding in tops]
    if "error" in statuses:
        return None
    if any(finding["role"] == "standing" and finding["status"] == "not_met" for finding in tops):
        return "inadmissible"
    return next((status for status in _ORDER if status in statuses), "met")


def _replay_problems(content: Mapping[str, Any], place: Place, rulesets: Iterable[str | Path]) -> Iterator[Diagnostic]:
    asked, recorded = content["asked"], content["decision"]
    rules = load(recorded["measure"], edition=recorded["edition"], as_of=asked["as_of"], rulesets=rulesets)
    if asked["overrides"]:
        rules = rules.with_overrides(asked["overrides"])
    if rules.ruleset.hash != recorded["ruleset_hash"]:
        hashes = {"recorded": recorded["ruleset_hash"], "found": rules.ruleset.hash}
        yield diagnostic("CR832", place, measure=recorded["measure"], edition=recorded["edition"], **hashes)
        return
    decision = rules.decide(FactSheet.from_data(content["facts"]), readings=asked["readings"])
    replayed = json.loads(canonical_json(content_of(decision)))
    for part in ("decision", "arithmetic", "calendar_hash"):
        if difference := _first_difference(content[part], replayed[part], part):
            at, before, after = difference
            yield diagnostic("CR833", place, at=at, recorded=_brief(before), found=_brief(after))
            return


def _first_difference(recorded: Any, found: Any, at: str) -> tuple[str, Any, Any] | None:
    """Where two trees first differ, and what stands there."""
    if isinstance(recorded, dict) and isinstance(found, dict):
        keys = dict.fromkeys((*recorded, *found))
        parts = [(recorded.get(key), found.get(key), f"{at}.{key}") for key in keys]
    elif isinstance(recorded, list) and isinstance(found, list) and len(recorded) == len(found):
        pairs = zip(recorded, found, strict=True)
        parts = [(one, other, f"{at}[{_name(one, index)}]") for index, (one, other) in enumerate(pairs)]
    else:
        return None if recorded == found else (at, recorded, found)
    differences = (_first_difference(*part) for part in parts)
    return next((difference for difference in differences if difference), None)


def _name(item: Any, index: int) -> str:
    """Findings go by their ids."""
    return str(item["id"]) if isinstance(item, dict) and "id" in item else str(index)


def _brief(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 80 else f"{text[:80]}…"
