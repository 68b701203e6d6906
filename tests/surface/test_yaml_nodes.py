"""Nodes and places: every scalar is the text in the file, and every character of it has its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster_rules.errors import Place, RulesError
from cluster_rules.language.yaml_source import (
    YamlLimits,
    YamlList,
    YamlMap,
    YamlText,
    node_at,
    parse_yaml,
    read_text,
    read_yaml,
)
from cluster_rules.language.yaml_troubles import Source, explain, invisible

BOTH = pytest.mark.parametrize("pure", [False, True], ids=["fast", "pure"])


def value(source, pure=False):
    return node_at(parse_yaml(source, "f.yaml", pure=pure), ("a",))


@BOTH
@pytest.mark.parametrize(
    "text", ["NO", "on", "12:30:45", "1.10", "1e3", "1e-7", "017", "0x1F", "2026-02-30", "=", "~a"]
)
def test_a_scalar_is_the_text_that_is_written(text, pure):
    assert value(f"a: {text}\n", pure).text == text
    assert parse_yaml(f"{text}: 1\n", "f", pure=pure).key_places == {text: Place("f", 1, 1)}


@BOTH
@pytest.mark.parametrize("text", ["", "~", "null", "NULL", "Null", "''", '""'])
def test_nothing_is_the_empty_text(text, pure):
    found = value(f"a: {text}\n", pure)
    assert found.text == ""
    assert found.quoted == (text[:1] in {"'", '"'})


@BOTH
def test_the_place_of_what_is_absent_is_behind_its_key(pure):
    assert value("a:   \nb: 1\n", pure).place == Place("f.yaml", 1, 3)
    assert node_at(parse_yaml("a: {b: , c: 1}", "f", pure=pure), ("a", "b")).place == Place("f", 1, 7)


@BOTH
def test_a_byte_order_mark_shifts_nothing(pure):
    root = parse_yaml("\ufeff产值: 1\n级别: 2\n".encode(), "f", pure=pure)
    assert root.key_places == {"产值": Place("f", 1, 1), "级别": Place("f", 2, 1)}
    assert root == parse_yaml("\ufeff产值: 1\n级别: 2\n", "f")


@BOTH
@pytest.mark.parametrize(
    ("source", "places"),
    [
        ("a: x + y", {0: (1, 4), 4: (1, 8)}),
        ("a: 'x + y'", {0: (1, 5), 4: (1, 9)}),
        ('a: "产 + y"', {0: (1, 5), 4: (1, 9)}),
        ("a: 'it''s'", {2: (1, 7), 3: (1, 9)}),
        ('a: "x\\u4e00\\ty"', {1: (1, 6), 2: (1, 12), 3: (1, 14)}),
        ("a: x +\n     y\n\n   z", {0: (1, 4), 4: (2, 6), 6: (4, 4)}),
        ("a: x +\r\n     y", {4: (2, 6)}),
        ('a: "x\\\n   y"', {1: (2, 4)}),
        ("a: |  # 多行\n   x +\n     y\n", {0: (2, 4), 6: (3, 6)}),
        ("a: >-\n   x +\n   y\n", {0: (2, 4), 4: (3, 4)}),
    ],
)
def test_every_character_has_its_place(source, places, pure):
    found = value(source, pure)
    assert found.origin == found.place_at(0)
    assert {offset: (found.place_at(offset).line, found.place_at(offset).column) for offset in places} == places


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), min_size=1).filter(
        lambda t: not invisible(t)
    )
)
def test_a_character_of_a_quoted_text_is_found_where_its_place_says(text):
    source = "a: '" + text.replace("'", "''") + "'"
    found = value(source)
    assert found.text == text
    for offset, character in enumerate(text):
        assert source[found.place_at(offset).column - 1] == character


@BOTH
@pytest.mark.parametrize(
    ("source", "column"),
    [
        ("a: x > 3 # 注", 10),
        ("a: x   # 注", 8),
        ("a: x#y", None),
        ("a: 'x' # 注", None),
        ("a: x", None),
        ("a: # 注", 4),
    ],
)
def test_a_comment_behind_an_unquoted_text_is_known(source, column, pure):
    found = value(source, pure).comment_place
    assert found == (None if column is None else Place("f.yaml", 1, column))


@BOTH
def test_json_with_tabs_is_read(pure):
    root = parse_yaml('{\n\t"a": [1,\t"x"],"b":"c"}\n', "f", pure=pure)
    assert root.entries["a"].items[1].text == "x"
    assert root.key_places["a"] == Place("f", 2, 2)


def test_nodes_are_found_by_path():
    root = parse_yaml("a: [{b: 1}]", "f")
    assert isinstance(root, YamlMap)
    assert isinstance(node_at(root, ("a",)), YamlList)
    assert isinstance(node_at(root, ("a", 0, "b")), YamlText)
    assert [node_at(root, path) for path in (("x",), ("a", 1), ("a", "b"), (0,), ("a", 0, "b", "c"))] == [None] * 5


def test_files_are_read(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("a: 1\n", encoding="utf-8")
    assert read_yaml(path).place == Place(str(path), 1, 1)


def refusal(call):
    with pytest.raises(RulesError) as caught:
        call()
    (diagnostic,) = caught.value.diagnostics
    return diagnostic.code


def test_files_that_cannot_be_read_are_refused(tmp_path):
    assert refusal(lambda: read_text(tmp_path / "none.yaml")) == "CR101"
    assert refusal(lambda: read_text(tmp_path)) == "CR102"
    assert refusal(lambda: read_text("a\0b")) == "CR102"
    (tmp_path / "big.yaml").write_bytes(b"a" * 11)
    assert refusal(lambda: read_text(tmp_path / "big.yaml", limits=YamlLimits(size=10))) == "CR103"


@BOTH
def test_the_limits_hold(pure):
    assert refusal(lambda: parse_yaml("a" * 11, "f", limits=YamlLimits(size=10), pure=pure)) == "CR103"
    assert refusal(lambda: parse_yaml(b"a" * 11, "f", limits=YamlLimits(size=10), pure=pure)) == "CR103"
    assert refusal(lambda: parse_yaml("[" * 400_000, "f", pure=pure)) == "CR104"
    assert refusal(lambda: parse_yaml("- " * 400_000, "f", pure=pure)) == "CR104"
    assert refusal(lambda: parse_yaml("[a, b, c]", "f", limits=YamlLimits(nodes=3), pure=pure)) == "CR105"
    assert parse_yaml("[a, b]", "f", limits=YamlLimits(nodes=3), pure=pure)


def test_many_problems_are_reported_up_to_a_bound():
    for source, code in [("a: 1\n" * 100, "CR108"), ("a: \u200b\n" * 100, "CR107")]:
        with pytest.raises(RulesError) as caught:
            parse_yaml(source, "f")
        assert [d.code for d in caught.value.diagnostics] == [code] * 20


def test_an_error_of_the_parser_without_a_place_is_about_the_file():
    found = explain(ValueError("odd"), Source("f.yaml", "a: 1"))
    assert (found.code, found.place) == ("CR129", Place("f.yaml", 1, 1))
