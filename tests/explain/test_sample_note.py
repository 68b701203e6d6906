"""What the bundled sample's note says, of the real measure: the overview, and the criteria whose wording is hardest."""

from dataclasses import replace

import pytest

from cluster_rules import FactSheet, load
from cluster_rules.explain import explanation, render_json, render_text
from cluster_rules.testing.sample import write_sample
from tests.golden import check

SHOWN = {"3.3", "3.4", "5.1.7", "5.3.4", "5.3.5", "5.3.12", "5.6.6"}


@pytest.fixture(scope="module")
def decide(tmp_path_factory):
    def decided(*faults, **changes):
        folder = tmp_path_factory.mktemp("sample")
        write_sample(folder, faults=faults)
        sheet = FactSheet.read(folder)
        rules = load("nmg-advanced-manufacturing-cluster", as_of=sheet.subject.filing_date)
        return rules.decide(sheet, **changes).material

    return decided


def note(material, locale):
    """The note with some of the details, without what changes with every edit of the ruleset."""
    whole = explanation(material, locale)
    entries = (entry for condition in whole.details for entry in condition.entries)
    return render_text(replace(whole, details=tuple(e for e in entries if e.id in SHOWN), warnings=(), footer=()))


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("fault", ["standing", "output-short"])
def test_the_note_on_the_sample(decide, locale, fault):
    check(f"sample-{fault}.{locale}.txt", note(decide(fault), locale))


@pytest.mark.parametrize("test", ["= 500 亿元", "!= 300 亿元", "< 200 亿元", "> 500 亿元"])
def test_a_what_if_says_so_on_every_output(decide, test):
    material = decide(overrides={"5.2.5": test})
    text = render_text(explanation(material, with_details=False))
    said = {"=": "等于", "!=": "不等于", "<": "低于", ">": "高于"}[test.split()[0]]
    assert "预评估结论（假设）" in text
    assert material.findings["5.2.5"].status == "met" or f"要求{said} {test.split(' ', 1)[1]}" in text
    assert render_json(material)["stamps"]["zh"][0].startswith("假设：")


@pytest.mark.parametrize(
    "test, said",
    [
        ("[200 亿元..300 亿元]", "实际 ≈316.02 亿元，要求不高于 300 亿元，须再降低 ≈16.02 亿元"),
        ("(350 亿元..400 亿元)", "实际 ≈316.02 亿元，要求高于 350 亿元（不含本数），还差 ≈33.99 亿元"),
        ("not(>= 300 亿元)", "不得是：sum(产值企业.年产值) ≥ 300 亿元"),
    ],
)
def test_a_range_that_is_missed_says_so(decide, test, said):
    material = decide(overrides={"5.2.5": test})
    assert material.findings["5.2.5"].status == "not_met"
    assert said in render_text(explanation(material, with_details=False))
    for locale in ("zh", "en"):
        assert "5.2.5" in render_text(explanation(material, locale))
    assert render_json(material)["findings"]


def test_a_reading_in_the_record_has_its_figure_where_it_changes_one_choice(decide):
    (found,) = (f for f in render_json(decide())["findings"] if f["id"] == "5.3.4")
    changed = [
        sum(found["reading"][name] != option for name, option in r["reading"].items()) for r in found["readings"]
    ]
    assert {count for count, r in zip(changed, found["readings"], strict=True) if r["actual"] is not None} == {0, 1}
    assert found["readings"][0]["actual"] == found["actual"]
