"""What is refused and what is warned of, with the exact note in both languages."""

import os

import pytest

from cluster_rules.errors import RulesError, catalogue
from cluster_rules.facts import read_sheet
from tests.facts.refused import CASES, FILE, all_notes, expected, main, notes

FOUND = {name: (text, codes) for name, text, codes in all_notes()}


@pytest.mark.parametrize("name", FOUND)
def test_the_exact_note(name):
    text, codes = FOUND[name]
    assert {"codes": codes, **text} == expected()[name]


def test_every_code_has_an_example():
    declared = {code for code in catalogue() if "CR401" <= code <= "CR499"}
    # Too large a file, and an application for another measure, which is known only beside rules.
    assert declared - {code for _, codes in FOUND.values() for code in codes} == {"CR404", "CR483"}


def test_every_code_has_its_wording_in_both_languages():
    for code, wording in catalogue().items():
        if code.startswith("CR4"):
            assert {"zh", "en"} <= set(wording), code
            assert ("fix_zh" in wording) == ("fix_en" in wording), code


@pytest.mark.parametrize("name", [name for name, given in CASES.items() if any("." in file for file in given)])
def test_a_note_on_a_file_names_its_file(name):
    text, _ = FOUND[name]
    assert not text["zh"].startswith("-")


def test_the_golden_file_is_what_its_generator_writes(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.facts.refused.FILE", tmp_path / "refused.toml")
    monkeypatch.setattr("tests.facts.refused.all_notes", lambda: ((name, *note) for name, note in FOUND.items()))
    main()
    assert (tmp_path / "refused.toml").read_bytes() == FILE.read_bytes()


def test_all_errors_are_found_at_once():
    given = {"facts": {"占有率": "约", "法人": "对", "成立": "x"}, "registers": {"企业": {"rows": [{"营业收入": "1"}]}}}
    assert notes(given)[1] == ["CR430", "CR433", "CR435", "CR446"]


def test_a_file_beyond_the_limit_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("cluster_rules.facts.files.MAX_BYTES", 10)
    (tmp_path / "application.json").write_text('{"subject": "云川"}', encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        read_sheet(tmp_path)
    assert caught.value.diagnostics[0].code == "CR404"


def test_a_link_out_of_the_folder_is_refused(tmp_path):
    folder = tmp_path / "申报"
    folder.mkdir()
    (tmp_path / "别处.csv").write_text("统一社会信用代码\n", encoding="utf-8")
    (folder / "企业.csv").symlink_to(tmp_path / "别处.csv")
    (folder / "application.yaml").write_text("registers:\n  企业: {file: 企业.csv}\n", encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        read_sheet(folder)
    assert caught.value.diagnostics[0].code == "CR403"


def test_a_pipe_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "企业.csv")
    (tmp_path / "application.yaml").write_text("registers:\n  企业: {file: 企业.csv}\n", encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        read_sheet(tmp_path)
    assert caught.value.diagnostics[0].code == "CR402"


@pytest.mark.parametrize("text", ["[" * 1_000_000, '{"a":' * 500_000, '"' + "a" * 1_000_000, "1" * 1_000_000 + "x"])
def test_hostile_json_is_refused(tmp_path, text):
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    with pytest.raises(RulesError):
        read_sheet(tmp_path / "a.json")
