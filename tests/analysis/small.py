"""A small invented measure with one criterion of each shape, and editions of it with some lines changed."""

from cluster_rules import load

MEASURE = """\
measure: shapes
title: 测试用办法（虚构）
issuer: 测试机关（虚构）
editions:
  - {id: v1, title: 测试用办法（虚构）, status: draft, issued_on: unknown, effective_from: unknown}
"""
FILES = {
    "ruleset.yaml": """\
measure: shapes
edition: v1
version: 1.0.0
language: 1
text: text.txt
facts: facts.yaml
definitions: [definitions.yaml]
standing: [standing.yaml]
conditions: [1.yaml]
choices:
  - name: 范围
    question: 计哪些企业？
    default: 规上
    why: 通常
    options: [{name: 规上}, {name: 全部}]
""",
    "text.txt": "测试用文本（虚构）\n",
    "facts.yaml": """\
version: 1.0.0
facts:
  产值: {type: number, unit: 亿元, min: 0}
  税收: {type: number, unit: 亿元, min: 0}
  人数: {type: integer, unit: 人, min: 0}
  法人: {type: boolean}
  成立日期: {type: date}
  类别: {type: text, values: [甲类, 乙类]}
registers:
  企业:
    unit: 家
    key: [代码]
    fields:
      代码: {type: text}
      规模以上: {type: boolean}
      主导产业: {type: boolean}
      营业收入: {type: number, unit: 万元, min: 0}
      研发: {type: number, unit: 万元, min: 0}
""",
    "definitions.yaml": """\
version: 1.0.0
definitions:
  - name: 大企业
    is: 企业[营业收入 >= 2000 万元]
    source: 虚构
  - name: 计入企业
    is: 大企业[规模以上 = true]
    readings:
      范围:
        全部: {is: 大企业}
""",
    "standing.yaml": """\
standing: "0"
version: 1.0.0
title: 资格
provision: 第一条
criteria:
  - {id: "0.1", quote: 法人, test: 法人 = true}
""",
    "1.yaml": """\
condition: "1"
version: 1.0.0
title: 条件
provision: 第二条
criteria:
  - id: "1.1"
    title: 产值
    quote: 产值
    indicator: 产值
    require: ≥ 300 亿元
    evidence: [证明]
  - {id: "1.2", quote: 强度, indicator: sum(计入企业.研发) / sum(计入企业.营业收入), require: ≥ 2%}
  - {id: "1.3", quote: 家数, indicator: "count(企业[规模以上 = true and 主导产业 = true])", require: ≥ 20 家}
  - {id: "1.4", quote: 人数, indicator: 人数, require: "[10 人..20 人]"}
  - id: "1.5"
    quote: 分档
    indicator: 税收
    require:
      by: 类别
      tiers:
        - {when: '"甲类"', then: ≥ 2 亿元}
        - {when: '"乙类"', then: ≥ 1 亿元}
  - {id: "1.6", quote: 品牌, judgement: 品牌是否较强}
  - {id: "1.7", quote: 协议, document: 合作协议}
  - {id: "1.8", quote: 成立, test: '成立日期 <= @"2020-01-01"'}
  - {id: "1.9", quote: 收入, indicator: "sum(企业[规模以上 = true].营业收入)", require: ≥ 10 亿元}
  - {id: "1.13", quote: 户数, indicator: "count(企业[主导产业 = true])", require: ≥ 1 家}
  - {id: "1.10", quote: 两项, test: 产值 >= 100 亿元 and 税收 >= 3 亿元}
  - {id: "1.11", quote: 鼓励, force: should, test: 产值 >= 500 亿元}
  - id: "1.12"
    at_least:
      count: 1
      of:
        - {id: 1.12a, quote: 甲, test: 产值 >= 50 亿元}
        - {id: 1.12b, quote: 乙, test: 税收 >= 5 亿元}
""",
}


def write(folder, *edits):
    """The measure in `folder`, with `edits`: (file, old, new), each old text standing there once."""
    texts = dict(FILES)
    for file, old, new in edits:
        assert texts[file].count(old) == 1, (file, old)
        texts[file] = texts[file].replace(old, new)
    (folder / "v1").mkdir(parents=True)
    (folder / "measure.yaml").write_text(MEASURE, encoding="utf-8")
    for file, text in texts.items():
        (folder / "v1" / file).write_text(text, encoding="utf-8")
    return folder


def rules(folder, *edits):
    return load("shapes", edition="v1", rulesets=[write(folder, *edits)])
