"""`cluster-rules prove`: statuses, both languages, every format, and what is refused."""

import json

import pytest
from click.testing import CliRunner

from cluster_rules.cli import application
from cluster_rules.engine import FactSheet
from tests.analysis import small


def run(*arguments):
    return CliRunner().invoke(application, [str(argument) for argument in arguments])


@pytest.fixture
def folders(tmp_path):
    old = small.write(tmp_path / "old") / "v1"
    new = small.write(tmp_path / "new", ("1.yaml", "require: ≥ 300 亿元", "require: ≥ 500 亿元")) / "v1"
    return old, new


def test_a_stricter_edition_is_proved(folders, tmp_path):
    result = run("prove", *folders, "--witness", tmp_path / "witness")
    assert result.exit_code == 0, result.output
    assert "1.1 产值：更严" in result.output
    assert "假设" in result.output
    sheet = FactSheet.read(tmp_path / "witness" / "1.1-looser")
    assert sheet.subject.synthetic
    assert (tmp_path / "witness" / "verdict-looser" / "application.yaml").is_file()


def test_a_looser_edition_fails(folders):
    old, new = folders
    result = run("prove", new, old, "--lang", "en")
    assert result.exit_code == 1
    assert "1.1 产值: looser" in result.output


def test_json_says_everything(folders):
    result = run("prove", *folders, "--format", "json", "--only", "1.1")
    data = json.loads(result.output)
    assert data["relations"] == {"1.1": "stricter"}
    outcomes = {(proof["about"], proof["claim"]): proof["outcome"] for proof in data["proofs"]}
    assert outcomes[("1.1", "stricter")] == "proved"
    assert outcomes[("1.1", "looser")] == "refuted"
    witness = next(proof["witness"] for proof in data["proofs"] if proof["about"] == "1.1" and proof["witness"])
    assert [statuses["1.1"] for statuses in witness["statuses"]] == ["met", "not_met"]


@pytest.mark.parametrize("form", ["md", "html"])
def test_other_formats(folders, form):
    assert "产值" in run("prove", *folders, "--only", "1.1", "--format", form).output


def test_all_readings(tmp_path, folders):
    old, _ = folders
    edit = ("definitions.yaml", "全部: {is: 大企业}", "全部: {is: 企业}")
    new = small.write(tmp_path / "other", edit) / "v1"
    assert run("prove", old, new).exit_code == 0
    result = run("prove", old, new, "--all-readings", "--only", "1.2", "--seconds", "20")
    assert result.exit_code == 1
    assert "范围：全部" in result.output
    chosen = run("prove", old, new, "--reading", "范围=全部", "--only", "1.2", "--seconds", "20")
    assert "范围：全部" in chosen.output


def test_one_edition_by_itself(folders):
    old, _ = folders
    result = run("prove", old, "--only", "1.1", "--only", "1.7")
    assert result.exit_code == 0, result.output
    assert "没有发现问题" in result.output


@pytest.mark.parametrize(
    "arguments, code",
    [
        (["--only", "9.9"], "CR762"),
        (["--reading", "没有=这个"], "CR247"),
        (["--reading", "范围=没有"], "CR248"),
        (["--reading", "范围"], "CR602"),
    ],
)
def test_what_is_not_there_is_refused(folders, arguments, code):
    result = run("prove", *folders, *arguments)
    assert result.exit_code == 2
    assert code in result.output


def test_no_time_is_not_a_proof(folders):
    result = run("prove", folders[1], folders[0], "--seconds", "0.1", "--only", "1.1")
    assert result.exit_code == 1
