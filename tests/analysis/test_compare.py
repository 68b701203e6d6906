"""Comparing looks at meaning: what changed, which side is stricter, and the values that show it, worked out by hand."""

from datetime import date
from fractions import Fraction

import pytest

from cluster_rules.analysis.compare import compare
from tests.analysis.small import rules

YI = 10**8


@pytest.fixture
def compared(tmp_path):
    def compared(*edits):
        return compare(rules(tmp_path / "old"), rules(tmp_path / "new", *edits))

    return compared


def condition(old, new):
    return ("1.yaml", old, new)


SAME = [
    condition("require: ≥ 300 亿元", "require: '>= 30000000000 元'"),
    condition("require: ≥ 300 亿元", "require: ≥ 3000000 万元"),
    condition("test: 产值 >= 100 亿元 and 税收", "test: 产值 ≥ 1000 千万元 且 税收"),
    condition("require: ≥ 20 家", 'require: "> 19 家"'),
    condition("require: ≥ 2%", "require: ≥ 0.02"),
    ("definitions.yaml", "营业收入 >= 2000 万元", "营业收入 ≥ 0.2 亿元"),
    ("ruleset.yaml", "edition: v1", "edition:   v1   # 注释"),
]


@pytest.mark.parametrize("edit", SAME, ids=lambda edit: edit[2])
def test_what_means_the_same_is_no_change_of_strictness(compared, edit):
    found = compared(edit)
    assert {change.direction for change in found.criteria} == {"equal"}
    assert found.direction == "equal"
    assert found.definitions == ()


@pytest.mark.parametrize("edit", [edit for edit in SAME if "19" not in edit[2]], ids=lambda edit: edit[2])
def test_what_is_only_written_otherwise_is_not_told(compared, edit):
    assert list(compared(edit).changed) == []


#: The edit, then the criterion, what changed, the direction, and the values (low, high, included, included, met by old).
CHANGES = [
    (condition("≥ 300 亿元", "≥ 500 亿元"), "1.1", {"threshold"}, "stricter", (300 * YI, 500 * YI, True, False, True)),
    (condition("≥ 300 亿元", "≥ 30 亿元"), "1.1", {"threshold"}, "looser", (30 * YI, 300 * YI, True, False, False)),
    (condition("≥ 300 亿元", "≥ 300 万元"), "1.1", {"unit"}, "looser", (300 * 10**4, 300 * YI, True, False, False)),
    (condition("require: ≥ 300 亿元", 'require: "> 300 亿元"'), "1.1", {"inclusiveness"}, "stricter", (300 * YI, 300 * YI, True, True, True)),
    (condition("require: ≥ 2%", 'require: "> 2%"'), "1.2", {"inclusiveness"}, "stricter", (Fraction(1, 50), Fraction(1, 50), True, True, True)),
    (condition("≥ 20 家", "≥ 30 家"), "1.3", {"threshold"}, "stricter", (20, 29, True, True, True)),
    (condition("≥ 20 家", "≥ 0 家"), "1.3", {"threshold"}, "looser", (0, 19, True, True, False)),
    (condition('成立日期 <= @"2020-01-01"', '成立日期 < @"2019-01-01"'), "1.8", {"inclusiveness", "threshold"}, "stricter", (date(2019, 1, 1), date(2020, 1, 1), True, True, True)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("edit", "name", "aspects", "direction", "witness"),
    CHANGES,
    ids=lambda v: str(sorted(v) if isinstance(v, set) else v)[:60],
)
def test_thresholds_are_compared_on_the_line_of_values(compared, edit, name, aspects, direction, witness):
    found = compared(edit)
    (change,) = found.changed
    assert (change.id, {c.aspect for c in change.changes}, change.direction) == (name, aspects, direction)
    (stretch,) = change.witnesses
    assert (stretch.low, stretch.high, stretch.low_included, stretch.high_included, stretch.old_met) == witness
    assert found.direction == {"stricter": "no_looser", "looser": "no_stricter"}[direction]


def test_a_range_that_moves_is_stricter_at_one_end_and_looser_at_the_other(compared):
    (change,) = compared(condition("[10 人..20 人]", "(12 人..25 人]")).changed
    assert change.direction == "incomparable"
    found = [(stretch.low, stretch.high, stretch.old_met) for stretch in change.witnesses]
    assert found == [(10, 12, True), (21, 25, False)]


def test_a_turned_comparison_shows_both_sides(compared):
    (change,) = compared(condition("require: ≥ 300 亿元", "require: ≤ 300 亿元")).changed
    assert {c.aspect for c in change.changes} == {"comparison"}
    assert change.direction == "incomparable"
    found = [(stretch.low, stretch.high, stretch.high_included, stretch.old_met) for stretch in change.witnesses]
    assert found == [(0, 300 * YI, False, False), (300 * YI, None, False, True)]


#: What intervals of one quantity do not show, but a filter, a sum of what is never negative or a table does.
IMPLIED = [
    (condition("规模以上 = true and 主导产业 = true", "规模以上 = true"), "1.3", "no_stricter"),
    (condition("规模以上 = true and 主导产业 = true", "主导产业 = false"), "1.3", "unsettled"),
    (condition("sum(企业[规模以上 = true].营业收入)", "sum(企业.营业收入)"), "1.9", "no_stricter"),
    (condition("sum(企业[规模以上 = true].营业收入)", "sum(企业[规模以上 = true and 主导产业 = true].营业收入)"), "1.9", "no_looser"),
    (condition("产值 >= 100 亿元 and", "产值 >= 200 亿元 and"), "1.10", "no_looser"),
    (condition("产值 >= 100 亿元 and 税收 >= 3 亿元", "产值 >= 200 亿元 and 税收 >= 2 亿元"), "1.10", "unsettled"),
    (condition("产值 >= 100 亿元 and 税收 >= 3 亿元", "产值 >= 100 亿元 or 税收 >= 3 亿元"), "1.10", "no_stricter"),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "name", "direction"), IMPLIED, ids=lambda v: str(v)[:60])
def test_implication_tells_where_intervals_cannot(compared, edit, name, direction):
    (change,) = compared(edit).changed
    assert (change.id, change.direction, change.witnesses) == (name, direction, ())


#: Edits of the tiers of 1.5, its direction, and the tier with the values that show it.
TIERS = [
    ([("≥ 1 亿元", "≥ 1.5 亿元")], "stricter", [('类别 = "乙类"', YI, 3 * YI // 2, True)]),
    ([("then: ≥ 2 亿元", "then: ≥ 0.5 亿元")], "looser", [('类别 = "甲类"', YI // 2, 2 * YI, False)]),
    (
        [("then: ≥ 2 亿元", "then: ≥ 3 亿元"), ("then: ≥ 1 亿元", "then: ≥ 0.5 亿元")],
        "incomparable",
        [('类别 = "甲类"', 2 * YI, 3 * YI, True), ('类别 = "乙类"', YI // 2, YI, False)],
    ),
]
UNREAD = ("facts.yaml", "values: [甲类, 乙类]", "values: [甲类, 乙类], informative: true")


def by(name, low, high):
    """The tiers of 1.5 by a number."""
    return [
        UNREAD,
        condition("by: 类别", f"by: {name}"),
        condition("""'"甲类"'""", low),
        condition("""'"乙类"'""", f"'{high}'"),
    ]


@pytest.mark.parametrize(("edits", "direction", "witnesses"), TIERS, ids=lambda v: str(v)[:60])
def test_tiers_are_compared_one_by_one(compared, edits, direction, witnesses):
    (change,) = compared(*(condition(*edit) for edit in edits)).changed
    assert (change.id, change.direction) == ("1.5", direction)
    assert [(w.tier, w.low, w.high, w.old_met) for w in change.witnesses] == witnesses
    assert [c.tier for c in change.changes if c.tier] == [tier for tier, *_ in witnesses]


def test_other_tiers_are_told_as_gone_and_new(compared):
    change = compared(*by("人数", "≤ 9 人", "> 9 人")).by_id["1.5"]
    assert change.direction == "unsettled"
    told = [(c.tier, bool(c.old), bool(c.new)) for c in change.changes if c.tier]
    assert told == [
        ('类别 = "甲类"', True, False),
        ('类别 = "乙类"', True, False),
        ("人数 <= 9 人", False, True),
        ("人数 > 9 人", False, True),
    ]


def test_a_tier_that_the_indicator_is_bound_to_shows_no_more_than_implication(tmp_path):
    """Whoever is in the tier up to 5 亿元 may never be able to have what it asks."""
    by_itself = by("税收", "≤ 5 亿元", "> 5 亿元")
    old = rules(tmp_path / "old", *by_itself)
    new = rules(tmp_path / "new", *by_itself, condition("then: ≥ 1 亿元", "then: ≥ 2 亿元"))
    found = compare(old, new).by_id["1.5"]
    assert found.direction == "no_looser"


def test_a_sum_of_what_may_be_negative_does_not_grow_with_its_selection(compared, tmp_path):
    unbounded = ("facts.yaml", "营业收入: {type: number, unit: 万元, min: 0}", "营业收入: {type: number, unit: 万元}")
    wider = condition("sum(企业[规模以上 = true].营业收入)", "sum(企业.营业收入)")
    found = compare(rules(tmp_path / "a", unbounded), rules(tmp_path / "b", unbounded, wider))
    assert found.by_id["1.9"].direction == "unsettled"


def test_a_definition_is_named_where_it_changes_a_criterion_through_another(compared):
    found = compared(("definitions.yaml", "营业收入 >= 2000 万元", "营业收入 >= 5000 万元"))
    (change,) = found.changed
    assert (change.id, change.direction) == ("1.2", "unsettled")
    assert [(c.aspect, c.names) for c in change.changes] == [("definition", ("大企业",))]
    (definition,) = found.definitions
    assert (definition.name, definition.criteria) == ("大企业", ("1.2",))
    assert definition.details == (("is", "企业[营业收入 >= 2000 万元]", "企业[营业收入 >= 5000 万元]"),)


def test_a_filter_lost_in_a_definition_shows_at_the_criterion(compared):
    (change,) = compared(("definitions.yaml", "is: 大企业[规模以上 = true]", "is: 大企业[规模以上 = false]")).changed
    assert [(c.aspect, c.names) for c in change.changes] == [("definition", ("计入企业",))]


def test_another_default_is_a_reading_and_not_another_indicator(compared):
    swapped = ("definitions.yaml", "is: 大企业[规模以上 = true]\n    readings:\n      范围:\n        全部: {is: 大企业}", "is: 大企业\n    readings:\n      范围:\n        规上: {is: '大企业[规模以上 = true]'}")  # fmt: skip
    found = compared(("ruleset.yaml", "default: 规上", "default: 全部"), swapped)
    (change,) = found.changed
    assert [(c.aspect, c.old, c.new, c.names) for c in change.changes] == [("reading", "规上", "全部", ("范围",))]
    assert [choice.details for choice in found.choices] == [(("default", "规上", "全部"),)]


def test_an_alternative_that_changes_alone_is_told(compared):
    found = compared(("definitions.yaml", "全部: {is: 大企业}", "全部: {is: 企业}"))
    (change,) = found.changed
    assert [(c.aspect, c.names) for c in change.changes] == [("alternatives", ("范围",))]
    assert (change.direction, found.direction) == ("equal", "equal")


@pytest.mark.parametrize(
    ("edit", "name", "aspect", "weight", "direction"),
    [
        (condition("judgement: 品牌是否较强", "judgement: 品牌是否很强"), "1.6", "question", "asked", "unsettled"),
        (condition("document: 合作协议", "document: 章程"), "1.7", "document", "asked", "unsettled"),
        (condition("evidence: [证明]", "evidence: [审计报告]"), "1.1", "evidence", "asked", "equal"),
        (condition("title: 产值\n", "title: 年产值\n"), "1.1", "title", "wording", "equal"),
        (condition("quote: 人数", "quote: 人员数"), "1.4", "quote", "wording", "equal"),
        (condition('{id: "1.4",', '{id: "1.4", version: 1.1.0,'), "1.4", "version", "version", "equal"),
        (condition('"1.4", quote', '"1.4", force: should, quote'), "1.4", "role", "meaning", "no_stricter"),
    ],
)
def test_what_is_asked_and_what_is_wording_are_told_apart(compared, edit, name, aspect, weight, direction):
    (change,) = compared(edit).changed
    assert (change.id, {c.aspect for c in change.changes}) == (name, {aspect})
    assert (change.weight, change.direction) == (weight, direction)


def test_a_fact_that_is_declared_otherwise_touches_the_criteria_that_read_it(compared):
    found = compared(
        ("facts.yaml", "产值: {type: number, unit: 亿元, min: 0}", "产值: {type: number, unit: 万元, min: 0}")
    )
    assert [change.id for change in found.changed] == ["1.1", "1.10", "1.11", "1.12a"]
    assert {c.aspect for change in found.changed for c in change.changes} == {"fact"}
    (fact,) = found.facts
    assert (fact.name, fact.details) == ("产值", (("unit", "亿元", "万元"), ("quantum", "0.0001 亿元", "0.01 万元")))
    assert found.direction == "unsettled"


def test_a_key_that_is_read_otherwise_touches_what_counts_its_records(compared):
    """Rows that were two firms are one now, for every count and sum, though no expression names the key."""
    found = compared(("facts.yaml", "代码: {type: text}", "代码: {type: text, format: code}"))
    touched = [change.id for change in found.changed]
    assert {"1.3", "1.13"} <= set(touched)
    assert "1.1" not in touched
    assert {change.direction for change in found.changed} == {"unsettled"}


def test_new_and_deleted_criteria(compared):
    added = condition('  - {id: "1.6"', '  - {id: "1.5a", quote: 税, test: 税收 >= 9 亿元}\n  - {id: "1.6"')
    found = compared(added, condition('  - {id: "1.7", quote: 协议, document: 合作协议}\n', ""))
    assert [(c.id, c.status, c.direction) for c in found.changed] == [
        ("1.5a", "added", "no_looser"),
        ("1.7", "removed", "no_stricter"),
    ]
    assert [c.id for c in found.criteria][5:10] == ["1.5", "1.5a", "1.6", "1.7", "1.8"]
    assert found.direction == "unsettled"


def test_a_deleted_criterion_alone_makes_the_whole_no_stricter(compared):
    assert compared(condition('  - {id: "1.7", quote: 协议, document: 合作协议}\n', "")).direction == "no_stricter"


def test_a_group_that_asks_for_more_is_told(compared):
    found = compared(condition("count: 1\n", "count: 2\n"))
    assert list(found.changed) == []
    assert [(group.name, group.details) for group in found.groups] == [("1.12", (("count", "1", "2"),))]
    assert found.direction == "no_looser"


def test_a_soft_norm_does_not_enter_the_whole(compared):
    found = compared(condition("产值 >= 500 亿元", "产值 >= 900 亿元"))
    assert [(c.id, c.direction) for c in found.changed] == [("1.11", "stricter")]
    assert found.direction == "equal"


@pytest.mark.parametrize(
    "old, new",
    [
        (
            '"count(企业[主导产业 = true]) / count(企业) <= 100%"',
            '"count(企业[主导产业 = true]) / count(企业) <= 120%"',
        ),
        ('"sum(企业.研发) / sum(企业.营业收入) >= 0%"', '"sum(企业.研发) / sum(企业.营业收入) >= -1%"'),
        ('"产值 + 税收 >= 0 亿元"', '"产值 + 税收 >= -1 亿元"'),
        ('"产值 * 2 >= 0 亿元"', '"产值 * 2 > -1 亿元"'),
    ],
)
def test_what_no_figures_can_come_to_makes_no_difference(tmp_path, old, new):
    """A share of members is never above all of them, and what is never negative adds up to nothing below zero."""
    asked = [
        ("1.yaml", "criteria:\n", f'criteria:\n  - {{id: "1.99", quote: 新, test: {test}}}\n') for test in (old, new)
    ]
    before, after = (rules(tmp_path / name, edit) for name, edit in zip(("old", "new"), asked, strict=True))
    assert compare(before, after).by_id["1.99"].direction == "equal"


def test_a_tier_by_a_part_of_the_indicator_is_not_said_to_be_stricter(tmp_path):
    """产值 of 3 where 税收 is 3 or more, of which it is a part: from 1 to 2 changes nothing there."""
    part = (
        "facts.yaml",
        "税收: {type: number, unit: 亿元, min: 0}",
        "税收: {type: number, unit: 亿元, min: 0, part_of: 产值}",
    )
    tier = "{id: '1.99', quote: 新, indicator: 产值, require: {by: 税收, tiers: [{when: '>= 3 亿元', then: '>= %s 亿元'}, {when: '< 3 亿元', then: '>= 1 亿元'}]}}"  # fmt: skip
    asked = [("1.yaml", "criteria:\n", f"criteria:\n  - {tier % least}\n") for least in (1, 2)]
    before, after = (rules(tmp_path / name, part, edit) for name, edit in zip(("old", "new"), asked, strict=True))
    assert compare(before, after).by_id["1.99"].direction == "no_looser"


def test_an_exception_is_named(tmp_path):
    """The words of the requirement are the same: what is new stands beside them."""
    before = rules(tmp_path / "old")
    after = rules(tmp_path / "new", ("1.yaml", "require: ≥ 300 亿元", "require: ≥ 300 亿元\n    unless: 法人 = true"))  # fmt: skip
    change = compare(before, after).by_id["1.1"]
    (meant,) = (each for each in change.changes if each.aspect == "indicator")
    assert meant.old != meant.new
    assert "法人" in meant.new
    assert change.direction == "no_stricter"


def test_what_only_advises_now_is_no_stricter(tmp_path):
    old = rules(tmp_path / "old")
    new = rules(tmp_path / "new", ("1.yaml", '- id: "1.1"\n', '- id: "1.1"\n    force: should\n'))
    assert compare(old, new).by_id["1.1"].direction == "no_stricter"
    assert compare(new, old).by_id["1.1"].direction == "no_looser"
