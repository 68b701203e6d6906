"""The published page of conformance: `python -m tests.conformance.feel_page` writes it, and prints what we miss.

Our own columns are measured there and then. Those of other implementations are as `tests.conformance.peers` measured
them last.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.conformance.feel_kit import Result, misses, results

_HERE = Path(__file__).resolve()
PAGE = _HERE.parents[2] / "docs" / "en" / "feel-conformance.md"
PEERS = _HERE.with_name("peers.toml")
#: Why each case that we miss is missed, by its id.
REASONS = _HERE.with_name("feel_deviations.toml")

HEAD = """# FEEL conformance

FEEL is the expression language of the OMG's standard DMN. This page holds `evaluate_expression` against a public kit of
cases for it. `python -m tests.conformance.feel_page` writes the page; a test keeps it true. The kit is no part of the
project: the environment variable `CLUSTER_RULES_FEEL_CASES` names its file, and without it these tests are skipped.

How it is counted:

* Nearly half of the cases expect null. *Value cases* are the others: who always answers null passes none of them.
* The average is over features, so that a feature with many cases counts no more than another.
* A case of ours whose null is an error passes only with a diagnostic that has a code and a place.
* Others need no diagnostic: what they raise, and what they cannot read, counts as null.

Beyond the kit there are the cases of `tests/conformance/standard_cases.txt`, written from the standard on what the kit
leaves thin. All of them pass.
"""


class Column(NamedTuple):
    """What one implementation passed: feature → cases, value cases."""

    name: str
    passed: Mapping[str, tuple[int, int]]


def table(rows: list[tuple[str, ...]]) -> str:
    """A table in Markdown; the first row is its head."""
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, "|" + "---|" * len(rows[0]), *body])


def counted(found: list[Result], *, passed: bool) -> dict[str, tuple[int, int]]:
    """Feature → cases, value cases: of all, or of those that passed."""
    counts: dict[str, tuple[int, int]] = {}
    for result in found:
        cases, valued = counts.get(result.case["feature"], (0, 0))
        counts[result.case["feature"]] = (
            cases + (result.passed or not passed),
            valued + ((result.passed or not passed) and result.case["expected"]["t"] != "null"),
        )
    return dict(sorted(counts.items()))


def page(found: list[Result]) -> str:
    """The published page."""
    measured = tomllib.loads(PEERS.read_text(encoding="utf-8"))
    columns = [Column("cluster_rules", counted(found, passed=True))]
    columns += [Column(f"{peer['name']} {peer['version']}", peer["passed"]) for peer in measured["peer"]]
    reasons = tomllib.loads(REASONS.read_text(encoding="utf-8"))
    deviations = [f"- `{r.case['expression']}` ({r.case['id']}): {reasons[r.case['id']]}" for r in misses(found)]
    parts = [
        HEAD,
        "## Rates\n",
        table(list(rates(found, columns))),
        f"\nThe others were installed and asked on {measured['measured']} by `python -m tests.conformance.peers`.\n",
        "## By tier\n",
        table(list(tiers(found))),
        "\n## Deviations\n",
        *deviations,
        "\n## By feature\n",
        "Passed of all cases; in brackets passed of the value cases.\n",
        table(list(features(found, columns))),
    ]
    return "\n".join(parts) + "\n"


def rates(found: list[Result], columns: list[Column]) -> Iterator[tuple[str, ...]]:
    total = counted(found, passed=False)
    yield "", "all cases", "value cases", "average by feature, all", "average by feature, value cases"
    for column in columns:
        shares = [[share(column.passed, total, feature, part) for feature in total] for part in (0, 1)]
        averages = [_mean(row) for row in shares]
        sums = [
            sum(column.passed.get(f, (0, 0))[part] for f in total) / sum(n[part] for n in total.values())
            for part in (0, 1)
        ]
        yield column.name, *(f"{rate:.2%}" for rate in (*sums, *averages))


def share(
    passed: Mapping[str, tuple[int, int]], total: Mapping[str, tuple[int, int]], feature: str, part: int
) -> float | None:
    return passed.get(feature, (0, 0))[part] / total[feature][part] if total[feature][part] else None


def _mean(shares: list[float | None]) -> float:
    known = [value for value in shares if value is not None]
    return sum(known) / len(known)


def tiers(found: list[Result]) -> Iterator[tuple[str, ...]]:
    yield "tier", "all cases", "value cases"
    for tier in sorted({result.case["tier"] for result in found}):
        own = [result for result in found if result.case["tier"] == tier]
        valued = [result for result in own if result.case["expected"]["t"] != "null"]
        yield tier, _rate(own), _rate(valued)


def _rate(found: list[Result]) -> str:
    passed = sum(result.passed for result in found)
    return f"{passed} / {len(found)} ({passed / len(found):.2%})"


def features(found: list[Result], columns: list[Column]) -> Iterator[tuple[str, ...]]:
    total = counted(found, passed=False)
    yield "feature", "cases", *(column.name for column in columns)
    for feature, (cases, valued) in total.items():
        cells = ("{} ({})".format(*column.passed.get(feature, (0, 0))) for column in columns)
        yield feature, f"{cases} ({valued})", *cells


def main() -> None:
    found: list[Any] = results()
    PAGE.write_text(page(found), encoding="utf-8")
    for result in misses(found):
        print(result.case["id"], result.case["expression"], result.got, result.codes, result.case["expected"])


if __name__ == "__main__":
    main()
