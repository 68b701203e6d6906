"""What cases reach is what they expect, at its threshold and under its readings."""

import pytest

from cluster_rules.testing.cases import coverage, run
from cluster_rules.testing.coverage import Goal
from tests.mutation.measure import write


def reached(folder):
    (found,) = coverage(run(folder))
    return found


def test_good_cases_miss_what_they_do_not_speak_of(tmp_path):
    found = reached(write(tmp_path))
    assert {goal.value for goal in found.missed} == {"unknown"}
    assert found.of("boundary") == (6, 6)
    assert found.percent == 100 * (len(found.goals) - 3) / len(found.goals)


@pytest.mark.parametrize(
    "without, missed",
    [
        ("产值差一点", {Goal("1.1", "status", "not_met"), Goal("1.1", "boundary", "below")}),
        ("产值多一点", {Goal("1.1", "boundary", "above")}),
        ("国家级多一家", {Goal("1.2", "boundary", "above")}),
        ("国家级少一家", {Goal("1.2", "boundary", "below"), Goal("1.2", "status", "not_met")}),
    ],
)
def test_a_case_that_is_taken_away_is_missed(tmp_path, without, missed):
    before = set(reached(write(tmp_path / "all")).missed)
    after = set(reached(write(tmp_path / "less", without={without})).missed)
    assert after - before == missed


def test_what_is_far_from_the_threshold_is_not_at_its_side(tmp_path):
    folder = write(tmp_path)
    path = folder / "a.cases.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("299.9999", "200"), encoding="utf-8")
    assert Goal("1.1", "boundary", "below") in reached(folder).missed


def test_a_case_that_fails_reaches_nothing(tmp_path):
    folder = write(tmp_path)
    path = folder / "a.cases.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('"1.1": not_met', '"1.1": met'), encoding="utf-8")
    assert Goal("1.1", "boundary", "below") in reached(folder).missed


def test_readings_are_reached_by_the_cases_that_choose_them():
    results = run("rulesets/nmg-advanced-manufacturing-cluster/provisional/5-3.cases.yaml")
    (found,) = coverage(results)
    assert Goal("5.3.4", "reading", "合计之比", "平均研发投入强度") in found.reached
    assert Goal("5.3.4", "reading", "各企业平均", "平均研发投入强度") in found.reached
    assert Goal("5.2.5", "status", "met") in found.missed


def test_a_finding_whose_status_nobody_expects_is_not_reached(tmp_path):
    """The value alone says nothing of which side of the threshold is which."""
    folder = write(tmp_path)
    path = folder / "a.cases.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"1.1": not_met', '"1.1": {actual: 299.9999 亿元}'), encoding="utf-8")
    missed = reached(folder).missed
    assert {Goal("1.1", "status", "not_met"), Goal("1.1", "boundary", "below")} <= set(missed)
