"""What is said of two editions with nested groups is what deciding every application under both shows."""

from itertools import product

import pytest

from cluster_rules.analysis.compare import compare as lines
from cluster_rules.analysis.proofs.claims import VERDICT, compare
from cluster_rules.analysis.proofs.result import Compared
from cluster_rules.analysis.proofs.search import Effort
from cluster_rules.testing import laws
from tests.agreement import runs, sources
from tests.analysis.test_repair import written

pytest.importorskip("z3")
NAMES, MOST = ("甲", "乙", "丙"), 3
FACTS = "facts:\n" + "".join(f"  {name}: {{type: integer, min: 0, max: {MOST}}}\n" for name in NAMES)
READ = '  - {id: "1.99", quote: 条件, force: should, test: "甲 + 乙 + 丙 >= 0"}\n'
APPLICATIONS = [dict(zip(NAMES, values, strict=True)) for values in product(range(MOST + 1), repeat=3)]
RELATIONS = {(True, True): "equal", (True, False): "stricter", (False, True): "looser", (False, False): "incomparable"}


class Drawn:
    """A tree of criteria by id, and the same with one change."""

    def __init__(self, rng):
        self.rng, self.number = rng, 0

    def tree(self, depth):
        self.number += 1
        identity = f"1.{self.number}"
        if depth == 0 or self.rng.random() < 0.35:
            return [identity, self.rng.choice(NAMES), self.rng.choice(("<=", ">=")), self.rng.randint(0, MOST)]
        kind = self.rng.choice(("all_of", "any_of", "at_least", "none_of"))
        children = [self.tree(depth - 1) for _ in range(self.rng.choice((1, 2, 3)))]
        return [identity, kind, self.rng.randint(1, len(children)), children]

    def changed(self, tree):
        """One leaf held against another number, one member more or fewer, or another count."""
        if len(tree) == 4 and not isinstance(tree[3], list):
            return [*tree[:3], self.rng.randint(0, MOST)]
        children = list(tree[3])
        place = self.rng.randrange(len(children))
        way = self.rng.choice(("inside", "inside", "more", "fewer", "count"))
        if way == "inside":
            children[place] = self.changed(children[place])
        elif way == "more":
            children.append(self.tree(0))
        elif way == "fewer" and len(children) > 1:
            del children[place]
        count = self.rng.randint(1, len(children)) if way == "count" else min(tree[2], len(children))
        return [tree[0], tree[1], count, children]


def spelled(tree):
    if not isinstance(tree[3], list):
        return f'{{id: "{tree[0]}", quote: 条件, indicator: {tree[1]}, require: "{tree[2]} {tree[3]}"}}'
    inside = ", ".join(map(spelled, tree[3]))
    body = f"at_least: {{count: {tree[2]}, of: [{inside}]}}" if tree[1] == "at_least" else f"{tree[1]}: [{inside}]"
    return f'{{id: "{tree[0]}", quote: 条件, {body}}}'


def pair(folder, rng):
    drawn = Drawn(rng)
    old = [drawn.tree(2) for _ in range(rng.choice((1, 2)))]
    new = [drawn.changed(tree) for tree in old]
    texts = ("".join(f"  - {spelled(tree)}\n" for tree in side) + READ for side in (old, new))
    return [written(folder / name, FACTS, text) for name, text in zip(("old", "new"), texts, strict=True)]


def by_trying(old, new):
    """Id, or the verdict → whether the new edition lets nobody through that the old does not, and the other way round."""
    decided = [(old.decide({"facts": each}), new.decide({"facts": each})) for each in APPLICATIONS]
    kept = {VERDICT: [(before.verdict == "met", after.verdict == "met") for before, after in decided]}
    for tree in new.ruleset.trees():
        if old.ruleset.tree(tree.id) is not None:
            wanted = "not_met" if tree.id in new.ruleset.vetoes() else "met"
            kept[tree.id] = [(b[tree.id].status == wanted, a[tree.id].status == wanted) for b, a in decided]
    return {
        name: (all(before >= after for before, after in pairs), all(after >= before for before, after in pairs))
        for name, pairs in kept.items()
    }


def test_a_proof_says_of_groups_and_vetoes_what_trying_shows(tmp_path):
    kinds = set()
    for number, (name, rng) in enumerate(sources("relations", 25)):
        old, new = pair(tmp_path / str(number), rng)
        shown = by_trying(old, new)
        proofs = compare(old.ruleset, new.ruleset, chosen={}, effort=Effort(20))
        for found in Compared(old.ruleset, new.ruleset, proofs, {}, 20).pairs:
            if found.about in shown:
                assert found.relation == RELATIONS[shown[found.about]], (name, found.about)
                kinds.add(found.relation)
    assert len(kinds) > 2 or runs(25) < 25


def test_a_comparison_claims_no_more_than_trying_shows(tmp_path):
    for number, (name, rng) in enumerate(sources("directions", 40)):
        old, new = pair(tmp_path / str(number), rng)
        shown, found = by_trying(old, new), lines(old, new)
        for about, direction in [(VERDICT, found.direction), *((c.id, c.direction) for c in found.criteria)]:
            if about in shown:
                turned = about in new.ruleset.vetoes()
                stricter, looser = shown[about][::-1] if turned else shown[about]
                assert stricter or direction not in {"equal", "stricter", "no_looser"}, (name, about, direction)
                assert looser or direction not in {"equal", "looser", "no_stricter"}, (name, about, direction)


def refusal(old, new):
    """What the law of tightening says against the new edition; empty where it holds."""
    try:
        laws.stricter(old, new, base={"facts": dict.fromkeys(NAMES, 2)}, examples=60)
    except AssertionError as error:
        return str(error)
    return ""


def test_a_law_refuses_no_tightening(tmp_path):
    """What trying shows to be stricter everywhere holds, unless of what is not known; most of what is not is found."""
    missed = looser = 0
    for number, (name, rng) in enumerate(sources("tightening", 12)):
        old, new = pair(tmp_path / str(number), rng)
        shown, said = by_trying(old, new), refusal(old, new)
        strict = all(stricter for stricter, _ in shown.values())
        assert not strict or not said or "前：未知" in said, name
        looser += not strict
        missed += not strict and not said
    assert missed <= max(1, looser / 4), (missed, looser)
