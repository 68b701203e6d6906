"""Content under a version never changes unnoticed; layout is no content."""

import pytest

from cluster_rules.compiler.surface import load_surface
from cluster_rules.compiler.versions import ruleset_hash, text_hash, version_problems, write_versions
from tests.surface.measures import change


@pytest.fixture
def recorded(edition):
    write_versions(load_surface(edition))
    return edition


def problems(edition):
    found = version_problems(load_surface(edition))
    return [
        (d.code, d.severity, d.place.file.removeprefix(f"{edition}/"), d.place.line, d.values["name"]) for d in found
    ]


def test_what_is_recorded_has_no_problems(recorded):
    assert problems(recorded) == []
    text = (recorded / "versions.yaml").read_text(encoding="utf-8")
    write_versions(load_surface(recorded))
    assert (recorded / "versions.yaml").read_text(encoding="utf-8") == text


def test_without_a_record_there_is_a_warning(edition):
    (found,) = version_problems(load_surface(edition))
    assert (found.code, found.severity) == ("CR182", "warning")
    assert found.message("zh") == "没有 versions.yaml，无法发现内容变了而版本号没变"
    assert found.message("en") == "There is no versions.yaml, so content that changes under its version goes unnoticed"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("1.yaml", "    quote: 产值达 300 亿元以上\n    indicator: 产值\n", "    # 注\n    indicator: '产值'\n\n    quote: 产值达 300 亿元以上 # 注\n"),
        ("facts.yaml", "{type: boolean}", "\n    type: boolean"),
        ("ruleset.yaml", "interpreter: 某厅", 'interpreter: "某厅"'),
        ("standing.yaml", "\n", "\r\n"),
        ("text.txt", "\n", "\r\n"),
    ],
)  # fmt: skip
def test_comments_order_and_layout_are_no_content(recorded, file, old, new):
    before = ruleset_hash(load_surface(recorded))
    path = recorded / file
    path.write_bytes(path.read_bytes().replace(old.encode(), new.encode()))
    assert problems(recorded) == []
    assert ruleset_hash(load_surface(recorded)) == before


def test_changed_content_under_its_version_is_an_error(recorded):
    change(recorded / "1.yaml", "≥ 300", "≥ 500")
    assert problems(recorded) == [("CR180", "error", "1.yaml", 2, "1.yaml"), ("CR180", "error", "1.yaml", 7, "1.1")]
    found = version_problems(load_surface(recorded))[1]
    assert found.message("zh") == "“1.1”的内容变了，版本号还是 1.0.0"
    assert found.message("en") == "'1.1' has changed, but its version is still 1.0.0"
    assert (
        found.help("zh")
        == "换一个新的版本号（text.txt 的版本就是 ruleset.yaml 的 version），再运行 cluster-rules check --accept"
    )


def test_a_new_version_is_to_be_recorded(recorded):
    change(recorded / "1.yaml", "≥ 300", "≥ 500")
    change(recorded / "1.yaml", '"1.1"\n    version: 1.0.0', '"1.1"\n    version: 2.0.0')
    change(recorded / "1.yaml", '"1"\nversion: 1.0.0', '"1"\nversion: 1.1.0')
    assert [(code, severity, name) for code, severity, *_, name in problems(recorded)] == [
        ("CR181", "warning", "1.yaml"),
        ("CR181", "warning", "1.1"),
        # Entries without a version of their own have that of the file.
        ("CR181", "warning", "1.2"),
        ("CR181", "warning", "1.2b"),
    ]
    write_versions(load_surface(recorded))
    assert problems(recorded) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "names"),
    [
        ("1.yaml", "> 300 亿元", "> 301 亿元", ["1.yaml", "1.2a"]),
        ("1.yaml", "any_of", "all_of", ["1.yaml", "1.2"]),
        ("1.yaml", "provision: 第一条", "provision: 第二条", ["1.yaml", "1.1", "1.2", "1.2a", "1.2b"]),
        ("definitions.yaml", "1 亿元", "2 亿元", ["definitions.yaml", "大企业"]),
        ("definitions.yaml", "营业收入 / 营业收入", "营业收入", ["definitions.yaml", "企业.强度"]),
        ("facts.yaml", "min: 0", "min: 1", ["facts.yaml"]),
        ("ruleset.yaml", "某厅", "某局", ["ruleset.yaml"]),
        ("ledger.yaml", "2.1", "1.1", ["ledger.yaml"]),
        ("text.txt", "300", "500", ["text.txt"]),
    ],
)
def test_a_change_is_seen_where_it_is(recorded, file, old, new, names):
    before = ruleset_hash(load_surface(recorded))
    change(recorded / file, old, new)
    found = problems(recorded)
    assert {code for code, *_ in found} == {"CR180"}
    assert [name for *_, name in found] == names
    assert ruleset_hash(load_surface(recorded)) != before


def test_a_fact_called_version_is_content(recorded):
    change(recorded / "facts.yaml", "facts:\n", "facts:\n  version: {type: text}\n")
    assert [name for *_, name in problems(recorded)] == ["facts.yaml"]


def test_what_is_gone_is_reported(recorded):
    change(recorded / "1.yaml", "      - {id: 1.2b, quote: 产值达 300 亿元以上, judgement: 产值是否较大}\n", "")
    assert ("CR183", "warning", "versions.yaml", 18, "1.2b") in problems(recorded)


def test_the_hash_of_the_text_does_not_depend_on_line_ends(edition):
    before = text_hash(load_surface(edition))
    (edition / "text.txt").write_bytes((edition / "text.txt").read_bytes().replace(b"\n", b"\r\n"))
    assert text_hash(load_surface(edition)) == before
