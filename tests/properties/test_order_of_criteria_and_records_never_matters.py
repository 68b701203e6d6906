"""Shuffled conditions, groups, operands, records and choices give the same findings."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from cluster_rules.backends.scalar import compile_expression, decide
from cluster_rules.model import ir
from cluster_rules.model.ruleset import Group, Ruleset
from cluster_rules.semantics.functions import EvaluationError
from tests.agreement import sources
from tests.rulesets import RulesetMaker, raising
from tests.strategies import Maker


def shuffled(rng, items):
    return tuple(rng.sample(list(items), len(items)))


def reordered_facts(rng, facts):
    registers = {}
    for name, register in facts.registers.items():
        order = rng.sample(range(len(register.records)), len(register.records))
        records, keys = (tuple(part[n] for n in order) for part in (register.records, register.keys))
        registers[name] = replace(register, records=records, keys=keys)
    return replace(facts, registers=MappingProxyType(registers), facts=dict(shuffled(rng, facts.facts.items())))


def reordered_tree(rng, tree):
    if not isinstance(tree, Group):
        return replace(tree, tests=dict(shuffled(rng, tree.tests.items())))
    return replace(tree, children=shuffled(rng, [reordered_tree(rng, child) for child in tree.children]))


def reordered(rng, ruleset: Ruleset) -> Ruleset:
    conditions = [
        replace(condition, children=shuffled(rng, [reordered_tree(rng, child) for child in condition.children]))
        for condition in ruleset.conditions
    ]
    choices = {c.name: replace(c, options=shuffled(rng, c.options)) for c in shuffled(rng, ruleset.choices.values())}
    return replace(ruleset, conditions=shuffled(rng, conditions), choices=choices)


def test_order_of_criteria_and_records_never_matters():
    for name, rng in sources("order", 200):
        maker = Maker(rng)
        ruleset, facts = RulesetMaker(maker).ruleset(), maker.facts()
        one, other = decide(ruleset, facts), decide(reordered(rng, ruleset), reordered_facts(rng, facts))
        assert {f.id: f for f in one.findings} == {f.id: f for f in other.findings}, name
        assert one.verdict == other.verdict, name
        assert one.alternatives() == other.alternatives(), name


def test_the_order_of_operands_and_records_never_matters_to_an_expression():
    for name, rng in sources("operands", 1000):
        maker = Maker(rng)
        operands = tuple(maker.truth(2) for _ in range(3))
        facts, operator = maker.facts(), rng.choice(("and", "or"))
        one = compile_expression(ir.Connective(operator, operands))(facts)
        other = compile_expression(ir.Connective(operator, shuffled(rng, operands)))(reordered_facts(rng, facts))
        assert one == other, name


def test_an_error_is_found_wherever_it_stands():
    """No operand hides another's error: it is neither a truth nor unknown."""
    for name, rng in sources("errors", 300):
        maker = Maker(rng)
        operands = shuffled(rng, (raising(), maker.truth(1), maker.truth(1)))
        facts = maker.facts()
        with pytest.raises(EvaluationError):
            pytest.fail(f"{name} {compile_expression(ir.Connective(rng.choice(('and', 'or')), operands))(facts)}")
