"""A figure never looks as if it had reached a threshold that it has not reached."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cluster_rules.explain.figures import decimal, exact_figure, figure, shown
from cluster_rules.explain.words import words
from cluster_rules.model.units import UNITS
from cluster_rules.model.values import Partial

ZH, EN = words("zh"), words("en")
PERCENT = UNITS["%"]


@pytest.mark.parametrize(
    "value, written",
    [
        (Fraction(2, 100), "2%"),
        (Fraction(19996, 10**6), "1.9996%"),
        (Fraction(199999999, 10**10), "1.99999999%"),
        (Fraction(1, 50) - Fraction(1, 7 * 10**9), "≈1.99999999%"),
        (Fraction(1, 50) + Fraction(1, 7 * 10**9), "≈2.00000001%"),
        (Fraction(7910, 400913), "≈1.973%"),
        (Fraction(2, 3), "≈66.67%"),
        (Fraction(1, 30000), "≈0.003333%"),
        (-Fraction(1, 300), "≈-0.3333%"),
    ],
)
def test_a_share_beside_two_per_cent(value, written):
    assert figure(ZH, value, PERCENT, [Fraction(1, 50)]) == written


@pytest.mark.parametrize(
    "value, unit, zh, en",
    [
        (316_400_000, "万元", "31,640 万元", "CNY 316.4 million"),
        (30_000_000_000, "亿元", "300 亿元", "CNY 30 billion"),
        (1, "家", "1 家", "1 firm"),
        (20, "家", "20 家", "20 firms"),
        (Fraction(3, 100), "个百分点", "3 个百分点", "3 percentage points"),
        (5, "吨", "0.005 吨", "0.005 t"),
        (2, "", "2", "2"),
    ],
)
def test_units_as_people_say_them(value, unit, zh, en):
    assert figure(ZH, value, UNITS[unit]) == zh
    assert figure(EN, value, UNITS[unit]) == en


numbers = st.fractions(min_value=-(10**6), max_value=10**6, max_denominator=10**9)


@given(numbers, numbers, st.sampled_from(["nearest", "up", "down"]))
def test_a_figure_stays_on_its_side_of_the_threshold(value, threshold, direction):
    assume(value != threshold)
    text = decimal(value, [threshold], direction)
    written = Fraction(text.removeprefix("≈").replace(",", ""))
    assert (written > threshold) - (written < threshold) == (value > threshold) - (value < threshold)
    assert text.startswith("≈") == (written != value)


@given(numbers)
def test_what_is_rounded_up_or_down_goes_that_way(value):
    up, down = (Fraction(decimal(value, (), d).removeprefix("≈").replace(",", "")) for d in ("up", "down"))
    assert down <= value <= up


@pytest.mark.parametrize(
    "low, high, zh, en",
    [
        (Fraction(18, 1000), Fraction(24, 1000), "1.8%–2.4%", "between 1.8% and 2.4%"),
        (Fraction(18, 1000), None, "至少 1.8%", "at least 1.8%"),
        (None, Fraction(24, 1000), "至多 2.4%", "at most 2.4%"),
        (None, None, "尚无数据", "no data yet"),
        (Fraction(1, 50), Fraction(1, 50), "2%", "2%"),
    ],
)
def test_bounds(low, high, zh, en):
    value = Partial(frozenset(), low, high)
    assert shown(ZH, value, PERCENT) == zh
    assert shown(EN, value, PERCENT) == en


def test_a_unit_is_said_once():
    assert shown(ZH, Partial(frozenset(), 26, 27), UNITS["家"]) == "26–27 家"
    assert shown(EN, Partial(frozenset(), 26, 27), UNITS["家"]) == "between 26 firms and 27 firms"


def test_an_exact_figure_has_all_its_decimals_and_says_where_they_do_not_end():
    yi = UNITS["亿元"]
    assert exact_figure(ZH, 34751103000, yi) == "347.51103 亿元"
    assert exact_figure(ZH, 30000000000, yi) == "300 亿元"
    assert exact_figure(EN, 30000000000, yi) == "CNY 30 billion"
    assert exact_figure(ZH, Fraction(1, 3), UNITS["%"]).startswith("≈33.33")
