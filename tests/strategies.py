"""Facts, expressions and rulesets drawn at random over one small fact dictionary.

Everything is drawn by a `Maker` from a source of choices: `random.Random` for speed, Hypothesis for shrinking.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction
from types import MappingProxyType

from cluster_rules.model import ir
from cluster_rules.model.dictionary import Dictionary, FactType, RegisterType
from cluster_rules.model.sheet import BoundFacts, BoundRegister, Subject
from cluster_rules.model.types import BOOLEAN, DATE, DAYS, MONTHS, NUMBER, BooleanType, DateType, NumberType, TextType
from cluster_rules.model.units import UNITS
from cluster_rules.model.values import Partial, Reason

LEVELS = ("甲", "乙", "丙")
HOLDERS = ("企业0", "企业1", "企业9")
LEVEL = TextType(LEVELS)
FREE = TextType()
DAY = date(2024, 6, 30)


def _facts(*declared: FactType) -> dict[str, FactType]:
    return {fact.name: fact for fact in declared}


SCALARS = _facts(
    FactType("产值", NUMBER, low=0, high=6, integral=True, quantum=1),
    FactType("目标", NUMBER, low=0, high=4, integral=True, quantum=1),
    FactType("变动", NUMBER, low=-3, high=3, quantum=Fraction(1, 100)),
    FactType("投资", NUMBER, low=0, quantum=1),
    FactType("余额", NUMBER, quantum=1),
    FactType("有规划", BOOLEAN),
    FactType("有平台", BOOLEAN),
    FactType("影响力强", BOOLEAN, judged=True),
    FactType("特色鲜明", BOOLEAN, judged=True),
    FactType("评分", NUMBER, low=0, high=5, integral=True, judged=True, quantum=1),
    FactType("等级", LEVEL),
    FactType("地点", FREE),
    FactType("基准日", DATE),
    FactType("成立日", DATE, low=date(2020, 1, 31), high=date(2024, 12, 31)),
)
FIRMS = _facts(
    FactType("代码", FREE),
    FactType("营收", NUMBER, low=0, high=4, integral=True, quantum=1),
    FactType("研发", NUMBER, low=0, high=4, integral=True, quantum=1),
    FactType("损益", NUMBER, low=-2, high=3, quantum=Fraction(1, 100)),
    FactType("资产", NUMBER, low=0, quantum=1),
    FactType("规模", NUMBER, low=1, high=5, integral=True, quantum=1),
    FactType("主导", BOOLEAN),
    FactType("链主", BOOLEAN, judged=True),
    FactType("级别", LEVEL),
    FactType("所在地", FREE),
    FactType("成立", DATE, low=date(2020, 1, 31), high=date(2024, 12, 31)),
)
TITLES = _facts(
    FactType("编号", FREE),
    FactType("企业代码", FREE),
    FactType("等级别", LEVEL),
    FactType("分值", NUMBER, low=0, high=3, integral=True, quantum=1),
    FactType("有效", BOOLEAN),
    FactType("起", DATE),
)
UNIT = UNITS["家"]
DICTIONARY = Dictionary(
    facts=SCALARS,
    registers={
        "企业": RegisterType("企业", ("代码",), FIRMS, UNIT),
        "资质": RegisterType("资质", ("编号",), TITLES, UNITS["项"]),
    },
)
KINDS = {BooleanType: "truth", NumberType: "number", TextType: "text", DateType: "day"}


class Maker:
    """Draws facts and expressions. `rng` is any source with the interface of `random.Random`."""

    def __init__(self, rng: random.Random, missing: float = 0.35, rows: int = 3, complete: float = 0.7) -> None:
        self.rng, self.missing, self.rows, self.complete = rng, missing, rows, complete

    # --- facts

    def facts(self) -> BoundFacts:
        scalars = {name: self.value(declared, Reason("missing", name)) for name, declared in SCALARS.items()}
        registers = {name: self.register(declared) for name, declared in DICTIONARY.registers.items()}
        return BoundFacts(Subject("样本"), MappingProxyType(scalars), MappingProxyType(registers))

    def register(self, declared: RegisterType) -> BoundRegister:
        size = self.rng.randint(0, self.rows)
        blank = {name: absent(field, Reason("incomplete", declared.name)) for name, field in declared.fields.items()}
        records = tuple(self.record(declared, f"{declared.name}{n}") for n in range(size))
        keys = tuple(f"{declared.name}{n}" for n in range(size))
        complete = self.rng.random() < self.complete
        return BoundRegister(declared.name, records, complete, blank, keys, (None,) * size)

    def record(self, declared: RegisterType, key: str) -> dict:
        return {
            name: key if name in declared.key else self.value(field, Reason("missing", declared.name, key, name))
            for name, field in declared.fields.items()
        }

    def value(self, declared: FactType, reason: Reason):
        """A known value, or one that is missing, in conflict, or awaits judgement."""
        if self.rng.random() >= self.missing:
            return self.known(declared)
        if declared.judged:
            return absent(declared, Reason("judgement", reason.fact, reason.record, reason.field))
        if self.rng.random() < 0.7:
            return absent(declared, reason)
        return self.narrowed(declared, Reason("conflict", reason.fact, reason.record, reason.field))

    def known(self, declared: FactType):
        if isinstance(declared.type, BooleanType):
            return self.rng.random() < 0.5
        if isinstance(declared.type, TextType):
            return self.rng.choice(HOLDERS if declared.name == "企业代码" else LEVELS)
        if isinstance(declared.type, DateType):
            return DAY + timedelta(days=self.rng.choice((-1610, -400, -366, -31, -1, 0, 1, 30, 184)))
        return self.number(declared)

    def number(self, declared: FactType):
        low = declared.low if declared.low is not None else -4 if declared.name == "余额" else 0
        value = self.rng.randint(low, declared.high if declared.high is not None else 8)
        if declared.integral or self.rng.random() < 0.7:
            return value
        step = self.rng.choice((Fraction(1, 2), Fraction(1, 3), Fraction(3, 100)))
        return value + step if declared.high is None or value < declared.high else value - step

    def narrowed(self, declared: FactType, reason: Reason):
        """The hull of two claims; a truth in conflict is simply unknown."""
        if isinstance(declared.type, BooleanType):
            return Partial(frozenset({reason}))
        one, other = self.known(declared), self.known(declared)
        if one == other:
            return one
        if isinstance(declared.type, TextType):
            return Partial(frozenset({reason}), options=frozenset({one, other}))
        return Partial(frozenset({reason}), min(one, other), max(one, other))

    # --- expressions

    def number_expression(self, depth: int, slots: tuple = ()) -> ir.Expression:
        if depth <= 0 or self.rng.random() < 0.2:
            return self.number_leaf(slots)
        return self.rng.choice(_NUMBERS if len(slots) < 2 else _PLAIN_NUMBERS)(self, depth, slots)

    def number_leaf(self, slots: tuple) -> ir.Expression:
        if self.rng.random() < 0.3:
            return constant(self.rng.choice(CONSTANTS))
        return self.reference(NUMBER, slots)

    def reference(self, of, slots: tuple, often: float = 0.75) -> ir.Expression:
        """A field of a bound record, or a scalar fact, of the type."""
        if slots and self.rng.random() < often:
            slot, register = self.rng.choice(slots)
            declared = DICTIONARY.registers[register].fields
            names = [name for name, field in declared.items() if field.type == of]
            if names:
                name = self.rng.choice(names)
                return ir.FieldReference(of, slot, name)
        name = self.rng.choice([name for name, fact in SCALARS.items() if fact.type == of])
        return ir.FactReference(of, name)

    def selection(self, depth: int, slots: tuple) -> tuple[ir.Selection, tuple]:
        slot, register = len(slots), self.rng.choice(("企业", "企业", "资质"))
        inner = (*slots, (slot, register))
        condition = self.truth(min(depth, 2), inner) if self.rng.random() < 0.7 else None
        return ir.Selection(register, slot, condition), inner

    def arithmetic(self, depth, slots):
        left, right = self.number_expression(depth - 1, slots), self.number_expression(depth - 1, slots)
        return ir.Arithmetic(NUMBER, self.rng.choice("+-*/+-*"), left, right)

    def days_apart(self, depth, slots):
        return ir.Arithmetic(DAYS, "-", self.day(depth - 1, slots), self.day(depth - 1, slots))

    def negate(self, depth, slots):
        return ir.Negate(NUMBER, self.number_expression(depth - 1, slots))

    def choose_number(self, depth, slots):
        return ir.Choose(NUMBER, self.truth(depth - 1, slots), *self.two(self.number_expression, depth, slots))

    def two(self, draw, depth, slots):
        return draw(depth - 1, slots), draw(depth - 1, slots)

    def count(self, depth, slots):
        return ir.Count(NUMBER, self.selection(depth - 1, slots)[0])

    def distinct(self, depth, slots):
        selection, inner = self.selection(depth - 1, slots)
        of = self.rng.choice((LEVEL, FREE, NUMBER, DATE))
        return ir.DistinctCount(NUMBER, selection, self.reference(of, inner[-1:]))

    def total(self, depth, slots):
        selection, inner = self.selection(depth - 1, slots)
        return ir.Sum(NUMBER, selection, self.number_expression(depth - 2, inner))

    def extreme(self, depth, slots):
        selection, inner = self.selection(depth - 1, slots)
        kind = self.rng.choice(("min", "max", "median"))
        return ir.Extreme(NUMBER, kind, selection, self.number_expression(depth - 2, inner))

    def ratio(self, depth, slots):
        selection, inner = self.selection(depth - 1, slots)
        above = self.number_expression(depth - 2, inner)
        style = self.rng.choice(("ratio", "mean", "share"))
        if style == "mean":
            below = constant(1)
        elif style == "share":
            above = ir.Choose(NUMBER, self.truth(1, inner), constant(1), constant(0))
            below = constant(1)
        else:
            slot, register = inner[-1]
            fallback = ir.FieldReference(NUMBER, slot, "规模" if register == "企业" else "分值")
            below = fallback if self.rng.random() < 0.7 else self.number_expression(depth - 2, inner)
        return ir.Ratio(NUMBER, selection, above, below, style)

    def lookup(self, depth, slots, of=NUMBER):
        """A record found by its identity, sometimes under a further condition."""
        slot, register = len(slots), self.rng.choice(("企业", "企业", "资质"))
        inner = (*slots, (slot, register))
        own = ir.FieldReference(FREE, slot, DICTIONARY.registers[register].key[0])
        condition: ir.Expression = ir.Comparison("=", own, self.identity(register, slots))
        if self.rng.random() < 0.3:
            condition = ir.Connective("and", (condition, self.truth(1, inner)))
        return ir.Lookup(of, ir.Selection(register, slot, condition), self.reference(of, inner[-1:], 1.0))

    def identity(self, register: str, slots: tuple) -> ir.Expression:
        held = [slot for slot, outer_register in slots if outer_register == "资质"]
        if held and register == "企业":
            return ir.FieldReference(FREE, held[-1], "企业代码")
        return ir.Constant(FREE, f"{register}{self.rng.choice((0, 1, 2, 9))}")

    def tiers(self, depth, slots):
        """Three bands of one number, which exclude each other and leave no gap."""
        by, low, high = self.number_expression(depth - 2, slots), constant(1), constant(3)
        middle = ir.Connective("and", (ir.Comparison(">", by, low), ir.Comparison("<=", by, high)))
        bands = (ir.Comparison("<=", by, low), middle, ir.Comparison(">", by, high))
        return ir.Tiers(NUMBER, tuple((band, self.number_expression(depth - 2, slots)) for band in bands))

    def pick(self, depth, slots):
        return ir.Pick(NUMBER, self.rng.choice(("min", "max")), self.two(self.number_expression, depth, slots))

    def call(self, depth, slots):
        name = self.rng.choice(("abs", "floor", "ceiling", "year", "month"))
        draw = self.day if name in ("year", "month") else self.number_expression
        return ir.Call(NUMBER, name, (draw(depth - 1, slots),))

    def truth(self, depth: int, slots: tuple = ()) -> ir.Expression:
        if depth <= 0 or self.rng.random() < 0.12:
            return self.reference(BOOLEAN, slots)
        return self.rng.choice(_TRUTHS if len(slots) < 2 else _PLAIN_TRUTHS)(self, depth, slots)

    def comparison(self, depth, slots):
        operator = self.rng.choice(("=", "!=", "<", "<=", ">", ">=", ">=", "<="))
        left = self.number_expression(depth - 1, slots)
        right = (
            constant(self.rng.choice(CONSTANTS))
            if self.rng.random() < 0.6
            else self.number_expression(depth - 1, slots)
        )
        return ir.Comparison(operator, *((left, right) if self.rng.random() < 0.8 else (right, left)))

    def days(self, depth, slots):
        operator = self.rng.choice(("=", "!=", "<", "<=", ">", ">="))
        return ir.Comparison(operator, self.day(depth - 1, slots), self.day(depth - 1, slots))

    def texts(self, depth, slots):
        return ir.Comparison(self.rng.choice(("=", "!=")), self.text(depth - 1, slots), self.text(depth - 1, slots))

    def truths(self, depth, slots):
        return ir.Comparison(self.rng.choice(("=", "!=")), *self.two(self.truth, depth, slots))

    def one_of(self, depth, slots):
        return ir.OneOf(self.text(depth - 1, slots), frozenset(self.rng.sample(LEVELS, self.rng.randint(1, 2))))

    def connective(self, depth, slots):
        operands = tuple(self.truth(depth - 1, slots) for _ in range(self.rng.randint(2, 3)))
        return ir.Connective(self.rng.choice(("and", "or")), operands)

    def negation(self, depth, slots):
        return ir.Not(self.truth(depth - 1, slots))

    def choose_truth(self, depth, slots):
        return ir.Choose(BOOLEAN, self.truth(depth - 1, slots), *self.two(self.truth, depth, slots))

    def quantifier(self, depth, slots):
        selection, inner = self.selection(depth - 1, slots)
        return ir.Quantifier(self.rng.choice(("some", "every")), selection, self.truth(depth - 1, inner))

    def lookup_truth(self, depth, slots):
        return self.lookup(depth, slots, BOOLEAN)

    def text(self, depth: int, slots: tuple = ()) -> ir.Expression:
        draw = self.rng.random()
        if draw < 0.3:
            return ir.Constant(FREE, self.rng.choice(LEVELS))
        if draw > 0.9 and depth > 1 and len(slots) < 2:
            return self.lookup(depth, slots, LEVEL)
        if draw > 0.8 and depth > 1:
            return ir.Choose(LEVEL, self.truth(depth - 1, slots), *self.two(self.text, depth, slots))
        return self.reference(self.rng.choice((LEVEL, LEVEL, FREE)), slots)

    def day(self, depth: int, slots: tuple = ()) -> ir.Expression:
        draw = self.rng.random()
        if draw < 0.2:
            return ir.Constant(DATE, DAY)
        if draw > 0.85 and depth > 1 and len(slots) < 2:
            selection, inner = self.selection(depth - 1, slots)
            return ir.Extreme(DATE, self.rng.choice(("min", "max")), selection, self.reference(DATE, inner[-1:]))
        if draw > 0.65:
            kind, spans = self.rng.choice(((MONTHS, (1, 12, 36)), (DAYS, (1, 365))))
            span: ir.Expression = ir.Constant(kind, self.rng.choice(spans))
            if self.rng.random() < 0.25:
                span = ir.Choose(kind, self.reference(BOOLEAN, slots), span, ir.Constant(kind, self.rng.choice(spans)))
            return ir.Arithmetic(DATE, self.rng.choice("+-"), self.reference(DATE, slots), span)
        return self.reference(DATE, slots)


CONSTANTS = (0, 1, 2, 3, 4, 6, -1, Fraction(1, 2), Fraction(2, 3), Fraction(1, 50))
_PLAIN_NUMBERS = (
    *(Maker.arithmetic, Maker.arithmetic, Maker.arithmetic, Maker.negate),
    *(Maker.choose_number, Maker.tiers, Maker.pick, Maker.days_apart),
)
_NUMBERS = (
    *_PLAIN_NUMBERS,
    *(Maker.count, Maker.count, Maker.distinct, Maker.total, Maker.total),
    *(Maker.extreme, Maker.ratio, Maker.ratio, Maker.lookup, Maker.call),
)
_PLAIN_TRUTHS = (
    *(Maker.comparison, Maker.comparison, Maker.days, Maker.texts, Maker.truths),
    *(Maker.one_of, Maker.connective, Maker.negation),
)
_TRUTHS = (
    *(_PLAIN_TRUTHS),
    *(Maker.comparison, Maker.comparison, Maker.connective, Maker.quantifier, Maker.quantifier),
    *(Maker.choose_truth, Maker.lookup_truth),
)


def constant(value) -> ir.Constant:
    return ir.Constant(NUMBER, value)


def absent(declared: FactType, reason: Reason) -> Partial:
    """A fact of which only the declared bounds are known."""
    if isinstance(declared.type, TextType):
        values = declared.type.values
        return Partial(frozenset({reason}), options=None if values is None else frozenset(values))
    return Partial(frozenset({reason}), declared.low, declared.high)
