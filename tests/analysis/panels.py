"""Applications under the small measure, all of which meet it but for what is said."""

from __future__ import annotations

from decimal import Decimal

FIRM = {"规模以上": "是", "主导产业": "是", "营业收入": "10000 万元", "研发": "300 万元"}


def application(name, facts=None, firms=20, firm=None, **given):
    """The application `name`; `facts` replace scalar facts, `firm` some fields of every firm."""
    rows = [{"代码": f"企业{number:02d}", **FIRM, **(firm or {})} for number in range(firms)]
    return {
        "measure": "shapes",
        "subject": name,
        "filing_date": "2025-03-20",
        "facts": {
            "产值": "400 亿元", "税收": "5 亿元", "人数": "15", "法人": "是", "成立日期": "2019-01-01", "类别": "甲类"
        } | (facts or {}),
        "registers": {
            "企业": {"complete": "是", "rows": rows},
            "专家判断": {"complete": "是", "rows": [{"条款": "1.6", "结论": "符合", "认定人": "甲"}]},
            "佐证材料": {"complete": "是", "rows": [{"编号": "1", "条款": "1.7", "文件": "协议"}]},
        }
        | given,
    }  # fmt: skip


def with_output(name, output):
    """The same with another 产值, in 亿元; blank where there is none, several where sources disagree."""
    if isinstance(output, tuple):
        claims = [{"value": f"{value} 亿元", "source": f"来源{value}"} for value in output]
        return application(name, {"产值": claims})
    return application(name, {"产值": "" if output is None else f"{Decimal(output)} 亿元"})
