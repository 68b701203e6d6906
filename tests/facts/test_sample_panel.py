"""The made-up panel: the same everywhere, made up throughout, and spread over both sides of every threshold."""

import hashlib
import json
from collections import Counter
from functools import cache

from click.testing import CliRunner

from cluster_rules import FactSheet, load
from cluster_rules.cli import application
from cluster_rules.facts.uscc import is_valid
from cluster_rules.testing.sample_panel import as_text, panel_application, write_panel
from cluster_rules.testing.sample_panel_profile import AIMED, draw_profile

SIZE = 40


def rows(content, register):
    found = content["registers"][register]
    return found[0]["rows"] if isinstance(found, list) else found["rows"]


@cache
def decisions():
    rules = load("nmg-advanced-manufacturing-cluster", edition="provisional")
    return [rules.decide(FactSheet.from_data(panel_application(number))) for number in range(1, SIZE + 1)]


def test_the_same_seed_writes_the_same_bytes_whatever_the_size(tmp_path):
    few, many = write_panel(tmp_path / "few", 2), write_panel(tmp_path / "many", 5)
    assert [path.name for path in many] == ["001.json", "002.json", "003.json", "004.json", "005.json"]
    assert [path.read_bytes() for path in few] == [path.read_bytes() for path in many[:2]]
    whole = hashlib.sha256(b"".join(path.read_bytes() for path in many)).hexdigest()
    assert whole == "940c429264cdd1208650279a9ba90c8a8ad1f55b502f5c0d572e63dc57fa81a4"
    assert write_panel(tmp_path / "other", 2, seed=1)[0].read_bytes() != many[0].read_bytes()


def test_what_is_written_is_what_is_drawn():
    assert json.loads(as_text(panel_application(7))) == panel_application(7)


def test_everything_says_that_it_is_made_up():
    names = set()
    for number in range(1, 30):
        content = panel_application(number)
        assert content["synthetic"] == "是"
        assert content["subject"].endswith("（虚构）")
        for firm in rows(content, "企业"):
            assert is_valid(firm["统一社会信用代码"])
            assert "（虚构）" in firm["名称"]
            names.add(firm["统一社会信用代码"])
    assert len(names) == sum(len(rows(panel_application(number), "企业")) for number in range(1, 30))


def test_an_application_comes_to_what_its_profile_says():
    checked = 0
    for number, decision in enumerate(decisions(), 1):
        profile, _ = draw_profile(number, 20250331)
        if profile.expired or not profile.has_all_titles or profile.without_research or profile.has_conflict:
            continue
        assert decision["5.2.4"].actual == profile.of("5.2.4", 20)
        assert decision["5.3.5"].actual == profile.of("5.3.5", 20)
        assert decision["5.3.9"].actual == profile.of("5.3.9", 4)
        assert decision["5.2.6"].actual == profile.of("5.2.6", 20)
        assert decision["5.3.7"].actual == profile.of("5.3.7", 20)
        output, share = decision["5.2.5"].actual, profile.share["5.2.5"]
        assert share <= output * 100 / (300 * 10**8) < share + 1
        assert decision["5.3.4"].actual * 5000 >= profile.share["5.3.4"]
        assert decision["5.3.4"].actual * 5000 < profile.share["5.3.4"] + 1
        checked += 1
    assert checked > SIZE // 2


def test_the_spread_is_that_of_a_real_round():
    """Some meet everything, some fail in several statements, and findings are of every kind."""
    verdicts = Counter(decision.verdict for decision in decisions())
    assert {"met", "not_met", "needs_judgement"} <= set(verdicts)
    assert SIZE // 10 < verdicts["met"] < SIZE // 2
    failing = [sum(f.status == "not_met" and f.kind == "number" for f in decision.findings) for decision in decisions()]
    assert max(failing) >= 4
    kinds = {finding.status for decision in decisions() for finding in decision.findings}
    assert kinds == {"met", "not_met", "unknown", "needs_judgement"}


def test_thresholds_have_applications_on_both_sides_and_some_exactly_there():
    shares = [draw_profile(number, 20250331)[0].share for number in range(1, 301)]
    for criterion in AIMED:
        drawn = Counter("at" if s[criterion] == 100 else "above" if s[criterion] > 100 else "below" for s in shares)
        assert min(drawn[side] for side in ("below", "above")) > 5, criterion
    assert sum(share == 100 for drawn in shares for share in drawn.values()) > 50


def test_the_command_writes_a_panel(tmp_path):
    result = CliRunner().invoke(application, ["sample", str(tmp_path / "p"), "--panel", "3", "--seed", "5"])
    assert (result.exit_code, "3 份申报材料" in result.stdout) == (0, True)
    assert [path.name for path in sorted((tmp_path / "p").iterdir())] == ["001.json", "002.json", "003.json"]
    again = CliRunner().invoke(application, ["sample", str(tmp_path / "p"), "--panel", "3"])
    assert (again.exit_code, "CR480" in again.stderr) == (2, True)
    assert CliRunner().invoke(application, ["sample", str(tmp_path / "q"), "--panel", "1000"]).exit_code == 2
