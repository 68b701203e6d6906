"""Groups are compared as wholes, and what may not occur by what it catches."""

import pytest

from cluster_rules.analysis.proofs.claims import compare
from cluster_rules.analysis.proofs.report import compared_document
from cluster_rules.analysis.proofs.result import Compared
from cluster_rules.analysis.proofs.search import Effort
from cluster_rules.explain import document_text
from tests.analysis import small

pytest.importorskip("z3")
EFFORT = Effort(60)


def compared(old, new, only):
    """Both claims, under the defaults."""
    return Compared(old, new, compare(old, new, chosen={}, effort=EFFORT, only=frozenset(only)), {}, 60)


def edition_with(folder, text):
    """The small measure with one more entry."""
    return small.rules(folder, ("1.yaml", "criteria:\n", f"criteria:\n  - {text}\n"))


VETO = '{id: "1.90", quote: 新, none_of: [{id: "1.91", quote: 新, test: 产值 >= %s 亿元}, {id: "1.92", quote: 新, test: 税收 >= 9 亿元}]}'


def test_a_veto_that_catches_more_is_stricter(tmp_path):
    """What counts against the subject is told by what it catches, and the verdict follows from it."""
    wide, narrow = (edition_with(tmp_path / least, VETO % least).ruleset for least in ("500", "600"))
    found = compared(narrow, wide, ["1.91"])
    assert found.pairs[0].relation == "stricter"
    assert compared(wide, narrow, ["1.91"]).pairs[0].relation == "looser"
    text = document_text(compared_document(found, "zh", {}))
    assert "凡新规则不触发的，旧规则也不触发：已证明" in text
    assert "反例：旧不触发，新触发" in text
    proofs = {(proof.about, proof.claim): proof for proof in compare(narrow, wide, chosen={}, effort=Effort(2.0))}
    assert proofs["verdict", "stricter"].is_proved


ANY = '{id: "1.90", quote: 新, at_least: {count: %s, of: [%s]}}'
ITEMS = [
    f'{{id: "1.9{n}", quote: 新, test: {test}}}'
    for n, test in enumerate(("产值 >= 5 亿元", "税收 >= 9 亿元", "人数 >= 7 人"), 1)
]


@pytest.mark.parametrize(
    "old, new, relation",
    [((1, 2), (1, 3), "looser"), ((1, 2), (2, 3), "stricter"), ((1, 2), (2, 2), "stricter"), ((2, 3), (2, 2), "stricter")],
)  # fmt: skip
def test_a_group_of_other_members_is_compared_as_a_whole(tmp_path, old, new, relation):
    """An alternative that one edition alone has says nothing by itself."""
    sides = [
        edition_with(tmp_path / name, ANY % (count, ", ".join(ITEMS[:number]))).ruleset
        for name, (count, number) in (("old", old), ("new", new))
    ]
    found = compared(*sides, ["1.90", "1.93"])
    assert {pair.about: pair.relation for pair in found.pairs if pair.about != "verdict"} == {"1.90": relation}
