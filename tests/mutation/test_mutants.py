"""What is made anew for a mutant is what compiling all of its files gives; and its fate is what its cases say."""

from pathlib import Path

import pytest

from cluster_rules.compiler.compile import compile_ruleset
from cluster_rules.engine import surface_of
from cluster_rules.errors import RulesError
from cluster_rules.testing.mutation.mutants import Original
from cluster_rules.testing.mutation.score import settle
from cluster_rules.testing.mutation.shapes import Reshaped
from cluster_rules.testing.mutation.sites import changed
from tests.mutation.measure import CONDITION, write

EDITIONS = sorted(path.parent for path in (Path(__file__).parent.parent / "accepted").glob("*/*/ruleset.yaml"))


def fates(folder, **options):
    return [
        (s.mutant.change.kind, s.mutant.change.after, s.fate) for s in settle(surface_of(folder), **options).settled
    ]


@pytest.mark.parametrize("folder", EDITIONS, ids=lambda folder: "/".join(folder.parts[-2:]))
def test_a_mutant_means_what_its_files_mean(folder):
    original = Original(surface_of(folder))
    for mistake in original.mistakes():
        if isinstance(mistake, Reshaped):
            continue
        mutant = original.mutant(mistake)
        try:
            whole = compile_ruleset(changed(original.surface, mistake), unbound=True)
        except RulesError:
            # What nothing uses any more is refused there too; that is not for cases to find.
            continue
        assert mutant.ruleset is not None, mistake
        assert mutant.ruleset.conditions == whole.conditions, mistake


def test_good_cases_find_every_mistake(tmp_path):
    found = fates(write(tmp_path))
    assert [entry for entry in found if entry[2] == "alive"] == []
    kinds = {kind for kind, _, fate in found if fate == "killed"}
    assert kinds >= {
        "threshold",
        "inclusiveness",
        "connective",
        "operand",
        "filter",
        "value",
        "unit",
        "criterion",
        "force",
    }


@pytest.mark.parametrize(
    "without, alive",
    [
        ("都没有", {("connective", "园区 = true and 公告 = true")}),
        ("产值差一点", {("threshold", ">= 299.9999 亿元")}),
        ("国家级少一家", {("filter", "count(企业)")}),
    ],
)
def test_a_case_that_is_missed_lets_its_mistake_live(tmp_path, without, alive):
    found = {(kind, after) for kind, after, fate in fates(write(tmp_path, without={without})) if fate == "alive"}
    if without == "都没有":
        assert ("operand", "公告 = true") not in found
        assert found >= {("force", "1.3 should")}
    else:
        assert found >= alive


def test_what_the_compiler_refuses_is_told_apart(tmp_path):
    condition = CONDITION.replace("园区 = true or 公告 = true", '企业[级别 = "国家级"][1].代码 = "c0" or 公告 = true')
    with pytest.raises(RulesError):
        settle(surface_of(write(tmp_path, condition=condition)))


def test_only_what_touches_a_criterion(tmp_path):
    trial = settle(surface_of(write(tmp_path)), only=frozenset({"1.1"}))
    settled = list(trial.settled)
    assert trial.count == len(settled) < len(fates(write(tmp_path / "again")))
    assert {id for entry in settled for id in entry.mutant.touched} <= {"1.1", "1"}


@pytest.mark.parametrize(
    "change, code",
    [
        (lambda folder: (folder / "a.cases.yaml").unlink(), "CR740"),
        (lambda folder: _replace(folder / "a.cases.yaml", "verdict: met", "verdict: unknown"), "CR741"),
    ],
)
def test_without_cases_that_hold_there_is_nothing_to_test(tmp_path, change, code):
    folder = write(tmp_path)
    change(folder)
    with pytest.raises(RulesError) as refused:
        settle(surface_of(folder))
    assert [found.code for found in refused.value.diagnostics] == [code]


def _replace(path, old, new):
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")


def test_an_unknown_criterion_is_refused(tmp_path):
    with pytest.raises(RulesError) as refused:
        settle(surface_of(write(tmp_path)), only=frozenset({"9.9"}))
    assert refused.value.diagnostics[0].code == "CR742"
