"""What a number for each unit is bound to, and how it is told."""

from pathlib import Path

import pytest

from cluster_rules import load
from cluster_rules.compiler.quotes import stated_numbers

HERE = Path(__file__).parent / "per-unit"
YEARS = {
    "data_year": 2024,
    "registers": {
        "年度数据": {
            "rows": [{"年度": 2024, "税收": 500, "用地": 100}, {"年度": 2023, "税收": 400, "用地": 100}],
        }
    },
}


@pytest.mark.parametrize(
    "quote, numbers",
    [
        ("第一批、第二家、统一处理", []),
        ("上一年度、前一年、同一年、每一家、任一项", []),
        ("近一年、前一百家", ["一年", "一百家"]),
        ("两年", ["两年"]),
    ],
)
def test_what_counts_nothing_is_no_number(quote, numbers):
    assert [found.text for found in stated_numbers(quote, {})] == numbers


@pytest.mark.parametrize(
    "quote",
    [
        "亩均税收 5 万元以上",
        "每亩税收 5 万元以上",
        "每一亩税收达 5 万元",
        "大型园区亩均税收 10 万元以上，其他园区 5 万元以上",
    ],
)
def test_a_number_for_each_unit_is_a_quotient(quote):
    *_, found = stated_numbers(quote, {})
    assert found.each == (75, (("元", 1), ("平方米", -1)))


@pytest.mark.parametrize("quote", ["税收 5 万元以上", "亩均产出较高，税收 5 万元以上"])
def test_a_number_of_another_clause_is_not(quote):
    (found,) = stated_numbers(quote, {})
    assert found.each is None


def test_a_trend_of_quotients_is_told_in_its_units():
    decision = load("shape-per-unit", edition="v1", rulesets=HERE).decide(YEARS)
    text = decision.explain()
    assert "数据年对数据年前 1 年：按现有数据，实际 5 万元/亩，要求高于 4 万元/亩" in text
    assert "年度数据（2022 年）：用于 1.4" in text
    assert "最小单位" not in text


def test_a_child_stands_in_the_provision_of_its_group(tmp_path):
    edition = tmp_path / "v1"
    edition.mkdir()
    for name in ("ruleset.yaml", "text.txt", "facts.yaml", "1.yaml"):
        (edition / name).write_text((HERE / "v1" / name).read_text("utf-8"), "utf-8")
    (tmp_path / "measure.yaml").write_text((HERE / "measure.yaml").read_text("utf-8"), "utf-8")
    head, criteria = (edition / "1.yaml").read_text("utf-8").split("criteria:\n")
    inner = "".join(f"    {line}\n" for line in criteria.splitlines())
    group = '  - id: "1.0"\n    title: 组\n    provision: 第一条（一）\n    all_of:\n'
    (edition / "1.yaml").write_text(f"{head}criteria:\n{group}{inner}", "utf-8")
    decision = load("shape-per-unit", edition="v1", rulesets=tmp_path).decide(YEARS)
    assert {finding.provision for finding in decision if finding.kind != "group" or finding.id == "1.0"} == {
        "第一条（一）"
    }
