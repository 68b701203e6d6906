"""Decisions in words: what was found, why, and what would change it. Wording is in `words_zh.toml` and `words_en.toml`."""

from cluster_rules.explain.document import Document
from cluster_rules.explain.document_html import document_html
from cluster_rules.explain.document_markdown import document_markdown
from cluster_rules.explain.document_text import document_text
from cluster_rules.explain.html import render_html
from cluster_rules.explain.json_record import render_json
from cluster_rules.explain.markdown import render_markdown
from cluster_rules.explain.material import Material
from cluster_rules.explain.note import explanation
from cluster_rules.explain.plain import render_text
from cluster_rules.explain.tree import Entry, Explanation, Item, Line, Section

__all__ = [
    "Document",
    "Entry",
    "Explanation",
    "Item",
    "Line",
    "Material",
    "Section",
    "document_html",
    "document_markdown",
    "document_text",
    "explanation",
    "render_html",
    "render_json",
    "render_markdown",
    "render_text",
]
