"""Charts are well-formed, say every figure, escape every word, and need no colour and nothing from outside."""

import re
from fractions import Fraction
from xml.etree import ElementTree

from cluster_rules.explain.charts import Bars, Steps, bar_chart, step_chart

NASTY = '<script>"&\u202e'
SVG = "{http://www.w3.org/2000/svg}"


def drawn(svg):
    return ElementTree.fromstring(svg)


def texts(svg):
    return [element.text for element in drawn(svg).iter(f"{SVG}text")]


def charts():
    yield bar_chart(NASTY, (NASTY, "新"), (Bars(NASTY, (0, 3)), Bars("b", (12, 1))))
    yield step_chart(NASTY, ((0, "0"), (Fraction(10, 3), NASTY)), (Steps(NASTY, 3, ((1, 3, 2),)), Steps("b", 4, ())))


def test_every_word_is_escaped_and_nothing_is_loaded():
    for svg in charts():
        assert drawn(svg).find(f"{SVG}title").text == '<script>"&\\u202e'
        assert "<script" not in svg
        assert re.findall(r"(?:href|url|src|style|on\w+)\s*=", svg) == []


def test_bars_stand_in_proportion_with_their_counts_above_them():
    svg = bar_chart("t", ("旧", "新"), (Bars("差", (0, 3)), Bars("余", (12, 6))))
    bars = [element for element in drawn(svg).iter(f"{SVG}rect") if element.get("width") not in ("12",)]
    assert [int(bar.get("height")) for bar in bars] == [0, 30, 120, 60]
    assert len({bar.get("fill") for bar in bars}) == 2
    assert {"0", "3", "12", "6", "旧", "新", "差", "余"} <= set(texts(svg))


def test_a_line_steps_at_exact_places_and_a_dot_says_what_holds_there():
    svg = step_chart("t", ((0, "0"), (100, "100")), (Steps("符合", 4, ((50, 4, 2),)), Steps("符合或未定", 4, ())))
    paths = [element.get("d") for element in drawn(svg).iter(f"{SVG}path")]
    assert paths[0] == "M46 34.0H343.0V34.0V124.0H640"
    dots = [(element.get("cx"), element.get("cy")) for element in drawn(svg).iter(f"{SVG}circle")]
    assert dots == [("343.0", "34.0")]
    dashes = {element.get("stroke-dasharray") for element in drawn(svg).iter(f"{SVG}path")}
    assert len(dashes) == 2


def test_charts_of_nothing_are_still_charts():
    assert drawn(bar_chart("t", ("a",), ())) is not None
    assert drawn(step_chart("t", ((0, "0"), (1, "1")), (Steps("a", 0, ()),))) is not None
