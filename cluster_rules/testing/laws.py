"""Laws that a ruleset has to keep, for the regression tests of a measure: each is one line in a test of pytest.

    def test_learning():
        laws.learning(rules)

A law draws applications (`cluster_rules.testing.strategies`), and raises `AssertionError` with the smallest one that
breaks it: what was changed in the base, the criterion, and both findings. `base` and `examples` are those of every law:
what applications are made from, and how many are drawn. The profile of Hypothesis applies, its seed and database too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import product
from typing import Any

from cluster_rules.compiler.suggest import closest
from cluster_rules.engine import Decision, Rules
from cluster_rules.errors import RulesError
from cluster_rules.explain.figures import is_number
from cluster_rules.model import ir
from cluster_rules.model.decision import Finding
from cluster_rules.model.ruleset import Criterion
from cluster_rules.model.types import NumberType
from cluster_rules.testing.beside import both, comparable, no_longer_asked, rebuilt
from cluster_rules.testing.drafts import Draft
from cluster_rules.testing.steering import reach, single_test, threshold_of
from cluster_rules.testing.strategies import (
    Application,
    Base,
    Draw,
    Law,
    applications,
    base_of,
    blanked,
    for_all,
    incomplete,
    just,
    one_of,
    pass_over,
    shuffled,
)
from cluster_rules.testing.turning import differing, in_each_tier, with_rows

EXAMPLES = 40
#: Whether it is a veto → the status that is kept by a tightening, and what is said where it is not.
_KEPT = {False: ("met", "新规则更宽了"), True: ("not_met", "新规则更宽了（不得有的情形，触发的少了）")}
SETTLED = frozenset({"met", "not_met"})
_SHOWN = {
    "met": "符合",
    "not_met": "不符合",
    "unknown": "未知",
    "needs_judgement": "待判断",
    "not_applicable": "不适用",
}


def pinned(rules: Rules, table: Mapping[str, str], *, base: Base | None = None) -> None:
    """Each criterion of `table` requires what stands there (`{"5.2.5": ">= 300 亿元"}`), taken from the text by hand.

    Held in two ways: operator and threshold are the same, and the indicator brought just below, on and just above the
    threshold gives the findings that the table gives. Raises `RulesError` for a requirement that is none, and CR654
    for a criterion that is not one comparison of an indicator with a number; tiers are several.
    """
    draft = base_of(rules, base)
    for identity, requirement in table.items():
        other = rules.with_overrides({identity: requirement})
        wanted, found = _one_test(other, identity), _one_test(rules, identity)
        if (found.operator, found.right) != (wanted.operator, wanted.right):
            raise AssertionError(_pin(rules.decide(draft.data)[identity], other.decide(draft.data)[identity]))
        said = threshold_of(other, draft, identity)
        for side in reach(other, draft, identity, said).values() if said is not None else ():
            here, there = rules.decide(side.draft.data)[identity], other.decide(side.draft.data)[identity]
            if here.status != there.status:
                raise AssertionError(f"{_pin(here, there)}\n申报材料：{side.change or '用例原样'}")


def _one_test(rules: Rules, identity: str) -> ir.Comparison:
    """The one comparison that a criterion is; refused for several, for tiers, and for a group."""
    criterion = isinstance(rules.ruleset.tree(identity), Criterion)
    test = single_test(rules, identity) if criterion else None
    if test is None or isinstance(test.right, ir.Tiers):
        raise RulesError.of("CR654", id=identity)
    return test


def _pin(found: Finding, wanted: Finding) -> str:
    return f"{found.id} {found.title} 与钉住的门槛不同\n规则：{_of(found)}\n钉住：{_of(wanted)}"


def touches_only(
    old: Rules, new: Rules, named: Collection[str], *, base: Base | None = None, examples: int = EXAMPLES
) -> None:
    """A revision changes the findings of the criteria that it names, and no others. `named` are their ids.

    What is added, deleted, made soft or put together otherwise has to be named too, or what is inside it.
    Facts that only one of the editions declares are left aside under the other. Raises CR655 for an id in neither.
    """
    _require_known(named, old, new)
    if found := rebuilt(old, new, named):
        raise AssertionError(f"修订没有提到 {found}，它却是新增、删去的，或者地位、合起来的方式变了")
    old, new = both(old, new)

    def holds(application: Application, _: Draw) -> None:
        before, after = _decided(old, new, application)
        for finding in after.findings:
            if finding.kind != "group" and finding.id not in named and finding.id in before:
                _same(before[finding.id], finding, application, "修订没有提到这一条，结论或看的数却变了")

    _for_all((old, new), base, examples, holds)


def stricter(
    old: Rules, new: Rules, named: Collection[str] = (), *, base: Base | None = None, examples: int = EXAMPLES
) -> None:
    """Tightening recognises nobody new: whoever meets a criterion of the new rules meets it under the old.

    Of the criteria and groups in `named`; without them, of every one and of the whole. Of what may not occur (none_of),
    whoever is not caught by the new rules is not caught by the old. What the new rules no longer have, or only advise,
    asks for nothing; an alternative that one edition alone has stands for its group. Raises CR655 for an id in neither.
    """
    _require_known(named, old, new)
    no_longer = no_longer_asked(old.ruleset, new.ruleset)
    if gone := [name for name in named if name in no_longer]:
        raise AssertionError(f"新规则更宽了：不再要求 {'、'.join(gone)}")
    compared = comparable(old.ruleset, new.ruleset, named)
    old, new = both(old, new)

    def holds(application: Application, _: Draw) -> None:
        before, after = _decided(old, new, application)
        for identity, is_veto in compared.items():
            kept, why = _KEPT[is_veto]
            if after[identity].status == kept != before[identity].status:
                raise AssertionError(_broken(why, before[identity], after[identity], application))
        if not named and after.verdict == "met" and before.verdict != "met":
            raise AssertionError(f"新规则更宽了：旧 {before.verdict}，新 {after.verdict}\n申报材料：{application!r}")

    _for_all((old, new), base, examples, holds)


def monotone(rules: Rules, *, base: Base | None = None, examples: int = EXAMPLES) -> None:
    """More of what a criterion asks for is never worse: an indicator that moves the way it is asked to loses nothing."""

    def holds(application: Application, draw: Draw) -> None:
        changed = application.draft.fork()
        spots = [
            s for s in changed.spots() if isinstance(changed.declared(s).type, NumberType) and not changed.is_key(s)
        ]
        if not spots:
            return
        spot = draw(one_of(spots))
        value = changed.value(spot)
        if not is_number(value) or not changed.put_number(spot, value * draw(one_of([2, 3, 100]))):
            return
        for before, after in _pairs(rules, application.draft, changed):
            if _better(before, after) and before.status == "met" and after.status == "not_met":
                raise AssertionError(_broken("指标更好，结论却更差", before, after, application))

    _for_all((rules,), base, examples, holds)


def learning(rules: Rules, *, base: Base | None = None, examples: int = EXAMPLES) -> None:
    """A finding that is settled stays what it is when missing material is supplied."""

    def holds(application: Application, draw: Draw) -> None:
        if rules.bind(application.data).conflicts:
            # A contradiction that comes to light is no learning.
            return
        less = application.draft.fork()
        told = [blanked(rules, less, draw) for _ in range(draw(one_of([1, 2, 3, 4])))]
        told += [incomplete(rules, less, draw)] * draw(one_of([0, 1]))
        for before, after in _pairs(rules, less, application.draft):
            if before.status in SETTLED and before.status != after.status:
                gone = Application(less, (*application.changes, *filter(None, told)))
                raise AssertionError(_broken("补了材料，已定的结论却变了", before, after, gone))

    _for_all((rules,), base, examples, holds)


def order(rules: Rules, *, base: Base | None = None, examples: int = EXAMPLES) -> None:
    """The order of rows decides nothing, and neither do rows that a second source lists in the same words."""

    def holds(application: Application, draw: Draw) -> None:
        changed = shuffled(application.draft, draw)
        for before, after in _pairs(rules, application.draft, changed):
            _same(before, after, application, "只换了行的次序，结论或看的数却变了")

    _for_all((rules,), base, examples, holds)


# What the laws share


def _for_all(every: tuple[Rules, ...], base: Base | None, examples: int, holds: Law) -> None:
    """Of two editions: first where tests differ, on all sides of both thresholds; then what is drawn about those.

    Raises `RulesError` for a base that cannot be read: no application could be made from it.
    """
    start = base_of(every[0], base)
    for other in every[1:]:
        other.bind(start.data)
    about = differing(every[0].ruleset, every[1].ruleset) if len(every) == 2 else []
    for draft, change in (side for rules, identity in product(every, about) for side in _sides(rules, start, identity)):
        if all(_can_read(each, draft) for each in every):
            for_all([just(Application(draft, (change,) if change else ()))], holds, 1)
    for_all([applications(rules, base=start.data, about=about) for rules in every], holds, examples)


def _sides(rules: Rules, start: Draft, identity: str) -> Iterator[tuple[Draft, str]]:
    """Below, on and above the threshold of the criterion, in each of its tiers; and with a row where it reads none.

    Each with what was changed; none where the edition does not have the criterion.
    """
    if rules.ruleset.tree(identity) is None:
        return
    for draft in in_each_tier(rules, start, identity):
        threshold = threshold_of(rules, draft, identity)
        if threshold is not None:
            yield from ((each.draft, each.change) for each in reach(rules, draft, identity, threshold).values())
    yield from with_rows(rules, start, identity)


def _can_read(rules: Rules, draft: Draft) -> bool:
    try:
        rules.bind(draft.data)
    except RulesError:
        return False
    return True


def _require_known(named: Collection[str], *editions: Rules) -> None:
    known = [tree.id for rules in editions for tree in rules.ruleset.trees()]
    for name in named:
        if name not in known:
            raise RulesError.of("CR655", id=name, close=closest(name, known))


def _decided(old: Rules, new: Rules, application: Application) -> tuple[Decision, Decision]:
    """The decisions of two editions; an application that either cannot read is passed over."""
    try:
        facts = old.bind(application.data)
        same = old.ruleset.dictionary == new.ruleset.dictionary
        return old.decide_bound(facts), new.decide_bound(facts if same else new.bind(application.data))
    except RulesError:
        pass_over()
        raise


def _pairs(rules: Rules, before: Draft, after: Draft) -> Iterator[tuple[Finding, Finding]]:
    """The findings on both applications, criterion by criterion; none where either cannot be read."""
    try:
        decisions: tuple[Decision, Decision] = (rules.decide(before.data), rules.decide(after.data))
    except RulesError:
        return
    for finding in decisions[0].findings:
        if finding.kind != "group":
            yield finding, decisions[1][finding.id]


def _same(before: Finding, after: Finding, application: Application, why: str) -> None:
    if (before.status, before.actual) != (after.status, after.actual):
        raise AssertionError(_broken(why, before, after, application))


def _better(before: Finding, after: Finding) -> bool:
    """Whether the indicator has moved the way that its operator asks."""
    old, new = before.actual, after.actual
    if not is_number(old) or not is_number(new):
        return False
    upward = before.measurements[0].operator in {">", ">="}
    downward = before.measurements[0].operator in {"<", "<="}
    return (upward and new > old) or (downward and new < old)


def _broken(why: str, before: Finding, after: Finding, application: Application) -> str:
    return f"{why}：{after.id} {after.title}\n前：{_of(before)}\n后：{_of(after)}\n申报材料：{application!r}"


def _of(finding: Finding) -> str:
    """`不符合（实际 299.9999 亿元，要求 >= 300 亿元）`."""
    told = _SHOWN.get(finding.status, finding.status)
    if len(finding.measurements) != 1 or not is_number(finding.actual):
        return told
    measured = finding.measurements[0]

    def shown(value: Any) -> str:
        return measured.unit.format(value) if measured.unit and is_number(value) else str(value)

    return f"{told}（实际 {shown(measured.actual)}，要求 {measured.operator} {shown(measured.threshold)}）"
