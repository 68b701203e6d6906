"""The same claims mean the same from a folder in any encoding, from YAML, from JSON and from Python."""

import json

import pytest

from cluster_rules.errors import Place
from cluster_rules.facts import bind, from_data, from_yaml_node, read_sheet
from cluster_rules.language.yaml_source import parse_yaml
from tests.facts.dictionary import DICTIONARY, code

ROWS = [
    {"统一社会信用代码": code(1), "名称": "甲，“乙”", "营业收入": "1.10", "规模以上": "是", "数控化率": ""},
    {"统一社会信用代码": code(2), "名称": "a,b", "营业收入": "0", "规模以上": "否", "数控化率": "50%"},
]
DATA = {
    "subject": "云川（虚构）",
    "synthetic": "是",
    "filing_date": "2025-03-20",
    "facts": {"占有率": {"value": "23.4%", "source": "行业协会证明", "evidence": ["E-07"]}, "年产值": "017"},
    "registers": {"企业": {"complete": "是", "source": "申报表", "rows": ROWS}},
}
EXPECTED = bind(from_data(DATA), DICTIONARY)


def same(sheet):
    bound = bind(sheet, DICTIONARY)
    for field in ("subject", "facts", "sources", "conflicts"):
        assert getattr(bound, field) == getattr(EXPECTED, field)
    for name, register in bound.registers.items():
        expected = EXPECTED.registers[name]
        assert (register.records, register.complete, register.keys) == (
            expected.records,
            expected.complete,
            expected.keys,
        )
    return bound


def test_json(tmp_path):
    path = tmp_path / "sheet.json"
    path.write_text(json.dumps(DATA, ensure_ascii=True, indent=1), encoding="utf-8")
    same(read_sheet(path))


def test_json_numbers_and_words_are_typed(tmp_path):
    path = tmp_path / "sheet.json"
    path.write_text('{"facts": {"年产值": 0.1, "占有率": 1.5e1, "法人": true, "成立日期": null}}', encoding="utf-8")
    facts = bind(read_sheet(path), DICTIONARY).facts
    assert (facts["年产值"], facts["法人"]) == (10_000_000, True)
    assert facts["占有率"] * 100 == 15


def test_yaml_which_json_is_a_part_of():
    same(from_yaml_node(parse_yaml(json.dumps(DATA, ensure_ascii=False), "sheet.yaml")))


def folder(root, encoding, newline):
    lines = [",".join(ROWS[0])]
    lines += [",".join(f'"{cell}"' if "," in cell else cell for cell in row.values()) for row in ROWS]
    text = newline.join(["", lines[0], ",,,,", *lines[1:], ""])
    (root / "企业.csv").write_bytes(text.encode(encoding))
    data = {**DATA, "registers": {"企业": {"file": "企业.csv", "complete": "是", "source": "申报表"}}}
    (root / "application.yaml").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return root


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_folder(tmp_path, encoding, newline):
    bound = same(read_sheet(folder(tmp_path, encoding, newline)))
    assert bound.registers["企业"].places[1] == Place(str(tmp_path / "企业.csv"), 5, 1)


def test_a_cell_over_two_lines_keeps_the_places_below_it(tmp_path):
    folder(tmp_path, "utf-8", "\n")
    text = f'统一社会信用代码,名称\n{code(1)},"甲\n""乙"""\n{code(2)},丙\n'
    (tmp_path / "企业.csv").write_text(text, encoding="utf-8")
    table = read_sheet(tmp_path).registers["企业"][0]
    assert table.rows[0].cells["名称"].value == '甲\n"乙"'
    assert str(table.rows[1].cells["名称"].place).endswith("企业.csv:4:20")


def test_a_mapping_is_read_like_a_file():
    same(read_sheet(DATA))


def test_parts_may_be_folders_or_written_in_place(tmp_path):
    (tmp_path / "甲市").mkdir()
    folder(tmp_path / "甲市", "gb18030", "\n")
    (tmp_path / "application.yaml").write_text("parts: [甲市]\n", encoding="utf-8")
    assert bind(read_sheet(tmp_path), DICTIONARY).registers["企业"].complete
    assert read_sheet(tmp_path).subject.filing_date == EXPECTED.subject.filing_date
