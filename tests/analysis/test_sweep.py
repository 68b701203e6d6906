"""A sweep counts and turns exactly where it should: worked out by hand, and against decisions under each threshold."""

from collections import Counter
from fractions import Fraction

import pytest

from cluster_rules import FactSheet, load
from cluster_rules.analysis.sweep import sweep, sweep_document, sweep_record
from cluster_rules.explain import document_html, document_text
from cluster_rules.testing.sample_panel import panel_application
from tests.analysis.panels import application, with_output
from tests.analysis.small import rules

YI = 10**8


@pytest.fixture
def small(tmp_path):
    return rules(tmp_path / "rules")


PANEL = (
    with_output("甲", 250),
    with_output("乙", 300),
    with_output("丙", "300.0001"),
    with_output("丁", (280, 320)),
    with_output("戊", None),
)


def counts(found):
    return [dict(point.verdicts) for point in found.points]


def test_an_indicator_at_the_threshold_passes_and_one_quantum_below_does_not(small):
    found = sweep(small, PANEL, {"1.1": "280亿元..320亿元"}, steps=2)
    assert counts(found) == [
        {"not_met": 1, "met": 3, "unknown": 1},
        {"not_met": 1, "met": 2, "unknown": 2},
        {"not_met": 3, "unknown": 2},
    ]
    turns = [(turn.thresholds[0], turn.subject, turn.before, turn.at, turn.after) for turn in found.turns["1.1"]]
    assert turns == [
        (280 * YI, "丁", "met", "met", "unknown"),
        (300 * YI, "乙", "met", "met", "not_met"),
        (Fraction(3000001, 10000) * YI, "丙", "met", "met", "not_met"),
    ]


def test_beyond_the_range_nobody_turns_and_at_its_ends_what_is_seen_is_told(small):
    found = sweep(small, PANEL, {"1.1": "300亿元..320亿元"}, steps=1)
    turns = [(turn.subject, turn.before, turn.at, turn.after) for turn in found.turns["1.1"]]
    assert turns == [("乙", "met", "met", "not_met"), ("丙", "met", "met", "not_met")]
    up_to_it = sweep(small, PANEL, {"1.1": "290亿元..300亿元"}, steps=1)
    assert up_to_it.turns["1.1"] == ()


def test_under_a_strict_threshold_what_is_exactly_there_does_not_pass(tmp_path):
    strict = rules(tmp_path / "rules", ("1.yaml", "require: ≥ 300 亿元", 'require: "> 300 亿元"'))
    found = sweep(strict, PANEL, {"1.1": "290..310 亿元"}, steps=2)
    turns = [(turn.subject, turn.before, turn.at, turn.after) for turn in found.turns["1.1"]]
    assert turns == [("乙", "met", "not_met", "not_met"), ("丙", "met", "not_met", "not_met")]
    assert [point.verdicts.get("met", 0) for point in found.points] == [2, 1, 0]


def test_a_criterion_in_a_group_turns_the_verdict_only_where_the_group_turns(tmp_path):
    """1.12 asks for one of two: with 税收 at 5 亿元 the other decides nothing, below it everything."""
    panel = [application("一", {"税收": "5 亿元"}), application("二", {"税收": "4 亿元"})]
    routes = rules(tmp_path / "rules", ("1.yaml", "test: 产值 >= 50 亿元", "indicator: 产值, require: ≥ 50 亿元"))
    found = sweep(routes, panel, {"1.12a": "50..500 亿元"}, steps=3)
    assert [(turn.thresholds[0], turn.subject) for turn in found.turns["1.12a"]] == [(400 * YI, "二")]
    assert [turn.subject for turn in found.margins["1.12a"]] == ["一", "二"]


def test_a_held_threshold_stays_where_it_is_held(small):
    panel = [application("一", {"产值": "310 亿元"})]
    found = sweep(small, panel, {"1.2": "1%..4%", "1.1": "320 亿元"}, steps=3)
    assert counts(found) == [{"not_met": 1}] * 4
    assert found.turns == {"1.2": ()}
    assert found.points[0].thresholds == (Fraction(1, 100), 320 * YI)


def test_thresholds_that_move_together_turn_at_exact_places_of_the_line(small):
    """On the way from (200 亿元, 4 %) to (500 亿元, 1 %) 3 % is passed after a third: there the first is at 300 亿元."""
    panel = [application("一", {"产值": "350 亿元"})]
    found = sweep(small, panel, {"1.1": "200..500 亿元", "1.2": "4%..1%"}, steps=3, together=True)
    places = [(turn.thresholds, turn.before, turn.at, turn.after) for turn in found.turns["1.1"]]
    assert places == [
        ((300 * YI, Fraction(3, 100)), "not_met", "met", "met"),
        ((350 * YI, Fraction(5, 200)), "met", "met", "not_met"),
    ]
    assert [point.verdicts.get("met", 0) for point in found.points] == [0, 1, 0, 0]


def test_the_direction_of_a_range_does_not_matter(small):
    upwards, downwards = (sweep(small, PANEL, {"1.1": text}) for text in ("200..400 亿元", "400..200 亿元"))
    assert upwards == downwards


MEASURE = load("nmg-advanced-manufacturing-cluster", edition="provisional")
SHEETS = [FactSheet.from_data(panel_application(number)) for number in (5, 9, 17, 31)]
SWEPT = (
    ({"5.2.5": ("300 亿元", "450 亿元", "600 亿元")}, {}),
    ({"5.3.4": ("2%", "2.75%", "3.5%")}, {"平均研发投入强度": "各企业平均"}),
    ({"5.4.4": ("40%", "50%", "60%"), "5.3.7": ("20 家", "25 家", "30 家")}, {"企业所在地": "一律注册地"}),
)


def test_on_a_grid_each_threshold_turns_whatever_way_the_others_go(small):
    up = sweep(small, PANEL, {"1.1": "280亿元..320亿元", "1.3": "0家..20家"}, steps=2)
    for other in ({"1.1": "320亿元..280亿元", "1.3": "0家..20家"}, {"1.1": "280亿元..320亿元", "1.3": "20家..0家"}):
        assert sweep(small, PANEL, other, steps=2).turns == up.turns
    assert up.turns["1.1"]


@pytest.mark.parametrize("said", ["280 亿元..320", "280..320 亿元", "280亿元..3200000万元"])
def test_a_unit_that_is_said_once_is_that_of_both_ends(small, said):
    (threshold,) = sweep(small, PANEL, {"1.1": said}, steps=1).thresholds
    assert (threshold.start, threshold.end) == (280 * YI, 320 * YI)


@pytest.mark.once
@pytest.mark.parametrize("values, readings", SWEPT, ids=lambda value: "-".join(value) or "default")
def test_the_counts_are_those_of_decisions_with_the_requirement_replaced(values, readings):
    ranges = {name: f"{texts[0]}..{texts[-1]}" for name, texts in values.items()}
    found = sweep(MEASURE, SHEETS, ranges, steps=2, together=True, readings=readings)
    for number, point in enumerate(found.points):
        overrides = {name: f">= {texts[number]}" for name, texts in values.items()}
        decisions = [MEASURE.decide(sheet, overrides=overrides, readings=readings) for sheet in SHEETS]
        assert Counter(point.verdicts) == Counter(decision.verdict for decision in decisions)
        for name, statuses in zip(values, point.statuses, strict=True):
            assert Counter(statuses) == Counter(decision[name].status for decision in decisions)


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_every_output_says_that_it_is_hypothetical(small, locale):
    for ranges in ({"1.1": "280..320 亿元"}, {"1.1": "280..320 亿元", "1.2": "1%..4%"}):
        document = sweep_document(sweep(small, PANEL, ranges, steps=2), locale)
        for text in (document_text(document), document_html(document)):
            assert ("假设" if locale == "zh" else "Hypothetical") in text
            assert "丁" in text


def test_the_page_has_one_chart_where_one_line_is_followed(small):
    one = document_html(sweep_document(sweep(small, PANEL, {"1.1": "280..320 亿元"}), "zh"))
    two = document_html(sweep_document(sweep(small, PANEL, {"1.1": "280..320 亿元", "1.2": "1%..4%"}, steps=2), "zh"))
    assert (one.count("<svg"), two.count("<svg")) == (1, 0)


def test_the_record_has_exact_numbers_as_text(small):
    record = sweep_record(sweep(small, PANEL, {"1.1": "280..320 亿元"}, steps=3))
    assert record["hypothetical"] is True
    assert [point["thresholds"]["1.1"] for point in record["points"]] == ["280", "880/3", "920/3", "320"]
    assert record["turns"]["1.1"][2]["thresholds"] == {"1.1": "300.0001"}
    assert record["thresholds"][0] == {
        "id": "1.1", "title": "产值", "operator": ">=", "unit": "亿元", "current": "300", "start": "280", "end": "320"
    }  # fmt: skip
