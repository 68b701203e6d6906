"""Calling the library wrongly is refused where it happens, and what looks like it works does."""

import pickle
from datetime import date, datetime
from pathlib import Path

import pytest

from cluster_rules import FactSheet, RulesError, evaluate_expression, load
from tests.mutation.measure import write

ROOT = Path(__file__).parents[1]
SIZE = ROOT / "rulesets" / "sme-size-classification"
FIRM = {"filing_date": "2025-03-31", "facts": {"行业类别": "工业", "从业人员": 299, "营业收入": "2000.5"}}


@pytest.fixture(scope="module")
def rules():
    return load("sme-size-classification", edition="2011-industry")


@pytest.mark.parametrize("folder", [SIZE, str(SIZE), [SIZE], (str(SIZE),)])
def test_one_folder_of_rulesets_or_several(folder, rules):
    assert load("sme-size-classification", edition="2011-industry", rulesets=folder).chosen.folder.parent == SIZE


@pytest.mark.parametrize("day", [2025, datetime(2025, 3, 31), "2025/3/31", ""])
def test_a_day_is_a_date(day):
    with pytest.raises(RulesError) as refused:
        load("sme-size-classification", as_of=day)
    assert [found.code for found in refused.value.diagnostics] == ["CR198"]
    assert load("sme-size-classification", as_of=date(2025, 3, 31)).as_of == date(2025, 3, 31)


def test_a_decision_is_a_collection_of_its_findings(rules):
    decision = rules.decide(FIRM)
    assert tuple(decision) == decision.findings
    identity = decision.findings[0].id
    assert identity in decision
    assert "9.9" not in decision


@pytest.mark.parametrize("wrong", [{"locale": "fr"}, {"format": "docx"}])
def test_an_explanation_in_an_unknown_form_is_refused(wrong, rules):
    with pytest.raises(ValueError, match="is one of"):
        rules.decide(FIRM).explain(**wrong)


@pytest.mark.parametrize(
    "wrong", [{"overrides": {"5.2.5": 500}}, {"readings": {"级别": None}}, {"overrides": ["5.2.5=>= 500 亿元"]}]
)
def test_a_what_if_maps_texts_to_texts(wrong, rules):
    with pytest.raises(TypeError, match="maps texts to texts"):
        rules.decide(FactSheet.from_data(FIRM), **wrong)


def test_what_does_not_travel_says_what_to_send(rules):
    with pytest.raises(TypeError, match="load them in each"):
        pickle.dumps(rules)
    with pytest.raises(TypeError, match=r"to_dict\(\)"):
        pickle.dumps(rules.decide({}))


@pytest.mark.parametrize("wrong", [{"edition": 1}, {"edition": b"2011"}, {"measure": None}])
def test_names_are_texts(wrong):
    with pytest.raises(TypeError, match="named by texts"):
        load(**{"measure": "sme-size-classification", **wrong})


@pytest.mark.parametrize("wrong", [(None,), ("1", 3), ("1", [1]), (b"1", {})])
def test_a_formula_is_a_text_with_names(wrong):
    with pytest.raises(TypeError, match="a text and a mapping"):
        evaluate_expression(*wrong)


def test_an_application_for_another_measure_is_refused(rules):
    assert rules.decide({**FIRM, "measure": "sme-size-classification"}).verdict == rules.decide(FIRM).verdict
    with pytest.raises(RulesError) as refused:
        rules.decide({**FIRM, "measure": "nmg-advanced-manufacturing-cluster"})
    assert [found.code for found in refused.value.diagnostics] == ["CR483"]


def test_what_was_odd_is_said_with_the_decision(rules):
    assert not rules.decide({**FIRM, "reference_date": "2025-03-31"}).warnings
    odd = rules.decide({**FIRM, "reference_date": "2027-03-31"}).warnings
    assert "CR479" in {found.code for found in odd}


@pytest.mark.skipif(not hasattr(Path, "symlink_to"), reason="no links here")
def test_links_in_a_circle_are_refused_with_their_name(tmp_path):
    (tmp_path / "企业.csv").symlink_to("企业.csv")
    (tmp_path / "甲").symlink_to("乙")
    (tmp_path / "乙").symlink_to("甲")
    for text, code in (("registers: {企业: {file: 企业.csv}}\n", "CR402"), ("parts: [甲]\n", "CR401")):
        (tmp_path / "application.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(RulesError) as refused:
            FactSheet.read(tmp_path)
        assert [found.code for found in refused.value.diagnostics] == [code]


def test_an_edited_file_in_a_subfolder_is_read_anew(tmp_path):
    """The rules of one process are those of the files as they stand."""
    write(tmp_path)
    edition = tmp_path / "invented" / "v1"
    (edition / "conditions").mkdir()
    (edition / "1.yaml").rename(edition / "conditions" / "1.yaml")
    manifest = edition / "ruleset.yaml"
    manifest.write_text(manifest.read_text("utf-8").replace("[1.yaml]", "[conditions/1.yaml]"), encoding="utf-8")
    first = load("invented", edition="v1", rulesets=tmp_path, unbound=True)
    condition = edition / "conditions" / "1.yaml"
    condition.write_text(condition.read_text("utf-8").replace("≥ 300 亿元", "≥ 200 亿元"), encoding="utf-8")
    second = load("invented", edition="v1", rulesets=tmp_path, unbound=True)
    assert first.ruleset.hash != second.ruleset.hash
    given = {"facts": {"年产值": "250 亿元"}}
    assert (first.decide(given)["1.1"].status, second.decide(given)["1.1"].status) == ("not_met", "met")
