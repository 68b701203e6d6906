"""A group that is replaced goes with its children, their quotes and their places in the ledger, and compares as a whole."""

import shutil

from cluster_rules import load
from cluster_rules.analysis.amend import amend
from cluster_rules.analysis.proofs.claims import compare as prove
from tests.docs.pages import PROJECT

LEDGER = """\
version: 1.0.0
entries:
  - {provision: 说明, quote: 测试用文本（虚构），不是任何现行规定。, treatment: set_aside, reason: 虚构}
  - {provision: 第一条, quote: 第一条 申报单位获得国家级奖项，或者评价得分 60 分以上。, treatment: encoded, ids: ["1.1", "1.1.1", "1.1.2"]}
"""
REPLACED = """\
amendment: 修改（虚构）
measure: shape-routes
amends: v1
edition: {id: v2, title: 测试用办法（虚构）, status: draft, issued_on: unknown, effective_from: unknown}
changes:
  - provision: 第一条
    text: {old: 获得国家级奖项，或者评价得分 60 分以上, new: 评价得分 60 分以上}
    replace: "1.1"
    with: {id: "1.1", title: 评价得分, quote: 评价得分 60 分以上, indicator: 评价得分, require: ≥ 60 分}
  - {provision: 第一条, delete: {fact: 国家级奖项}}
"""


def test_a_group_is_replaced_with_what_its_children_quoted(tmp_path):
    """The quotes of what goes stand in no one's way, and the ledger no longer names it."""
    shape = tmp_path / "routes"
    shutil.copytree(PROJECT / "tests" / "accepted" / "routes", shape)
    with (shape / "v1" / "ruleset.yaml").open("a", encoding="utf-8") as manifest:
        manifest.write("ledger: ledger.yaml\n")
    (shape / "v1" / "ledger.yaml").write_text(LEDGER, encoding="utf-8")
    path = tmp_path / "amendment.yaml"
    path.write_text(REPLACED, encoding="utf-8")
    amended = amend(path, rulesets=[shape])
    with amended.rules() as rules:
        assert [c.id for c in rules.ruleset.criteria()] == ["1.1"]
    old = load("shape-routes", edition="v1", rulesets=[shape]).ruleset
    proofs = prove(old, rules.ruleset, chosen={}, only=frozenset({"1.1"}))
    assert [(proof.about, proof.claim, proof.answered.outcome) for proof in proofs[:2]] == [
        ("1.1", "stricter", "proved"),
        ("1.1", "looser", "refuted"),
    ]
