"""An edit of a YAML file says what is meant, and every character outside the edited node stays."""

import random
from pathlib import Path

import pytest

from cluster_rules.language import yaml_edits
from cluster_rules.language.yaml_nodes import YamlList, YamlMap, YamlText
from cluster_rules.language.yaml_source import parse_yaml

ROOT = Path(__file__).parents[2]
RULES = ROOT / "rulesets" / "nmg-advanced-manufacturing-cluster"
FILES = [
    RULES / "measure.yaml",
    *(RULES / "provisional" / name for name in ("5-2.yaml", "5-3.yaml", "ruleset.yaml", "standing-3.yaml")),
    ROOT / "tests" / "rejected" / "rulesets" / "base" / "v1" / "2.yaml",
]
VALUES = [
    "新的", "≥ 500 亿元", "> 1.8%", "a: b", "x # y", "#", '说"的"', "it's", "- z", "[1..2]", "{甲", "甲, 乙",
    "true", "~", "null", "1.10", " 前", "后 ", "", "a\\b", "，", "：", "企业[规模以上 = true]", "甲\n乙", "*甲", "&甲", "!甲", "%甲", "@甲",
]  # fmt: skip
STYLES = {"lf": lambda text: text, "crlf": lambda text: text.replace("\n", "\r\n")}


def nodes(node, path=()):
    yield path, node
    if isinstance(node, YamlMap):
        for key, value in node.entries.items():
            yield from nodes(value, (*path, key))
    elif isinstance(node, YamlList):
        for index, value in enumerate(node.items):
            yield from nodes(value, (*path, index))


def text_of(path, style):
    return STYLES[style](path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_scalar_can_say_anything(path, style):
    text = text_of(path, style)
    rng = random.Random(path.name + style)
    scalars = [place for place, node in nodes(parse_yaml(text, "")) if isinstance(node, YamlText)]
    for place in rng.sample(scalars, 12):
        value = rng.choice(VALUES)
        piece = yaml_edits.piece_at(text, place)
        changed = yaml_edits.set_text(text, place, value)
        assert changed.startswith(text[: piece.start])
        assert changed.endswith(text[piece.end :])
        assert at(yaml_edits.content(changed), place) == value


def at(tree, place):
    for step in place:
        tree = tree[step]
    return tree


def lines_kept(old, new):
    """Whether every line of the shorter text stands in the longer one, in order."""
    rest = iter(old.splitlines(keepends=True))
    return all(line in rest for line in new.splitlines(keepends=True))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_an_entry_goes_and_comes_back(path, style):
    text = text_of(path, style)
    rng = random.Random(path.name)
    owners = [(p, n) for p, n in nodes(parse_yaml(text, "")) if isinstance(n, YamlMap | YamlList) and size(n) > 1]
    for place, owner in rng.sample(owners, min(15, len(owners))):
        step = rng.choice(list(owner.entries) if isinstance(owner, YamlMap) else range(len(owner.items)))
        source = yaml_edits.source_of(text, (*place, step))
        if isinstance(owner, YamlMap):
            less = yaml_edits.remove_key(text, (*place, step))
            again = yaml_edits.set_key(less, place, step, source)
        else:
            less = yaml_edits.remove_item(text, (*place, step))
            again = yaml_edits.add_item(less, place, step, source)
        # Edits verify the tree that they give: here it is the text that counts.
        assert yaml_edits.content(again) == yaml_edits.content(text)
        if not yaml_edits.piece_at(text, place).flow and text[yaml_edits.piece_at(text, place).start - 1] in "\n ":
            assert less.count("\r\n") == less.count("\n") or style == "lf"
        if style == "crlf":
            assert "\n" not in again.replace("\r\n", "")


def size(node):
    return len(node.entries) if isinstance(node, YamlMap) else len(node.items)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_removing_an_item_of_a_block_list_keeps_every_other_line(path):
    text = text_of(path, "lf")
    for place, node in nodes(parse_yaml(text, "")):
        if isinstance(node, YamlList) and len(node.items) > 1 and not yaml_edits.piece_at(text, place).flow:
            for index in range(len(node.items)):
                assert lines_kept(text, yaml_edits.remove_item(text, (*place, index)))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_adding_an_item_to_a_block_list_keeps_every_line(path):
    text = text_of(path, "crlf")
    for place, node in nodes(parse_yaml(text, "")):
        if isinstance(node, YamlList) and node.items and not yaml_edits.piece_at(text, place).flow:
            for index in range(len(node.items) + 1):
                longer = yaml_edits.add_item(text, place, index, "{甲: 乙}\n")
                assert lines_kept(longer, text) or not text.endswith("\n")


def test_an_item_written_anew_is_an_item_like_the_others():
    """Block lines in place of a map in brackets stand behind the dash, and further items find their place."""
    text = "of:\n  - {id: a}\n  - {id: b}\n"
    written = yaml_edits.set_value(text, ("of", 0), "id: c\nall_of:\n  - id: d")
    assert written == "of:\n  - id: c\n    all_of:\n      - id: d\n  - {id: b}\n"
    assert yaml_edits.add_item(written, ("of",), 1, "id: e\nquote: f") == written.replace(
        "  - {id: b}", "  - id: e\n    quote: f\n  - {id: b}"
    )
    assert yaml_edits.add_item("of:\n  -\n    id: a\n", ("of",), 0, "id: b") == "of:\n  - id: b\n  -\n    id: a\n"
