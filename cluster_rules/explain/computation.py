"""The arithmetic of an indicator in words: operands with their values, how many records, and those that weigh most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from cluster_rules.explain.conditions import condition
from cluster_rules.explain.figures import figure, readable_unit, shown
from cluster_rules.explain.material import Material
from cluster_rules.explain.names import expression_name, fact_name
from cluster_rules.explain.phrases import NO_OPERANDS, Operands, bounds
from cluster_rules.explain.words import Words
from cluster_rules.model import ir
from cluster_rules.model.decision import Finding, Step
from cluster_rules.model.numbers import Number
from cluster_rules.model.ruleset import Criterion, Test
from cluster_rules.model.types import BooleanType
from cluster_rules.model.units import Unit
from cluster_rules.model.values import Partial, Value
from cluster_rules.semantics.dependencies import walk

#: The records that weigh most: no more of them are named than these.
CONTRIBUTORS_SHOWN = 3


def operands(material: Material, words: Words, finding: Finding, index: int) -> Operands:
    """The numerator and denominator of the indicator of one measurement."""
    test = material.test_of(finding)
    if test is None or index >= len(test.comparands):
        return NO_OPERANDS
    comparison = test.comparands[index].comparison
    ratio = next((side for side in (comparison.left, comparison.right) if isinstance(side, ir.Ratio)), None)
    return _operands(material, words, ratio) if ratio is not None else NO_OPERANDS


def _operands(material: Material, words: Words, ratio: ir.Ratio) -> Operands:
    register = ratio.selection.register
    numerator, denominator = (
        expression_name(material, words, part, register) for part in (ratio.numerator, ratio.denominator)
    )
    return Operands(numerator, denominator, ratio.style == "mean")


def computation(material: Material, words: Words, finding: Finding, index: int, step: Step) -> tuple[str, ...]:
    """The computation of one measurement, or of a test without any, one statement a line."""
    measured = finding.measurements[index : index + 1]
    against = bounds(measured[0].threshold) if measured else ()
    test = material.test_of(finding)
    indicators = [comparand.comparison.left for comparand in test.comparands] if test is not None else []
    formula = indicators[index] if index < len(indicators) else None
    return tuple(_Teller(material, words, test).told(step, against, formula))


class _Teller:
    """Tells the steps of one test; formulas are found again by their text."""

    def __init__(self, material: Material, words: Words, test: Test | None) -> None:
        self.material = material
        self.words = words
        self.test = test

    @cached_property
    def formulas(self) -> Mapping[str, ir.Formula]:
        """Text → formula; the outermost of equal texts."""
        found: dict[str, ir.Formula] = {}
        for node in walk(self.test.truth) if self.test is not None else ():
            if isinstance(node, ir.Formula):
                found.setdefault(node.text, node)
        return found

    def told(self, step: Step, against: tuple[Number, ...] = (), formula: ir.Formula | None = None) -> Iterator[str]:
        """`step`, and below it what it was made of; `formula` where it is known."""
        formula = formula or self.formulas.get(step.text)
        if isinstance(formula, ir.Ratio):
            yield self.ratio(formula, step, against)
            yield from self.ratio_contributors(formula, step)
            return
        if isinstance(formula, ir.Arithmetic) and len(step.parts) == 2:
            yield self.arithmetic(formula, step, against)
            for part in step.parts:
                yield from self.contributors(part.contributors, part.unit)
            return
        if not _only_joins(formula):
            yield self.sentence(formula, step, against)
            yield from self.contributors(step.contributors, step.unit)
        for part in step.parts:
            if part.text != step.text and not isinstance(self.formulas.get(part.text), ir.Constant):
                yield from self.told(part)

    def sentence(self, formula: ir.Formula | None, step: Step, against: tuple[Number, ...]) -> str:
        value = shown(self.words, step.value, readable_unit(step.unit, step.value), against)
        values = {"value": value, "equals": _equals(value), "records": self.records(formula, step)}
        if isinstance(formula, ir.Quantifier):
            return self.quantifier(formula, step, values["records"])
        if isinstance(formula, ir.Count | ir.DistinctCount):
            return self.words("step.count", name=fact_name(self.material, formula.selection.register), **values)
        if isinstance(formula, ir.Sum | ir.Extreme):
            name = expression_name(self.material, self.words, formula.value, formula.selection.register)
            return self.words(
                "step.sum" if isinstance(formula, ir.Sum) else f"step.{formula.kind}", name=name, **values
            )
        if isinstance(formula, ir.FactReference):
            return self.words("step.fact", text=expression_name(self.material, self.words, formula), **values)
        return self.words("step.plain", text=step.text, **values)

    def arithmetic(self, formula: ir.Arithmetic, step: Step, against: tuple[Number, ...]) -> str:
        """`销售额合计 234,000 万元 ÷ 全国销售额 1,000,000 万元 = 23.4%`."""
        value = shown(self.words, step.value, readable_unit(step.unit, step.value), against)
        left, right = (self.operand(part) for part in step.parts)
        operator = {"*": "×", "/": "÷", "-": "−"}.get(formula.operator, formula.operator)
        return self.words(
            "step.arithmetic", left=left, operator=operator, right=right, equals=_equals(value), value=value
        )

    def operand(self, step: Step) -> str:
        """A part of a computation with its value."""
        formula = self.formulas.get(step.text)
        value = shown(self.words, step.value, readable_unit(step.unit, step.value))
        if isinstance(formula, ir.Sum):
            name = expression_name(self.material, self.words, formula.value, formula.selection.register)
            return self.words("step.total", name=name, value=value)
        return self.words("step.operand", name=self.operand_name(formula) or step.text, value=value)

    def operand_name(self, formula: ir.Formula | None) -> str:
        if isinstance(formula, ir.Lookup):
            return expression_name(self.material, self.words, formula.value, formula.selection.register)
        if isinstance(formula, ir.Count | ir.DistinctCount):
            return fact_name(self.material, formula.selection.register)
        return expression_name(self.material, self.words, formula) if isinstance(formula, ir.FactReference) else ""

    def quantifier(self, formula: ir.Quantifier, step: Step, records: str) -> str:
        register = fact_name(self.material, formula.selection.register)
        answer = "unknown" if isinstance(step.value, Partial) else "true" if step.value else "false"
        return self.words(f"step.{formula.kind}.{answer}", name=register, records=records)

    def ratio(self, formula: ir.Ratio, step: Step, against: tuple[Number, ...]) -> str:
        """`研发经费合计 31,640 万元 ÷ 营业收入合计 1,603,652 万元 ≈1.973%`."""
        names = _operands(self.material, self.words, formula)
        value = shown(self.words, step.value, step.unit, against)
        values = {"value": value, "equals": _equals(value), "records": self.records(formula, step)}
        named = {"numerator": names.numerator, "denominator": names.denominator}
        if formula.style == "mean" or len(step.parts) != 2:
            short = formula.style if formula.style == "mean" else f"{formula.style}.short"
            return self.words(f"step.{short}", **named, **values)
        above, below = (shown(self.words, part.value, readable_unit(part.unit, part.value)) for part in step.parts)
        return self.words(f"step.{formula.style}", above=above, below=below, **named, **values)

    def ratio_contributors(self, formula: ir.Ratio, step: Step) -> Iterator[str]:
        """Who weighs most in the numerator, and in the denominator where the engine says."""
        names = _operands(self.material, self.words, formula)
        sides = list(zip(step.parts, (names.numerator, names.denominator), strict=False))
        if step.contributors:
            unit = sides[0][0].unit if sides else None
            yield from self.contributors(step.contributors, unit, names.numerator)
        for part, name in sides:
            yield from self.contributors(part.contributors, part.unit, name)

    def contributors(self, found: tuple[tuple[str, Value], ...], unit: Unit | None, name: str = "") -> Iterator[str]:
        """The records that weigh most; one record is its own sum."""
        if len(found) < 2:
            return
        listed = [
            self.words(
                "step.contributor",
                label=self.material.contributor(label),
                value=shown(self.words, value, readable_unit(unit, value)),
            )
            for label, value in found[:CONTRIBUTORS_SHOWN]
        ]
        key = "step.contributors.named" if name else "step.contributors"
        yield self.words(key, name=name, names=self.words.join(listed))

    def records(self, formula: ir.Formula | None, step: Step) -> str:
        """`44 家`, or `35 家，另有 9 家待定`; empty for what is not made of records."""
        selection = getattr(formula, "selection", None)
        if step.definite is None or not isinstance(selection, ir.Selection):
            return ""
        register = self.material.ruleset.dictionary.registers.get(selection.register)
        unit = register.unit if register else None
        definite = figure(self.words, step.definite, unit)
        if step.possible is None:
            return self.words("step.records.open", definite=definite)
        if not step.possible:
            return self.words("step.records", definite=definite)
        return self.words("step.records.possible", definite=definite, possible=figure(self.words, step.possible, unit))


def _only_joins(formula: ir.Formula | None) -> bool:
    """Whether a truth is made of others, which are told instead."""
    joins = ir.Connective | ir.Not | ir.Comparison | ir.OneOf
    return isinstance(formula, joins) and isinstance(formula.type, BooleanType)


def _equals(value: str) -> str:
    """The sign between a computation and its result; an approximate result brings its own."""
    return "" if "≈" in value else "= "


def asked(material: Material, words: Words, test: Test) -> str:
    """What a test without comparisons of its own asks, in words; empty where it asks nothing."""
    return condition(material, words, test.truth)


def aids(material: Material, words: Words, criterion: Criterion, steps: tuple[Step, ...]) -> tuple[str, ...]:
    """The figures that help a person to judge."""
    titles = {aid.value.text: aid for aid in criterion.aids}
    return tuple(
        words("step.aid", title=titles[step.text].title, value=shown(words, step.value, titles[step.text].unit))
        for step in steps
        if step.text in titles
    )
