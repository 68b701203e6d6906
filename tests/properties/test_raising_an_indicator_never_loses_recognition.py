"""Where every requirement is “at least”, a higher figure never turns a finding that is met."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import count
from types import MappingProxyType

from cluster_rules.backends.scalar import decide
from cluster_rules.model import ir
from cluster_rules.model.ruleset import Comparand, Condition, Criterion, Group
from cluster_rules.model.ruleset import Test as Requirement
from cluster_rules.model.types import BOOLEAN, NUMBER
from cluster_rules.model.values import Partial
from tests.agreement import sources
from tests.rulesets import assemble
from tests.strategies import Maker, constant

RANK = {"not_met": 0, "unknown": 1, "needs_judgement": 1, "met": 2}
RISING_FACTS = ("产值", "投资", "余额", "变动")
RISING_FIELDS = ("营收", "研发", "资产")


class Rising:
    """Draws indicators that only rise with the rising facts and fields."""

    def __init__(self, maker: Maker) -> None:
        self.maker, self.rng, self.numbers = maker, maker.rng, count(1)

    def field(self):
        return ir.FieldReference(NUMBER, 0, self.rng.choice(RISING_FIELDS))

    def indicator(self, depth: int = 2):
        draws = (self.fact, self.added, self.scaled, self.counted, self.summed, self.extreme, self.ratio)
        return self.rng.choice(draws if depth else draws[:1])(depth)

    def fact(self, depth):
        return ir.FactReference(NUMBER, self.rng.choice(RISING_FACTS))

    def added(self, depth):
        return ir.Arithmetic(NUMBER, "+", self.indicator(depth - 1), self.indicator(depth - 1))

    def scaled(self, depth):
        return ir.Arithmetic(NUMBER, "*", self.indicator(depth - 1), constant(Fraction(2, 3)))

    def rising_filter(self):
        return ir.Selection("企业", 0, ir.Comparison(">=", self.field(), constant(self.rng.randint(0, 4))))

    def fixed_filter(self):
        condition = ir.FieldReference(BOOLEAN, 0, "主导") if self.rng.random() < 0.6 else None
        return ir.Selection("企业", 0, condition)

    def counted(self, depth):
        return ir.Count(NUMBER, self.rising_filter())

    def summed(self, depth):
        return ir.Sum(NUMBER, self.rng.choice((self.rising_filter, self.fixed_filter))(), self.field())

    def extreme(self, depth):
        return ir.Extreme(NUMBER, self.rng.choice(("min", "max", "median")), self.fixed_filter(), self.field())

    def ratio(self, depth):
        below = ir.FieldReference(NUMBER, 0, "规模") if self.rng.random() < 0.6 else constant(1)
        return ir.Ratio(NUMBER, self.fixed_filter(), self.field(), below)

    def tree(self, depth: int):
        if depth == 0 or self.rng.random() < 0.5:
            comparison = ir.Comparison(self.rng.choice((">=", ">")), self.indicator(), constant(self.rng.randint(0, 9)))
            test = Requirement(comparison, (Comparand(comparison, None),), "")
            return Criterion(f"条{next(self.numbers)}", "1", "", "number", "", "", {(): test})
        children = tuple(self.tree(depth - 1) for _ in range(self.rng.randint(1, 4)))
        kind = self.rng.choice(("all_of", "any_of", "at_least"))
        return Group(f"组{next(self.numbers)}", kind, children, count=min(2, len(children)))


def raised(maker: Maker, facts):
    """The same sheet with some rising figures higher; what is missing stays missing."""
    scalars = {name: higher(maker, value) if name in RISING_FACTS else value for name, value in facts.facts.items()}
    firms = facts.registers["企业"]
    records = tuple({k: higher(maker, v) if k in RISING_FIELDS else v for k, v in r.items()} for r in firms.records)
    registers = {**facts.registers, "企业": replace(firms, records=records)}
    return replace(facts, facts=scalars, registers=MappingProxyType(registers))


def higher(maker: Maker, value):
    if isinstance(value, Partial) or maker.rng.random() < 0.5:
        return value
    return value + maker.rng.choice((1, 5, Fraction(1, 3)))


def test_raising_an_indicator_never_loses_recognition():
    for name, rng in sources("raising", 400):
        maker = Maker(rng, missing=0.2)
        rising = Rising(maker)
        ruleset = assemble(tuple(Condition(f"条件{n}", "1", "", "", (rising.tree(2),)) for n in range(2)))
        facts = maker.facts()
        before, after = decide(ruleset, facts), decide(ruleset, raised(maker, facts))
        ranks = {finding.id: RANK[finding.status] for finding in after.findings}
        assert all(ranks[finding.id] >= RANK[finding.status] for finding in before.findings), name
        assert before.verdict != "met" or after.verdict == "met", name
