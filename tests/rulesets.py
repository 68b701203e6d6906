"""Rulesets drawn at random: nested groups, shared readings, soft norms, standing conditions."""

from __future__ import annotations

from itertools import count, product

from cluster_rules.model import ir
from cluster_rules.model.ruleset import Choice, Comparand, Condition, Criterion, Edition, Group, Option, Ruleset, Test
from cluster_rules.model.types import BOOLEAN, NUMBER, NumberType
from cluster_rules.semantics.functions import Function, register_function
from tests.strategies import DICTIONARY, Maker

EDITION = Edition("样本办法", "2025", "样本办法", "Sample measure", "样本厅", "draft")
CHOICES = {
    "口径": Choice("口径", "如何计", (Option("宽"), Option("严")), "宽", "通常"),
    "级别": Choice("级别", "按哪级", (Option("高"), Option("低"), Option("并")), "低", "通常"),
    "时点": Choice("时点", "看哪天", (Option("申报"), Option("截止")), "截止", "通常"),
}
TOGETHER = 2


class RulesetMaker:
    """Draws rulesets; `truth` draws the test of a criterion."""

    def __init__(self, maker: Maker, truth=None, soft: bool = True, groups: bool = True) -> None:
        self.maker, self.rng = maker, maker.rng
        self.truth = truth or (lambda: maker.truth(self.rng.randint(1, 3)))
        self.soft, self.groups = soft, groups
        self.numbers = count(1)

    def ruleset(self) -> Ruleset:
        conditions = tuple(self.condition(number) for number in range(self.rng.choice((1, 2, 2, 3))))
        return assemble(conditions)

    def condition(self, number: int) -> Condition:
        children = tuple(self.tree(2) for _ in range(self.rng.randint(1, 2)))
        return Condition(f"条件{number}", "1", "", "", children, standing=number == 0 and self.rng.random() < 0.6)

    def tree(self, depth: int):
        if not self.groups or depth == 0 or self.rng.random() < 0.55:
            return self.criterion()
        children = tuple(self.tree(depth - 1) for _ in range(self.rng.choice((1, 2, 2, 3))))
        kind = self.rng.choice(("all_of", "any_of", "at_least", "none_of"))
        wanted = self.rng.randint(1, len(children)) if kind == "at_least" else 0
        return Group(f"组{next(self.numbers)}", kind, children, count=wanted, force=self.force(depth))

    def force(self, depth: int):
        """Soft norms stand beside the others, directly under a condition."""
        return "should" if self.soft and depth == TOGETHER and self.rng.random() < 0.15 else "shall"

    def criterion(self) -> Criterion:
        names = tuple(sorted(self.rng.sample(sorted(CHOICES), self.rng.choice((0, 0, 0, 0, 1, 1, 1, 2)))))
        axes = [[(name, option.name) for option in CHOICES[name].options] for name in names]
        tests = {reading: self.test() for reading in product(*axes)}
        force = "should" if self.soft and self.rng.random() < 0.1 else "shall"
        kind = self.rng.choice(("number", "benchmark", "judgement", "document"))
        return Criterion(f"条{next(self.numbers)}", "1", "", kind, "", "", tests, names, force)

    def test(self) -> Test:
        truth = self.truth()
        numeric = isinstance(truth, ir.Comparison) and isinstance(truth.left.type, NumberType)
        return Test(truth, (Comparand(truth, None),) if numeric else (), "")


def assemble(conditions: tuple[Condition, ...]) -> Ruleset:
    """A ruleset of these conditions over the small dictionary, with the choices they use."""
    ruleset = Ruleset(EDITION, "1", DICTIONARY, conditions, {}, (), "0", "0")
    used = {name for criterion in ruleset.criteria() for name in criterion.choices}
    choices = {name: CHOICES[name] for name in sorted(used)}
    return Ruleset(EDITION, "1", DICTIONARY, conditions, choices, (), "0", "0")


def raising() -> ir.Expression:
    """A test that calls a plugin's function which raises."""
    if not REGISTERED:
        register_function(Function("boom", (NUMBER,), BOOLEAN, boom, plugin="tests 0"))
        REGISTERED.append(True)
    return ir.Call(BOOLEAN, "boom", (ir.Constant(NUMBER, 1),))


REGISTERED: list[bool] = []


def boom(value):
    raise ArithmeticError(f"boom {value}")
