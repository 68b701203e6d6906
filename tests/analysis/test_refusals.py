"""What a sweep or an impact study refuses, it refuses with these notes."""

import pytest

from tests.analysis.refusals import CASES, note, prepare, recorded


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("panels")
    prepare(made)
    return made


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("name", CASES)
def test_it_is_refused_with_this_note(name, locale, folder, monkeypatch):
    monkeypatch.chdir(folder)
    assert note(name, locale) == recorded()[name][locale]


def test_every_note_has_its_case():
    assert set(recorded()) == set(CASES)
