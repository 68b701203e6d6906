"""Cases: only what is written is compared, exactly, and every difference has its place."""

import textwrap

import pytest
from click.testing import CliRunner

from cluster_rules.cli import application
from cluster_rules.errors import RulesError
from cluster_rules.testing.cases import run

CASES = """
measure: nmg-advanced-manufacturing-cluster
edition: provisional
cases:
  - name: 相符
    given:
      data_year: 2024
      reference_date: 2025-03-31
      facts: {}
      registers:
        企业: {complete: true, rows: []}
    expect:
      verdict: EXPECTED
      findings:
        "5.2.5": STATUS
        "5.2.4": {status: not_met, role: ROLE, required: "REQUIRED", actual: ACTUAL, gap: GAP}
"""


def results(
    tmp_path,
    *,
    verdict="not_met",
    status="not_met",
    actual="0 家",
    gap="20 家",
    role="condition",
    required="≥ 20 家",
    extra="",
):
    text = textwrap.dedent(CASES).replace("EXPECTED", verdict).replace("STATUS", status).replace("ROLE", role)
    text = text.replace("REQUIRED", required)
    path = tmp_path / "a.cases.yaml"
    path.write_text(text.replace("ACTUAL", actual).replace("GAP", gap) + extra, encoding="utf-8")
    return path, run(path)


def test_a_case_that_holds(tmp_path):
    _, (result,) = results(tmp_path)
    assert result.passed, result


@pytest.mark.parametrize(
    "changed, what, expected, actual",
    [
        ({"verdict": "met"}, "verdict", "met", "not_met"),
        ({"status": "met"}, "status", "met", "not_met"),
        ({"role": "soft"}, "role", "soft", "condition"),
        ({"required": "> 20 家"}, "required", "> 20 家", ">= 20 家"),
        ({"required": ">= 21 家"}, "required", ">= 21 家", ">= 20 家"),
        ({"required": "20 家"}, "required", "20 家", ">= 20 家"),
        ({"required": "≥ 20 件"}, "required", "≥ 20 件", ">= 20 家"),
        ({"actual": "1 家"}, "actual", "1 家", "0 家"),
        ({"gap": "19 家"}, "gap", "19 家", "20 家"),
        ({"gap": "20 件"}, "gap", "20 件", "20 家"),
        ({"extra": '        "9.9.9": met\n'}, "status", "met", None),
    ],
)
def test_a_case_that_does_not_hold(tmp_path, changed, what, expected, actual):
    path, (result,) = results(tmp_path, **changed)
    (difference,) = result.differences
    assert (difference.what, difference.expected, difference.actual) == (what, expected, actual)
    assert difference.place.file == str(path)
    assert difference.place.line > 12


def test_the_command_says_where_and_what(tmp_path):
    path, _ = results(tmp_path, actual="1 家")
    result = CliRunner().invoke(application, ["test", str(path)])
    assert result.exit_code == 1
    assert f"{path}:5:11：相符" in result.stdout
    assert "5.2.4 实际值：应为 1 家，实为 0 家" in result.stdout
    assert "1 个用例，1 个不相符" in result.stdout
    english = CliRunner().invoke(application, ["test", str(path), "--lang", "en"]).stdout
    assert "actual value of 5.2.4: expected 1 家, found 0 家" in english


def test_a_case_whose_input_is_refused_fails_and_says_why(tmp_path):
    path, _ = results(tmp_path)
    path.write_text(path.read_text("utf-8").replace("facts: {}", "facts: {没有这个事实: 1}"), encoding="utf-8")
    (result,) = run(path)
    assert not result.passed
    assert result.diagnostics
    assert CliRunner().invoke(application, ["test", str(path)]).exit_code == 1


def test_no_cases_is_an_error(tmp_path):
    with pytest.raises(RulesError, match="CR610"):
        run(tmp_path)
    (tmp_path / "b.cases.yaml").write_text("cases: [{name: 甲, given: {}, expect: {verdict: met}}]\n", encoding="utf-8")
    with pytest.raises(RulesError, match="CR613"):
        run(tmp_path)


def test_cases_beside_an_edition_are_of_that_edition(tmp_path):
    """Those of another one would be held against the other, and this one would seem tested."""
    folder = tmp_path / "m" / "v2"
    folder.mkdir(parents=True)
    (folder / "ruleset.yaml").write_text(
        "measure: m\nedition: v2\nversion: 1.0.0\nlanguage: 1\ntext: text.txt\nfacts: facts.yaml\nconditions: [1.yaml]\n",
        encoding="utf-8",
    )
    path = folder / "a.cases.yaml"
    path.write_text(
        "measure: m\nedition: v1\ncases: [{name: 甲, given: {}, expect: {verdict: met}}]\n", encoding="utf-8"
    )
    with pytest.raises(RulesError, match=r"a\.cases\.yaml:2:10: CR611"):
        run(path)


BASES = """
measure: nmg-advanced-manufacturing-cluster
edition: provisional
cases:
  - name: 底
    given:
      data_year: 2024
      filing_date: 2025-03-31
      facts: {促进组织法人: 是, 自愿申报: 是}
      registers:
        企业: {complete: true, rows: []}
        标识解析二级节点:
          complete: true
          rows: [{前缀: a, 类型: 二级节点, 属集群: 否, 起: 2020-01-01, 止: }]
    expect: {findings: {"3.3": unknown, "4.2": met, "5.2.4": not_met, "5.4.6": {actual: 0 个}}}
  - name: 换一个事实
    base: 底
    given: {facts: {自愿申报: 否}}
    expect: {findings: {"3.3": unknown, "4.2": not_met, "5.2.4": not_met, "5.4.6": {actual: 0 个}}}
  - name: 再换一个格、添一行
    base: 换一个事实
    given:
      registers:
        标识解析二级节点: {rows: [{前缀: a, 属集群: 是}, {前缀: b, 类型: 二级节点, 属集群: 是, 起: 2020-01-01, 止: }]}
    expect: {findings: {"4.2": not_met, "5.2.4": not_met, "5.4.6": {actual: 2 个}}}
  - name: 空白的格缺失
    base: 底
    given: {registers: {标识解析二级节点: {rows: [{前缀: a, 属集群: }]}}}
    expect: {findings: {"5.4.6": {actual: 0 个..1 个}}}
  - name: 写出的 complete 替换
    base: 底
    given: {registers: {标识解析二级节点: {complete: false}}}
    expect: {findings: {"5.4.6": unknown}}
  - name: 换了基准日，许可尚未开始
    base: 再换一个格、添一行
    given: {filing_date: 2019-12-31, data_year: 2018}
    expect: {findings: {"5.4.6": {actual: 0 个}}}
  - name: 写无，整本替换
    base: 再换一个格、添一行
    given: {registers: {标识解析二级节点: 无}}
    expect: {findings: {"5.4.6": {status: not_met, actual: 0 个}}}
"""


def bases(tmp_path, *changes):
    text = textwrap.dedent(BASES)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "a.cases.yaml"
    path.write_text(text, encoding="utf-8")
    return run(path)


def test_a_case_changes_what_its_base_gives(tmp_path):
    assert [result.name for result in bases(tmp_path) if not result.passed] == []


def test_a_mistake_in_a_base_is_told_at_its_place(tmp_path):
    _, changed, *_ = bases(tmp_path, ("自愿申报: 是", "自愿申报: 也许"), ("自愿申报: 否", "联合申报: 否"))
    assert [(d.code, d.place.line) for d in changed.diagnostics] == [("CR446", 9)]


@pytest.mark.parametrize(
    "changes, code",
    [
        ([("base: 底", "base: 底子")], "CR618"),
        ([("base: 底", "base: 再换一个格、添一行")], "CR619"),
        ([("base: 底", "base: 换一个事实")], "CR619"),
    ],
)
def test_a_base_that_is_none(tmp_path, changes, code):
    _, changed, *_ = bases(tmp_path, *changes)
    (diagnostic,) = changed.diagnostics
    assert diagnostic.code == code
    assert diagnostic.place.line >= 14
