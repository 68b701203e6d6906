"""The engine says exactly what the naive evaluator says, and nothing that some completion contradicts."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cluster_rules.backends.scalar import compile_expression, decide
from cluster_rules.model import ir
from cluster_rules.model.types import NUMBER
from cluster_rules.model.values import Partial, Reason
from tests.agreement import differences, disagreement, expression, runs, sources
from tests.naive.bounds import Truth, read
from tests.naive.completions import completions
from tests.naive.decisions import by_outer, decided
from tests.naive.outer import outer
from tests.naive.plain import UNDEFINED, SaysNothingError, plain
from tests.rulesets import RulesetMaker
from tests.strategies import DICTIONARY, Maker, constant

PENDING = frozenset({Reason("judgement", "评分")})
SHRINKING = settings(max_examples=runs(40), deadline=None, database=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize(("depth", "usual"), [(2, 6000), (4, 9000), (6, 450)])
def test_engine_equals_the_naive_definition(depth, usual):
    for name, rng in sources(f"equals{depth}", usual // 3):
        maker = Maker(rng)
        facts = maker.facts()
        for _ in range(3):
            different = disagreement(expression(maker, depth), facts)
            assert not different, name + different


def test_a_ratio_is_decided_on_its_line_though_the_line_is_partly_known():
    for name, rng in sources("lines", 1500):
        maker = Maker(rng, complete=0.4)
        facts, operator = maker.facts(), rng.choice(("=", "!=", "<", "<=", ">", ">="))
        line = maker.number_expression(2) if rng.random() < 0.5 else maker.number_leaf(())
        different = disagreement(ir.Comparison(operator, maker.ratio(3, ()), line), facts)
        assert not different, name + different


def test_records_pinned_to_an_outer_record_are_those_that_the_definition_selects():
    """What the engine finds by an index: a field of the inner record equals one of the outer."""
    for name, rng in sources("pinned", 1500):
        maker = Maker(rng, missing=rng.choice((0.05, 0.2, 0.4)), rows=4, complete=0.85)
        different = disagreement(pinned(maker), maker.facts())
        assert not different, name + different


def pinned(maker: Maker) -> ir.Expression:
    """How many records have a partner in the other register that satisfies something."""
    rng = maker.rng
    fields = {"企业": ("代码", "级别", "营收", "成立", "主导"), "资质": ("企业代码", "等级别", "分值", "起", "有效")}
    outside, inside = rng.choice((("企业", "资质"), ("资质", "企业")))
    one, other = rng.choice(list(zip(fields[outside], fields[inside], strict=True)))
    references = [
        ir.FieldReference(DICTIONARY.registers[register].fields[field].type, slot, field)
        for slot, register, field in ((0, outside, one), (1, inside, other))
    ]
    pin = ir.Comparison("=", *rng.sample(references, 2))
    own, both = maker.truth(2, ((1, inside), (1, inside))), maker.truth(1, ((0, outside), (1, inside)))
    partners = ir.Selection(inside, 1, ir.Connective("and", tuple(rng.sample((own, pin), 2))))
    alike = rng.choice((ir.Quantifier("some", partners, both), ir.Quantifier("every", partners, both)))
    several = ir.Comparison(">=", ir.Count(NUMBER, partners), constant(rng.choice((1, 2))))
    return ir.Count(NUMBER, ir.Selection(outside, 0, rng.choice((alike, several))))


@SHRINKING
@given(st.randoms(use_true_random=False))
def test_a_disagreement_shrinks_to_its_smallest_form(rng):
    maker = Maker(rng, rows=2)
    formula, facts = expression(maker, 3), maker.facts()
    assert not disagreement(formula, facts)


def test_what_cannot_matter_any_more_is_no_reason():
    """Points that have reached their cap whatever a missing fact is, and points that a person has yet to give."""
    missing, pending = Partial(frozenset({Reason("missing", "产值")}), 0, 6), Partial(PENDING, 0, 5)
    facts = replace(Maker(Random(1)).facts(), facts={"产值": missing, "评分": pending})
    output, points = ir.FactReference(NUMBER, "产值"), ir.FactReference(NUMBER, "评分")
    capped = ir.Pick(NUMBER, "min", (ir.Arithmetic(NUMBER, "+", output, constant(10)), constant(10)))
    total = ir.Comparison(">=", ir.Arithmetic(NUMBER, "+", capped, points), constant(12))
    assert compile_expression(total)(facts).reasons == PENDING
    assert outer(total, facts).reasons == PENDING


def contradiction(bound, value) -> bool:
    """Whether `value`, which one completion gives, lies outside what was said of all."""
    if value is UNDEFINED:
        return bound.value is not None if isinstance(bound, Truth) else not bound.undefined
    if isinstance(bound, Truth):
        return bound.value not in (None, value)
    return not bound.low <= value <= bound.high


def outcomes(formula, facts, limit, rng) -> list:
    """What the completions give, where they give something."""
    values = []
    for completed in completions(formula, facts, DICTIONARY, limit, rng):
        try:
            values.append(plain(formula, completed))
        except SaysNothingError:
            continue
    return values


@pytest.mark.parametrize(
    "evaluate", [lambda e, f: read(compile_expression(e)(f), e.type), outer], ids=["engine", "naive"]
)
def test_no_completion_contradicts_what_is_said_of_all(evaluate):
    for name, rng in sources("completions", 700):
        maker = Maker(rng)
        formula, facts = expression(maker, 3), maker.facts()
        said = evaluate(formula, facts)
        for value in outcomes(formula, facts, 24, rng):
            assert not contradiction(said, value), f"{name}\n{formula}\nsaid {said}, a completion gives {value}"


def test_what_all_completions_agree_on_is_said_where_every_fact_occurs_once():
    """The page licenses a looser answer for repeated facts alone: here the definition is the completions themselves."""
    checked = 0
    for name, rng in sources("tight", 3500):
        maker = Maker(rng, complete=1)
        formula, facts = expression(maker, 3), maker.facts()
        if not is_linear(formula):
            continue
        said, values = outer(formula, facts), outcomes(formula, facts, 400, rng)
        if isinstance(said, Truth) and said.value is None and values:
            checked += 1
            assert UNDEFINED in values or len(set(values)) > 1, f"{name}\n{formula}\nall completions give {values[0]}"
    assert checked > runs(120)


def is_linear(formula) -> bool:
    """Ordered comparisons, sums and extremes in which every fact, and every register, is read once at most."""
    parts = list(_parts(formula))
    names = [p.name for p in parts if isinstance(p, ir.FactReference | ir.FieldReference)]
    registers = [p.register for p in parts if isinstance(p, ir.Selection)]
    loose = (ir.DistinctCount, ir.Lookup, ir.Ratio, ir.Call, ir.Choose, ir.Tiers)
    loose_operator = any(isinstance(p, ir.Comparison) and p.operator in ("=", "!=") for p in parts)
    unique = len(set(names)) == len(names) and len(set(registers)) == len(registers)
    products = any(isinstance(p, ir.Arithmetic) and p.operator in ("*", "/") for p in parts)
    inner = [p for part in parts if isinstance(part, ir.Aggregate) for p in _parts(part)]
    shared = any(isinstance(p, ir.FactReference) for p in inner)
    return (
        unique and not shared and not loose_operator and not products and not any(isinstance(p, loose) for p in parts)
    )


def _parts(node):
    if isinstance(node, tuple):
        for part in node:
            yield from _parts(part)
    elif is_dataclass(node):
        yield node
        for part in fields(node):
            yield from _parts(getattr(node, part.name))


def test_decisions_equal_the_naive_definition():
    for name, rng in sources("decisions", 600):
        maker = Maker(rng)
        ruleset, facts = RulesetMaker(maker).ruleset(), maker.facts()
        different = differences(decide(ruleset, facts), decided(ruleset, by_outer(facts)))
        assert not different, f"{name}\n{different}"


@SHRINKING
@given(st.randoms(use_true_random=False))
def test_a_wrong_decision_shrinks_to_its_smallest_form(rng):
    maker = Maker(rng, rows=1)
    ruleset, facts = RulesetMaker(maker, lambda: maker.truth(1)).ruleset(), maker.facts()
    assert not differences(decide(ruleset, facts), decided(ruleset, by_outer(facts)))
