"""The third-party kit: how much of it we answer as it expects, and that its nulls come with a reason."""

import pytest

from tests.conformance import feel_kit, feel_page

pytestmark = pytest.mark.skipif(feel_kit.kit_file() is None, reason="the kit of FEEL cases is not here")

#: At least so much of each tier, of all its cases and of those that expect a value.
LEAST = {"core": (1.0, 1.0), "temporal": (1.0, 1.0), "extended": (0.99, 0.99)}


@pytest.fixture(scope="module")
def found():
    return feel_kit.results()


@pytest.mark.parametrize("tier", LEAST)
def test_a_tier_reaches_its_share(found, tier):
    passed, total, valued_passed, valued = feel_kit.rates(found)[tier]
    assert passed / total >= LEAST[tier][0]
    assert valued_passed / valued >= LEAST[tier][1]


def test_a_null_that_is_an_error_has_a_code_and_a_place(found):
    errors = [result for result in found if result.case["error"]]
    assert [result.case["id"] for result in errors if not result.codes] == []


def test_the_comparison_with_expected_values_is_not_vacuous(found):
    values = [result for result in found if result.case["expected"]["t"] != "null"]
    shifted = zip(values, values[137:], strict=False)
    agreeing = sum(feel_kit.agrees(a.got, b.case["expected"]) for a, b in shifted if feel_kit.plain(a.got))
    assert agreeing < len(values) / 2


def test_the_published_page_is_true(found):
    assert feel_page.PAGE.read_text(encoding="utf-8") == feel_page.page(found)
