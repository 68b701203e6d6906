"""`case`: both languages, exit statuses, and what is said of the clock and of rules that have changed."""

import json
import shutil
import sqlite3

import pytest
from click.testing import CliRunner

from cluster_rules.cli import application
from cluster_rules.cli.command_case import SUBCOMMANDS
from tests.rejected.mistakes import BASE


def run(*arguments):
    return CliRunner().invoke(application, ["case", *map(str, arguments)])


@pytest.fixture
def case(tmp_path):
    path = tmp_path / "a.case"
    done = run("new", path, *RULES, "--edition", "v1", "--subject", "甲（虚构）", "--today", "2025-03-03")
    assert done.exit_code == 0, done.output
    return path


RULES = ("--measure", "base", "--rulesets", BASE)


def add(case, *arguments):
    return run("add", case, "--rulesets", BASE, *arguments)


@pytest.mark.parametrize("command", ["", *SUBCOMMANDS])
@pytest.mark.parametrize(("lang", "options"), [("zh", "选项："), ("en", "Options:")])
def test_help_is_in_one_language(command, lang, options):
    result = run(*filter(None, [command]), "--help", "--lang", lang)
    assert result.exit_code == 0
    assert options in result.output
    if lang == "en":
        assert not [line for line in result.output.splitlines() if any("\u4e00" <= c <= "\u9fff" for c in line)]


def test_the_day_of_the_clock_is_said_and_kept(case):
    done = add(case, "--activity", "服务", "--text", "走访")
    assert done.exit_code == 0
    assert "记录日取今天" in done.stderr
    entries = json.loads(run("history", case, "--rulesets", BASE, "--format", "json").stdout)["entries"]
    assert entries[1]["clock"].endswith("+08:00")
    assert entries[1]["clock"].startswith(entries[1]["recorded_on"])
    assert "clock" not in entries[0]


def test_the_same_key_is_recorded_once(case):
    event = ("--activity", "服务", "--text", "走访", "--key", "k", "--today", "2025-03-04")
    assert add(case, *event).stdout == add(case, *event).stdout


def test_verify_ends_with_status_1_where_something_is_wrong(case):
    receipt = add(case, "--activity", "服务", "--text", "走访", "--today", "2025-03-04").stdout.split("：")[-1].strip()
    assert run("verify", case, "--receipt", receipt).exit_code == 0
    connection = sqlite3.connect(case)
    connection.executescript("DROP TRIGGER never_deleted; DELETE FROM entry WHERE number = 2")
    connection.close()
    done = run("verify", case, "--receipt", receipt)
    assert done.exit_code == 1
    assert "CR560" in done.stderr
    assert "CR561" in done.stderr


def test_a_refusal_ends_with_status_2_and_records_nothing(case):
    done = add(case, "--step", "申请", "--today", "2025-03-04", "--lang", "en")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "CR582 step 申请 needs the document 申请书" in done.stderr
    assert run("export", case).stdout.count("\n") == 1


def test_an_export_can_be_imported_and_is_never_written_over(case, tmp_path):
    lines, copy = tmp_path / "a.jsonl", tmp_path / "copy.case"
    assert run("export", case, "--output", lines).exit_code == 0
    assert run("import", lines, copy).exit_code == 0
    assert run("export", copy).stdout == lines.read_text(encoding="utf-8")
    assert "CR550" in run("import", lines, copy).stderr
    assert "CR548" in run("import", tmp_path / "none.jsonl", tmp_path / "other.case").stderr


def test_rules_that_changed_since_are_said(case, tmp_path):
    other = tmp_path / "rules"
    shutil.copytree(BASE, other)
    path = other / "v1" / "procedure.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("title: 提交申请书", "title: 递交申请书"), encoding="utf-8"
    )
    done = run("status", case, "--rulesets", other, "--today", "2025-03-04")
    assert done.exit_code == 0
    assert "CR598" in done.stderr
    assert "递交申请书" in done.stdout


def test_a_paper_is_written_in_the_form_that_is_asked_for(case, tmp_path):
    page = tmp_path / "status.html"
    done = run("status", case, "--rulesets", BASE, "--today", "2025-03-04", "--format", "html", "--output", page)
    assert done.exit_code == 0
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
