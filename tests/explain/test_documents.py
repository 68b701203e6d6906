"""Documents say the same words in every format, and nothing in them becomes markup."""

from io import StringIO

import pytest
from rich.console import Console

from cluster_rules.cli.terminal_documents import show_document
from cluster_rules.explain import Document, Item, Line, document_html, document_markdown, document_text
from cluster_rules.explain.document import Paragraph, Part, Picture, Points, Statements, Table
from cluster_rules.explain.plain import width
from tests.explain.test_safe_output import NAMES, Tags


def document(name="甲集群", cell="300"):
    table = Table(("集群", "产值（亿元）"), ((name, cell), ("乙", "9.5")), ("left", "right"), caption="产值")
    blocks = (
        Paragraph("先看结论。"),
        Part("变动", (Points((Item("5.2.5", "更严", (name,), (Item("下一级"),)),)), Part("细目", (table,)))),
        Part("附", (Statements((Line("依据", name, ("又一行",)),)), Picture("<svg></svg>", f"{name}的图"))),
    )
    return Document("zh", "比对", blocks, ("假设",), (Line("办法", name),), (Line("版本", "1"),))


def shown(made, columns=80):
    out = StringIO()
    show_document(made, Console(file=out, width=columns, highlight=False))
    return out.getvalue()


RENDERERS = [document_text, document_markdown, document_html, shown]


@pytest.mark.parametrize("render", RENDERERS)
def test_every_word_is_said(render):
    text = render(document()).replace("\n", "")
    for word in (
        "比对",
        "先看结论。",
        "变动",
        "细目",
        "更严",
        "下一级",
        "又一行",
        "甲集群的图",
        "产值（亿元）",
        "9.5",
        "假设",
    ):
        assert word in text


def test_columns_of_a_table_stand_below_each_other():
    lines = document_text(document()).splitlines()
    start = lines.index("  产值")
    head, rule, first, second = lines[start + 1 : start + 5]
    assert {width(line) for line in (rule, first, second)} == {width(head)}
    assert first.endswith("         300")


def test_a_table_that_is_too_wide_is_told_row_by_row():
    text = document_text(document(cell="长" * 60))
    assert f"  - 集群：甲集群\n    产值（亿元）：{'长' * 60}\n" in text


def test_parts_are_numbered_at_the_top_alone():
    assert [line for line in document_markdown(document()).splitlines() if line.startswith("#")] == [
        "# 比对",
        "## 一、变动",
        "### 细目",
        "## 二、附",
    ]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("render", RENDERERS)
def test_no_control_characters_get_out(name, render):
    text = render(document(name, name))
    assert not {c for c in text if (ord(c) < 32 and c != "\n") or c in "\u202e\u200b"}


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_no_tags_but_its_own(name):
    clean, page = Tags(), Tags()
    clean.feed(document_html(document()))
    page.feed(document_html(document(name, name)))
    assert page.seen == clean.seen
    assert page.addresses == []


def test_a_name_with_a_bar_stays_in_its_cell():
    assert "| 甲\\|乙 | 1 |" in document_markdown(document("甲|乙", "1"))
