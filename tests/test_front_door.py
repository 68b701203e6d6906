"""Calling the library wrongly is refused where it happens, and what looks like it works does."""

import pickle
from datetime import date, datetime
from pathlib import Path

import pytest

from cluster_rules import FactSheet, RulesError, load

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
