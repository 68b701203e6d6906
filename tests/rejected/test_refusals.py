"""Bad files are refused with the message beside them, by both parsers."""

import re

import pytest

from tests.rejected.refusals import FOLDER, PAGES, expected, refusal


@pytest.mark.parametrize("pure", [False, True], ids=["fast", "pure"])
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_bad_file_is_refused_with_the_message_beside_it(path, pure):
    assert refusal(path, pure) == expected(path).read_text(encoding="utf-8")


def test_every_message_has_its_file():
    assert {path.stem for path in FOLDER.glob("*.expected")} == {path.stem for path in PAGES}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_diagnostic_has_a_place(path):
    for line in expected(path).read_text(encoding="utf-8").splitlines():
        if re.search(r": CR\d{3} ", line):
            assert re.match(r"\S+\.yaml:\d+:\d+: CR\d{3} ", line)
