"""Verdicts along thresholds, worked out from margins, are those of decisions made under each of the thresholds."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product

from cluster_rules.analysis.sweep import Threshold, prober
from cluster_rules.analysis.sweep.pieces import counted
from cluster_rules.analysis.sweep.sweeping import Track, _on_grid, _on_line, course, leader, verdict_of
from cluster_rules.backends.scalar import prepare
from cluster_rules.model import ir
from cluster_rules.model.ruleset import Criterion, Group
from cluster_rules.model.types import NUMBER
from cluster_rules.model.units import UNITS
from tests.agreement import runs, sources
from tests.rulesets import RulesetMaker, assemble
from tests.strategies import Maker, constant

OPERATORS = (">=", ">", "<=", "<", "=", "!=")
STEPS = 4


def drawn(rng):
    """A ruleset over a panel, and the criteria of it whose thresholds can move, under a reading of all choices."""
    maker = Maker(rng, missing=rng.choice((0.0, 0.15, 0.3)))

    def truth():
        if rng.random() < 0.3:
            return maker.truth(2)
        draw = rng.choice((maker.ratio, maker.total, maker.count))
        return ir.Comparison(rng.choice(OPERATORS), draw(2, ()), constant(rng.randint(0, 3)))

    ruleset = RulesetMaker(maker, truth).ruleset()
    reading = {name: rng.choice(choice.options).name for name, choice in ruleset.choices.items()}
    movable = [criterion for criterion in ruleset.criteria() if is_movable(asked(criterion, reading).truth)]
    panel = [maker.facts() for _ in range(4)]
    return ruleset, reading, rng.sample(movable, min(len(movable), rng.choice((1, 1, 2, 3)))), panel


def is_movable(truth):
    return isinstance(truth, ir.Comparison) and isinstance(truth.right, ir.Constant) and truth.right.type == NUMBER


def asked(criterion, reading):
    return criterion.tests[tuple((name, reading[name]) for name in criterion.choices)]


def with_thresholds(ruleset, reading, values):
    """The ruleset with other thresholds in the tests of some criteria, by id."""

    def changed(tree):
        if isinstance(tree, Group):
            return replace(tree, children=tuple(map(changed, tree.children)))
        return moved(tree) if tree.id in values else tree

    def moved(criterion: Criterion):
        key = tuple((name, reading[name]) for name in criterion.choices)
        test = criterion.tests[key]
        truth = replace(test.truth, right=constant(values[criterion.id]))
        return replace(criterion, tests={**criterion.tests, key: replace(test, truth=truth, comparands=())})

    return assemble(tuple(replace(c, children=tuple(map(changed, c.children))) for c in ruleset.conditions))


def verdict_at(ruleset, reading, values, facts):
    return prepare(with_thresholds(ruleset, reading, values))(facts, reading).verdict


def tracked(ruleset, reading, criteria, facts):
    statuses = {finding.id: finding.status for finding in prepare(ruleset)(facts, reading).findings}
    margins = tuple(prober(asked(criterion, reading).truth)(facts) for criterion in criteria)
    return Track("样本", margins, verdict_of(ruleset, [criterion.id for criterion in criteria], statuses))


def ranges(rng, criteria):
    """Where each threshold goes: the first one upwards, the others anywhere, or nowhere."""
    made = []
    for criterion in criteria:
        start, length = rng.randint(-1, 2), rng.choice((1, 2, 4))
        end = start + length if not made else start + length * rng.choice((-1, 0, 1))
        made.append(Threshold(criterion.id, "", ">=", UNITS[""], start, start, end))
    return made


def values_at(line, place):
    share = Fraction(place - leader(line).start) / (leader(line).end - leader(line).start)
    return {threshold.id: threshold.along(share) for threshold in line}


def test_along_a_line_every_verdict_is_that_of_a_decision_and_changes_only_at_the_ends():
    turning = 0
    for name, rng in sources("lines", 120):
        ruleset, reading, criteria, panel = drawn(rng)
        if not criteria:
            continue
        line = ranges(rng, criteria)
        for facts in panel:
            pieces = course(tracked(ruleset, reading, criteria, facts), line)
            inside = [end for end in pieces.ends if line[0].start <= end <= line[0].end]
            places = {line[0].start, line[0].end, *inside}
            places |= {Fraction(one + other) / 2 for one, other in pairwise(inside)}
            for place in places:
                found = verdict_at(ruleset, reading, values_at(line, place), facts)
                assert pieces.at(place) == found, f"{name} at {place}"
            turning += len(set(pieces.values)) > 1
    assert turning > runs(60)


def test_the_counts_on_lines_and_grids_are_those_of_decisions():
    compared = 0
    for name, rng in sources("grids", 60):
        ruleset, reading, criteria, panel = drawn(rng)
        if not criteria:
            continue
        line = ranges(rng, criteria)
        tracks = [tracked(ruleset, reading, criteria, facts) for facts in panel]
        for draw in (_on_line, _on_grid):
            for point in draw(tracks, line, STEPS):
                values = dict(zip((criterion.id for criterion in criteria), point.thresholds, strict=True))
                found = [prepare(with_thresholds(ruleset, reading, values))(facts, reading) for facts in panel]
                assert +Counter(point.verdicts) == Counter(record.verdict for record in found), name
                for criterion, counts in zip(criteria, point.statuses, strict=True):
                    statuses = [f.status for record in found for f in record.findings if f.id == criterion.id]
                    assert +Counter(counts) == Counter(statuses), name
                compared += 1
    assert compared > runs(200)


def test_counting_goes_through_all_changes_once_and_misses_none():
    for name, rng in sources("counting", 60):
        _, reading, criteria, panel = drawn(rng)
        margins = [prober(asked(criterion, reading).truth)(facts) for criterion, facts in product(criteria, panel)]
        places = [rng.choice((-1, 0, 1, 2, Fraction(1, 2), Fraction(2, 3), 5)) for _ in range(5)]
        places += [end for margin in margins for end in margin.ends]
        for place, found in zip(places, counted(margins, places), strict=True):
            assert found == Counter(margin.at(place) for margin in margins), name
