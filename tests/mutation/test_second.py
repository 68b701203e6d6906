"""A mutant that no case kills is held against a proof: proved equivalent, told apart by an application, or neither."""

import json

import pytest
from click.testing import CliRunner

from cluster_rules import FactSheet, load
from cluster_rules.cli import application
from cluster_rules.engine import surface_of
from cluster_rules.testing.mutation.mutants import Original
from cluster_rules.testing.mutation.score import settle
from cluster_rules.testing.mutation.second import prover
from tests.mutation.measure import CONDITION, write

pytest.importorskip("z3")

#: A part that says nothing: whoever has a park and a notice has a park.
IDLE = CONDITION.replace("园区 = true or 公告 = true", "园区 = true or 公告 = true or (园区 = true and 公告 = true)")


def run(*arguments):
    return CliRunner().invoke(application, ["mutate", *map(str, arguments)])


def settled(folder, **options):
    return list(settle(surface_of(folder), second=prover(20), **options).settled)


def test_what_means_the_same_is_proved_and_does_not_count(tmp_path):
    folder = write(tmp_path, condition=IDLE)
    found = settled(folder, only=frozenset({"1.3"}))
    assert {entry.fate for entry in found} <= {"killed", "equivalent", "same"}
    assert "园区 = true or 公告 = true" in {entry.mutant.change.after for entry in found if entry.fate == "equivalent"}
    result = run(folder, "--only", "1.3", "--seconds", "20")
    assert result.exit_code == 0, result.output
    assert "材料齐全时证明等价" in result.output


def test_what_differs_is_told_apart_by_an_application(tmp_path):
    folder = write(tmp_path, without={"产值差一点", "国家级少一家"})
    alive = [entry for entry in settled(folder) if entry.fate == "alive"]
    assert alive
    original = Original(surface_of(folder)).ruleset
    rules = load("invented", edition="v1", rulesets=[folder])
    for entry in alive:
        assert entry.witness is not None, entry
        sheet = FactSheet.read(_written(tmp_path, entry.witness.given))
        right = rules.decide(sheet)
        wrong = _with(rules, entry.mutant.ruleset).decide(sheet)
        assert any(right[id].status != wrong[id].status for id in entry.witness.ids)
    assert original.conditions


def _written(folder, text):
    path = folder / "application.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def _with(rules, ruleset):
    return type(rules)(rules.chosen, ruleset, rules.as_of, rules.unbound)


def test_no_mutant_that_a_case_kills_is_ever_proved_equivalent(tmp_path):
    """Every fate of `killed` shows a difference; a proof against it would be a wrong one."""
    surface = surface_of(write(tmp_path))
    original = Original(surface)
    look = prover(20)
    killed = [entry.mutant for entry in settle(surface).settled if entry.fate == "killed"]
    assert len(killed) > 20
    for mutant in killed:
        assert look(original.ruleset, mutant).fate == "alive", mutant.change


def test_cases_to_be_completed_are_written(tmp_path):
    folder = write(tmp_path / "rules", without={"产值差一点"})
    wanted = tmp_path / "todo.cases.yaml"
    result = run(folder, "--only", "1.1", "--skeletons", wanted)
    assert result.exit_code == 1
    text = wanted.read_text(encoding="utf-8")
    assert "# 原文：年产值 300 亿元以上" in text
    assert text.count("  - name: ") == text.count("    expect:")
    (folder / "b.cases.yaml").write_text(text, encoding="utf-8")
    assert "CR147" in run(folder, "--only", "1.1").stderr
    filled = text.replace('"1.1":\n', '"1.1": not_met\n').replace('"1":\n', '"1": not_met\n')
    (folder / "b.cases.yaml").write_text(filled, encoding="utf-8")
    assert run(folder, "--only", "1.1").exit_code == 0


def test_cases_that_do_not_hold_are_left_out_where_asked(tmp_path):
    folder = write(tmp_path)
    cases = folder / "a.cases.yaml"
    cases.write_text(cases.read_text(encoding="utf-8").replace("verdict: met", "verdict: not_met", 1), encoding="utf-8")
    assert "CR741" in run(folder).stderr
    result = run(folder, "--passing", "--format", "json")
    assert json.loads(result.output)["left_out"] == 1
    assert "没有用" in run(folder, "--passing").output
    # So is one whose application the rules do not read any more.
    stale = cases.read_text(encoding="utf-8").replace("公告: ", "通告: ", 1)
    cases.write_text(stale, encoding="utf-8")
    assert "CR430" in run(folder).stderr
    assert json.loads(run(folder, "--passing", "--format", "json").output)["left_out"] in (1, 2)
