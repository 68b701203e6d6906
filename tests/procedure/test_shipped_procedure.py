"""The procedure of the measure, held against its text as written down here once more."""

import pytest

from cluster_rules.model.procedure import FindingsGuard, ObjectionGuard, Period, VerdictGuard, Yearly
from tests.procedure.refused import NMG

RULESET = NMG.rules.ruleset
STEPS = NMG.procedure.steps

#: Article → what the text says of it: who acts, and the steps of it.
ARTICLES = {
    "第三条": ("促进组织", {"3"}),
    "第四条": ("促进组织", {"4.1", "4.2", "4.3"}),
    "第六条": ("自治区厅", {"6.1"}),
    "第七条": ("促进组织", {"7.1", "7.2", "7.3"}),
    "第八条": ("盟市局", {"8.1", "8.2", "8.3"}),
    "第十条": ("自治区厅", {"10.1", "10.2"}),
    "第十一条": ("盟市局", {"11.1", "11.2"}),
    "第十二条": ("促进组织", {"12.1", "12.2", "12.3", "12.4"}),
    "第十三条": ("自治区厅", {"13"}),
    "第十四条": ("自治区厅", {"14"}),
}


@pytest.mark.parametrize("article", ARTICLES)
def test_an_article_has_its_steps(article):
    actor, names = ARTICLES[article]
    assert {name for name, step in STEPS.items() if step.provision == article} == names
    assert {STEPS[name].actor for name in names} == {actor}


def test_article_nine_is_taken_by_two():
    ours = {name: step.actor for name, step in STEPS.items() if step.provision == "第九条"}
    assert ours == {
        "9.1": "第三方机构",
        "9.2": "自治区厅",
        "9.3": "自治区厅",
        "9.4": "自治区厅",
        "9.5": "自治区厅",
    }


def test_every_procedural_stretch_of_the_text_points_to_a_step():
    articles = {*ARTICLES, "第九条"}
    stretches = [entry for entry in RULESET.ledger if entry.provision in articles]
    assert {entry.provision for entry in stretches} == articles
    assert [entry.quote for entry in stretches if not set(entry.steps) & set(STEPS)] == []
    assert {step for entry in RULESET.ledger for step in entry.steps} == set(STEPS)


def test_the_order_is_that_of_the_text():
    after = {name: {(r.step, r.result) for r in step.after} for name, step in STEPS.items() if step.after}
    assert after == {
        "7.3": {("7.1", "")},
        "8.1": {("7.1", ""), ("7.3", "")},
        "8.2": {("7.1", ""), ("7.3", "")},
        "8.3": {("8.1", "符合要求"), ("8.2", "")},
        "9.1": {("8.3", "")},
        "9.2": {("8.3", "")},
        "9.3": {("9.1", "")},
        "9.4": {("9.3", "列入名单")},
        "9.5": {("9.4", "")},
        "11.2": {("9.5", "")},
    }


def test_only_the_check_by_the_department_is_discretionary():
    assert [name for name, step in STEPS.items() if step.force == "may"] == ["9.2"]
    assert [name for name, step in STEPS.items() if step.force == "should"] == ["4.3"]


def test_the_two_clocks_are_those_of_the_text():
    assert {name for name, step in STEPS.items() if step.clock} == {"9.4", "11.2"}
    publicity, report = STEPS["9.4"].clock, STEPS["11.2"].clock
    assert isinstance(publicity, Period)
    assert (publicity.count, publicity.kind, publicity.closes) == (5, "working_day", "later")
    assert sorted(publicity.readings.values()) == ["excluded", "included"]
    assert publicity.interpretation == "A23"
    assert isinstance(report, Yearly)
    assert (report.month, report.day, report.roll, report.interpretation) == (1, 31, "none", "A24")


def test_the_guards():
    assert STEPS["8.3"].guards == (
        FindingsGuard(("3.1", "3.2", "3.3", "4.1")),
        VerdictGuard(("met", "needs_judgement")),
    )
    assert STEPS["9.3"].guards == (VerdictGuard(("met",)),)
    assert STEPS["9.5"].guards == (ObjectionGuard("9.4"), VerdictGuard(("met",)))
    assert [name for name, step in STEPS.items() if step.ranking] == ["9.3"]
    assert [name for name, step in STEPS.items() if step.objections] == ["9.4"]


def test_what_is_left_open_is_said_of_every_step_that_is_taken():
    assert [name for name, step in STEPS.items() if step.kind != "rule" and not step.not_specified] == []
    assert NMG.procedure.not_specified
