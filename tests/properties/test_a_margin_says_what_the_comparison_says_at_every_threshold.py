"""The status of a comparison as a function of its threshold is what deciding with that threshold gives."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from cluster_rules.analysis.sweep import prober
from cluster_rules.backends.scalar import compile_expression
from cluster_rules.model import ir
from cluster_rules.semantics.functions import EvaluationError
from cluster_rules.semantics.verdicts import status_of
from tests.agreement import runs, sources
from tests.rulesets import raising
from tests.strategies import Maker, constant

OPERATORS = ("=", "!=", "<", "<=", ">", ">=")


def places(margin):
    """The ends of a margin, their neighbours, zero, and far away on both sides."""
    near = [end + step for end in margin.ends for step in (0, Fraction(1, 1000), -Fraction(1, 1000))]
    between = [Fraction(one + other) / 2 for one in margin.ends for other in margin.ends]
    return {0, -(10**6), 10**6, Fraction(1, 3), *near, *between}


def status_at(comparison, threshold, facts):
    try:
        return status_of(compile_expression(replace(comparison, right=constant(threshold)))(facts))
    except EvaluationError:
        return "error"


def test_a_margin_is_what_deciding_with_each_threshold_gives():
    seen, changing = set(), 0
    for name, rng in sources("margins", 1500):
        maker = Maker(rng, missing=rng.choice((0.0, 0.2, 0.4)))
        indicator = rng.choice((maker.ratio, maker.total, maker.count, maker.number_expression))
        left = indicator(3, ()) if indicator != maker.number_expression else indicator(3)
        comparison = ir.Comparison(rng.choice(OPERATORS), left, constant(0))
        facts = maker.facts()
        margin = prober(comparison)(facts)
        for place in places(margin):
            assert margin.at(place) == status_at(comparison, place, facts), f"{name} at {place}"
        seen |= set(margin.values)
        changing += len(set(margin.values)) > 1
    assert seen == {"met", "not_met", "unknown", "needs_judgement"}
    assert changing > runs(500)


def test_the_margin_of_what_raises_is_an_error_everywhere():
    indicator = ir.Choose(constant(0).type, raising(), constant(1), constant(0))
    margin = prober(ir.Comparison(">=", indicator, constant(0)))(Maker(next(sources("raising", 1))[1]).facts())
    assert (margin.ends, margin.values) == ((), ("error",))
