"""`cluster-rules sweep`, and `compare` with a panel."""

import json

import pytest
from click.testing import CliRunner

from cluster_rules.cli import application
from cluster_rules.testing.sample_panel import write_panel
from tests.analysis.small import write


def run(*arguments):
    return CliRunner().invoke(application, [*map(str, arguments)])


@pytest.fixture(scope="module")
def panel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("panel") / "panel"
    write_panel(folder, 4)
    return folder


def test_the_rules_are_those_of_the_applications_unless_said(panel):
    result = run("sweep", panel, "--set", "5.2.5=200..600 亿元", "--steps", 4)
    assert result.exit_code == 0, result.output
    assert "【假设：本结果在改动门槛后得出" in result.output
    assert "【虚构样例" in result.output
    assert "申报材料：4 份" in result.output


@pytest.mark.parametrize("form", ["md", "html", "json"])
def test_a_sweep_comes_in_every_form(panel, form, tmp_path):
    path = tmp_path / "page"
    options = ("--set", "5.2.5=200..600 亿元", "--steps", 2, "--format", form, "--output", path)
    assert run("sweep", panel, *options).exit_code == 0
    text = path.read_text(encoding="utf-8")
    assert "5.2.5" in text
    if form == "json":
        assert [sum(point["verdicts"].values()) for point in json.loads(text)["points"]] == [4, 4, 4]


def test_without_a_day_and_an_edition_nothing_is_assumed(tmp_path):
    folder = tmp_path / "panel"
    folder.mkdir()
    (folder / "1.yaml").write_text("measure: sme-size-classification\n", encoding="utf-8")
    assert "CR601" in run("sweep", folder, "--set", "5.2.5=1..2").stderr
    (folder / "1.yaml").write_text("subject: 样例（虚构）\n", encoding="utf-8")
    assert "CR603" in run("sweep", folder, "--set", "5.2.5=1..2").stderr


def test_a_comparison_with_a_panel_goes_on_with_the_impact(panel, tmp_path):
    own = tmp_path / "own"
    assert run("copy", "nmg-advanced-manufacturing-cluster", own).exit_code == 0
    edition = own / "nmg-advanced-manufacturing-cluster" / "provisional"
    for path, old, new in (
        (edition / "5-2.yaml", "require: ≥ 300 亿元", "require: ≥ 500 亿元"),
        (edition / "5-2.yaml", "集群主导产业年产值达 300 亿元以上", "集群主导产业年产值达 500 亿元以上"),
        (edition / "text.txt", "集群主导产业年产值达 300 亿元以上", "集群主导产业年产值达 500 亿元以上"),
        (edition / "ledger.yaml", "集群主导产业年产值达 300 亿元以上", "集群主导产业年产值达 500 亿元以上"),
    ):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(old, new), encoding="utf-8")
    result = run("compare", "provisional", edition, "--panel", panel)
    assert result.exit_code == 0, result.output
    assert "会改变结论的条目（1 条）" in result.output
    assert "结论的变化" in result.output
    assert "申报材料：4 份" in result.output
    data = json.loads(run("compare", "provisional", edition, "--panel", panel, "--format", "json").output)
    assert len(data["impact"]["subjects"]) == 4
    assert data["criteria"][0]["id"] == "5.2.5"


def test_a_comparison_without_a_panel_has_no_impact(tmp_path):
    write(tmp_path / "old")
    result = run("compare", tmp_path / "old" / "v1", tmp_path / "old" / "v1", "--format", "json")
    assert "impact" not in json.loads(result.output)
