"""Names that are markup, formulas, addresses or terminal codes stay words in every format."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from cluster_rules.explain import explanation, render_html, render_json, render_markdown, render_text
from cluster_rules.explain.markdown import escaped
from tests.explain.sample_material import material

NAMES = (
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "[点](javascript:alert(1))",
    "![x](https://example.invalid/x.png)",
    '"><img src=x onerror=alert(1)>',
    "\x1b[31m红\x1b]0;x\x07",
    "甲\u202e乙\u200b",
    "{0.__class__}",
    "a\nb\r\n# c",
)


def named(name):
    made = material()
    subject = replace(made.facts.subject, name=name, applicant=name)
    return replace(made, facts=replace(made.facts, subject=subject))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("render", [render_text, render_markdown, render_html])
def test_no_control_characters_get_out(name, render):
    text = render(explanation(named(name)))
    assert not {c for c in text if (ord(c) < 32 and c != "\n") or c in "\u202e\u200b"}


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = set()
        self.addresses = []

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        self.addresses += [value for key, value in attrs if key in {"href", "src"} or key.startswith("on")]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_no_tags_but_its_own(name):
    clean, page = Tags(), Tags()
    clean.feed(render_html(explanation(named("甲"))))
    page.feed(render_html(explanation(named(name))))
    assert page.seen == clean.seen
    assert page.addresses == []


def test_markdown_shows_markup_and_does_nothing():
    assert escaped("<script>") == "\\<script\\>"
    assert escaped("[点](javascript:x)") == "\\[点\\](javascript&#58;x)"
    assert escaped("# 标题") == "\\# 标题"
    assert escaped("1. 项") == "1\\. 项"
    assert escaped("https://a.b") == "https&#58;//a.b"


def test_the_record_keeps_names_as_they_are():
    assert [render_json(named(name))["subject"] for name in NAMES] == list(NAMES)
