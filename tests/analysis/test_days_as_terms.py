"""Days as terms are the days of the calendar, moved as the engine moves them."""

import random
from datetime import date

from cluster_rules.analysis.proofs import days
from cluster_rules.analysis.proofs.terms import constant
from cluster_rules.semantics import bounds

EDGES = [date.min, date.max, date(2024, 2, 29), date(2023, 12, 31), date(2000, 3, 1), date(1900, 2, 28)]


def some_days():
    rng = random.Random(1)
    return [*EDGES, *(date.fromordinal(rng.randint(1, date.max.toordinal())) for _ in range(1500))]


def test_the_year_and_the_month():
    for day in some_days():
        term = constant(day.toordinal())
        assert days.year_of(term).value == day.year
        assert days.month_of(term).value == day.month


def test_months_and_days_later():
    rng = random.Random(2)
    for day in some_days():
        amount, term = rng.choice((-4000, -13, -1, 0, 1, 12, 36, 400)), constant(day.toordinal())
        later = bounds.shift_months(day, amount), bounds.shift_days(day, amount)
        assert days.months_later(term, constant(amount)).value == later[0].toordinal()
        assert days.days_later(term, constant(amount)).value == later[1].toordinal()


def test_parts_of_a_month_and_of_a_day_do_not_count():
    for number in ("7/2", "-7/2"):
        from fractions import Fraction

        whole = days.towards_zero(constant(Fraction(number))).value
        assert whole == int(Fraction(number))
