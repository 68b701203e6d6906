"""A ruleset with anything changed in it compiles, or is refused with a place for everything: nothing else, and soon."""

import re
import shutil
import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cluster_rules import RulesError
from cluster_rules.backends.scalar import prepare
from cluster_rules.compiler.compile import compile_ruleset
from cluster_rules.compiler.surface import load_surface
from cluster_rules.facts import bind, from_data
from tests.rejected.mistakes import BASE
from tests.repository.sources import PROJECT

SHIPPED = PROJECT / "rulesets"
EDITIONS = [BASE / "v1", SHIPPED / "sme-size-classification" / "2011-industry"]
WHOLE = [*EDITIONS, SHIPPED / "nmg-advanced-manufacturing-cluster" / "provisional"]
SHAPES = [BASE / "v1", *sorted(path.parent for path in PROJECT.glob("tests/accepted/*/v1/ruleset.yaml"))]

#: What takes the place of a token, or is put before it.
WORDS = [
    *("", " ", "null", "true", "年", "基准日", "数据年", "企业", "item", "?", "且", "或", "非", "not", "count", "有效"),
    *(
        ">=",
        "<",
        "≥",
        "＞＝",
        "=",
        "!=",
        "in",
        "..",
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        ",",
        "，",
        "：",
        ":",
        "-",
        "*",
        "**",
        "/",
    ),
    *(
        "0",
        "1",
        "-1",
        "3.14",
        "1e9999",
        "99999999999999999999",
        "３",
        "300",
        "%",
        "％",
        "亿元",
        "家",
        "件",
        "万元",
        "1/0",
    ),
    *('"', "'", "“", "\u200b", "\u202e", "\ufeff", "\x07", "\t", "\n", "# 注", "&a", "*a", "!!int", "|", ">", "---"),
    *("if", "then", "else", "some", "every", "satisfies", "for", "return", "sum", "mean", "__class__", '@"2025-02-30"'),
    *("by", "tiers", "when", "require", "indicator", "judgement", "any_of", "none_of", "at_least", "unless", "each"),
]
TOKEN = re.compile(r"[\w.]+|\s+|[^\w\s]")


def files(folder):
    return sorted(
        path.name for path in folder.glob("*.yaml") if path.name != "versions.yaml" and "cases" not in path.name
    )


@st.composite
def changes(draw, folders):
    """An edition, one of its files, and what happens to its tokens or lines."""
    folder = draw(st.sampled_from(folders))
    name = draw(st.sampled_from(files(folder)))
    text = (folder / name).read_text(encoding="utf-8")
    for _ in range(draw(st.integers(1, 3))):
        text = draw(st.sampled_from(KINDS))(draw, text)
    return folder, name, text


def token_replaced(draw, text):
    return _at_token(draw, text, lambda token: draw(st.sampled_from(WORDS)))


def token_put_in(draw, text):
    return _at_token(draw, text, lambda token: draw(st.sampled_from(WORDS)) + token)


def tokens_swapped(draw, text):
    tokens = TOKEN.findall(text) or [""]
    first, second = (draw(st.integers(0, len(tokens) - 1)) for _ in range(2))
    tokens[first], tokens[second] = tokens[second], tokens[first]
    return "".join(tokens)


def token_of_elsewhere(draw, text):
    tokens = TOKEN.findall(text) or [""]
    return _at_token(draw, text, lambda token: draw(st.sampled_from(tokens)))


def line_removed(draw, text):
    lines = text.splitlines(keepends=True) or [""]
    del lines[draw(st.integers(0, len(lines) - 1))]
    return "".join(lines)


def line_doubled(draw, text):
    lines = text.splitlines(keepends=True) or [""]
    index = draw(st.integers(0, len(lines) - 1))
    return "".join([*lines[: index + 1], *lines[index:]])


def value_of_another_line(draw, text):
    """The value behind one colon takes the place of another."""
    lines = text.splitlines(keepends=True) or [""]
    first, second = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    key, colon, _ = lines[first].partition(": ")
    lines[first] = key + colon + lines[second].partition(": ")[2]
    return "".join(lines)


KINDS = [
    *(token_replaced, token_put_in, tokens_swapped, token_of_elsewhere),
    *(line_removed, line_doubled, value_of_another_line),
]


@st.composite
def rewritten(draw, folders):
    """The same, and still YAML: texts, keys and values are changed in the tree and written out again."""
    folder = draw(st.sampled_from(folders))
    name = draw(st.sampled_from(files(folder)))
    tree = yaml.load((folder / name).read_text(encoding="utf-8"), yaml.BaseLoader)
    for _ in range(draw(st.integers(1, 3))):
        draw(st.sampled_from([text_changed, text_changed, text_of_elsewhere, key_removed, key_renamed]))(draw, tree)
    return folder, name, yaml.dump(tree, allow_unicode=True, sort_keys=False, default_style='"')


def spots(tree):
    """Every place in the tree: what holds it, and the key or index there."""
    for key in list(tree) if isinstance(tree, dict) else range(len(tree)):
        yield tree, key
        if isinstance(tree[key], dict | list):
            yield from spots(tree[key])


def _texts(tree):
    return [(holder, key) for holder, key in spots(tree) if isinstance(holder[key], str)] or [({"": ""}, "")]


def text_changed(draw, tree):
    holder, key = draw(st.sampled_from(_texts(tree)))
    change = draw(st.sampled_from([token_replaced, token_put_in, tokens_swapped, token_of_elsewhere]))
    holder[key] = change(draw, holder[key])


def text_of_elsewhere(draw, tree):
    (holder, key), (other, there) = (draw(st.sampled_from(_texts(tree))) for _ in range(2))
    holder[key] = other[there]


def key_removed(draw, tree):
    if found := [(holder, key) for holder, key in spots(tree) if isinstance(holder, dict)]:
        holder, key = draw(st.sampled_from(found))
        del holder[key]


def key_renamed(draw, tree):
    if found := [(holder, key) for holder, key in spots(tree) if isinstance(holder, dict)]:
        (holder, key), (_, name) = (draw(st.sampled_from(found)) for _ in range(2))
        holder[name] = holder.pop(key)


def _at_token(draw, text, change):
    tokens = TOKEN.findall(text) or [""]
    index = draw(st.integers(0, len(tokens) - 1))
    tokens[index] = change(tokens[index])
    return "".join(tokens)


def compiled(folder, name, text):
    """The ruleset with one file changed, which decides; or its refusal, each of its diagnostics at a place."""
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / folder.name
        shutil.copytree(folder, copy)
        (copy / name).write_text(text, encoding="utf-8")
        try:
            ruleset = compile_ruleset(load_surface(copy, measure_file=folder.parent / "measure.yaml"))
            prepare(ruleset)(bind(from_data({"filing_date": "2025-03-31"}), ruleset.dictionary), {})
            return ruleset
        except RulesError as error:
            _look_at(error)
            return None


def _look_at(error):
    assert error.diagnostics
    for diagnostic in error.diagnostics:
        assert diagnostic.place is not None, diagnostic
        assert diagnostic.place.line, diagnostic
        assert diagnostic.render("zh")
        assert diagnostic.render("en")


SETTINGS = settings(
    max_examples=200, deadline=30_000, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@given(changes(EDITIONS))
@SETTINGS
def test_a_small_ruleset_with_changes_in_its_files(change):
    compiled(*change)


@given(rewritten(SHAPES))
@SETTINGS
def test_a_small_ruleset_with_changes_in_its_tree(change):
    compiled(*change)


@given(st.one_of(changes(WHOLE[-1:]), rewritten(WHOLE[-1:])))
@settings(SETTINGS, max_examples=15)
def test_the_whole_measure_with_changes(change):
    compiled(*change)


@pytest.mark.parametrize("folder", WHOLE, ids=lambda folder: folder.name)
def test_what_is_not_changed_compiles(folder):
    name = files(folder)[0]
    assert compiled(folder, name, (folder / name).read_text(encoding="utf-8")) is not None
