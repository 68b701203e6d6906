"""`cluster-rules mutate`: exit status, report and skeletons."""

import json

from click.testing import CliRunner

from cluster_rules.cli import application
from tests.mutation.measure import write


def run(*arguments):
    return CliRunner().invoke(application, ["mutate", *map(str, arguments)])


def test_good_cases_end_well(tmp_path):
    result = run(write(tmp_path))
    assert result.exit_code == 0, result.output
    assert "检出率：" in result.output
    assert "每一处差错都有用例发现" in result.output


def test_a_mistake_that_lives_ends_with_status_one(tmp_path):
    result = run(write(tmp_path, without={"产值差一点"}), "--only", "1.1")
    assert result.exit_code == 1
    assert "≥ 300 亿元" not in result.stderr
    assert ">= 300 亿元 → >= 299.9999 亿元" in result.output
    assert "1.yaml:7:" in result.output


def test_the_data_says_everything(tmp_path):
    result = run(write(tmp_path), "--format", "json")
    data = json.loads(result.output)
    assert data["killed"] == data["counted"] == sum(m["fate"] == "killed" for m in data["mutants"])
    killed = next(m for m in data["mutants"] if m["after"] == "> 300 亿元")
    assert killed["case"]["name"] == "产值差一点" or killed["fate"] == "killed"


def test_english(tmp_path):
    result = run(write(tmp_path), "--lang", "en")
    assert "Some case finds every mistake" in result.output


def test_a_measure_of_two_editions_needs_a_name(tmp_path):
    result = run("no-such-measure")
    assert result.exit_code == 2
    assert "CR184" in result.output
