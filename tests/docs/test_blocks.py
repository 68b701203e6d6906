"""Every marked block of the documentation does what the page says."""

import pytest

from tests.docs.pages import PAGES, blocks, name_of
from tests.docs.running import matches, run


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_blocks_of_a_page_run(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {}
    for block in blocks(page):
        run(block, names, tmp_path)


@pytest.mark.parametrize(
    "expected, found, same",
    [
        ("a\nb", "a\nb\n", True),
        ("a", "a\nb", False),
        ("a\n…", "a\nb\nc", True),
        ("…\nc", "a\nb\nc", True),
        ("a\n…\nc", "a\nb\nc", True),
        ("a\n…\nc", "a\nb", False),
        ("a … c\n", "a b c", True),
        ("a…a", "a", False),
        ("a…b…c", "a c b", False),
        ("", "a", True),
    ],
)
def test_dots_stand_for_any_text(expected, found, same):
    assert matches(expected, found) is same
