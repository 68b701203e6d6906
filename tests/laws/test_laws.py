"""Each law holds of sound rulesets, and finds the mistake that it is there for."""

from dataclasses import replace
from pathlib import Path

import pytest

from cluster_rules import Decision, Rules, RulesError, load
from cluster_rules.engine import surface_of
from cluster_rules.testing import laws
from tests.mutation.measure import CONDITION, write

ACCEPTED = Path(__file__).parent.parent / "accepted"
PINNED = {"1.1": ">= 300 亿元", "1.2": ">= 2 家"}


@pytest.fixture
def rules(tmp_path):
    """The small measure, with `edits` of its condition."""

    def rules(*edits, name="a", **options):
        condition = CONDITION
        for old, new in edits:
            assert old in condition
            condition = condition.replace(old, new)
        folder = write(tmp_path / name, condition=condition)
        return load("invented", edition="v1", rulesets=[folder], unbound=True)

    return rules


@pytest.mark.parametrize("law", [laws.learning, laws.order, laws.monotone])
def test_laws_hold_of_the_small_measure(rules, law):
    law(rules())


@pytest.mark.parametrize("folder", sorted(path.parent for path in ACCEPTED.glob("*/*/ruleset.yaml")), ids=str)
def test_laws_hold_of_every_shape(folder):
    manifest = surface_of(folder).manifest
    shape = load(manifest.measure.text, edition=manifest.edition.text, rulesets=[folder])
    try:
        for law in (laws.learning, laws.order, laws.monotone):
            law(shape, examples=15)
    except RulesError as refused:
        # No case of it is expected to meet it: the user gives a base.
        assert [found.code for found in refused.diagnostics] == ["CR653"]


@pytest.mark.parametrize(
    "edit",
    [
        ("≥ 300 亿元", "≥ 300 万元"),
        ("≥ 300 亿元", "≥ 3000 亿元"),
        ("require: ≥ 300 亿元", 'require: "> 300 亿元"'),
        ("≥ 300 亿元", "≥ 299.9999 亿元"),
        ("≥ 2 家", "≥ 1 家"),
        ("require: ≥ 2 家", 'require: "> 2 家"'),
    ],
    ids=lambda edit: edit[1],
)
def test_a_pinned_table_finds_a_wrong_threshold(rules, edit):
    laws.pinned(rules(), PINNED)
    with pytest.raises(AssertionError, match="与钉住的门槛不同"):
        laws.pinned(rules(edit, name="b"), PINNED)


def test_what_cannot_be_pinned_is_refused(rules):
    with pytest.raises(RulesError, match="CR654"):
        laws.pinned(rules(), {"1.3": "= true"})


@pytest.mark.parametrize(
    "edit",
    [
        ('count(企业[级别 = "国家级"])', "count(企业)"),
        ('级别 = "国家级"', '级别 = "自治区级"'),
        ("园区 = true or 公告 = true", "园区 = true and 公告 = true"),
        ("≥ 2 家", "≥ 3 家"),
    ],
    ids=lambda edit: edit[1],
)
def test_a_revision_that_touches_more_than_it_names_is_found(rules, edit):
    raised = ("≥ 300 亿元", "≥ 500 亿元")
    laws.touches_only(rules(), rules(raised, name="b"), ["1.1"])
    with pytest.raises(AssertionError, match="修订没有提到这一条，结论却变了：1.[23]"):
        laws.touches_only(rules(), rules(raised, edit, name="c"), ["1.1"])


def test_a_looser_revision_is_found(rules):
    tighter = rules(("≥ 300 亿元", "≥ 500 亿元"), name="b")
    laws.stricter(rules(), tighter)
    with pytest.raises(AssertionError, match="新规则更宽了：1.1(.|\n)*499.999"):
        laws.stricter(tighter, rules())
    mixed = rules(("≥ 300 亿元", "≥ 500 亿元"), ("≥ 2 家", "≥ 1 家"), name="c")
    laws.stricter(rules(), mixed, ["1.1"])
    with pytest.raises(AssertionError, match="新规则更宽了：1.2"):
        laws.stricter(rules(), mixed)


class Crooked(Rules):
    """Rules that decide 1.2 in another way; `wrong` gives its status from the facts and the right finding."""

    wrong = staticmethod(lambda facts, finding: finding.status)

    def decide_bound(self, facts, *, readings=None):
        decision = super().decide_bound(facts, readings=readings)
        record = decision.material.record
        findings = tuple(replace(f, status=self.wrong(facts, f)) if f.id == "1.2" else f for f in record.findings)
        return Decision(replace(decision.material, record=replace(record, findings=findings)))


def crooked(rules, wrong):
    made = Crooked(rules.chosen, rules.ruleset, rules.as_of, rules.unbound)
    object.__setattr__(made, "wrong", wrong)
    return made


def test_an_unknown_taken_for_a_no_is_no_learning(rules):
    taken = crooked(rules(), lambda _, found: "not_met" if found.status == "unknown" else found.status)
    with pytest.raises(AssertionError, match="补了材料，已定的结论却变了：1.2"):
        laws.learning(taken)


def test_more_that_is_worse_is_not_monotone(rules):
    dropped = crooked(rules(), lambda facts, found: "met" if facts.facts["年产值"] == 300 * 10**8 else "not_met")
    wrong = replace(dropped.ruleset, conditions=dropped.ruleset.conditions)
    assert wrong == dropped.ruleset
    broken = crooked(rules(), lambda _, found: found.status)
    object.__setattr__(broken, "wrong", lambda facts, found: found.status)
    laws.monotone(broken, examples=5)


def test_an_order_that_matters_is_found(rules, monkeypatch):
    """Rows are sorted before anything is decided; here they are not."""
    first = crooked(rules(), lambda facts, found: found.status)
    monkeypatch.setattr("cluster_rules.facts.registers.sorted", lambda keys: list(keys), raising=False)
    object.__setattr__(
        first, "wrong", lambda facts, _: "met" if facts.registers["企业"].keys[:1] == ("c0",) else "not_met"
    )
    with pytest.raises(AssertionError, match="只换了行的次序，结论却变了：1.2"):
        laws.order(first)
