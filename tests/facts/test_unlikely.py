"""A figure that is hardly ever so large decides nothing before somebody confirms it: research of 元 read as 万元."""

import pytest

from cluster_rules import load
from tests.facts.dictionary import code

RULES = load("nmg-advanced-manufacturing-cluster", edition="provisional")
FIRM = {"行业类别": "工业", "规模以上": "是", "在集群经营": "是"}


def decided(*spent, **more):
    """Firms that earn 1,000 万元 each, and what they spend on research."""
    rows = [
        {**FIRM, "统一社会信用代码": code(number), "营业收入": "1000", "研发经费": each, **more}
        for number, each in enumerate(spent, 1)
    ]
    data = {"data_year": 2024, "reference_date": "2025-03-31", "facts": {"研发投入取数": "研发经费"}}
    return RULES.decide({**data, "registers": {"企业": {"complete": True, "rows": rows}}})


@pytest.mark.parametrize(
    ("spent", "status"),
    [
        (["20"], "met"),
        (["1000"], "met"),
        (["1000.01"], "unknown"),
        (["200000"], "unknown"),
        (["200000", "60"], "met"),
        (["200000", "0"], "unknown"),
        (["0", "0"], "not_met"),
    ],
)
def test_it_decides_up_to_what_is_usual(spent, status):
    assert decided(*spent)["5.3.4"].status == status


def test_what_is_confirmed_decides():
    assert decided("1000.01", 已核对="是")["5.3.4"].status == "met"
    for word in ("否", ""):
        assert decided("1000.01", 已核对=word)["5.3.4"].status == "unknown"


def test_nothing_is_known_beside_what_is_missing():
    assert decided("1000.01", 营业收入="")["5.3.4"].reasons[0].kind == "missing"


def test_both_figures_are_named_and_what_confirms():
    decision = decided("200000")
    assert {reason.kind for reason in decision["5.3.4"].reasons} == {"conflict"}
    text = decision.explain(locale="zh")
    assert "“200000 万元”超过营业收入（1000 万元）" in text
    assert "在同一行的“已核对”填“是”" in text
    assert "已核对" in decision.explain(locale="en")
