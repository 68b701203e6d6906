"""Shares that cannot be are shown at preliminary review, and decide nothing."""

import pytest

from tests.facts.dictionary import code
from tests.procedure.test_forms import NMG, Case, firms, found


@pytest.mark.parametrize(("sold", "times"), [("1000", 0), ("1000.01", 1)])
def test_sales_beyond_the_national_market_are_shown(tmp_path, sold, times):
    sales = [{"统一社会信用代码": code(3), "产品代码": "P1", "年度": "2024", "销售额": sold}]
    market = [{"代码": "P1", "年份": "2024", "主导产品": "是", "全国销售额": "1000"}]
    case = Case(tmp_path / "a.case", proceeding=NMG)
    registers = {"企业": firms(在集群注册="是", 在集群经营="是"), "产品销售": sales, "产品市场": market}
    listed = {name: {"complete": "是", "rows": rows} for name, rows in registers.items()}
    case.facts("2025-03-03", {"data_year": "2024", "facts": {"主导产品代码": "P1"}, "registers": listed})
    checks = found(case)
    assert (checks["conflict"], checks["beyond"]) == (times, 0)


@pytest.mark.parametrize(("spent", "times"), [("100 亿元", 0), ("1000000.01 万元", 1)])
def test_a_quotient_beyond_the_whole_is_shown(tmp_path, spent, times):
    firm = {"统一社会信用代码": code(3), "行业类别": "工业", "规模以上": "是", "在集群经营": "是"}
    rows = [{**firm, "营业收入": "100 亿元", "研发经费": spent, "已核对": "是"}]
    case = Case(tmp_path / "a.case", proceeding=NMG)
    listed = {"企业": {"complete": "是", "rows": rows}}
    case.facts("2025-03-03", {"data_year": "2024", "facts": {"研发投入取数": "研发经费"}, "registers": listed})
    assert found(case)["beyond"] == times
