"""Small measures on disk."""

MEASURE = """\
measure: {measure}
title: 小办法
title_en: A Small Measure
issuer: 某厅
editions:
"""
EDITION = (
    "  - {{id: {id}, title: 小办法（{id}）, status: {status}, issued_on: {issued}, effective_from: {start}{until}}}\n"
)
RULESET = """\
measure: {measure}
edition: {id}
version: 1.0.0
language: 1
text: text.txt
facts: facts.yaml
definitions: [definitions.yaml]
standing: [standing.yaml]
conditions: [1.yaml]
ledger: ledger.yaml
interpreter: 某厅
"""
FILES = {
    "text.txt": "第一条 产值达 300 亿元以上。第二条 申报单位为法人。\n",
    "facts.yaml": """\
version: 1.0.0
facts:
  产值: {type: number, unit: 亿元, min: 0}
  法人: {type: boolean}
registers:
  企业:
    unit: 家
    key: [代码]
    fields: {代码: {type: text}, 营业收入: {type: number, unit: 万元}}
""",
    "definitions.yaml": """\
version: 1.0.0
definitions:
  - {name: 大企业, is: "企业[营业收入 >= 1 亿元]", source: 本办法}
  - {name: 强度, of: 企业, is: 营业收入 / 营业收入}
""",
    "ledger.yaml": """\
version: 1.0.0
entries:
  - {provision: 第一条, quote: 产值达 300 亿元以上。, treatment: encoded, ids: ["1.1"]}
  - {provision: 第二条, quote: 申报单位为法人。, treatment: encoded, ids: ["2.1"]}
""",
    "standing.yaml": """\
standing: "2"
version: 1.0.0
title: 资格
provision: 第二条
criteria:
  - {id: "2.1", quote: 申报单位为法人, test: 法人 = true}
""",
    "1.yaml": """\
condition: "1"
version: 1.0.0
title: 规模
provision: 第一条
criteria:
  - id: "1.1"
    version: 1.0.0
    quote: 产值达 300 亿元以上
    indicator: 产值
    require: ≥ 300 亿元
  - id: "1.2"
    any_of:
      - {id: 1.2a, version: 1.1.0, quote: 产值达 300 亿元以上, test: 产值 > 300 亿元}
      - {id: 1.2b, quote: 产值达 300 亿元以上, judgement: 产值是否较大}
""",
}


def write_measure(folder, *editions, measure="small"):
    """Write a measure into `folder`; an edition is `(id, status, effective_from, effective_until, issued_on)`."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [MEASURE.format(measure=measure)]
    for name, status, start, until, issued in (edition_with_defaults(*edition) for edition in editions):
        until = f", effective_until: {until}" if until else ""
        lines.append(EDITION.format(id=name, status=status, issued=issued, start=start, until=until))
        write_edition(folder / name, measure)
    (folder / "measure.yaml").write_text("".join(lines), encoding="utf-8")
    return folder


def edition_with_defaults(name, status="in_force", start="unknown", until="", issued="unknown"):
    return name, status, start, until, issued


def write_edition(folder, measure="small"):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ruleset.yaml").write_text(RULESET.format(measure=measure, id=folder.name), encoding="utf-8")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
