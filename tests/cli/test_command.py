"""The command: exit statuses, both languages, safe output. Decisions are made by hand, so that each run is quick."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from cluster_rules.cli import application, command_decide
from cluster_rules.cli.application import COMMANDS
from cluster_rules.cli.language import chosen
from tests.cli import catalogue
from tests.explain.sample_material import material

ROOT = Path(__file__).parents[2]


def run(*arguments, **environment):
    return CliRunner(env=environment).invoke(application, [str(argument) for argument in arguments])


@pytest.fixture
def decided(monkeypatch):
    """Every application decides as `made` says."""

    def use(made):
        monkeypatch.setattr(command_decide, "_decided", lambda *_: made)

    use(material())
    return use


def named(name):
    made = material()
    return replace(made, facts=replace(made.facts, subject=replace(made.facts.subject, name=name)))


@pytest.mark.parametrize("command", ["", *COMMANDS])
@pytest.mark.parametrize("lang, options", [("zh", "选项："), ("en", "Options:")])
def test_help_is_in_one_language(command, lang, options):
    result = run(*filter(None, [command]), "--help", "--lang", lang)
    assert result.exit_code == 0
    assert options in result.output
    if lang == "en":
        ours = result.output.replace("亿元", "")
        assert not [line for line in ours.splitlines() if any("\u4e00" <= c <= "\u9fff" for c in line)]


def test_without_a_command_the_help_is_shown():
    result = run()
    assert result.exit_code == 2
    assert "cluster-rules" in result.output
    assert "decide" in result.output


def test_the_shell_completes_commands_and_options():
    def completions(words):
        place = {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
        return run(_CLUSTER_RULES_COMPLETE="bash_complete", **place).output.split()

    assert completions("cluster-rules de") == ["plain,decide"]
    assert "plain,--format" in completions("cluster-rules decide x --fo")


@pytest.mark.parametrize("option", ["--set", "--reading"])
def test_one_name_has_one_value(option, decided):
    code = "CR609"
    result = run("decide", "x", option, "a=1", option, "a=2")
    assert (result.exit_code, code in result.stderr) == (2, True)
    assert run("decide", "x", option, "a=1", option, "a=1").exit_code == 0


def test_a_day_that_is_empty_is_none(tmp_path):
    form = tmp_path / "form.yaml"
    form.write_text("measure: nmg-advanced-manufacturing-cluster\nfiling_date: 2025-03-20\n", encoding="utf-8")
    result = run("decide", form, "--as-of", "")
    assert (result.exit_code, "CR198" in result.stderr) == (2, True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_an_output_that_is_full_is_said(tmp_path):
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "cluster_rules", "schema", "facts"]
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
    assert b"CR604" in done.stderr
    assert done.returncode == 2


@pytest.mark.parametrize("options", [(), ("--panel", 2)])
def test_a_sample_that_cannot_be_written_is_said(tmp_path, options):
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = run("sample", tmp_path / "file" / "sample", *options)
    assert (result.exit_code, "CR604" in result.stderr) == (2, True)


def test_help_fits_narrow_terminals():
    from cluster_rules.cli.wrapping import columns

    output = run("decide", "--help", COLUMNS="48", TERMINAL_WIDTH="48").output
    assert max(map(columns, output.splitlines())) <= 80
    starts = {line.index("按") for line in output.splitlines() if line.startswith("  --measure")}
    assert len(starts) == 1


def test_the_language_comes_from_the_option_then_the_environment():
    assert chosen(["decide", "x"], {}) == "zh"
    assert chosen(["decide", "x"], {"CLUSTER_RULES_LANG": "en"}) == "en"
    assert chosen(["--lang", "zh", "decide"], {"CLUSTER_RULES_LANG": "en"}) == "zh"
    assert chosen(["decide", "--lang=en"], {}) == "en"
    assert chosen(["decide", "--", "--lang=en"], {}) == "zh"


def test_a_language_that_is_not_known_is_refused():
    result = run("decide", "x", "--lang", "fr")
    assert result.exit_code == 2
    assert "--lang" in result.stderr


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["decide"], "缺少参数"),
        (["nonsense"], "没有命令"),
        (["decide", "x", "--nonsense"], "没有选项"),
        (["decide", "x", "--format", "pdf"], "不在可选值之内"),
        (["decide", "no-such-folder"], "CR"),
        (["decide", "x", "--set", "5.2.5"], "CR602"),
        (["decide", "x", "--reading", "=a"], "CR602"),
        (["check", "no-such-folder"], "CR606"),
        (["test", "no-such-folder"], "CR606"),
        (["schema", "nonsense"], "CR612"),
        (["sample", "new-folder", "--fault", "nonsense"], "CR481"),
    ],
)
def test_bad_input_ends_with_status_2_and_a_note_on_standard_error(arguments, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.output


def test_a_decision_ends_with_status_0_whatever_the_verdict(decided):
    result = run("decide", "x")
    assert result.exit_code == 0
    assert "预评估结论：不符合认定条件" in result.stdout


def test_with_exit_code_a_verdict_other_than_met_ends_with_status_1(decided):
    assert run("decide", "x", "--exit-code").exit_code == 1
    made = material()
    decided(replace(made, record=replace(made.record, verdict="met")))
    assert run("decide", "x", "--exit-code").exit_code == 0


def test_an_error_in_a_criterion_withholds_the_verdict_and_ends_with_status_3(decided):
    made = material()
    findings = tuple(
        replace(f, status="error", error="插件失败") if f.id == "5.2.4" else f for f in made.record.findings
    )
    decided(replace(made, record=replace(made.record, verdict=None, findings=findings)))
    result = run("decide", "x")
    assert result.exit_code == 3
    assert "CR608" in result.stderr
    assert "暂不作结论" in result.stdout
    assert "插件失败" in result.stdout


def test_an_unexpected_error_is_one_line_and_status_3(monkeypatch):
    def fail(*_):
        raise RuntimeError("第一行\n第二行")

    monkeypatch.setattr(command_decide, "_decided", fail)
    result = run("decide", "x")
    assert result.exit_code == 3
    assert result.stderr.splitlines()[0] == "cluster-rules: CR699 程序内部出错：RuntimeError: 第一行 第二行"
    assert "Traceback" not in result.stderr
    assert "Traceback" in run("decide", "x", CLUSTER_RULES_DEBUG="1").stderr


def test_the_summary_has_no_details(decided):
    assert "逐条核对" not in run("decide", "x", "--summary").stdout
    assert "逐条核对" in run("decide", "x").stdout


def test_every_format(decided):
    record = json.loads(run("decide", "x", "--format", "json").stdout)
    assert record["verdict"] == "not_met"
    assert run("decide", "x", "--format", "md").stdout.startswith("# ")
    assert run("decide", "x", "--format", "html").stdout.startswith("<!DOCTYPE html>")
    assert "Pre-assessment: Conditions not met" in run("decide", "x", "--lang", "en").stdout


def test_output_goes_to_a_file(decided, tmp_path):
    path = tmp_path / "说明.html"
    result = run("decide", "x", "--format", "html", "--output", path)
    assert (result.exit_code, result.stdout) == (0, "")
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    result = run("decide", "x", "--output", tmp_path / "no" / "such.txt")
    assert result.exit_code == 2
    assert "CR604" in result.stderr


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "<script>alert(1)</script>", "javascript:alert(1)", "\x1b[31m"])
@pytest.mark.parametrize("form", ["text", "md", "html", "json"])
def test_names_do_nothing_in_any_format(decided, name, form):
    decided(named(name))
    output = run("decide", "x", "--format", form).stdout
    assert "\x1b" not in output
    if form in {"md", "html"}:
        assert "<script>" not in output


def test_the_terminal_shows_names_as_words():
    from io import StringIO

    from rich.console import Console

    from cluster_rules.cli.terminal import show
    from cluster_rules.explain import explanation

    for width in (40, 200):
        out = StringIO()
        show(explanation(named("[red]甲[/red]\x1b[31m")), Console(file=out, width=width, no_color=True))
        text = out.getvalue()
        assert "\x1b" not in text
        assert "[red]甲[/red]" in text
        assert "不符合认定条件" in text
        assert "解释权在" in "".join(text.split()).replace("│", "")
        assert "…" not in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_schemas(lang, tmp_path):
    assert "condition" in run("schema", "--lang", lang).stdout.split()
    assert json.loads(run("schema", "facts").stdout)["title"]
    assert run("schema", "--output", tmp_path / "s").exit_code == 0
    assert sorted(p.name for p in (tmp_path / "s").iterdir())[:2] == [
        "amendment.schema.json",
        "application.schema.json",
    ]


def test_the_words_of_click_are_compiled():
    text = catalogue.SOURCE.read_text(encoding="utf-8")
    assert catalogue.COMPILED.read_bytes() == catalogue.compiled(text)


def test_the_command_as_a_process(tmp_path):
    def process(*arguments, **environment):
        return subprocess.run(
            [sys.executable, "-m", "cluster_rules", *arguments],
            capture_output=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            cwd=tmp_path,
            check=False,
        )

    assert process("version").stdout.startswith(b"cluster-rules ")
    refused = process("decide", "没有", PYTHONIOENCODING="ascii")
    assert refused.returncode == 2
    assert b"Traceback" not in refused.stderr
    script = process(_CLUSTER_RULES_COMPLETE="bash_source")
    assert script.returncode == 0
