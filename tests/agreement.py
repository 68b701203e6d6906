"""How an engine's value is compared with the naive definition, and how many pairs a run compares."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

from cluster_rules.backends.scalar import compile_expression
from cluster_rules.model import ir
from cluster_rules.model.decision import DecisionRecord
from cluster_rules.model.sheet import BoundFacts
from tests.naive.bounds import Truth, read
from tests.naive.decisions import Outcome, status
from tests.naive.outer import outer
from tests.strategies import Maker

#: Multiplies every run: 1 takes seconds, 100 is a campaign.
SCALE = float(os.environ.get("CLUSTER_RULES_PROOF_SCALE", "1"))
SEED = os.environ.get("CLUSTER_RULES_PROOF_SEED", "1")


def runs(usual: int) -> int:
    return max(1, int(usual * SCALE))


def sources(law: str, usual: int) -> Iterator[tuple[str, random.Random]]:
    """Seeded sources of choices, each with the name that draws it again."""
    for number in range(runs(usual)):
        name = f"{SEED}:{law}:{number}"
        yield name, random.Random(name)


def expression(maker: Maker, depth: int) -> ir.Expression:
    return maker.rng.choice((maker.truth, maker.truth, maker.number_expression))(depth)


def disagreement(formula: ir.Expression, facts: BoundFacts) -> str:
    """What differs between the engine's value and the naive definition; empty where nothing does."""
    expected, found = outer(formula, facts), read(compile_expression(formula)(facts), formula.type)
    if isinstance(expected, Truth):
        same = found.value == expected.value and status(found) == status(expected)
        same = same and (found.value is not None or bool(found.reasons))
    elif expected.undefined or found.undefined:
        same = found.undefined == expected.undefined
    else:
        same = (found.low, found.high) == (expected.low, expected.high)
    return "" if same else f"\n{formula}\nexpected {expected}\nfound    {found}"


def differences(found: DecisionRecord, expected: Outcome) -> dict[str, tuple]:
    """Where a decision differs from the naive outcome: what → (found, expected)."""
    compared = {
        "verdict": (found.verdict, expected.verdict),
        "statuses": ({f.id: f.status for f in found.findings}, dict(expected.statuses)),
        "reading_dependent": ({f.id for f in found.findings if f.reading_dependent}, set(expected.dependent)),
        "possible_verdicts": (set(found.possible_verdicts), set(expected.possible) - {None}),
        "verdict_dependent": (found.reading_dependent, len(expected.possible) > 1),
        "deciding_choices": (set(found.deciding_choices), set(expected.deciding)),
    }
    return {name: pair for name, pair in compared.items() if pair[0] != pair[1]}
