"""A package from outside adds a measure, a function, a kind of criterion and a notation, and touches nothing of ours."""

import json
import os
import shutil

import pytest

from tests.plugin.installing import command, install, pretend, told

VERSION = "example-rules 1.2.0"

RECORD = """
import json, cluster_rules
rules = cluster_rules.load("example-garden", edition="v1")
decision = rules.decide({"facts": {"编号": NUMBER}, "registers": {"园地": {"complete": True, "rows": [
    {"名称": "甲", "有工具": True}, {"名称": "乙", "有工具": True}, {"名称": "丙", "有工具": False}]}}})
print(json.dumps(decision.to_dict()))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    return install(tmp_path_factory.mktemp("installed"))


@pytest.fixture(scope="module")
def folder(installed):
    return installed / "example_rules" / "rulesets" / "example-garden"


def test_its_cases_pass(installed, folder):
    done = command(installed, "test", folder)
    assert (done.returncode, done.stderr) == (0, "")


def test_check_knows_its_kinds_and_its_notation(installed, folder):
    assert command(installed, "check", "--accept", folder).returncode == 0
    assert command(installed, "check", folder).stderr == ""


def test_the_decision_records_every_plugin_that_had_a_part(installed):
    record = told(installed, RECORD.replace("NUMBER", '"A18"'))
    assert record["verdict"] == "met"
    assert record["plugins"] == {
        "cluster_rules.rulesets:example": VERSION,
        "cluster_rules.functions:尾号": VERSION,
        "cluster_rules.criteria:count_between": VERSION,
        "cluster_rules.languages:csv": VERSION,
    }


def test_a_ruleset_of_ours_records_no_plugin(installed):
    program = 'import json, cluster_rules as c; print(json.dumps(dict(c.load("sme-size-classification", '
    program += 'edition="2011-industry").ruleset.plugins)))'
    assert told(installed, program) == {}


def test_a_function_that_raises_withholds_the_verdict_and_nothing_else(installed):
    record = told(installed, RECORD.replace("NUMBER", '"A"'))
    assert record["verdict"] is None
    statuses = {finding["id"]: finding["status"] for finding in record["findings"]}
    assert statuses == {"1": "met", "1.1": "met", "2": "error", "2.1": "met", "2.2": "error"}
    errors = {finding["id"]: finding["error"] for finding in record["findings"] if finding["kind"] != "group"}
    assert "尾号" in json.dumps(errors["2.2"], ensure_ascii=False)


def test_a_decision_with_an_error_exits_with_3(installed, tmp_path):
    application = tmp_path / "application.yaml"
    application.write_text("measure: example-garden\nfiling_date: 2025-01-02\nfacts: {编号: A}\n", encoding="utf-8")
    done = command(installed, "decide", application)
    assert done.returncode == 3
    assert "CR608" in done.stderr


#: An edit of one file of the measure, and the refusal it leads to.
EDITS = {
    "a name": ("1.csv", "count(园地)", "count(园地片)", "1.csv:4:21: CR201"),
    "a threshold": ("1.csv", "≥ 3 家", "≥ 4 家", "1.csv:4:27: CR251"),
    "a line": ("1.csv", "条目号,引文,指标,要求\n", "", "1.csv: CR625"),
    "a threshold of its kind": ("2.yaml", "low: 2 家", "low: 3 家", "2.yaml:8:20: CR251"),
    "a unit": ("2.yaml", "low: 2 家", "low: 2 件", "2.yaml:8:20: CR204"),
    "a key of its kind": ("2.yaml", "low: 2 家", "lowest: 2 家", "2.yaml:8:20: CR626"),
    "its kind": ("2.yaml", "count_between", "count_betwixt", "2.yaml:8:5: CR140"),
}


@pytest.fixture(scope="module")
def edited(installed, folder, tmp_path_factory):
    """What `check` says of every edit."""
    copies = [tmp_path_factory.mktemp(f"edit{index}") / "example-garden" for index in range(len(EDITS))]
    for copy, (name, old, new, _) in zip(copies, EDITS.values(), strict=True):
        shutil.copytree(folder, copy)
        path = copy / "v1" / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    told = command(installed, "check", *(copy / "v1" for copy in copies)).stderr
    return dict(zip(EDITS, [(copy, told) for copy in copies], strict=True))


@pytest.mark.parametrize("edit", EDITS)
def test_what_is_wrong_in_it_is_refused_at_its_place(edited, edit):
    copy, told = edited[edit]
    assert f"{copy / 'v1'}/{EDITS[edit][3]} " in told


FUNCTION = "from cluster_rules.plugins import *\nF = Function({name!r}, (TEXT,), NUMBER, {call})\n"

BROKEN = {
    "no module": ({}, "cluster_rules.functions", "f", "no_such_module:F", "CR622"),
    "raises": ({"broken_a.py": "1 / 0\n"}, "cluster_rules.criteria", "f", "broken_a:F", "CR622"),
    "no function": ({"broken_b.py": "F = 1\n"}, "cluster_rules.functions", "f", "broken_b:F", "CR621"),
    "not callable": ({"broken_c.py": "F = 1\n"}, "cluster_rules.languages", "toml", "broken_c:F", "CR621"),
    "taken": (
        {"broken_d.py": FUNCTION.format(name="abs", call="len")},
        "cluster_rules.functions",
        "abs",
        "broken_d:F",
        "CR620",
    ),
    "a key of ours": ({"broken_e.py": "F = print\n"}, "cluster_rules.criteria", "indicator", "broken_e:F", "CR624"),
}


@pytest.mark.parametrize("module, group, name, value, code", BROKEN.values(), ids=BROKEN)
def test_a_plugin_that_cannot_be_used_is_refused(tmp_path, module, group, name, value, code):
    pretend(tmp_path, module, group, name, value)
    (tmp_path / "application.yaml").write_text("filing_date: 2025-01-02\n", encoding="utf-8")
    arguments = ("--measure", "sme-size-classification", "--edition", "2011-industry")
    done = command(tmp_path, "decide", tmp_path / "application.yaml", *arguments)
    assert done.returncode == 2
    assert f": {code} " in done.stderr


def test_two_plugins_of_one_name_are_refused(installed, tmp_path):
    both = f"{pretend(tmp_path, {'twin.py': 'F = print'}, 'cluster_rules.languages', 'csv', 'twin:F')}"
    done = command(os.pathsep.join([both, str(installed)]), "check", installed / "example_rules")
    assert "CR623" in done.stderr


def test_a_value_that_is_not_exact_is_an_error(tmp_path, installed, folder):
    copy = tmp_path / "example-garden"
    shutil.copytree(folder, copy)
    (copy / "v1" / "2.yaml").write_text(
        (copy / "v1" / "2.yaml").read_text("utf-8").replace("尾号(编号)", "折半(编号)"), encoding="utf-8"
    )
    site = tmp_path / "site"
    site.mkdir()
    module = FUNCTION.format(name="折半", call="lambda text: 0.5")
    pretend(site, {"half.py": module}, "cluster_rules.functions", "half", "half:F")
    done = command(os.pathsep.join([str(site), str(installed)]), "test", copy, "--lang", "en")
    assert "error" in done.stdout
