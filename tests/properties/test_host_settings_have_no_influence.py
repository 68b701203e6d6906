"""The decimal context and the thread of the caller change nothing."""

from __future__ import annotations

import decimal
import random
import sys
from concurrent.futures import ThreadPoolExecutor

from cluster_rules.backends.scalar import decide, prepare
from tests.agreement import runs
from tests.rulesets import RulesetMaker
from tests.strategies import Maker

HOSTILE = decimal.Context(prec=1, rounding=decimal.ROUND_UP, Emin=-1, Emax=1, capitals=0, traps=[])
STRICT = decimal.Context(prec=2, traps=[decimal.Inexact, decimal.Rounded, decimal.FloatOperation])


def cases(usual: int):
    for number in range(runs(usual)):
        maker = Maker(random.Random(f"host {number}"))
        yield RulesetMaker(maker).ruleset(), maker.facts()


def test_the_decimal_context_has_no_influence():
    for ruleset, facts in cases(50):
        expected = decide(ruleset, facts)
        for context in (HOSTILE, STRICT):
            with decimal.localcontext(context):
                assert decide(ruleset, facts) == expected


def test_threads_share_a_prepared_ruleset():
    shared = [(prepare(ruleset), facts, decide(ruleset, facts)) for ruleset, facts in cases(12)]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(8) as pool:
            assert all(pool.map(lambda case: case[0](case[1]) == case[2], shared * 8))
    finally:
        sys.setswitchinterval(before)
