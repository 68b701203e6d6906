"""What applications are drawn: on every side of a threshold, with everything that can be wrong, and small when they fail."""

from fractions import Fraction

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from cluster_rules import RulesError, load
from cluster_rules.testing.steering import reach, solved, threshold_of
from cluster_rules.testing.strategies import applications, base_of
from tests.mutation.measure import write

YI = 10**8


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    return load("invented", edition="v1", rulesets=[write(tmp_path_factory.mktemp("rules"))])


@pytest.mark.parametrize("actual", [Fraction(2999999, 10000) * YI, 300 * YI, Fraction(3000001, 10000) * YI])
def test_a_threshold_is_met_from_both_sides(rules, actual):
    found = find(applications(rules), lambda drawn: rules.decide(drawn.data)["1.1"].actual == actual)
    assert len(found.changes) <= 1


WANTED = {
    "a blank": ({}, lambda decision, _: decision["1.1"].status == "unknown"),
    "an open register": ({}, lambda decision, _: "incomplete" in kinds(decision["1.2"])),
    "a conflict": ({}, lambda decision, _: "conflict" in kinds(decision["1.1"])),
    "one firm less": ({}, lambda decision, _: decision["1.2"].actual == 1),
    "one firm more": ({}, lambda decision, _: decision["1.2"].actual == 3),
    "a slip of the unit": ({}, lambda decision, _: (decision["1.1"].actual or 0) == 300 * YI * 10_000),
    "no for yes": ({}, lambda decision, _: decision["1.3"].status == "met" and decision["1.1"].status == "met"),
}


def kinds(finding):
    return {reason.kind for reason in finding.reasons}


@pytest.mark.parametrize("what", WANTED)
def test_everything_that_goes_wrong_is_drawn(rules, what):
    options, fits = WANTED[what]
    found = find(
        applications(rules, **options),
        lambda drawn: fits(rules.decide(drawn.data), drawn),
        settings=settings(max_examples=2000),
    )
    assert len(found.changes) <= 1, found


@pytest.mark.parametrize("gone", ["missing", "conflicts", "near"])
def test_a_kind_of_change_can_be_left_out(rules, gone):
    @settings(max_examples=60)
    @given(applications(rules, **{gone: False}))
    def holds(drawn):
        found = {kind for finding in rules.decide(drawn.data) for kind in kinds(finding)}
        assert not found & {"missing": {"missing", "incomplete"}, "conflicts": {"conflict"}, "near": set()}[gone]

    holds()


def test_only_what_the_named_criteria_read_is_changed(rules):
    @settings(max_examples=60)
    @given(applications(rules, about=["1.2"]))
    def holds(drawn):
        decision, before = rules.decide(drawn.data), rules.decide(base_of(rules).data)
        assert decision["1.1"].actual == before["1.1"].actual
        assert decision["1.3"].status == before["1.3"].status

    holds()


def test_a_given_application_is_the_base(rules):
    base = {"facts": {"年产值": "7 亿元"}}
    assert find(applications(rules, base=base), lambda _: True).data["facts"]["年产值"][0]["value"] == "7 亿元"


def test_without_a_case_there_is_no_base(tmp_path):
    folder = write(tmp_path)
    (folder / "a.cases.yaml").unlink()
    with pytest.raises(RulesError, match="CR653"):
        applications(load("invented", edition="v1", rulesets=[folder]))


def test_every_threshold_of_the_measure_is_reached_on_three_sides():
    measure = load("nmg-advanced-manufacturing-cluster", edition="provisional")
    base = base_of(measure)
    for identity in ("5.1.7", "5.2.4", "5.2.5", "5.3.4", "5.3.5", "5.3.9", "5.3.10b", "5.4.3", "5.4.4"):
        threshold = threshold_of(measure, base, identity)
        found = reach(measure, base, identity, threshold)
        assert {side: measure.decide(one.draft.data)[identity].status for side, one in found.items()} == {
            "below": "not_met", "at": "met", "above": "met"
        }, identity  # fmt: skip
        assert all(
            (one.actual > threshold) - (one.actual < threshold) == {"below": -1, "at": 0, "above": 1}[s]
            for s, one in found.items()
        )


NUMBERS = st.integers(-50, 50).map(Fraction)


@given(p=NUMBERS, q=NUMBERS, r=st.integers(0, 9), x=st.integers(0, 9), step=st.integers(1, 9), aim=NUMBERS)
def test_the_equation_is_exact(p, q, r, x, step, aim):
    """A quotient of linear functions that has no pole ahead."""

    def value(at):
        return (p + q * at) / (1 + Fraction(r) * at)

    found = solved(x, step, tuple(value(x + step * times) for times in range(3)), aim)
    if found is not None and 1 + Fraction(r) * found != 0:
        assert value(found) == aim
