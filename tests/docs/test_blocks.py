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
        (["a", "b"], ["a", "b", ""], True),
        (["a"], ["a", "b"], False),
        (["a", "…c"], ["a", "bc"], True),
        (["a …", "c"], ["a b", "d"], False),
        (["a", "…"], ["a"], True),
        (["…", "c"], ["a", "b", "c"], True),
        (["a", "…", "c"], ["a", "c"], True),
        (["a", "…", "c"], ["a", "b", "c"], True),
        (["a", "…", "c"], ["a", "b"], False),
        (["a", "…", "b"], ["ab"], False),
        ([], ["a"], True),
    ],
)
def test_dots_stand_for_any_lines_or_any_text(expected, found, same):
    assert matches(expected, found) is same
