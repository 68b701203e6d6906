"""Both languages say the same things, with the same places to fill."""

import string

from cluster_rules.cli.language import words as command_words
from cluster_rules.explain.words import words

#: Chinese counts and measures differently; English has one word for both.
ONLY_CHINESE = {"interval.between.shared", *(f"operator.{operator}.count" for operator in (">=", ">", "<=", "<"))}


def places(phrase):
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name is not None}


def test_both_catalogues_have_the_same_keys():
    assert set(words("zh").phrases) - ONLY_CHINESE == set(words("en").phrases)
    assert command_words("zh").keys() == command_words("en").keys()


def test_both_wordings_fill_the_same_places():
    zh, en = words("zh").phrases, words("en").phrases
    optional = {"gap.shortfall.mean.above"}
    assert [key for key in en if places(zh[key]) != places(en[key]) and key not in optional] == []


def test_no_english_phrase_has_chinese_words():
    quotes = set("《》「」")
    assert [
        key for key, phrase in words("en").phrases.items() if any(c >= "\u4e00" for c in phrase if c not in quotes)
    ] == []
