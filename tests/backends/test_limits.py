"""A test that comes to too large a number is that criterion's error and no other's."""

import shutil

import pytest

from cluster_rules import load
from tests.rejected.mistakes import BASE

REGISTER = {"complete": True, "rows": [{"代码": f"甲{n}", "产值": "1", "类别": "甲类"} for n in range(12)]}
SHEET = {"subject": "样例", "filing_date": "2025-03-31", "registers": {"企业": REGISTER}}


def decided(tmp_path, indicator):
    folder = tmp_path / "base"
    shutil.copytree(BASE, folder)
    file = folder / "v1" / "1.yaml"
    text = file.read_text(encoding="utf-8")
    assert "indicator: sum(企业.产值)" in text
    file.write_text(text.replace("indicator: sum(企业.产值)", f"indicator: {indicator}"), encoding="utf-8")
    return load("base", edition="v1", rulesets=[folder], unbound=True).decide(SHEET)


@pytest.mark.parametrize("sign", ["*", "/"])
def test_too_large_a_number_is_an_error_of_its_criterion(tmp_path, sign):
    decision = decided(tmp_path, "sum(企业.产值)" + f" {sign} 1e100" * 60)
    assert decision["1.2"].status == "error"
    assert "太大" in decision["1.2"].error
    assert decision["1.1"].status != "error"
    assert decision.explain(locale="zh")


def test_a_large_number_is_written_with_all_its_digits(tmp_path):
    decision = decided(tmp_path, "sum(企业.产值) * 1e100" + " * 1e100" * 39)
    assert decision["1.2"].status == "met"
    assert "0" * 4000 in decision.explain(locale="zh").replace(",", "")
