"""Every number in a decision is an int or a Fraction that is not integral."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from fractions import Fraction

from cluster_rules.backends.scalar import compile_expression, decide
from tests.agreement import expression, sources
from tests.rulesets import RulesetMaker
from tests.strategies import Maker


def leaves(value):
    if is_dataclass(value):
        for part in fields(value):
            yield from leaves(getattr(value, part.name))
    elif isinstance(value, Mapping):
        yield from leaves(tuple(value.items()))
    elif isinstance(value, tuple | list | frozenset | set):
        for part in value:
            yield from leaves(part)
    else:
        yield value


def inexact(value) -> list:
    """Floats, Decimals, and Fractions that should be ints."""
    found = leaves(value)
    return [v for v in found if isinstance(v, float | Decimal) or (isinstance(v, Fraction) and v.denominator == 1)]


def test_no_float_is_anywhere_in_a_result():
    for name, rng in sources("floats", 150):
        maker = Maker(rng)
        assert not inexact(decide(RulesetMaker(maker).ruleset(), maker.facts())), name


def test_no_float_is_anywhere_in_a_value():
    for name, rng in sources("float values", 1500):
        maker = Maker(rng)
        formula = expression(maker, 3)
        assert not inexact(compile_expression(formula)(maker.facts())), f"{name}\n{formula}"
