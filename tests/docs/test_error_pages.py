"""The pages of error codes are those that the wording gives today."""

import pytest

from cluster_rules.errors import catalogue
from tests.docs.error_pages import MESSAGES, SECTIONS, examples, page, path_of


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_the_page_is_current(locale):
    assert path_of(locale).read_text(encoding="utf-8") == page(locale), "run python -m tests.docs.error_pages"


def test_every_file_of_wording_has_its_section():
    assert {path.stem for path in MESSAGES.glob("*.toml")} == set(SECTIONS)


def test_both_languages_have_the_same_examples():
    assert set(examples("zh")) == set(examples("en")) <= set(catalogue())
