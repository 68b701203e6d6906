"""A figure that equals its threshold is neither above nor below it, however awkward the fractions."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType

import pytest

from cluster_rules.backends.scalar import compile_expression
from cluster_rules.model import ir
from cluster_rules.model.numbers import normal
from cluster_rules.model.sheet import BoundFacts, BoundRegister, Subject
from cluster_rules.model.types import NUMBER
from tests.agreement import sources
from tests.strategies import constant

ABOVE, BELOW = ir.FieldReference(NUMBER, 0, "研发"), ir.FieldReference(NUMBER, 0, "营收")
ALL = ir.Selection("企业", 0, None)
POOLED = ir.Ratio(NUMBER, ALL, ABOVE, BELOW)
AVERAGE = ir.Ratio(NUMBER, ALL, ir.Arithmetic(NUMBER, "/", ABOVE, BELOW), constant(1), "mean")
SUM = ir.Sum(NUMBER, ALL, ABOVE)
MEDIAN = ir.Extreme(NUMBER, "median", ALL, ir.Arithmetic(NUMBER, "/", ABOVE, BELOW))
#: What each comparison says of a figure below, at and above its threshold.
TABLE = {">=": "011", ">": "001", "<=": "110", "<": "100", "=": "010", "!=": "101"}
#: The same comparison with the threshold on the left.
TURNED = {">=": "<=", ">": "<", "<=": ">=", "<": ">", "=": "=", "!=": "!="}


def sheet(pairs) -> BoundFacts:
    records = tuple({"代码": str(n), "研发": normal(a), "营收": normal(b)} for n, (a, b) in enumerate(pairs))
    register = BoundRegister("企业", records, True, {}, tuple(map(str, range(len(records)))), (None,) * len(records))
    return BoundFacts(Subject("样本"), MappingProxyType({}), MappingProxyType({"企业": register}))


def awkward(rng, digits: int = 12) -> Fraction:
    """A positive amount with few, many or endless decimals."""
    return Fraction(rng.randint(1, 10**digits), rng.choice((1, 10, 100, 10**6, 3, 7, 13, 10**9 + 7)))


def total(pairs) -> Fraction:
    return sum((a for a, _ in pairs), Fraction(0))


def pooled(pairs) -> Fraction:
    return total(pairs) / sum(b for _, b in pairs)


def average(pairs) -> Fraction:
    return sum(a / b for a, b in pairs) / len(pairs)


def middle(pairs) -> Fraction:
    ordered = sorted(a / b for a, b in pairs)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


@pytest.mark.parametrize(
    ("indicator", "figure"), [(POOLED, pooled), (AVERAGE, average), (SUM, total), (MEDIAN, middle)], ids=lambda v: ""
)
def test_below_at_and_above(indicator, figure):
    for name, rng in sources("thresholds", 70):
        pairs = [(awkward(rng), awkward(rng)) for _ in range(rng.randint(1, 9))]
        step = rng.choice((Fraction(1, 10**30), Fraction(1, 3 * 10**20), Fraction(1, 10**4)))
        for place, threshold in enumerate((figure(pairs) + step, figure(pairs), figure(pairs) - step)):
            for operator, row in TABLE.items():
                line = constant(normal(threshold))
                tests = ir.Comparison(operator, indicator, line), ir.Comparison(TURNED[operator], line, indicator)
                for test in tests:
                    assert compile_expression(test)(sheet(pairs)) is (row[place] == "1"), f"{name} {test} {place}"


@pytest.mark.parametrize(("indicator", "figure"), [(POOLED, pooled), (AVERAGE, average)], ids=["pooled", "average"])
def test_a_mean_of_exactly_two_per_cent_reaches_two_per_cent(indicator, figure):
    """One record balances the others; one fen less, and the mean is below."""
    line = Fraction(2, 100)
    for name, rng in sources("two per cent", 150):
        pairs = [(awkward(rng), awkward(rng)) for _ in range(rng.randint(1, 60))]
        turnover = awkward(rng, 15) * 1000
        rest = pooled_rest(pairs, turnover, line) if indicator is POOLED else average_rest(pairs, turnover, line)
        reached = ir.Comparison(">=", indicator, constant(line))
        exceeded = ir.Comparison(">", indicator, constant(line))
        at, less = sheet([*pairs, (rest, turnover)]), sheet([*pairs, (rest - Fraction(1, 100), turnover)])
        assert figure([*pairs, (rest, turnover)]) == line, name
        assert compile_expression(reached)(at) is True, name
        assert compile_expression(exceeded)(at) is False, name
        assert compile_expression(reached)(less) is False, name


def pooled_rest(pairs, turnover, line) -> Fraction:
    return line * (sum(b for _, b in pairs) + turnover) - total(pairs)


def average_rest(pairs, turnover, line) -> Fraction:
    return (line * (len(pairs) + 1) - sum(a / b for a, b in pairs)) * turnover
