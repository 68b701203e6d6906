"""Personal data stays out of case files; what only looks like it comes in."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cluster_rules.facts import uscc
from cluster_rules.procedure.privacy import is_identity_number, is_pseudonym

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def numbered(body):
    """By the standard: the remainder of the weighted sum by 11, as a character."""
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.integers(0, 999))
def test_a_number_with_its_check_character_is_found_and_any_other_is_not(day, order):
    # From a region that does not exist.
    number = numbered(f"999999{day:%Y%m%d}{order:03d}")
    assume(not uscc.is_valid(number))
    assert is_identity_number(number)
    assert is_identity_number(number.lower())
    for other in set("0123456789X") - {number[-1]}:
        assert not is_identity_number(number[:-1] + other)


@pytest.mark.parametrize("text", ["", "123", "110105194912310021", "990000202502300017", "1" * 17 + "x"])
def test_other_numbers_are_none(text):
    assert not is_identity_number(text)


def test_a_credit_code_is_none_even_where_it_could_be_one():
    bodies = [f"91150119800101{order:03d}" for order in range(1000)]
    both = [numbered(body) for body in bodies if numbered(body) == body + uscc.check_character(body)]
    assert both
    assert not any(map(is_identity_number, both))


@pytest.mark.parametrize("text", ["T-01", "rc_2025-003", "A1", "X" * 32])
def test_pseudonyms(text):
    assert is_pseudonym(text)


@pytest.mark.parametrize(
    "text", ["张三", "T-张", "001", "", "巴特尔", "T-1234567", "X" * 33, "T 01", "Ｔ-01", "13800000000"]
)
def test_what_may_say_who_it_is_is_none(text):
    assert not is_pseudonym(text)
