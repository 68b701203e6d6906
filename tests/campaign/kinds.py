"""The kinds of random inputs: each item is drawn from the name of its source, run, and said in a word what it came to."""

from __future__ import annotations

import os
import random
import signal
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cluster_rules import FactSheet, RulesError, load
from cluster_rules.backends.scalar import decide
from cluster_rules.testing.sample import write_sample
from tests.agreement import differences, disagreement, expression
from tests.changes import changed_application, changed_ruleset, compiled
from tests.language.formulas import KINDS as FORMULAS
from tests.language.formulas import FormulaMaker, difference
from tests.language.fuzz import outcome, text
from tests.naive.decisions import by_outer, decided
from tests.rulesets import RulesetMaker
from tests.strategies import Maker


class Disagreement(Exception):  # noqa: N818 - a finding, not a mistake
    """Two definitions of one meaning differ."""


class Kind(NamedTuple):
    """`item` runs the item that a source of choices of that name draws; `size` is how many make a batch."""

    item: Callable[[str], str]
    size: int


def random_text(name: str) -> str:
    """A formula, in one case of five damaged: a value, null with notes, or a refusal with places."""
    return outcome(text(random.Random(name)))


def formula(name: str) -> str:
    """A formula by itself, mostly well typed: its value is that of a second reading of the standard."""
    rng = random.Random(name)
    different = difference(FormulaMaker(rng).form(rng.choice(FORMULAS), rng.randint(1, 5)))
    if different:
        raise Disagreement(different)
    return "beyond" if different is None else "equal"


def pair(name: str) -> str:
    """An expression of a ruleset on facts partly missing: the engine says what the naive definition says."""
    maker = Maker(random.Random(name))
    different = disagreement(expression(maker, maker.rng.choice((2, 3, 4, 5))), maker.facts())
    if different:
        raise Disagreement(different)
    return "equal"


def decision(name: str) -> str:
    """A whole ruleset: statuses, verdict and the influence of readings are those of the naive definition."""
    maker = Maker(random.Random(name))
    ruleset, facts = RulesetMaker(maker).ruleset(), maker.facts()
    if different := differences(decide(ruleset, facts), decided(ruleset, by_outer(facts))):
        raise Disagreement(repr(different))
    return "equal"


def ruleset_file(name: str) -> str:
    """The files of an edition, one of them changed: it decides, or is refused with a place for everything."""
    return "accepted" if compiled(*changed_ruleset(random.Random(name))) else "refused"


@cache
def _sample() -> tuple[Path, object]:
    folder = Path(tempfile.mkdtemp())
    write_sample(folder / "sample")
    return folder / "sample", load("nmg-advanced-manufacturing-cluster", edition="provisional")


def application_file(name: str) -> str:
    """The files of an application, one of them changed: it is decided, or refused."""
    folder, rules = _sample()
    with changed_application(random.Random(name), folder) as changed:
        try:
            found = rules.decide(FactSheet.read(changed))
        except RulesError as refused:
            return _read_aloud(refused)
        assert found.explain(locale="zh")
    return found.verdict


def _read_aloud(refused: RulesError) -> str:
    assert all(diagnostic.render("zh") and diagnostic.render("en") for diagnostic in refused.diagnostics)
    return "refused"


def watchdog(name: str) -> str:
    """One item in six of each way to fail, so that it can be seen that each is found."""
    match int(name.rpartition(":")[2]) % 6:
        case 1:
            raise ValueError("on purpose")
        case 2:
            raise Disagreement("on purpose")
        case 3:
            os.kill(os.getpid(), signal.SIGSEGV)
        case 4:
            sum(iter(int, 1))
        case 5:
            bytearray(2**40)
    return "well"


KINDS = {
    "texts": Kind(random_text, 50_000),
    "formulas": Kind(formula, 30_000),
    "pairs": Kind(pair, 30_000),
    "decisions": Kind(decision, 2_500),
    "rulesets": Kind(ruleset_file, 1_000),
    "applications": Kind(application_file, 100),
    "watchdog": Kind(watchdog, 6),
}
USUAL = [kind for kind in KINDS if kind != "watchdog"]
