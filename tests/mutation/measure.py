"""A small measure with cases, in files of its own."""

from pathlib import Path

MEASURE = """
measure: invented
title: 虚构办法
issuer: 虚构机关
editions:
  - {id: v1, title: 虚构办法, status: in_force, issued_on: 2025-01-01, effective_from: 2025-01-01}
"""
RULESET = """
measure: invented
edition: v1
version: 1.0.0
language: 1
text: text.txt
facts: facts.yaml
conditions: [1.yaml]
"""
FACTS = """
version: 1.0.0
facts:
  年产值: {type: number, unit: 亿元, min: 0}
  园区: {type: boolean}
  公告: {type: boolean}
registers:
  企业:
    unit: 家
    key: [代码]
    fields:
      代码: {type: text}
      级别: {type: text, values: [国家级, 自治区级]}
"""
TEXT = "第一条 年产值 300 亿元以上。国家级企业不少于 2 家。有园区或者已公告。\n"
CONDITION = """
condition: "1"
version: 1.0.0
title: 条件
provision: 第一条
criteria:
  - {id: "1.1", quote: 年产值 300 亿元以上, indicator: 年产值, require: ≥ 300 亿元}
  - {id: "1.2", quote: 国家级企业不少于 2 家, indicator: 'count(企业[级别 = "国家级"])', require: ≥ 2 家}
  - {id: "1.3", quote: 有园区或者已公告, test: 园区 = true or 公告 = true}
"""
#: One case a line: name, output, levels of the firms, park, notice, then the findings in order, and the verdict.
LINES = """
都满足 300 国国 是 否 met met met met
产值差一点 299.9999 国国 否 是 not_met met met not_met
产值多一点 300.0001 国国自 是 是 met met met met
国家级少一家 300 国自 是 否 met not_met met not_met
国家级多一家 300 国国国 否 是 met met met met
都没有 300 国国 否 否 met met not_met not_met
"""


def case(line):
    name, output, levels, park, notice, first, second, third, verdict = line.split()
    rows = ", ".join(
        f"{{代码: c{i}, 级别: {'国家级' if level == '国' else '自治区级'}}}" for i, level in enumerate(levels)
    )
    return (
        f"  - name: {name}\n"
        f"    given:\n"
        f"      facts: {{年产值: {output}, 园区: {park}, 公告: {notice}}}\n"
        f"      registers: {{企业: {{complete: true, rows: [{rows}]}}}}\n"
        f"    expect:\n"
        f"      verdict: {verdict}\n"
        f'      findings: {{"1.1": {first}, "1.2": {second}, "1.3": {third}}}\n'
    )


def write(folder: Path, *, without=(), condition=CONDITION) -> Path:
    """The edition's folder; the cases called `without` are left out."""
    edition = folder / "invented" / "v1"
    edition.mkdir(parents=True)
    lines = [line for line in LINES.strip().splitlines() if line.split()[0] not in without]
    cases = "cases:\n" + "".join(map(case, lines))
    (folder / "invented" / "measure.yaml").write_text(MEASURE, encoding="utf-8")
    files = {"ruleset.yaml": RULESET, "facts.yaml": FACTS, "1.yaml": condition, "text.txt": TEXT, "a.cases.yaml": cases}
    for name, text in files.items():
        (edition / name).write_text(text, encoding="utf-8")
    return edition
