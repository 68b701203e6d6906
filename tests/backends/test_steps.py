"""Registers inside registers have a limit of steps; it is an error of the criterion, and of no other."""

from dataclasses import replace
from random import Random

import pytest

from cluster_rules.backends import frames
from cluster_rules.backends.closures import compile_expression
from cluster_rules.model import ir
from cluster_rules.model.sheet import BoundRegister
from cluster_rules.model.types import NUMBER
from cluster_rules.semantics.functions import EvaluationError
from tests.strategies import FIRMS, Maker, constant

ROWS = 20


@pytest.fixture
def facts(monkeypatch):
    """Twenty firms of no revenue, and few steps."""
    monkeypatch.setattr(frames, "MAX_STEPS", ROWS**2 * 2)
    records = tuple({**dict.fromkeys(FIRMS, 0), "代码": f"企业{n}"} for n in range(ROWS))
    keys = tuple(record["代码"] for record in records)
    firms = BoundRegister("企业", records, True, records[0], keys, (None,) * ROWS)
    drawn = Maker(Random(1)).facts()
    return replace(drawn, registers={**drawn.registers, "企业": firms})


def revenue(slot):
    return ir.FieldReference(NUMBER, slot, "营收")


def some_of(depth):
    """Whether some firms, so many levels deep, have a revenue above 9 together."""
    total = revenue(0)
    for slot in range(1, depth):
        total = ir.Arithmetic(NUMBER, "+", total, revenue(slot))
    formula = ir.Comparison(">", total, constant(9))
    for slot in reversed(range(depth)):
        formula = ir.Quantifier("some", ir.Selection("企业", slot, None), formula)
    return formula


def test_two_levels_are_within_the_limit(facts):
    assert compile_expression(some_of(2))(facts) is False


def test_three_levels_are_not(facts):
    with pytest.raises(EvaluationError) as caught:
        compile_expression(some_of(3))(facts)
    assert caught.value.diagnostics[0].code == "CR502"


def test_registers_side_by_side_cost_no_steps(facts):
    total = ir.Sum(NUMBER, ir.Selection("企业", 0, None), revenue(0))
    for _ in range(100):
        total = ir.Arithmetic(NUMBER, "+", total, ir.Sum(NUMBER, ir.Selection("企业", 0, None), revenue(0)))
    assert compile_expression(total)(facts) == 0


def test_an_inner_filter_that_hangs_on_the_outer_record_costs_steps(facts):
    """Each outer record has its own selection of the inner register."""
    richer = ir.Comparison(">", ir.Arithmetic(NUMBER, "+", revenue(1), revenue(0)), constant(9))
    count = ir.Count(NUMBER, ir.Selection("企业", 1, richer))
    formula = ir.Quantifier("some", ir.Selection("企业", 0, None), ir.Comparison(">", count, constant(0)))
    assert compile_expression(formula)(facts) is False
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frames, "MAX_STEPS", ROWS**2 - 1)
        with pytest.raises(EvaluationError):
            compile_expression(formula)(facts)
