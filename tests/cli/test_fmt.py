"""`cluster-rules fmt`: expressions are respelt in place, and every other byte of the file stays."""

import random

import pytest
from click.testing import CliRunner

from cluster_rules.cli import application
from cluster_rules.compiler.formatting import format_file
from cluster_rules.compiler.shapes import expressions_in
from cluster_rules.compiler.surface_criteria import ConditionFile
from cluster_rules.language import parse_test, print_expression
from cluster_rules.language.yaml_nodes import YamlList, YamlMap
from cluster_rules.language.yaml_source import parse_yaml
from cluster_rules.language.yaml_troubles import Source
from tests.docs.pages import PROJECT
from tests.language.test_grammar_file import samples
from tests.language.typed import typed

HEAD = 'condition: "1"\nversion: 1.0.0\ntitle: 甲（乙）＞＝\nprovision: 第一条\ncriteria:\n'
#: As written under a criterion, and as formatted; None where it stays.
LINES = [
    ("test: count（企业［规上＝真  且 名称 = “甲”］）＞1家", 'test: count(企业[规上 = true and 名称 = "甲"]) > 1 家'),
    ("test:   a＞＝２％   ", "test:   a >= 2%   "),
    ('test: "企业［名称＝“甲”］.产值[1] ＞2"', 'test: "企业[名称 = “甲”].产值[1] > 2"'),
    ("test: 'a ＝ “it''s” 且  b＝\"x\"'", "test: 'a = \"it''s\" and b = \"x\"'"),
    ("test: 'a ＝ “甲”'", "test: 'a = \"甲\"'"),
    (r'test: "a＝\"x\" 且 b"', r'test: "a = \"x\" and b"'),
    ("test: |\n      a＋1＞＝  2\n        且 b  // 为什么，", "test: |\n      a + 1 >= 2\n        and b  // 为什么，"),
    ("test: a＋1  ＞\n      2   且 b", "test: a + 1 >\n      2 and b"),
    ("indicator: a\n    require: ≧３家", "indicator: a\n    require: ≥ 3 家"),
    ("indicator: a\n    require: ≤ 3 家", None),
    ('indicator: a\n    require: ">= 3 家"', None),
    ('indicator: a\n    require: "＞＝3 家"', 'indicator: a\n    require: ">= 3 家"'),
    ("indicator: a\n    require: ＞ 3家", "indicator: a\n    require: ＞ 3 家"),
    ("indicator: a\n    require: ＞＝ 3家", "indicator: a\n    require: ≥ 3 家"),
    ("indicator: a\n    require: “甲”，“乙”", "indicator: a\n    require: “甲”, “乙”"),
    ("indicator: a\n    require: （1．．5］", "indicator: a\n    require: (1..5]"),
    ("indicator: a\n    require: ［1．．5］", "indicator: a\n    require: ［1..5]"),
    ("test: （｛甲:　1｝）.甲＝1", "test: ({甲:　1}).甲 = 1"),
    ("{test: max（a，b）＞２％ }", "{test: max(a，b) > 2% }"),
    ("{test: count（企业［规上］）＞2}", "{test: count(企业［规上］) > 2}"),
]


def file(line):
    if line.startswith("{"):
        return HEAD + '  - {id: "1.1", quote: 甲（乙）＞＝, ' + line.removeprefix("{") + "   # 注 ＞＝\n"
    return HEAD + f'  - id: "1.1"   # 注 ＞＝\n    quote: 甲（乙）＞＝\n    {line}\n'


@pytest.mark.parametrize("written, formatted", LINES)
def test_only_the_expression_changes(written, formatted):
    assert format_file(file(written), "1.yaml") == file(formatted or written)
    assert format_file(file(formatted or written), "1.yaml") == file(formatted or written)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_and_the_byte_order_mark_stay(tmp_path, end):
    written, formatted = (file(LINES[0][index]).replace("\n", end).encode() for index in (0, 1))
    path = tmp_path / "1.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + written)
    assert run(path, "--write").exit_code == 0
    assert path.read_bytes() == b"\xef\xbb\xbf" + formatted


STYLES = {
    "plain": lambda text: text,
    "double": lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"',
    "single": lambda text: "'" + text.replace("'", "''") + "'",
    "block": lambda text: "|\n      " + text,
    "folded": lambda text: text.replace(" ", "\n      "),
}


def rest(node, expressions):
    """Everything of the file but its expressions."""
    if isinstance(node, YamlMap):
        return {key: rest(value, expressions) for key, value in node.entries.items()}
    if isinstance(node, YamlList):
        return [rest(item, expressions) for item in node.items]
    return "…" if node.text in expressions else node.text


def read(text):
    root = parse_yaml(text, "1.yaml")
    return root, [found.text for found in expressions_in(ConditionFile, root, Source("1.yaml", text))]


@pytest.mark.parametrize("style", STYLES)
def test_the_meaning_of_no_file_changes(style):
    done = 0
    for rng, canonical in samples(150, 11):
        text = file("test: " + STYLES[style](typed(canonical, random.Random(rng.random()))))
        try:
            before, written = read(text)
            tree = parse_test(written[0])
        except Exception:
            continue
        after, formatted = read(format_file(text, "1.yaml"))
        assert [parse_test(found) for found in formatted] == [tree], text
        assert rest(after, formatted) == rest(before, written)
        if style in ("single", "block") and "\n" not in written[0].strip() and "'" not in text:
            assert formatted[0].strip() in (canonical, print_expression(tree))
        done += 1
    assert done > 40


def run(*arguments):
    return CliRunner().invoke(application, ["fmt", *map(str, arguments)])


def test_the_difference_is_shown_and_nothing_is_written(tmp_path):
    path = tmp_path / "1.yaml"
    path.write_text(file(LINES[0][0]), encoding="utf-8")
    shown = run(tmp_path)
    assert shown.exit_code == 0
    assert f"-    {LINES[0][0]}\n+    {LINES[0][1]}\n" in shown.stdout
    assert path.read_text(encoding="utf-8") == file(LINES[0][0])
    assert run(tmp_path, "--check").exit_code == 1
    assert run(tmp_path, "--write").exit_code == 0
    checked = run(tmp_path, "--check")
    assert (checked.exit_code, checked.stdout) == (0, "1 个文件，写法都已规范\n")


@pytest.mark.parametrize("folder", ["rulesets", "tests/accepted"])
def test_our_own_rulesets_are_formatted(folder):
    checked = run(PROJECT / folder, "--check")
    assert checked.exit_code == 0, checked.stdout


def test_every_error_is_told_and_nothing_is_written(tmp_path):
    good, bad = tmp_path / "1.yaml", tmp_path / "2.yaml"
    good.write_text(file(LINES[0][0]), encoding="utf-8")
    bad.write_text(file("test: 产值 ＞ 3,000"), encoding="utf-8")
    refused = run(tmp_path, "--write")
    assert refused.exit_code == 2
    assert f"{bad}:8:16: CR311" in refused.stderr
    assert good.read_text(encoding="utf-8") == file(LINES[0][0])


def test_both_options_at_once_and_a_folder_without_files_are_refused(tmp_path):
    for arguments, code in (
        ([tmp_path / "none"], "CR606"),
        ([tmp_path], "CR617"),
        (["--check", "--write", tmp_path], "CR616"),
    ):
        refused = run(*arguments)
        assert (refused.exit_code, code in refused.stderr) == (2, True)


def test_a_file_that_cannot_be_written_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "1.yaml"
    path.write_text(file(LINES[0][0]), encoding="utf-8")
    monkeypatch.setattr("pathlib.Path.write_bytes", lambda *_: (_ for _ in ()).throw(PermissionError("no")))
    refused = run(path, "--write")
    assert (refused.exit_code, "CR604" in refused.stderr) == (2, True)
