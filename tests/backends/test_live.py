"""A live decision is the scalar engine's after every change of the facts, whatever becomes of its process."""

import gc
import random
import sys

import pytest

from cluster_rules import RulesError
from cluster_rules.backends import live, scalar
from cluster_rules.backends.live import LiveDecision
from tests.agreement import runs, sources
from tests.rulesets import RulesetMaker
from tests.strategies import Maker

pytest.importorskip("durable.engine", reason="durable-rules is not installed (extra `durable`)")


def history(name, length):
    """A ruleset, and the facts of one subject as they come in."""
    rng = random.Random(name)
    ruleset = RulesetMaker(Maker(rng, rows=2)).ruleset()
    return ruleset, [Maker(random.Random(f"{name} {number}"), rows=2).facts() for number in range(length)]


def said(record):
    return record.verdict, {finding.id: finding.status for finding in record.findings}


def test_it_says_what_the_scalar_engine_says_after_every_change():
    total = 0
    for name, _ in sources("live", 6):
        ruleset, facts = history(name, 12)
        before = {}
        with LiveDecision(ruleset) as decision:
            for each in facts:
                update, right = decision.update(each), scalar.decide(ruleset, each)
                assert said(update.record) == said(right), name
                now = said(right)[1]
                assert update.changed == {i: (before.get(i), s) for i, s in now.items() if before.get(i) != s}
                before = now
                total += update.derived
    assert total > 0


def test_what_has_not_changed_is_not_derived_anew():
    ruleset, facts = history("same", 2)
    with LiveDecision(ruleset) as decision:
        assert decision.update(facts[0]).derived > 0
        again = decision.update(facts[0])
        assert (again.derived, again.changed) == (0, {})
        assert decision.update(facts[1]).derived > 0


def test_a_killed_process_loses_nothing():
    rng = random.Random("kill")
    lost = 0
    for name, _ in sources("killed", 3):
        ruleset, facts = history(name, 8)
        with LiveDecision(ruleset) as decision:
            for each in facts:
                if decision._process._child is not None and rng.random() < 0.5:
                    decision._process._child.kill()
                update = decision.update(each)
                assert said(update.record) == said(scalar.decide(ruleset, each))
                lost += len(update.warnings)
                assert {warning.code for warning in update.warnings} <= {"CR646"}
    assert lost or runs(3) < 3


#: What a broken process does instead of answering.
BROKEN = {
    "silence": "import time; time.sleep(60)",
    "death": "import os; os.abort()",
    "noise": "input(); print('no JSON', flush=True); input()",
    "half": """input(); print('{"derived": {}, "verdict": ""}', flush=True); input()""",
    "refusal": """input(); print('{"error": "209", "code": "CR644"}', flush=True); input()""",
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_process_that_never_answers_well_is_given_up_and_nothing_is_lost(how, monkeypatch, tmp_path):
    script = tmp_path / "child.py"
    script.write_text(BROKEN[how])
    ruleset, facts = history("broken", 2)
    with LiveDecision(ruleset) as decision:
        good = decision.update(facts[0])
        decision._process.end()
        decision._process.seconds = 0.5
        monkeypatch.setattr(live, "COMMAND", (sys.executable, str(script)))
        with pytest.raises(RulesError, match="CR646"):
            decision.update(facts[1])
        monkeypatch.undo()
        decision._process.seconds = 20
        after = decision.update(facts[1])
    assert said(after.record) == said(scalar.decide(ruleset, facts[1]))
    assert after.verdict[0] == good.record.verdict


def test_two_subjects_do_not_disturb_each_other():
    ruleset, facts = history("two", 6)
    with LiveDecision(ruleset) as one, LiveDecision(ruleset) as other:
        for here, there in zip(facts, reversed(facts), strict=True):
            assert said(one.update(here).record) == said(scalar.decide(ruleset, here))
            assert said(other.update(there).record) == said(scalar.decide(ruleset, there))


def test_no_process_outlives_its_decision():
    ruleset, facts = history("end", 1)
    with LiveDecision(ruleset) as decision:
        decision.update(facts[0])
        child = decision._process._child
    assert child.poll() is not None
    forgotten = LiveDecision(ruleset)
    forgotten.update(facts[0])
    child = forgotten._process._child
    del forgotten
    gc.collect()
    assert child.wait(timeout=10) is not None


def test_without_the_library_it_says_what_to_install():
    with pytest.raises(RulesError, match=r"CR642(.|\n)*cluster-rules\[durable\]"):
        live._checked({"code": "CR642", "error": "No module named 'durable'"}, [])
