"""Every error code is worded in both languages, is used, and is worded once."""

import ast
import re
import tomllib
from collections import Counter
from string import Formatter

import pytest

from cluster_rules.errors import catalogue
from tests.repository.sources import PACKAGE, modules

FILES = sorted((PACKAGE / "messages").glob("*.toml"))
CODES = sorted(catalogue())


#: Values that are Chinese words of the ruleset's format: an English sentence does without them.
CHINESE_ONLY = {"title"}


def used():
    """Codes that stand in the code as texts."""
    return {
        node.value
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"CR\d{3}", node.value)
    }


def placeholders(wording):
    return {name for _, name, _, _ in Formatter().parse(wording) if name}


def languages(wording):
    """Placeholders, those whose name ends in a language without that ending."""
    return {re.sub(r"_(zh|en)$", "", name) for name in placeholders(wording)}


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_worded_in_both_languages(code):
    entry = catalogue()[code]
    assert set(entry) in ({"zh", "en"}, {"zh", "en", "fix_zh", "fix_en"})
    assert all(wording.strip() for wording in entry.values())


@pytest.mark.parametrize("code", CODES)
def test_both_languages_say_the_same_values(code):
    entry = catalogue()[code]
    assert languages(entry["zh"]) - CHINESE_ONLY == languages(entry["en"]) - CHINESE_ONLY
    assert languages(entry.get("fix_zh", "")) == languages(entry.get("fix_en", ""))


def test_a_code_stands_in_one_file():
    codes = Counter(code for path in FILES for code in tomllib.loads(path.read_text(encoding="utf-8")))
    assert [code for code, times in codes.items() if times > 1] == []


def test_every_code_in_the_code_is_worded():
    assert sorted(used() - set(CODES)) == []


def test_every_worded_code_is_used():
    assert sorted(set(CODES) - used()) == []


def test_codes_have_one_form():
    assert [code for code in CODES if not re.fullmatch(r"CR[1-9]\d{2}", code)] == []
