"""Comparing never claims more than deciding shows: what is said to imply, implies; what is said to differ, differs."""

from __future__ import annotations

from dataclasses import fields, replace
from fractions import Fraction

from cluster_rules.analysis.compare.strictness import direction, implies
from cluster_rules.backends.scalar import compile_expression
from cluster_rules.model import ir
from cluster_rules.model.numbers import normal
from cluster_rules.model.types import NumberType
from tests.agreement import runs, sources
from tests.strategies import DICTIONARY, Maker

OPERATORS = ("<", "<=", ">", ">=")
TRIES = 25


def mutated(node, rng):
    """`node` with one part of it changed a little: a bound, an operator, a filter, a member."""
    if isinstance(node, ir.Comparison) and node.operator in OPERATORS and rng.random() < 0.4:
        return replace(node, operator=rng.choice(OPERATORS))
    if isinstance(node, ir.Constant) and isinstance(node.type, NumberType):
        return replace(node, value=node.value + rng.choice((-1, 1)))
    if isinstance(node, ir.Selection) and rng.random() < 0.5:
        kept = node.condition.operands[1:] if isinstance(node.condition, ir.Connective) else ()
        return replace(node, condition=kept[0] if kept else None)
    if isinstance(node, ir.Connective) and rng.random() < 0.4:
        return rng.choice((*node.operands, replace(node, operator="or" if node.operator == "and" else "and")))
    names = [part.name for part in fields(node) if part.name not in {"type", "text", "unit"}]
    inner = [name for name in names if isinstance(getattr(node, name), ir.Formula | ir.Selection)]
    several = [name for name in names if isinstance(getattr(node, name), tuple) and getattr(node, name)]
    if not inner and not several:
        return node
    name = rng.choice([*inner, *several])
    return replace(node, **{name: changed(getattr(node, name), rng)})


def changed(value, rng):
    if not isinstance(value, tuple):
        return mutated(value, rng)
    index = rng.randrange(len(value))
    return (*value[:index], changed(value[index], rng), *value[index + 1 :])


def pairs(law, usual):
    """Two tests that are alike, with applications on which nothing is missing."""
    for name, rng in sources(law, usual):
        maker = Maker(rng, missing=0, complete=1)
        first = maker.truth(rng.randint(1, 3))
        yield name, maker, first, mutated(first, rng)


def test_what_is_said_to_imply_implies():
    claimed = 0
    for name, maker, first, second in pairs("implies", 3000):
        for one, other in ((first, second), (second, first)):
            if one == other or not implies(one, other, DICTIONARY):
                continue
            claimed += 1
            met, must = compile_expression(one), compile_expression(other)
            for facts in (maker.facts() for _ in range(TRIES)):
                assert met(facts) is not True or must(facts) is True, (name, one, other)
    assert claimed > runs(100)


def test_the_values_that_are_said_to_differ_differ():
    """On a fact: the witnesses are exactly the values on which the tests differ."""
    found = 0
    for name, rng in sources("witnesses", 400):
        quantity = ir.FactReference(DICTIONARY.facts["余额"].type, "余额")
        first, second = (requirement(quantity, rng, 2) for _ in range(2))
        way, stretches = direction(first, second, DICTIONARY)
        found += bool(stretches)
        for value in range(-24, 25):
            facts = with_value(rng, value, 4)
            before, after = compile_expression(first)(facts), compile_expression(second)(facts)
            inside = [s for s in stretches if contains(s, facts.facts["余额"])]
            assert (before != after) == bool(inside), (name, first, second, value)
            assert all(s.old_met is before for s in inside)
        assert way != "equal" or not stretches
    assert found > runs(50)


def requirement(quantity, rng, depth):
    if depth and rng.random() < 0.5:
        operands = tuple(requirement(quantity, rng, depth - 1) for _ in range(2))
        return ir.Connective(rng.choice(("and", "or")), operands)
    limit = ir.Constant(quantity.type, rng.randint(-5, 5))
    compared = ir.Comparison(rng.choice((*OPERATORS, "=", "!=")), quantity, limit)
    return ir.Not(compared) if rng.random() < 0.2 else compared


def with_value(rng, value, divisor):
    facts = Maker(rng, missing=0, complete=1).facts()
    return replace(facts, facts={**facts.facts, "余额": normal(Fraction(value, divisor))})


def contains(stretch, value):
    above = stretch.low is None or stretch.low < value or (stretch.low == value and stretch.low_included)
    below = stretch.high is None or value < stretch.high or (stretch.high == value and stretch.high_included)
    return above and below
