"""Every hazard of the page has a test that exists: a file, with the function or the case in it."""

import re

import pytest

from tests.docs.pages import PROJECT

TEXT = (PROJECT / "docs" / "en" / "hazards.md").read_text(encoding="utf-8")
ROWS = [line for line in TEXT.splitlines() if line.startswith("| ") and not line.startswith(("| Input", "| Trap"))]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[2:40].strip())
def test_it_is_held(row):
    held = re.findall(r"`([^`]+)`", row.rstrip(" |").rpartition(" | ")[2])
    assert held
    for named in held:
        file, _, inside = named.partition("::")
        text = (PROJECT / "tests" / file).read_text(encoding="utf-8")
        assert not inside or f"def {inside}(" in text or f'["{inside}"]' in text, named


def test_there_are_as_many_as_are_known():
    assert len(ROWS) >= 35
