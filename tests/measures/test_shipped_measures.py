"""The shipped measures against the text of the law, written down here independently of the rulesets."""

import re
import unicodedata
from fractions import Fraction
from pathlib import Path

import pytest

from cluster_rules import FactSheet, load
from cluster_rules.model import ir
from cluster_rules.model.ruleset import Criterion
from cluster_rules.testing.cases import run
from cluster_rules.testing.sample import write_sample

RULESETS = Path(__file__).parents[2] / "rulesets"
FOLDER = RULESETS / "nmg-advanced-manufacturing-cluster" / "provisional"
YI = 10**8

#: What Article 5 of the provisional measure asks, read from its text: statement → (comparison, number in base units).
#: 元 for money, 1 for 100 %, one for things counted.
ARTICLE_5 = {
    "5.1.7": (">=", Fraction(20, 100)),
    "5.2.4": (">=", 20),
    "5.2.5": (">=", 300 * YI),
    "5.2.6": (">=", 20),
    "5.2.8": (">=", 1),
    "5.3.4": (">=", Fraction(2, 100)),
    "5.3.5": (">=", 20),
    "5.3.7": (">=", 20),
    "5.3.9": (">=", 4),
    "5.3.10a": (">=", 2),
    "5.3.10b": (">=", 5),
    "5.4.3": (">=", Fraction(60, 100)),
    "5.4.4": (">=", Fraction(50, 100)),
    "5.4.5": (">=", Fraction(30, 100)),
    "5.4.6": (">=", 1),
    "5.4.7": (">=", 1),
    "5.5.9a": (">=", 3),
    "5.5.9b": (">=", 5),
    "5.6.5": (">=", 1),
    "5.6.6": (">=", 1),
}
#: The chain leader is one firm with several properties; its money is inside the selection.
CHAIN_LEADER = 20 * YI
KINDS = {"number": 21, "benchmark": 1, "trend": 1, "document": 5, "judgement": 24}


@pytest.fixture(scope="module")
def rules():
    return load("nmg-advanced-manufacturing-cluster", edition="provisional")


@pytest.fixture(scope="module")
def decision(rules, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    return rules.decide(FactSheet.read(folder))


def criteria(rules) -> dict[str, Criterion]:
    return {criterion.id: criterion for criterion in rules.ruleset.criteria()}


def default_test(rules, identity):
    criterion = criteria(rules)[identity]
    return next(iter(criterion.tests.values()))


@pytest.mark.parametrize("identity", ARTICLE_5)
def test_every_threshold_is_the_one_of_the_text(rules, identity):
    (comparand,) = default_test(rules, identity).comparands
    assert isinstance(comparand.comparison.right, ir.Constant)
    assert (comparand.comparison.operator, comparand.comparison.right.value) == ARTICLE_5[identity]


def test_the_chain_leader_has_the_revenue_of_the_text(rules):
    found = [c for c in comparisons(default_test(rules, "5.2.3").truth) if getattr(c.right, "value", 0) == CHAIN_LEADER]
    assert [c.operator for c in found] == [">="]


def comparisons(node):
    from cluster_rules.semantics.dependencies import walk

    return [part for part in walk(node) if isinstance(part, ir.Comparison)]


def test_article_5_has_its_52_statements_of_each_kind(rules):
    statements = [c for c in rules.ruleset.criteria() if c.id.startswith("5.")]
    assert len(statements) == 52
    assert {kind: sum(c.kind == kind for c in statements) for kind in KINDS} == KINDS
    assert all(c.force == "shall" for c in statements)


def flat(text):
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def test_every_quote_stands_in_the_text(rules):
    text = flat((FOLDER / "text.txt").read_text(encoding="utf-8"))
    assert all(flat(criterion.quote) in text for criterion in rules.ruleset.criteria())
    assert all(flat(entry.quote) in text for entry in rules.ruleset.ledger)


def test_the_ledger_leaves_no_sentence_out(rules):
    """Laid over the text, the quotes of the ledger cover every character that is not punctuation."""
    text = flat((FOLDER / "text.txt").read_text(encoding="utf-8"))
    for quote in sorted((flat(entry.quote) for entry in rules.ruleset.ledger), key=len, reverse=True):
        text = text.replace(quote, "\n" * len(quote))
    assert not re.search(r"\w", text), text.split()
    articles = {
        match for entry in rules.ruleset.ledger for match in re.findall(r"第[一二三四五六七八九十]+条", entry.provision)
    }
    assert {
        f"第{number}条"
        for number in ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四"]
    } <= articles


@pytest.mark.parametrize("measure", sorted(path.name for path in RULESETS.iterdir() if path.is_dir()))
def test_the_cases_of_every_shipped_measure_hold(measure):
    failed = [result for result in run(RULESETS / measure) if not result.passed]
    assert not failed


def test_every_finding_is_explained(decision):
    """Provision, quote, what is required, what is there: nothing is found without them."""
    for finding in decision.findings:
        if finding.kind == "group":
            continue
        assert finding.provision
        assert finding.quote
        assert finding.facts or finding.id == "4.3.1"
        if finding.status in {"unknown", "needs_judgement"}:
            assert finding.reasons, finding.id
        for measurement in finding.measurements:
            assert measurement.gap is not None or finding.status == "unknown", finding.id


def test_a_decision_replays_to_the_same_bytes(rules, tmp_path):
    write_sample(tmp_path)
    import json

    records = [json.dumps(rules.decide(FactSheet.read(tmp_path)).to_dict(), ensure_ascii=False) for _ in range(2)]
    assert records[0] == records[1]


def test_a_revision_needs_no_code(tmp_path):
    """300 becomes 500 in a copied edition: the verdict on an application that had met 300 changes with its words."""
    import shutil

    shutil.copytree(FOLDER.parent, tmp_path / "rules")
    edition, application = tmp_path / "rules" / "provisional", tmp_path / "application"
    write_sample(application, faults=("all-met",))
    before = load("nmg-advanced-manufacturing-cluster", edition="provisional").decide(application)
    assert before["5.2.5"].status == "met"
    for name in ("5-2.yaml", "text.txt", "ledger.yaml"):
        text = (edition / name).read_text(encoding="utf-8")
        changed = text.replace("300 亿元", "500 亿元")
        assert changed != text
        (edition / name).write_text(changed, encoding="utf-8")
    after = load("nmg-advanced-manufacturing-cluster", edition="provisional", rulesets=[tmp_path]).decide(application)
    assert (before.verdict, after.verdict) == ("met", "not_met")
    assert after["5.2.5"].status == "not_met"
    assert "500 亿元" in after.explain()
    assert "假设" not in after.explain().split("一、")[0]


def test_a_reading_that_is_not_the_default_is_stamped_on_every_output(rules, tmp_path):
    write_sample(tmp_path)
    usual = rules.decide(tmp_path)
    other = rules.decide(tmp_path, readings={"平均研发投入强度": "各企业平均"})
    assert other["5.3.4"].status == "met"
    for form in ("text", "md", "html"):
        assert "非默认口径" in other.explain(format=form)
        assert "非默认口径" not in usual.explain(format=form)
    assert any("非默认口径" in stamp for stamp in other.to_dict()["stamps"]["zh"])
