"""The yardstick of the benchmark finds what the engine finds, on the sample and with each of its faults."""

from functools import cache

import pytest

from cluster_rules import FactSheet, load
from cluster_rules.model.values import Partial
from cluster_rules.testing.sample import FAULTS, write_sample
from tests.benchmarks.by_hand import by_hand


@cache
def rules():
    return load("nmg-advanced-manufacturing-cluster", edition="provisional")


def bounds(measurement):
    actual = measurement.actual
    return (actual.low, actual.high) if isinstance(actual, Partial) else (actual, actual)


def found_by_the_engine(decision):
    findings = [finding for finding in decision.findings if finding.kind != "group"]
    return {finding.id: (finding.status, finding.measurements) for finding in findings}


@pytest.mark.parametrize(
    "faults", [(), *((fault,) for fault in FAULTS)], ids=lambda faults: "-".join(faults) or "plain"
)
def test_the_yardstick_finds_what_the_engine_finds(faults, tmp_path):
    write_sample(tmp_path, faults=faults)
    facts = rules().bind(FactSheet.read(tmp_path))
    expected = found_by_the_engine(rules().decide(FactSheet.read(tmp_path)))
    found = by_hand(facts)
    assert {name: entry[0] for name, entry in found.items()} == {name: entry[0] for name, entry in expected.items()}
    numbers = {name: entry[1:] for name, entry in found.items() if entry[1] is not None and len(expected[name][1]) == 1}
    assert numbers == {name: bounds(expected[name][1][0]) for name in numbers}
    assert len(numbers) > 20
