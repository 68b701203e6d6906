"""What a panel costs, step by step, and a thousand thresholds over ten thousand subjects: `python -m
tests.benchmarks.panels`. Prints figures and asserts nothing; CPU time in one process."""

import random
import tempfile
import time
from fractions import Fraction
from pathlib import Path
from statistics import median

from cluster_rules import FactSheet, load
from cluster_rules.analysis.impact import impact
from cluster_rules.analysis.panel import read_panel
from cluster_rules.analysis.sweep import Pieces, sweep
from cluster_rules.analysis.sweep.pieces import counted, joined
from cluster_rules.analysis.sweep.sweeping import verdict_of
from cluster_rules.testing.sample_panel import write_panel

MEASURE = "nmg-advanced-manufacturing-cluster"
SIZE = 40
SUBJECTS, THRESHOLDS = 10_000, 1_000
SWEPT = ("5.2.5", "5.3.4", "5.4.3", "5.4.4", "5.4.5")


def main():
    rules = load(MEASURE, edition="provisional")
    with tempfile.TemporaryDirectory() as parent:
        panel_steps(rules, Path(parent) / "panel")
    many_thresholds(rules)


def panel_steps(rules, folder):
    """One application at a time, on average over a small panel."""
    each("write", lambda: write_panel(folder, SIZE))
    panel = read_panel(folder)
    sheets = each("read", lambda: [FactSheet.read(path) for path in panel])
    facts = each("bind", lambda: [rules.bind(sheet) for sheet in sheets])
    each("decide", lambda: [rules.decide_bound(bound) for bound in facts])
    amended = rules.with_overrides({"5.2.5": ">= 400 亿元", "5.3.4": ">= 2.5%"})
    each("the whole impact", lambda: impact(rules, amended, panel))
    each("the whole sweep, two thresholds", lambda: sweep(rules, panel, {"5.2.5": "200..600 亿元", "5.3.4": "1%..3%"}))


def each(name, work):
    start = time.process_time()
    made = work()
    print(f"{name:<34}{(time.process_time() - start) / SIZE * 1000:>10.2f} ms an application")
    return made


def many_thresholds(rules):
    """The numbers of subjects that meet one criterion, and the verdicts under five criteria moving together."""
    rng = random.Random(1)
    statuses = dict.fromkeys(ids(rules), "met")
    values = [[margin(rng) for _ in SWEPT] for _ in range(SUBJECTS)]
    places = [Fraction(step, THRESHOLDS) for step in range(THRESHOLDS)]
    verdicts = [verdict_of(rules.ruleset, SWEPT, statuses) for _ in range(SUBJECTS)]
    print(f"\n{THRESHOLDS:,} thresholds over {SUBJECTS:,} subjects, from margins")
    timed("one criterion, statuses", lambda: counted([margins[0] for margins in values], places))
    timed("five criteria, verdicts", lambda: counted(courses(values, verdicts), places))
    timed("five criteria, verdicts once known", lambda: counted(courses(values, verdicts), places))


def ids(rules):
    yield from (criterion.id for criterion in rules.ruleset.criteria())
    yield from (condition.id for condition in rules.ruleset.conditions)


def margin(rng):
    """A criterion that is met up to an exact value; one in ten is open in between two."""
    low = Fraction(rng.randrange(1, 10**6), 10**6)
    if rng.random() < 0.9:
        return Pieces((low,), ("met", "met", "not_met"))
    return Pieces((low, low + Fraction(1, 50)), ("met", "met", "unknown", "unknown", "not_met"))


def courses(values, verdicts):
    return [joined(margins, of) for margins, of in zip(values, verdicts, strict=True)]


def timed(name, work, turns=3):
    spent = []
    for _ in range(turns):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    print(f"{name:<34}{median(spent) * 1000:>10.0f} ms")


if __name__ == "__main__":
    main()
