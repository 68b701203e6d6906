"""Where the pattern language of XPath and Python's agree, our matcher finds what `re` finds, and never takes long."""

import re

import pytest

from cluster_rules.model.limits import Limits
from cluster_rules.semantics.feel import patterns
from cluster_rules.semantics.feel.budget import Budget
from cluster_rules.semantics.feel.failures import Exhausted
from tests.agreement import runs, sources

#: Characters of texts, few, so that patterns match.
LETTERS = "aabB甲\n"
ATOMS = ["a", "b", "B", "甲", ".", "[ab]", "[^a]", "[a-b甲]", r"\d", r"\s", "(?:a|b)", "(ab|a)", "(b)"]
TIMES = ["", "", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}?"]


def pattern(rng, depth=2):
    """A pattern in which nothing is repeated that can be empty: there the two libraries number groups differently."""
    parts = []
    for _ in range(rng.randint(1, 4)):
        if depth and rng.random() < 0.25:
            inner = f"({pattern(rng, depth - 1)}|{rng.choice(ATOMS)})"
            parts.append(inner)
        else:
            parts.append(rng.choice(ATOMS) + rng.choice(TIMES))
    made = "".join(parts)
    return rng.choice(["", "", "^"]) + made + rng.choice(["", "", "$"]) if depth == 2 else made


def python_form(made, flags):
    """Python's `$` also stands before a last line feed; XPath's does not."""
    options = re.ASCII
    for flag, option in (("i", re.IGNORECASE), ("s", re.DOTALL), ("m", re.MULTILINE)):
        options |= option if flag in flags else 0
    return re.compile(made if "m" in flags else made.replace("$", r"\Z"), options & ~re.ASCII)


def test_a_pattern_finds_what_the_standard_library_finds():
    found = 0
    for name, rng in sources("patterns", 900):
        made, text = pattern(rng), "".join(rng.choice(LETTERS) for _ in range(rng.randint(0, 8)))
        flags = "".join(flag for flag in "ism" if rng.random() < 0.2)
        expected = python_form(made, flags)
        matched = patterns.found(Budget(Limits()), text, made, flags)
        assert matched == bool(expected.search(text)), (name, made, text, flags)
        if not expected.search(""):
            found += matched
            replaced = patterns.replaced(Budget(Limits()), text, made, "<$0>", flags)
            assert replaced == expected.sub(lambda match: f"<{match[0]}>", text), (name, made, text, flags)
    assert found > runs(900) / 20


HOSTILE = ["(a+)+$", "(a|a)*$", "(a*)*$", "((a?){9}){9}$", "(.*)*b", "(a|aa)+$", "(?:a?){50}a{50}$", "(x+x+)+y"]


@pytest.mark.parametrize("made", HOSTILE)
def test_steps_grow_with_the_text_and_no_faster(made):
    def steps(length):
        budget = Budget(Limits())
        patterns.found(budget, "a" * length + "!", made, "")
        return budget.limits.steps - budget.steps

    assert steps(400) < 2.2 * steps(200)


def test_a_pattern_stops_at_its_steps():
    with pytest.raises(Exhausted, match="CR371"):
        patterns.found(Budget(Limits(steps=1000)), "a" * 10_000, "(a|b|c|d)*e", "")
