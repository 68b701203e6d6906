"""What a decision reads like, in both languages and every format."""

import json

import pytest

from cluster_rules.explain import explanation, render_html, render_json, render_markdown, render_text
from tests.explain.sample_material import material
from tests.golden import check

LOCALES = ("zh", "en")


@pytest.mark.parametrize("locale", LOCALES)
def test_the_plain_note(locale):
    check(f"note.{locale}.txt", render_text(explanation(material(), locale)))


@pytest.mark.parametrize("locale", LOCALES)
def test_the_note_in_markdown(locale):
    check(f"note.{locale}.md", render_markdown(explanation(material(), locale)))


def test_the_note_as_a_page():
    check("note.zh.html", render_html(explanation(material(), "zh")))


def test_the_record():
    check("record.json", json.dumps(render_json(material()), ensure_ascii=False, indent=2) + "\n")


@pytest.mark.parametrize("locale", LOCALES)
def test_the_overview_of_a_what_if(locale):
    note = explanation(material(("5.2.5: >= 500 亿元",)), locale, with_details=False)
    assert note.details == ()
    check(f"what_if.{locale}.txt", render_text(note))


@pytest.mark.parametrize("locale", LOCALES)
def test_the_overview_of_an_inadmissible_applicant(locale):
    note = explanation(material(促进组织法人=False, 严重失信=True), locale, with_details=False)
    check(f"inadmissible.{locale}.txt", render_text(note))
