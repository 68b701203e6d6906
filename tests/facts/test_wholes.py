"""A whole that its parts exceed decides nothing: the market share of 508 % is neither met nor not met."""

import pytest

from cluster_rules import FactSheet, load
from tests.facts.dictionary import code

CODES = [code(number) for number in range(1, 11)]
RULES = load("nmg-advanced-manufacturing-cluster", edition="provisional")


def sheet(market, *sales, complete=True):
    rows = [
        {"统一社会信用代码": CODES[number], "产品代码": "C-1", "年度": 2024, "销售额": sale}
        for number, sale in enumerate(sales)
    ]
    rows.append({"统一社会信用代码": CODES[9], "产品代码": "C-2", "年度": 2024, "销售额": "9999 亿元"})
    rows.append({"统一社会信用代码": CODES[9], "产品代码": "C-1", "年度": 2023, "销售额": "9999 亿元"})
    product = {"代码": "C-1", "年份": 2024, "主导产品": "是", "全国销售额": market}
    return FactSheet.from_data(
        {
            "data_year": 2024,
            "reference_date": "2025-03-31",
            "facts": {"主导产品代码": "C-1"},
            "registers": {
                "企业": {
                    "complete": True,
                    "rows": [{"统一社会信用代码": one, "在集群经营": "是", "在集群注册": "是"} for one in CODES],
                },
                "产品销售": {"complete": complete, "rows": rows},
                "产品市场": {"complete": True, "source": "行业协会证明", "rows": [product]},
            },
        }
    )


@pytest.mark.parametrize(
    ("market", "sales", "status"),
    [
        ("100 亿元", ["20 亿元"], "met"),
        ("100 亿元", ["19.999999 亿元"], "not_met"),
        ("100 亿元", ["60 亿元", "40 亿元"], "met"),
        ("100 亿元", ["60 亿元", "400000.01 万元"], "unknown"),
        ("100 亿元", ["508 亿元"], "unknown"),
    ],
)
def test_a_share_decides_up_to_the_whole(market, sales, status):
    assert RULES.decide(sheet(market, *sales))["5.1.7"].status == status


def test_rows_that_are_still_missing_do_not_matter():
    assert RULES.decide(sheet("100 亿元", "20 亿元", complete=False))["5.1.7"].status == "met"
    assert RULES.decide(sheet("100 亿元", "101 亿元", complete=False))["5.1.7"].status == "unknown"


def test_both_figures_are_named_as_a_conflict():
    decision = RULES.decide(sheet("100 亿元", "508 亿元"))
    assert [reason.kind for reason in decision["5.1.7"].reasons if reason.fact == "产品市场"] == ["conflict"]
    text = decision.explain(locale="zh")
    assert "行业协会证明 1,000,000 万元、产品销售.销售额 5,080,000 万元" in text
    assert "小于“产品销售.销售额”有关各行的合计 5080000 万元" in text


def test_every_reading_of_the_share_waits():
    for option in ("每种产品都达到", "各产品加权平均"):
        decision = RULES.decide(sheet("100 亿元", "508 亿元"), readings={"市场占有率": option})
        assert decision["5.1.7"].status == "unknown"


@pytest.mark.parametrize("name", ["无", "暂缺", "-", "", "待提供"])
def test_a_document_that_is_not_there_is_none(name):
    row = {"编号": "E-01", "条款": "5.1.1", "文件": name}
    data = {"registers": {"佐证材料": {"complete": True, "rows": [row]}}}
    assert RULES.decide(data)["5.1.1"].status == "not_met"
    row["文件"] = "规划批复（虚构）"
    assert RULES.decide(data)["5.1.1"].status == "met"
