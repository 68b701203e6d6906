"""A comparison is told in both languages and as data; the command finds the sides that are meant."""

import json
import shutil
from dataclasses import fields

import pytest
from click.testing import CliRunner

from cluster_rules.analysis.compare.report import PACKAGE
from cluster_rules.cli import application
from cluster_rules.explain.words import words
from cluster_rules.model.dictionary import FactType, RegisterType
from tests.analysis.small import write

EDITS = (
    ("1.yaml", "≥ 300 亿元", "≥ 500 亿元"),
    ("1.yaml", '"[10 人..20 人]"', '"(12 人..25 人]"'),
    ("1.yaml", "品牌是否较强", "品牌是否很强"),
    ("definitions.yaml", "2000 万元", "3000 万元"),
    ("1.yaml", '  - {id: "1.7", quote: 协议, document: 合作协议}\n', ""),
    ("facts.yaml", "税收: {type: number, unit: 亿元, min: 0}", "税收: {type: number, unit: 亿元, min: 1}"),
)


def run(*arguments):
    return CliRunner().invoke(application, ["compare", *map(str, arguments)])


@pytest.fixture(scope="module")
def sides(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sides")
    return write(folder / "old") / "v1", write(folder / "new", *EDITS) / "v1"


ZH = """\
  - 1.1 产值（第二条）：更严
    门槛：不低于 300 亿元 → 不低于 500 亿元
    300 亿元（含）至 500 亿元（不含）：旧符合、新不符合
  - 1.2 强度（第二条）：比较门槛判断不了宽严，可用 cluster-rules prove 求证
    所用定义的内容变了：“大企业”
  - 1.4 人数（第二条）：有严有宽
    门槛：不少于 10 人 → 多于 12 人（不含本数）
    门槛：不多于 20 人 → 不多于 25 人
    10 人（含）至 12 人（含）：旧符合、新不符合
    21 人（含）至 25 人（含）：旧不符合、新符合
"""
EN = """\
  - 1.1 产值 (第二条): stricter
    threshold: at least CNY 30 billion → at least CNY 50 billion
    CNY 30 billion (included) to CNY 50 billion (excluded): met before, not met now
"""


@pytest.mark.parametrize(("lang", "told"), [("zh", ZH), ("en", EN)])
def test_every_change_is_told_in_words(sides, lang, told):
    result = run(*sides, "--lang", lang)
    assert result.exit_code == 0, result.output
    assert told in result.output


@pytest.mark.parametrize("form", ["md", "html"])
def test_pages_are_written(sides, form, tmp_path):
    path = tmp_path / "page"
    assert run(*sides, "--format", form, "--output", path).exit_code == 0
    assert "不低于 500 亿元" in path.read_text(encoding="utf-8")


def test_data_is_exact_text(sides):
    record = json.loads(run(*sides, "--format", "json").output)
    by_id = {criterion["id"]: criterion for criterion in record["criteria"]}
    assert by_id["1.1"]["witnesses"] == [
        {
            "indicator": "产值",
            "tier": "",
            "low": "300",
            "low_included": True,
            "high": "500",
            "high_included": False,
            "unit": "亿元",
            "met": "old",
        }
    ]
    assert by_id["1.1"]["changes"][0]["new"] == {
        "operator": ">=",
        "threshold": "500 亿元",
        "value": "500",
        "unit": "亿元",
    }
    assert (by_id["1.7"]["status"], record["old"]["edition"]) == ("removed", "v1")
    assert "1.9" in record["unchanged"]


def test_an_edition_beside_itself_has_no_difference(sides):
    assert "两边没有差别。" in run(sides[0], sides[0]).output


def test_an_edition_is_found_by_its_id(sides):
    result = run("v1", sides[1], "--rulesets", sides[0].parent)
    assert "更严" in result.output


def test_a_side_that_is_nothing_is_refused(sides):
    result = run("nothing", sides[0])
    assert result.exit_code == 2
    assert "CR700 “nothing”既不是版本文件夹" in result.stderr


def test_an_edition_that_two_measures_have_is_refused(sides, tmp_path):
    for name in ("a", "b"):
        shutil.copytree(sides[0].parent, tmp_path / name)
        for path in (tmp_path / name).rglob("*.yaml"):
            path.write_text(
                path.read_text(encoding="utf-8").replace("measure: shapes", f"measure: {name}"), encoding="utf-8"
            )
    result = run("v1", "v1", "--rulesets", tmp_path)
    assert result.exit_code == 2
    assert "CR701 不止一个办法有版本“v1”：a、b" in result.stderr
    assert run("v1", "v1", "--measure", "a", "--rulesets", tmp_path).exit_code == 0


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_everything_that_a_dictionary_declares_has_a_name(locale):
    say = words(locale, PACKAGE)
    declared = {f.name for type_ in (FactType, RegisterType) for f in fields(type_) if f.compare} - {"fields"}
    assert [name for name in sorted(declared) if not say.has(f"detail.{name}")] == []
