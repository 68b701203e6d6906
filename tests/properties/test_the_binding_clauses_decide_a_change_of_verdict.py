"""Between two editions, the sets of clauses that are said to decide or to undo a change do so, and none smaller does."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from cluster_rules.analysis.impact.binding import binding_of, smallest_sets
from cluster_rules.analysis.impact.crossing import Crossing, clauses_of
from cluster_rules.backends.scalar import prepare
from cluster_rules.model.ruleset import Criterion, Group
from tests.agreement import runs, sources
from tests.rulesets import RulesetMaker, assemble
from tests.strategies import Maker


def editions(rng):
    """A ruleset, and another with some tests, forces, children or groups changed; and facts."""
    maker = Maker(rng, missing=rng.choice((0.0, 0.2)))
    maker_of_rules = RulesetMaker(maker, lambda: maker.truth(1))
    old = maker_of_rules.ruleset()
    conditions = tuple(amended(rng, maker_of_rules, condition) for condition in old.conditions)
    if rng.random() < 0.1:
        conditions = conditions[:-1] or conditions
    return old, assemble(conditions), maker.facts()


def amended(rng, maker, parent):
    children = [changed(rng, maker, child) for child in parent.children]
    if rng.random() < 0.2:
        children.append(maker.criterion())
    if len(children) > 1 and rng.random() < 0.15:
        children.pop(rng.randrange(len(children)))
    return replace(parent, children=tuple(children))


def changed(rng, maker, tree):
    if isinstance(tree, Group):
        tree = amended(rng, maker, tree)
        kind = rng.choice(("all_of", "any_of")) if rng.random() < 0.1 else tree.kind
        return replace(tree, kind=kind, count=min(tree.count, len(tree.children)) if kind == "at_least" else 0)
    force = "should" if rng.random() < 0.1 else tree.force
    return replace(maker.criterion(), id=tree.id, force=force) if rng.random() < 0.4 else replace(tree, force=force)


def statuses(record, ruleset):
    ids = {criterion.id for criterion in ruleset.criteria()}
    return {finding.id: finding.status for finding in record.findings if finding.id in ids}


def crossed(old, new, facts):
    records = prepare(old)(facts), prepare(new)(facts)
    crossing = Crossing(clauses_of(old, new), statuses(records[0], old), statuses(records[1], new))
    return crossing, records[0].verdict, records[1].verdict


def test_with_no_clause_changed_the_verdict_is_the_old_and_with_all_it_is_the_new():
    differing = 0
    for name, rng in sources("crossing", 300):
        crossing, before, after = crossed(*editions(rng))
        everything = frozenset(crossing.changed())
        assert (crossing.verdict(frozenset()), crossing.verdict(everything)) == (before, after), name
        differing += before != after
    assert differing > runs(50)


def test_a_clause_alone_is_what_the_old_edition_with_that_criterion_of_the_new_gives():
    for name, rng in sources("alone", 200):
        maker = Maker(rng, missing=0.1)
        rules, facts = RulesetMaker(maker, lambda maker=maker: maker.truth(1)), maker.facts()
        old = rules.ruleset()
        other = {criterion.id: replace(rules.criterion(), id=criterion.id) for criterion in old.criteria()}
        new = exchanged(old, other)
        crossing, _, _ = crossed(old, new, facts)
        for clause in crossing.changed():
            mixed = exchanged(old, {clause: other[clause]})
            assert crossing.verdict(frozenset({clause})) == prepare(mixed)(facts).verdict, name


def exchanged(ruleset, others):
    def of(tree):
        if isinstance(tree, Criterion):
            return others.get(tree.id, tree)
        return replace(tree, children=tuple(map(of, tree.children)))

    return assemble(tuple(map(of, ruleset.conditions)))


def test_the_sets_decide_and_undo_and_no_smaller_set_does():
    found = joint = 0
    for name, rng in sources("binding", 400):
        crossing, before, after = crossed(*editions(rng))
        binding = binding_of(crossing)
        assert (binding is None) == (before == after), name
        if binding is None:
            continue
        subsets = [
            frozenset(some) for n in range(len(binding.changed) + 1) for some in combinations(binding.changed, n)
        ]
        deciding = [some for some in subsets if crossing.verdict(some) == after]
        undoing = [some for some in subsets if crossing.verdict(frozenset(binding.changed) - some) == before]
        for sets, holding in ((binding.decided_by, deciding), (binding.undone_by, undoing)):
            least = min(map(len, holding))
            assert set(map(frozenset, sets)) == {some for some in holding if len(some) == least}, name
            joint += least > 1
        found += 1
    assert found > runs(60)
    assert joint > runs(10)


def test_where_there_are_too_many_sets_one_is_given_that_cannot_be_made_smaller():
    clauses = [f"条{number}" for number in range(30)]
    needed = frozenset(clauses[::3])
    sets, smallest = smallest_sets(clauses, lambda some: needed <= some, budget=100)
    assert (sets, smallest) == ((tuple(clauses[::3]),), False)
