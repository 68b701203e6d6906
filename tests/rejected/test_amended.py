"""Every amendment that does not fit is refused with the message beside it, with the place in both files."""

import re

import pytest

from tests.rejected.amended import FOLDER, REFUSED, expected, refusal


@pytest.mark.parametrize("name", REFUSED)
def test_an_amendment_is_refused_with_the_message_beside_it(name, tmp_path):
    told = refusal(name, tmp_path)
    assert told == expected(name).read_text(encoding="utf-8")
    assert f": {name.partition('-')[0]} " in told


@pytest.mark.parametrize("name", REFUSED)
def test_every_line_of_it_has_a_place(name):
    for line in expected(name).read_text(encoding="utf-8").splitlines():
        if re.search(r": CR\d{3} ", line):
            assert re.match(r"\S+\.yaml:\d+:\d+: CR\d{3} ", line)


def test_every_message_has_its_amendment():
    assert {path.stem for path in FOLDER.glob("*.expected")} == set(REFUSED)
