"""Every code of case files and calendars has an example with its exact note in both languages."""

import tomllib

import pytest

from tests.procedure.refused import CASES, FILE, expected, main, note
from tests.repository.sources import PACKAGE

#: Warned of by the command, and tested there.
ELSEWHERE = {"CR598", "CR820"}


def codes():
    texts = {
        name: (PACKAGE / "messages" / name).read_text(encoding="utf-8") for name in ("cases.toml", "procedure.toml")
    }
    found = {name: set(tomllib.loads(text)) for name, text in texts.items()}
    return found["cases.toml"] | {code for code in found["procedure.toml"] if code >= "CR820"}


@pytest.mark.parametrize("name", CASES)
def test_the_exact_note(name):
    found, both = note(name)
    assert {"codes": found, **both} == expected()[name]
    assert name.partition("-")[0] in found


def test_every_code_has_an_example():
    assert codes() - {code for name in CASES for code in expected()[name]["codes"]} == ELSEWHERE


def test_the_file_is_what_its_generator_writes(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.procedure.refused.FILE", tmp_path / "refused.toml")
    main()
    assert (tmp_path / "refused.toml").read_bytes() == FILE.read_bytes()
