"""Mutated files are read or refused with a diagnostic; both parsers agree on which, and on what is read."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from cluster_rules.compiler.schema import FILES
from cluster_rules.compiler.shapes import read_model
from cluster_rules.errors import RulesError
from cluster_rules.language.yaml_source import parse_yaml
from cluster_rules.language.yaml_troubles import Source

REFERENCE = Path(__file__).parents[2] / "docs/zh/ruleset-reference.md"
SEEDS = [block.partition("```")[0] for block in REFERENCE.read_text(encoding="utf-8").split("```yaml\n")[1:]]
FRAGMENTS = [
    ": ", "：", "[", "]", "{", "}", ">", "|", "'", '"', "#", " #", "\n", "\n  ", "- ", "&a ", "*a", "!x ", "%", "\t", ",",
    "? ", "~", "\r", "\r\n", "\\", "\\u", "\\UFFFFFFFF", "@", "`", "---\n", "...\n", "<<: ", "\ufeff", "\u200b", "\x85",
    "\u2028", "=", "产值", " ", "\x00", "|2\n", ">-\n", "\ud800",
]  # fmt: skip


@st.composite
def mutated(draw):
    text = draw(st.sampled_from(SEEDS))
    start = draw(st.integers(0, len(text) - 1))
    text = text[start : start + draw(st.integers(10, 400))]
    for _ in range(draw(st.integers(1, 5))):
        at, cut = draw(st.integers(0, len(text))), draw(st.integers(0, 8))
        text = text[:at] + draw(st.sampled_from(FRAGMENTS)) + text[at + cut :]
    return text


def refused(read):
    """What `read` returns; None where it refuses, with places and words for everything."""
    try:
        return read()
    except RulesError as error:
        diagnostics = error.diagnostics
    assert diagnostics
    assert all(d.place and d.render("zh") and d.render("en") for d in diagnostics)
    return None


@settings(max_examples=250, deadline=None)
@given(mutated())
def test_a_mutated_file_is_read_or_refused_by_both_parsers_alike(text):
    fast, pure = (refused(lambda pure=pure: parse_yaml(text, "f.yaml", pure=pure)) for pure in (False, True))
    assert fast == pure


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SEEDS), st.sampled_from(sorted(FILES)), st.data())
def test_a_tree_of_any_shape_becomes_a_model_or_a_list_of_diagnostics(text, kind, data):
    lines = text.splitlines()
    del lines[data.draw(st.integers(0, len(lines) - 1))]
    source = Source("f.yaml", "\n".join(lines))
    node = refused(lambda: parse_yaml(source.text, "f.yaml"))
    model = node and refused(lambda: read_model(FILES[kind], node, source))
    assert model is None or model.place.file == "f.yaml"
