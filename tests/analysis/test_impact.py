"""What a new edition does to a panel, worked out by hand; and the made-up panel, against whole decisions."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from cluster_rules import FactSheet, load
from cluster_rules.analysis.impact import impact, impact_document, impact_record, transition
from cluster_rules.analysis.impact.distances import band, relative
from cluster_rules.analysis.impact.summary import by_place, by_transition, clause_effects, deciding_sets
from cluster_rules.explain import document_html, document_markdown, document_text
from cluster_rules.model.decision import Measurement
from cluster_rules.model.units import UNITS
from cluster_rules.model.values import Partial, Reason
from cluster_rules.testing.sample_panel import panel_application
from tests.analysis.panels import application, with_output
from tests.analysis.small import rules

#: 产值 from 300 to 350 亿元, 强度 from 2 % to 3.5 %, and 1.4 is dropped.
AMENDED = (
    ("1.yaml", "require: ≥ 300 亿元", "require: ≥ 350 亿元"),
    ("1.yaml", "require: ≥ 2%", "require: ≥ 3.5%"),
    ("1.yaml", '  - {id: "1.4", quote: 人数, indicator: 人数, require: "[10 人..20 人]"}\n', ""),
    ("facts.yaml", "  人数: {type: integer, unit: 人, min: 0}\n", "  盟市: {type: text, informative: true}\n"),
)
RICH = {"研发": "400 万元"}
PANEL = (
    application("都不变", {"盟市": "甲市"}, firm=RICH),
    application("产值不够", {"产值": "349.9999 亿元", "盟市": "甲市"}, firm=RICH),
    application("正好够", {"产值": "350 亿元"}, firm={"研发": "350 万元"}),
    application("两条都不够", {"产值": "320 亿元", "盟市": "乙盟"}),
    application("人数不符", {"人数": "25", "盟市": "乙盟"}, firm=RICH),
    application("人数和强度", {"人数": "25"}),
    application("来源不一", with_output("", (330, 360))["facts"], firm=RICH),
    application("产值缺", {"产值": ""}, firm=RICH),
)


@pytest.fixture
def studied(tmp_path):
    return impact(rules(tmp_path / "old"), rules(tmp_path / "new", *AMENDED), PANEL, by="盟市")


def of(studied, name):
    return next(effect for effect in studied.effects if effect.name == name)


def test_flips_are_told_apart_from_what_is_not_settled(studied):
    found = {kind: [effect.name for effect in effects] for kind, effects in by_transition(studied).items()}
    assert found == {
        "same": ["产值缺", "人数和强度", "正好够", "都不变"],
        "fails": ["两条都不够", "产值不够"],
        "passes": ["人数不符"],
        "pass_opens": ["来源不一"],
    }


def test_each_change_has_the_smallest_sets_that_decide_and_that_undo_it(studied):
    decided = {effect.name: effect.binding.decided_by for effect in studied.effects if effect.binding}
    undone = {effect.name: effect.binding.undone_by for effect in studied.effects if effect.binding}
    assert decided == {
        "产值不够": (("1.1",),),
        "两条都不够": (("1.1",), ("1.2",)),
        "人数不符": (("1.4",),),
        "来源不一": (("1.1",),),
    }
    assert undone["两条都不够"] == (("1.1", "1.2"),)
    assert of(studied, "两条都不够").binding.alone == ("1.1", "1.2")
    assert list(deciding_sets(studied)) == [(("1.1",),), (("1.1",), ("1.2",)), (("1.4",),)]


def test_what_only_the_other_edition_declares_is_left_aside(studied):
    """人数 is a fact of the old edition alone, 盟市 of the new: neither is refused, and neither is lost."""
    assert of(studied, "人数不符").old.statuses["1.4"] == "not_met"
    assert "1.4" not in of(studied, "人数不符").new.statuses
    assert {place.place: (place.subjects, place.before, place.after) for place in by_place(studied)} == {
        "甲市": (2, 2, 1), "乙盟": (2, 1, 1), "": (4, 2, 1)
    }  # fmt: skip


def test_evidence_for_what_one_edition_alone_asks_is_left_aside_under_the_other(tmp_path):
    """The document that the new edition asks for came with the application; the old one would refuse it as a slip."""
    asked = ("1.yaml", "criteria:\n", 'criteria:\n  - {id: "1.99", quote: 协议, document: 合作协议}\n')
    given = application("有协议", firm=RICH)
    given["registers"]["佐证材料"] = {"complete": True, "rows": [{"编号": "1", "条款": "1.99", "文件": "协议.pdf"}]}
    (effect,) = impact(rules(tmp_path / "old"), rules(tmp_path / "new", asked), [given]).effects
    assert "1.99" not in effect.old.statuses
    assert effect.new.statuses["1.99"] == "met"


def test_a_veto_is_met_where_it_is_not_triggered(tmp_path):
    """Whoever is caught by the wider veto no longer does what is asked, and the report says so."""
    veto = '  - {id: "1.90", quote: 新, none_of: [{id: "1.91", quote: 新, test: 产值 >= %s 亿元}]}\n'
    old, new = (
        rules(tmp_path / least, ("1.yaml", "criteria:\n", "criteria:\n" + veto % least)) for least in ("900", "340")
    )
    found = impact(old, new, [application("多", {"产值": "350 亿元"}), application("少", {"产值": "330 亿元"})])
    clause = next(clause for clause in clause_effects(found) if clause.id == "1.91")
    assert (clause.is_veto, clause.kept, clause.count(*clause.kept)) == (True, ("not_met", "met"), 1)
    text = document_text(impact_document(found, "zh"))
    row = text[text.index("条目：1.91") :]
    assert "未触发为达标" in row[:60]
    assert "旧达标：2" in row
    assert "新达标：1" in row
    assert "转不达标：1" in row


def test_a_fact_that_neither_edition_declares_is_still_refused(tmp_path):
    from cluster_rules import RulesError

    panel = [application("错字", {"产直": "1"}), application("又错", {"税受": "1"})]
    with pytest.raises(RulesError) as refused:
        impact(rules(tmp_path / "old"), rules(tmp_path / "new"), panel)
    assert [diagnostic.code for diagnostic in refused.value.diagnostics] == ["CR430", "CR430"]


def test_every_clause_counts_who_meets_it_before_and_after(studied):
    clauses = {clause.id: clause for clause in clause_effects(studied)}
    assert (clauses["1.1"].before["met"], clauses["1.1"].after["met"]) == (7, 4)
    assert clauses["1.1"].moved == {("met", "not_met"): ("产值不够", "两条都不够"), ("met", "unknown"): ("来源不一",)}
    assert clauses["1.4"].moved == {("met", None): ("都不变", "产值不够", "正好够", "两条都不够", "来源不一", "产值缺"),
                                    ("not_met", None): ("人数不符", "人数和强度")}  # fmt: skip
    assert [name for name, clause in clauses.items() if clause.differs] == ["1.1", "1.2", "1.4"]
    assert clauses["1.1"].bands[1] == {0: 1, -1: 1, -2: 1, 3: 3, None: 2}


def measurement(actual, threshold, operator=">="):
    return Measurement(operator, actual, threshold, UNITS["家"], None)


def test_a_distance_is_a_share_of_the_threshold_positive_where_it_is_met():
    tenth = Fraction(1, 10)
    assert relative(measurement(18, 20)) == relative(measurement(22, 20, "<=")) == (-tenth, -tenth)
    assert relative(measurement(5, 0)) is None
    missing = Partial(frozenset({Reason("missing", "产值")}), 10, None)
    assert relative(measurement(missing, 20)) == (Fraction(-1, 2), None)
    assert relative(replace(measurement(missing, 20), operator="<=")) == (None, Fraction(1, 2))


@pytest.mark.parametrize(
    "actual, expected", [(20, 0), (19, -1), (21, 1), (18, -2), (22, 2), (10, -4), (9, -5), (31, 5), (30, 4)]
)
def test_the_edge_of_a_band_belongs_to_the_nearer_one(actual, expected):
    assert band(measurement(actual, 20)) == expected


def test_transitions_have_the_side_of_each_verdict():
    assert transition("met", "met") == "same"
    assert transition("not_met", "inadmissible") == transition("unknown", "needs_judgement") == "shifts"
    assert (transition("inadmissible", "met"), transition("met", "inadmissible")) == ("passes", "fails")
    assert (transition("unknown", "met"), transition("needs_judgement", "not_met")) == ("open_passes", "open_fails")
    assert (transition("met", "unknown"), transition("not_met", "unknown")) == ("pass_opens", "fail_opens")
    assert transition(None, "met") == transition("met", None) == "withheld"


@pytest.fixture(scope="module")
def measure():
    old = load("nmg-advanced-manufacturing-cluster", edition="provisional")
    return old, old.with_overrides({"5.2.5": ">= 400 亿元", "5.3.4": ">= 2.5%", "5.4.4": ">= 40%"})


@pytest.mark.once
def test_on_the_shipped_measure_everything_is_what_whole_decisions_say(measure):
    sheets = [FactSheet.from_data(panel_application(number)) for number in range(1, 13)]
    studied = impact(*measure, sheets)
    for sheet, effect in zip(sheets, studied.effects, strict=True):
        for rules_of, standing in zip(measure, (effect.old, effect.new), strict=True):
            decision = rules_of.decide(sheet)
            assert standing.verdict == decision.verdict
            assert standing.hangs_on_a_reading == decision.reading_dependent
            assert standing.possible - {None} == set(decision.material.record.possible_verdicts)
            assert all(decision[name].status == status for name, status in standing.statuses.items())
            assert all(decision[name].measurements == (found,) for name, found in standing.measured.items())
    assert studied.place == "企业.盟市"
    assert {effect.transition for effect in studied.effects} != {"same"}


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_the_document_tells_who_flips_on_which_clause_and_by_how_much(studied, locale):
    document = impact_document(studied, locale)
    text, page, marked = document_text(document), document_html(document), document_markdown(document)
    for output in (text, page, marked):
        assert "产值不够" in output
    assert ("1.1 还差 0.0001 亿元" if locale == "zh" else "1.1 short by CNY 0.00001000 billion") in text
    assert ("1.1＋1.2" if locale == "zh" else "1.1 + 1.2") in text
    assert page.count("<svg") == 2
    assert "<script" not in page


def test_the_record_is_json_with_exact_numbers_as_text(studied):
    record = json.loads(json.dumps(impact_record(studied)))
    subject = next(one for one in record["subjects"] if one["subject"] == "产值不够")
    assert subject["transition"] == "fails"
    assert subject["binding"]["decided_by"] == [["1.1"]]
    assert subject["new"]["measurements"]["1.1"]["gap"]["amount"] == "0.0001"
    assert subject["new"]["measurements"]["1.1"]["relative"] == "-1/3500000"
    assert record["criteria"][-1]["id"] == "1.4"
    assert record["criteria"][-1]["in_new"] is False
    assert not any(clause["veto"] for clause in record["criteria"])
