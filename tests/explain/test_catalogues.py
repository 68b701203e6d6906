"""Both languages say the same things, with the same places to fill, in every catalogue."""

import string
from pathlib import Path

import pytest

import cluster_rules
from cluster_rules.cli.language import words as command_words
from cluster_rules.explain.words import words

#: Chinese counts and measures differently; English has one word for both.
ONLY_CHINESE = {"interval.between.shared", *(f"operator.{operator}.count" for operator in (">=", ">", "<=", "<"))}
ROOT = Path(cluster_rules.__file__).parent
#: The packages with a catalogue of their own, the explanations' first (named by nothing).
PACKAGES = [
    "",
    *sorted(
        ".".join(("cluster_rules", *path.parent.relative_to(ROOT).parts))
        for path in ROOT.rglob("words_zh.toml")
        if path.parent.name not in {"explain", "cli"}
    ),
]


def places(phrase):
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name is not None}


@pytest.mark.parametrize("package", PACKAGES)
def test_both_catalogues_have_the_same_keys(package):
    assert set(words("zh", package).phrases) - ONLY_CHINESE == set(words("en", package).phrases)


def test_both_catalogues_of_the_command_have_the_same_keys():
    assert command_words("zh").keys() == command_words("en").keys()


@pytest.mark.parametrize("package", PACKAGES)
def test_both_wordings_fill_the_same_places(package):
    zh, en = words("zh", package).phrases, words("en", package).phrases
    optional = {"gap.shortfall.mean.above"}
    assert [key for key in en if places(zh[key]) != places(en[key]) and key not in optional] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_english_phrase_has_chinese_words(package):
    quotes = set("《》「」")
    phrases = words("en", package).phrases
    assert [key for key, phrase in phrases.items() if any(c >= "\u4e00" for c in phrase if c not in quotes)] == []
