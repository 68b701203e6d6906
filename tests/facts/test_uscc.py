"""The check character of GB 32100-2015 finds every wrong character and every swap of neighbours."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cluster_rules.facts.uscc import ALPHABET, check_character, foreign_character, is_valid

CODES = st.text(ALPHABET, min_size=17, max_size=17).map(lambda body: body + check_character(body))


@settings(deadline=None)
@given(CODES)
def test_a_code_with_its_check_character_is_valid(code):
    assert is_valid(code)


@settings(deadline=None)
@given(CODES, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found(code, position, character):
    assume(code[position] != character)
    assert not is_valid(code[:position] + character + code[position + 1 :])


@settings(deadline=None)
@given(CODES, st.integers(0, 16))
def test_swapped_neighbours_are_found(code, position):
    left, right = code[position : position + 2]
    assume(left != right)
    assert not is_valid(code[:position] + right + left + code[position + 2 :])


def test_the_example_of_the_standard():
    # GB 32100-2015, annex: weights 1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28.
    weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
    body = "91350100M000100Y4"
    total = sum(weight * ALPHABET.index(character) for weight, character in zip(weights, body, strict=True))
    assert check_character(body) == ALPHABET[(31 - total % 31) % 31] == "3"


@pytest.mark.parametrize("code", ["", "9" * 17, "9" * 19, "I" * 18])
def test_what_is_no_code_is_not_valid(code):
    assert not is_valid(code)


def test_letters_that_look_like_others_are_foreign():
    assert [foreign_character(letter) for letter in "IOSVZa"] == list("IOSVZa")
    assert foreign_character(ALPHABET) is None
