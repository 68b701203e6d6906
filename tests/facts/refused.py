"""Inputs that are refused or warned of. `refused.toml` has the exact note: `python -m tests.facts.refused` writes it
anew; review the difference."""

import tempfile
import tomllib
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from cluster_rules.errors import RulesError
from cluster_rules.facts import bind, from_data, read_sheet
from cluster_rules.facts.csv_source import parse_csv
from cluster_rules.model.sheet import Source
from cluster_rules.testing.sample import write_sample
from tests.facts.dictionary import DICTIONARY, code

FILE = Path(__file__).with_name("refused.toml")

A, B = code(1), code(2)
HEADER = "统一社会信用代码,名称,营业收入\n"


def table(text, register="企业", encoding="utf-8"):
    application = f"registers:\n  {register}: {{file: 表.csv, complete: 是}}\n"
    return {"application.yaml": application, "表.csv": text.encode(encoding)}


def fact(name, value):
    """One scalar: in a file where it can stand in one, so that the note has a place."""
    if isinstance(value, str) and value.isprintable():
        return {"application.yaml": f'facts:\n  {name}: "{value}"\n'}
    return {"facts": {name: value}}


def rows(*found, register="企业"):
    return {"registers": {register: {"complete": True, "rows": list(found)}}}


def firm(**cells):
    """One firm in a table."""
    names, values = ",".join(cells), ",".join(f'"{value}"' for value in cells.values())
    return table(f"统一社会信用代码,{names}\n{A},{values}\n")


#: Name → files of a folder (a value of bytes or text each), or a mapping given in Python.
CASES = {
    "no application": {"企业.csv": HEADER},
    "two forms": {"application.yaml": "subject: 甲\n", "application.json": '{"subject": "乙"}'},
    "tables that nothing refers to": {
        "application.yaml": "registers:\n  企业: {file: 表.CSV, complete: 是}\n",
        "表.CSV": HEADER,
        "企业2.CSV": HEADER,
        "企业.xlsx": b"PK",
    },
    "no such table": {"application.yaml": "registers:\n  企业: {file: 企业.csv}\n"},
    "path with ..": {"application.yaml": "registers:\n  企业: {file: ../企业.csv}\n"},
    "absolute path": {"application.yaml": "registers:\n  企业: {file: /etc/hosts.csv}\n"},
    "drive": {"application.yaml": "registers:\n  企业: {file: 'C:\\企业.csv'}\n"},
    "not a table": {"application.yaml": "registers:\n  企业: {file: 企业.xlsx}\n"},
    "parts in one text": {"application.yaml": "parts: 甲市、乙盟\n"},
    "part twice": {
        "application.yaml": "parts: [甲市, 甲市/]\n",
        "甲市/application.yaml": "subject: 甲\n",
    },
    "part that is not named": {
        "application.yaml": "parts: [甲市]\n",
        "甲市/application.yaml": "subject: 甲\n",
        "乙盟/application.yaml": "subject: 乙\n",
    },
    "part outside": {"application.yaml": "parts: [../甲市]\n"},
    "unknown key": {"application.yaml": "subjekt: 甲\n"},
    "unknown key of a claim": {"application.yaml": "facts:\n  占有率: {value: 1%, sourse: 甲}\n"},
    "facts are a list": {"application.yaml": "facts: [占有率]\n"},
    "claim without value": {"application.yaml": "facts:\n  占有率: {source: 甲}\n"},
    "neither file nor rows": {"application.yaml": "registers:\n  企业: {complete: 是}\n"},
    "register is a text": {"application.yaml": "registers:\n  企业: 没有\n"},
    "complete is not yes or no": {"application.yaml": "registers:\n  企业: {rows: [], complete: 全}\n"},
    "basis is another word": {"application.yaml": "reference_basis: 通知\n"},
    "notice with a day that is none": {
        "application.yaml": "filing_date: 2025-03-20\nreference_date: 2025-13-01\nreference_basis: notice\n"
    },
    "notice without day": {"application.yaml": "filing_date: 2025-03-20\nreference_basis: notice\n"},
    "data year in words": {"application.yaml": "data_year: 去年\n"},
    "filing date with slashes": {"application.yaml": "filing_date: 2026/1/1\n"},
    "no such filing date": {"application.yaml": "filing_date: 2026-02-30\n"},
    "parts of a part": {"application.yaml": "parts:\n  - {parts: [{}]}\n"},
    "parts with two data years": {"application.yaml": "data_year: 2024\nparts:\n  - {data_year: 2023}\n"},
    "duplicated column": table("统一社会信用代码,名称,名称\n"),
    "duplicated column by width": table("统一社会信用代码,a,ａ\n"),
    "ragged row": table(HEADER + f"{A},甲\n"),
    "row too long": table(HEADER + f"{A},甲,1,000\n"),
    "open quote": table(HEADER + f'{A},"甲,1\n'),
    "text after a quote": table(HEADER + f'{A},"甲"乙,1\n'),
    "title above the header": table("附件1 企业名录,,\n" + HEADER + f"{A},甲,1\n{B},乙,1\n"),
    "empty table": table("\n,,\n"),
    "column without name": table("统一社会信用代码,,营业收入\n"),
    "semicolons": table("统一社会信用代码;名称\n"),
    "invisible character in the header": table("统一社会信用代码,名\u200b称\n"),
    "UTF-16": table(HEADER, encoding="utf-16"),
    "JSON with a comma too many": {"application.json": '{"facts": {},}'},
    "JSON with a comment": {"application.json": '{\n  // 注\n  "facts": {}}'},
    "JSON key twice": {"application.json": '{"facts": {},\n "facts": {}}'},
    "JSON NaN": {"application.json": '{"facts": {"占有率": NaN}}'},
    "JSON -Infinity": {"application.json": '{"facts": {"占有率": -Infinity}}'},
    "JSON too deep": {"application.json": "[" * 400_000},
    "JSON in GBK": {"application.json": '{"subject": "云川"}'.encode("gbk")},
    "Python too deep": {"facts": {"占有率": [[[]]] * 2, "年产值": {"value": [1]}}},
    "file without folder": {"registers": {"企业": {"file": "企业.csv"}}},
    "key that is no text": {"facts": {1: 2}},
    "unknown fact": fact("占有律", "1%"),
    "built-in fact": fact("基准日", "2025-03-31"),
    "unknown register": rows(register="企業"),
    "unknown column": table("统一社会信用代码,营业收人\n"),
    "column with another kind of unit": table("统一社会信用代码,营业收入（家）\n"),
    "one field in two columns": table("统一社会信用代码,营业收入,营业收入（亿元）\n"),
    "one field in two columns of many rows": table(f"统一社会信用代码,营业收入,营业收入（亿元）\n{A},1,1\n{B},1,1\n"),
    "standard in two spellings": table("标准号\nGB/T 1-2020\ngb/t1—2020\n", "标准"),
    "rows without anything": {"registers": {"企业": {"complete": True, "rows": None}}},
    "rows without anything in a file": {"application.yaml": "registers:\n  企业:\n    complete: 是\n    rows:\n"},
    "row without key": table(HEADER + ",甲,1\n"),
    "key twice": table(HEADER + f"{A},甲,1\n{B},乙,1\n{A},甲,2\n"),
    "not a number": firm(营业收入="约300"),
    "Excel error": firm(营业收入="#N/A"),
    "other digits": firm(营业收入="٣٠٠"),
    "thousands separators": firm(营业收入="3,000"),
    "full-width separators": firm(营业收入="1，234，567.5万元"),
    "float": fact("占有率", 0.57),
    "bool as number": fact("占有率", True),
    "NaN as text": fact("占有率", "NaN"),
    "NaN as Decimal": fact("占有率", Decimal("NaN")),
    "infinite float": fact("占有率", float("inf")),
    "too many digits": fact("年产值", "1" * 35),
    "exponent too large": fact("年产值", "1e999"),
    "huge Decimal": fact("年产值", Decimal("1e999999")),
    "huge int": fact("年产值", 10**200),
    "not a number in Python": fact("年产值", object),
    "unknown unit": fact("年产值", "300 亿"),
    "unit of another kind": fact("年产值", "300 家"),
    "per cent for money": fact("年产值", "300%"),
    "below the bounds": fact("年产值", "-1"),
    "above the bounds": fact("占有率", "101%"),
    "part of a person": firm(从业人员="2.5"),
    "part of more than its whole": firm(从业人员="12", 科研人员="13"),
    "part of the scalar facts": {"application.yaml": "facts:\n  年产值: 3000 万元\n  出口产值: 0.31\n"},
    "part of the whole of another source": {
        "registers": {
            "企业": [
                {"source": "统计联网直报名录", "rows": [{"统一社会信用代码": A, "从业人员": "12"}]},
                {"source": "申报表", "rows": [{"统一社会信用代码": A, "科研人员": "13"}]},
            ]
        }
    },
    "not yes or no": firm(规模以上="√"),
    "yes as one": firm(规模以上="1"),
    "finding in other words": fact("第三方地位", "较强"),
    "slashes in a date": fact("成立日期", "2026/1/1"),
    "Chinese date": fact("成立日期", "2026年3月5日"),
    "no such day": fact("成立日期", "2026-02-30"),
    "datetime": fact("成立日期", datetime(2026, 1, 1)),
    "number for a date": fact("成立日期", 20260101),
    "not one of the values": firm(盟市="甲巿"),
    "number for a text": fact("产品代码", 3239),
    "invisible character": fact("产品代码", "32\u200b39"),
    "bidirectional character": firm(名称="甲\u202e乙"),
    "replacement character": firm(名称="甲\ufffd"),
    "code too short": fact("组织代码", A[:-1]),
    "letter O in a code": fact("组织代码", A.replace("0", "O", 1)),
    "wrong check character": fact("组织代码", A[:-1] + ("A" if A[-1] != "A" else "B")),
    "无 for a number": fact("年产值", "无"),
    "无 for yes or no": fact("法人", "无"),
    "无 for a date": fact("成立日期", "无"),
    "无 for a declared text": firm(盟市="无"),
    "无 for a code": fact("组织代码", "无"),
    "end before start": rows(
        {"统一社会信用代码": A, "类型": "小巨人", "起": "2024-01-02", "止": "2024-01-01"}, register="资质"
    ),
    "open end of a title that expires": rows(
        {"统一社会信用代码": A, "类型": "小巨人", "起": "2024-01-02", "止": "长期"}, register="资质"
    ),
    "term longer than allowed": rows(
        {"统一社会信用代码": A, "类型": "高新技术企业", "起": "2021-12-01", "止": "2025-01-01"}, register="资质"
    ),
    "evidence for nothing": table("编号,条款,文件\nE-01,5.1.11,批复\n", register="佐证材料"),
    "evidence for two at once": table('编号,条款,文件\nE-01,"5.1.1、5.2.7",批复\n', register="佐证材料"),
}

#: What is read, with a warning.
WARNED = {
    "share below one": fact("占有率", "0.57"),
    "finer than the quantum": firm(营业收入="1.001"),
    "row that a complete source lacks": {
        "registers": {
            "企业": [
                {"source": "统计联网直报名录", "complete": "是", "rows": [{"统一社会信用代码": A}]},
                {"source": "申报表", "rows": [{"统一社会信用代码": B}]},
            ]
        }
    },
    "league without one of the years": rows(
        {"年度": "2023", "盟市": "甲市"},
        {"年度": "2023", "盟市": "乙盟"},
        {"年度": "2024", "盟市": "甲市"},
        register="能耗",
    ),
    "whole that its parts exceed": {
        "application.yaml": "registers:\n  企业: {file: 表.csv}\n"
        "  盟市合计: {source: 统计公报, rows: [{盟市: 甲市, 营业收入: 3 亿元}, {盟市: 乙盟, 营业收入: 3}]}\n",
        "表.csv": f"统一社会信用代码,盟市,营业收入\n{A},甲市,20000\n{B},甲市,10000.01\n".encode(),
    },
    "figure that is hardly ever so large": rows(
        {"盟市": "甲市", "营业收入": "3 亿元", "研发": "6.01 亿元"},
        {"盟市": "乙盟", "营业收入": "3 亿元", "研发": "6 亿元"},
        register="盟市合计",
    ),
    "table that nobody refers to": {"application.yaml": "subject: 云川\n", "企业.csv": HEADER},
    "source that is not named": {"application.yaml": "facts:\n  占有率: {value: 1%, source: 行业协会}\n"},
    "source of a register that is not named": {
        "registers": {"企业": {"source": "统计", "rows": [{"统一社会信用代码": A}]}}
    },
    "evidence that is not listed": {
        "application.yaml": "facts:\n  占有率: {value: 1%, evidence: [E-1, E-2, E-3]}\nregisters:\n"
        "  佐证材料: {file: 表.csv, complete: 是}\n",
        "表.csv": "编号,条款,文件\nE-1-1,5.1.1,批复\nE-3,5.1.1,批复\n".encode(),
    },
    "document of a later day": {
        "filing_date": "2025-03-20",
        "registers": {"佐证材料": {"rows": [{"编号": "E-1", "条款": "5.1.1", "日期": "2025-03-21"}]}},
    },
    "figures of another year": {
        "application.yaml": "data_year: 2024\nreference_date: 2025-03-31\nfacts:\n  占有率: {value: 1%, period: 2022—2023 年}\n"
        "registers:\n  企业: {rows: [], period: 2023}\n",
    },
    "data year that is not over": {"data_year": 2025, "reference_date": "2025-12-30"},
    "reference date far from filing": {"filing_date": "2025-03-20", "reference_date": "2026-03-22"},
    "finding on nothing": rows({"条款": "5.27", "结论": "符合", "认定人": "专家甲"}, register="专家判断"),
}


def notes(given):
    """The notes on one case, places relative to its folder."""
    if any("." in name for name in given):
        with tempfile.TemporaryDirectory() as folder:
            for name, content in given.items():
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
            return _notes(lambda: read_sheet(folder), folder)
    return _notes(lambda: from_data(given), "")


def _notes(read, folder):
    try:
        found = bind(read(), DICTIONARY).warnings
    except RulesError as error:
        found = error.diagnostics
    return {
        locale: "\n".join(note.render(locale) for note in found).replace(folder or "\0", ".").replace("./", "")
        for locale in ("zh", "en")
    }, [note.code for note in found]


def others():
    """Notes that need more than a file: a full folder, an unknown fault, a table beyond the limit."""
    for name, action in {
        "full folder": lambda: write_sample(Path(__file__).parent),
        "unknown fault": lambda: write_sample("new", faults=["all-meet"]),
        "too many rows": lambda: parse_csv("a\n" * 100_002, "表.csv", Source()),
    }.items():
        text, codes = _notes_of(action)
        yield name, text, codes


def _notes_of(action):
    try:
        action()
    except RulesError as error:
        root = str(Path(__file__).parent)
        texts = {locale: error.diagnostics[0].render(locale).replace(root, ".") for locale in ("zh", "en")}
        return texts, [error.diagnostics[0].code]
    raise AssertionError


def all_notes():
    for name, given in {**CASES, **WARNED}.items():
        yield name, *notes(given)
    yield from others()


def expected():
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def main():
    blocks = [
        f"[\"{name}\"]\ncodes = {codes}\nzh = '''\n{text['zh']}'''\nen = '''\n{text['en']}'''\n"
        for name, text, codes in all_notes()
    ]
    FILE.write_text("\n".join(blocks), encoding="utf-8")


if __name__ == "__main__":
    main()
