"""Each law holds of sound rulesets, and finds the mistake that it is there for."""

from dataclasses import replace
from pathlib import Path

import pytest

from cluster_rules import Decision, Rules, RulesError, load
from cluster_rules.engine import surface_of
from cluster_rules.testing import laws
from tests.mutation.measure import CONDITION, MEASURE, RULESET, write

ACCEPTED = Path(__file__).parent.parent / "accepted"
PINNED = {"1.1": ">= 300 亿元", "1.2": ">= 2 家"}


@pytest.fixture
def rules(tmp_path):
    """The small measure, with `edits` of its condition."""

    def rules(*edits, name="a"):
        condition = CONDITION
        for old, new in edits:
            assert old in condition
            condition = condition.replace(old, new)
        folder = tmp_path / name / "invented" / "v1"
        if not folder.exists():
            write(tmp_path / name, condition=condition)
        return load("invented", edition="v1", rulesets=[folder], unbound=True)

    return rules


@pytest.mark.parametrize("law", [laws.learning, laws.order, laws.monotone])
def test_laws_hold_of_the_small_measure(rules, law):
    law(rules())


@pytest.mark.parametrize("folder", sorted(path.parent for path in ACCEPTED.glob("*/*/ruleset.yaml")), ids=str)
@pytest.mark.once
def test_laws_hold_of_every_shape(folder):
    manifest = surface_of(folder).manifest
    shape = load(manifest.measure.text, edition=manifest.edition.text, rulesets=[folder])
    for law in (laws.learning, laws.order, laws.monotone):
        law(shape, examples=15)


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
    with pytest.raises(AssertionError, match=r"与钉住的门槛不同"):
        laws.pinned(rules(edit, name="b"), PINNED)


def test_what_cannot_be_pinned_is_refused(rules):
    with pytest.raises(RulesError, match="CR246"):
        laws.pinned(rules(), {"1.3": ">= 1"})
    with pytest.raises(RulesError, match="CR654"):
        laws.pinned(rules(("require: ≥ 2 家", 'require: "[2 家..9 家]"'), name="b"), {"1.2": ">= 2 家"})


@pytest.mark.parametrize(
    "edit",
    [
        ('count(企业[级别 = "国家级"])', 'count(企业[级别 in ("国家级", "自治区级")])'),
        ('级别 = "国家级"', '级别 = "自治区级"'),
        ("园区 = true or 公告 = true", "园区 = true and 公告 = true"),
        ("≥ 2 家", "≥ 3 家"),
    ],
    ids=lambda edit: edit[1],
)
def test_a_revision_that_touches_more_than_it_names_is_found(rules, edit):
    raised = ("≥ 300 亿元", "≥ 500 亿元")
    laws.touches_only(rules(), rules(raised, name="b"), ["1.1"])
    with pytest.raises(AssertionError, match=r"修订没有提到这一条，结论或看的数却变了：1.[23]"):
        laws.touches_only(rules(), rules(raised, edit, name="c"), ["1.1"])


def test_a_looser_revision_is_found(rules):
    tighter = rules(("≥ 300 亿元", "≥ 500 亿元"), name="b")
    laws.stricter(rules(), tighter)
    with pytest.raises(AssertionError, match=r"新规则更宽了：1.1(.|\n)*499.999"):
        laws.stricter(tighter, rules())
    mixed = rules(("≥ 300 亿元", "≥ 500 亿元"), ("≥ 2 家", "≥ 1 家"), name="c")
    laws.stricter(rules(), mixed, ["1.1"])
    with pytest.raises(AssertionError, match=r"新规则更宽了：1\.2"):
        laws.stricter(rules(), mixed)


class Crooked(Rules):
    """Rules that decide one criterion in another way: `wrong` gives its status from the facts and the right finding."""

    def decide_bound(self, facts, *, readings=None):
        decision = super().decide_bound(facts, readings=readings)
        record = decision.material.record
        findings = tuple(replace(f, status=self.wrong(facts, f)) if f.id == self.on else f for f in record.findings)
        return Decision(replace(decision.material, record=replace(record, findings=findings)))


def crooked(rules, wrong, on="1.2"):
    made = Crooked(rules.chosen, rules.ruleset, rules.as_of, rules.unbound)
    made.__dict__.update(wrong=wrong, on=on)
    return made


def test_an_unknown_taken_for_a_no_is_no_learning(rules):
    taken = crooked(rules(), lambda _, found: "not_met" if found.status == "unknown" else found.status)
    with pytest.raises(AssertionError, match=r"补了材料，已定的结论却变了：1\.2"):
        laws.learning(taken)


def test_more_that_is_worse_is_not_monotone(rules):
    """A finding on the output that is met at 300 亿元 exactly, and not above."""
    capped = crooked(rules(), lambda _, found: "met" if found.actual == 300 * 10**8 else "not_met", on="1.1")
    with pytest.raises(AssertionError, match=r"指标更好，结论却更差：1\.1"):
        laws.monotone(capped)


def test_an_order_that_matters_is_found(rules, monkeypatch):
    """Rows are sorted before anything is decided; here they are not."""
    monkeypatch.setattr("cluster_rules.facts.registers.sorted", lambda keys: list(keys), raising=False)
    first = crooked(rules(), lambda facts, _: "met" if facts.registers["企业"].keys[:1] == ("c0",) else "not_met")
    with pytest.raises(AssertionError, match=r"只换了行的次序，结论或看的数却变了：1\.2"):
        laws.order(first)


TIERED = """\
condition: "1"
version: 1.0.0
title: 条件
provision: 第一条
criteria:
  - id: "1.1"
    quote: 分档
    indicator: 外借 / 藏书
    require:
      by: 藏书
      tiers:
        - {when: ≤ 10, then: ≥ 60%}
        - {when: "> 10", then: ≥ 40%}
  - {id: "1.2", quote: 称号, any_of: [{id: 1.2a, quote: 称号, test: 称号 = true}, {id: 1.2b, quote: 得分, indicator: 得分, require: ≥ 85}]}
"""
FACTS = """\
version: 1.0.0
facts:
  外借: {type: integer, min: 0}
  藏书: {type: integer, min: 1}
  称号: {type: boolean}
  得分: {type: number, min: 0, quantum: 1}
"""
FULL = {"facts": {"外借": 6, "藏书": 10, "称号": "否", "得分": 85}}


def edition(folder, *edits):
    condition, facts = TIERED, FACTS
    for old, new in edits:
        assert old in condition + facts
        condition, facts = condition.replace(old, new), facts.replace(old, new)
    (folder / "invented" / "v1").mkdir(parents=True)
    (folder / "invented" / "measure.yaml").write_text(MEASURE, encoding="utf-8")
    for name, text in {
        "ruleset.yaml": RULESET,
        "facts.yaml": facts,
        "1.yaml": condition,
        "text.txt": "第一条\n",
    }.items():
        (folder / "invented" / "v1" / name).write_text(text, encoding="utf-8")
    return load("invented", edition="v1", rulesets=[folder], unbound=True)


def test_a_tier_that_is_looser_is_found(tmp_path):
    """A threshold is reached in its own tier: a figure that leads into another tier is held against another one."""
    old, new = edition(tmp_path / "old"), edition(tmp_path / "new", ("≥ 60%", "≥ 50%"))
    laws.stricter(new, old, base=FULL, examples=5)
    with pytest.raises(AssertionError, match=r"新规则更宽了：1\.1"):
        laws.stricter(old, new, base=FULL, examples=1)


def test_facts_of_one_edition_alone_do_not_hide_what_the_other_changes(tmp_path):
    """A fact that is gone is left aside under the new edition, and still read under the old."""
    gone = [("{id: 1.2a, quote: 称号, test: 称号 = true}, ", ""), ("  称号: {type: boolean}\n", "")]
    old, new = edition(tmp_path / "old"), edition(tmp_path / "new", *gone, ("≥ 85}", "≥ 80}"))
    laws.touches_only(old, new, ["1.2a", "1.2b"], base=FULL, examples=5)
    with pytest.raises(AssertionError, match=r"新规则更宽了：1\.2b"):
        laws.stricter(old, new, ["1.2b"], base=FULL, examples=1)


def test_a_base_that_cannot_be_read_is_no_law_that_holds(rules):
    unreadable = {"facts": {"没有这一项": 1}}
    for law in (laws.learning, laws.order, laws.monotone):
        with pytest.raises(RulesError, match="CR430"):
            law(rules(), base=unreadable)
    with pytest.raises(RulesError, match="CR430"):
        laws.pinned(rules(), PINNED, base=unreadable)
    with pytest.raises(RulesError, match="CR430"):
        laws.stricter(rules(), rules(("≥ 2 家", "≥ 1 家"), name="b"), base=unreadable)


def test_a_name_of_no_criterion_is_refused(rules):
    """A slip in the list would let every change pass."""
    for law in (laws.stricter, laws.touches_only):
        with pytest.raises(RulesError, match="CR655"):
            law(rules(), rules(("≥ 2 家", "≥ 1 家"), name="b"), ["1.22"])


def test_a_benchmark_is_pinned_by_its_words(tmp_path):
    """Where nothing is stated to compare with, the comparison itself is compared."""
    old = edition(tmp_path / "old", ("indicator: 得分, require: ≥ 85", "indicator: 得分, require: '> 藏书'"))
    unstated = {"facts": {"外借": 6, "称号": "否", "得分": 85}}
    laws.pinned(old, {"1.2b": "> 藏书"}, base=unstated)
    for other, base in (("> 外借", unstated), ("> 10", FULL)):
        # The figure that happens to stand in the base is no threshold.
        with pytest.raises(AssertionError, match="与钉住的门槛不同"):
            laws.pinned(old, {"1.2b": other}, base=base)


@pytest.mark.parametrize(
    "edits, found",
    [
        ([("any_of", "all_of")], "1.2"),
        ([("{id: 1.2a, quote", "{id: 1.2a, force: should, quote")], "1.2a"),
        ([("{id: 1.2a, quote: 称号, test: 称号 = true}, ", ""), ("  称号: {type: boolean}\n", "")], "1.2a"),
        ([("[{id: 1.2a", "[{id: 1.2c, quote: 新, test: 称号 = true}, {id: 1.2a")], "1.2c"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_put_together_otherwise_has_to_be_named(tmp_path, edits, found):
    old, new = edition(tmp_path / "old"), edition(tmp_path / "new", *edits)
    with pytest.raises(AssertionError, match=f"修订没有提到 {found}"):
        laws.touches_only(old, new, ["1.1"], base=FULL, examples=1)
    laws.touches_only(old, new, ["1.2", "1.2a", "1.2c"] if found == "1.2c" else [found], base=FULL, examples=1)


def test_a_criterion_that_is_put_elsewhere_has_to_be_named(tmp_path):
    """Out of its group it is required by itself; and in a standing condition it decides another verdict."""
    out = ("any_of: [{id: 1.2a, quote: 称号, test: 称号 = true}, ", "any_of: [")
    moved = ('  - {id: "1.2",', '  - {id: 1.2a, quote: 称号, test: 称号 = true}\n  - {id: "1.2",')
    old, new = edition(tmp_path / "old"), edition(tmp_path / "new", out, moved)
    with pytest.raises(AssertionError, match=r"修订没有提到 1\.2a"):
        laws.touches_only(old, new, ["1.1"], base=FULL, examples=1)
    standing = replace(
        old, ruleset=replace(old.ruleset, conditions=(replace(old.ruleset.conditions[0], standing=True),))
    )
    with pytest.raises(AssertionError, match=r"修订没有提到 1\.1"):
        laws.touches_only(old, standing, [], base=FULL, examples=1)


ADVISED = [('- {id: "1.2", quote: 称号,', '- {id: "1.2", quote: 称号, force: should,')]
DELETED = [
    (TIERED[TIERED.index('  - {id: "1.2"') :], ""),
    ("  称号: {type: boolean}\n  得分: {type: number, min: 0, quantum: 1}\n", ""),
]


@pytest.mark.parametrize("edits", [ADVISED, DELETED], ids=["advised", "deleted"])
def test_what_is_no_longer_asked_is_looser(tmp_path, edits):
    old, new = edition(tmp_path / "old"), edition(tmp_path / "new", *edits)
    for named in ("1.2", "1.2a"):
        with pytest.raises(AssertionError, match=f"新规则更宽了：不再要求 {named}"):
            laws.stricter(old, new, [named], base=FULL, examples=1)
    laws.stricter(new, old, ["1.1"], base=FULL, examples=1)


def test_tiers_are_not_pinned_by_the_tier_of_the_base_alone(tmp_path):
    for identity, requirement in (("1.1", ">= 60%"), ("1.2", "2")):
        with pytest.raises(RulesError, match=r"CR654|CR246"):
            laws.pinned(edition(tmp_path / identity), {identity: requirement}, base=FULL)


def test_a_threshold_that_one_edition_cannot_read_is_passed_over(tmp_path):
    """得分 of 85 is beyond what the new edition takes; what both read is still compared."""
    narrowed = [("得分: {type: number, min: 0,", "得分: {type: number, min: 0, max: 84,"), ("≥ 85}", "≥ 80}")]
    old, new = edition(tmp_path / "old"), edition(tmp_path / "new", *narrowed)
    base = {"facts": {**FULL["facts"], "得分": 80}}
    laws.touches_only(old, new, ["1.2b"], base=base, examples=5)
    with pytest.raises(AssertionError, match=r"新规则更宽了：1\.2b"):
        laws.stricter(old, new, base=base, examples=5)


CARE = """\
condition: "1"
version: 1.0.0
title: 条件
provision: 第一条
criteria:
  - {id: "1.1", quote: 满三年, test: 成立日期 <= 基准日 - 3 年}
  - id: "1.2"
    quote: 一项也不得有
    none_of: [{id: 1.2a, quote: 事故, test: 'some a in 事故[等级 = "重大"] satisfies a.日期 > 基准日 - 2 年'}]
  - id: "1.3"
    quote: 三项中的两项
    at_least: {count: 2, of: [{id: 1.3a, quote: 甲, test: 甲 = true}, {id: 1.3b, quote: 乙, test: 乙 = true}, {id: 1.3c, quote: 丙, test: 丙 = true}]}
  - {id: "1.4", quote: 分档, indicator: 床位, require: {by: 区域, tiers: [{when: '"城区"', then: ≥ 100}, {when: '"乡镇"', then: ≥ 50}]}}
"""
CARE_FACTS = """\
version: 1.0.0
facts:
  成立日期: {type: date}
  甲: {type: boolean}
  乙: {type: boolean}
  丙: {type: boolean}
  床位: {type: integer, min: 0}
  区域: {type: text, values: [城区, 乡镇]}
registers:
  事故:
    unit: 起
    key: [编号]
    fields:
      编号: {type: text}
      等级: {type: text, values: [一般, 重大]}
      日期: {type: date}
"""
CARE_FULL = {
    "filing_date": "2025-03-31",
    "facts": {"成立日期": "2010-01-01", "甲": "是", "乙": "是", "丙": "是", "床位": 300, "区域": "城区"},
    "registers": {"事故": {"complete": True, "rows": []}},
}


def care(folder, *edits):
    (folder / "invented" / "v1").mkdir(parents=True)
    (folder / "invented" / "measure.yaml").write_text(MEASURE, encoding="utf-8")
    condition = CARE
    for old, new in edits:
        assert old in condition
        condition = condition.replace(old, new)
    files = {"ruleset.yaml": RULESET, "facts.yaml": CARE_FACTS, "1.yaml": condition, "text.txt": "第一条\n"}
    for name, text in files.items():
        (folder / "invented" / "v1" / name).write_text(text, encoding="utf-8")
    return load("invented", edition="v1", rulesets=[folder], unbound=True)


LOOSER = {
    "span": (("- 3 年", "- 2 年"), "1.1"),
    "veto": (("- 2 年", "- 1 年"), "1.2"),
    "count": (("count: 2", "count: 1"), "1.3"),
    "tier": (("≥ 50", "≥ 40"), "1.4"),
}


@pytest.mark.parametrize("name", LOOSER)
def test_a_loosening_is_found_wherever_it_turns(tmp_path, name):
    """At the day that a span leads to, among rows that the base has none of, in a group, in another tier."""
    edit, about = LOOSER[name]
    old, new = care(tmp_path / "old"), care(tmp_path / "new", edit)
    for named in ([], [about]):
        with pytest.raises(AssertionError, match="新规则更宽了"):
            laws.stricter(old, new, named, base=CARE_FULL, examples=150)
        laws.stricter(new, old, named, base=CARE_FULL, examples=30)


def test_a_veto_is_tightened_by_catching_more(tmp_path):
    old, new = care(tmp_path / "old"), care(tmp_path / "new", ("- 2 年", "- 1 年"))
    with pytest.raises(AssertionError, match=r"不得有的情形，触发的少了）：1\.2a"):
        laws.stricter(old, new, ["1.2a"], base=CARE_FULL, examples=150)
    laws.stricter(new, old, ["1.2a"], base=CARE_FULL, examples=60)


def test_an_alternative_that_is_gone_is_no_loosening(tmp_path):
    """One way less is stricter; what may not occur is looser where less of it is named."""
    gone = [("{id: 1.3a, quote: 甲, test: 甲 = true}, ", "")]
    old, new = (
        care(tmp_path / "old"),
        care(
            tmp_path / "new",
            *gone,
            ('1.1", quote: 满三年, test: ', '1.1", quote: 满三年, test: (甲 = true or 床位 >= 0) and '),
        ),
    )
    laws.stricter(old, new, ["1.3a"], base=CARE_FULL, examples=60)
    with pytest.raises(AssertionError, match=r"新规则更宽了：1\.3"):
        laws.stricter(new, old, ["1.3a"], base=CARE_FULL, examples=150)
