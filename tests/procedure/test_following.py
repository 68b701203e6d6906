"""What each filing, correction and withdrawal has changed, from entry to entry; the same on either engine."""

import importlib.util
import json

import pytest
from click.testing import CliRunner

from cluster_rules.backends.live import LiveDecision
from cluster_rules.cli import application
from cluster_rules.procedure.following import follow
from tests.procedure.refused import NMG
from tests.procedure.world import Case

OUTPUT = "企业[91990000MA0000015Q].工业总产值"


@pytest.fixture
def case(tmp_path):
    """Filed, logged something, corrected to what meets 5.2.5; that is withdrawn, and corrected to the same again."""
    case = Case(tmp_path / "a.case", proceeding=NMG)
    firm = {"统一社会信用代码": "91990000MA0000015Q", "行业类别": "工业", "规模以上": "是", "主导产业": "是"}
    rows = [{**firm, "在集群经营": "是", "工业总产值": "299.9999 亿元"}]
    registers = {"企业": {"complete": "是", "rows": rows}}
    case.facts("2025-03-03", {"data_year": "2024", "facts": {"自愿申报": "是"}, "registers": registers})
    case.correct("自愿申报", "是", "2025-03-04")
    case.correct(OUTPUT, "300 亿元", "2025-03-05")
    case.withdraw(4, "2025-03-06")
    return case


def followed(case, live=None):
    return [(one.entry.number, one.changed.get("5.2.5")) for one in follow(NMG, case.file.entries(), live)]


def test_each_change_of_the_facts_is_followed(case):
    assert followed(case) == [
        (2, (None, "not_met")),
        (3, None),
        (4, ("not_met", "met")),
        (5, ("met", "not_met")),
    ]


def test_what_one_changes_is_what_the_decisions_differ_in(case):
    before = {}
    for one in follow(NMG, case.file.entries()):
        now = {finding.id: finding.status for finding in one.record.findings}
        assert one.changed == {id: (before.get(id), status) for id, status in now.items() if before.get(id) != status}
        before = now


@pytest.mark.skipif(not importlib.util.find_spec("durable"), reason="durable-rules is not installed (extra `durable`)")
def test_both_engines_follow_alike(case):
    with LiveDecision(NMG.rules.ruleset) as live:
        found = [(one.changed, one.verdict) for one in follow(NMG, case.file.entries(), live)]
    assert found == [(one.changed, one.verdict) for one in follow(NMG, case.file.entries())]


def test_the_command_says_it_in_words_and_as_data(case):
    run = CliRunner().invoke
    asked = ["case", "changes", str(case.file.path), "--today", "2025-03-31"]
    told = run(application, asked).output
    assert "5.2.5 主导产业年产值：未达标 → 达标" in told
    assert "各条结论不变" in told
    assert "5.2.5 主导产业年产值: not met → met" in run(application, [*asked, "--lang", "en"]).output.replace(
        "Not met", "not met"
    ).replace("Met", "met")
    data = json.loads(run(application, [*asked, "--format", "json"]).output)
    assert data[2]["findings"]["5.2.5"] == ["not_met", "met"]
