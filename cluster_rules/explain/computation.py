"""The arithmetic of an indicator in words: operands with their values, how many records, and those that weigh most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from cluster_rules.explain.conditions import condition, selection_name
from cluster_rules.explain.figures import figure, readable_unit, shown
from cluster_rules.explain.material import Material
from cluster_rules.explain.names import defined_name, expression_name, fact_name, record_name
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
    return operands_of(material, words, test.comparands[index].comparison)


def operands_of(material: Material, words: Words, comparison: ir.Comparison) -> Operands:
    """The numerator and denominator of the indicator of a comparison."""
    sides = (comparison.left, comparison.right)
    ratio = next((side for side in sides if isinstance(side, ir.Ratio)), None)
    if ratio is not None:
        return _operands(material, words, ratio)
    quotient = comparison.left
    if not isinstance(quotient, ir.Arithmetic) or quotient.operator != "/":
        return NO_OPERANDS
    return Operands(_part_name(material, words, quotient.left), _part_name(material, words, quotient.right))


def _part_name(material: Material, words: Words, part: ir.Expression) -> str:
    """What a sum or a lookup is of; the name of anything else."""
    if isinstance(part, ir.Sum | ir.Lookup) and not defined_name(part):
        return expression_name(material, words, part.value, part.selection.register)
    return expression_name(material, words, part)


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
                yield from self.contributors(self.formulas.get(part.text), part.contributors, part.unit)
            return
        if not _only_joins(formula):
            yield self.sentence(formula, step, against)
            yield from self.contributors(formula, step.contributors, step.unit)
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
        left, right = self.told_apart(step.parts)
        operator = {"*": "×", "/": "÷", "-": "−"}.get(formula.operator, formula.operator)
        return self.words(
            "step.arithmetic", left=left, operator=operator, right=right, equals=_equals(value), value=value
        )

    def told_apart(self, parts: tuple[Step, ...]) -> list[str]:
        """Operands with their values; those of one name by what each of them counts."""
        names = [self.operand_name(part) for part in parts]
        if len(set(names)) < len(names):
            names = [self.selected_name(part) or name for part, name in zip(parts, names, strict=True)]
        return [self.operand(part, name) for part, name in zip(parts, names, strict=True)]

    def operand(self, step: Step, name: str) -> str:
        """A part of a computation with its value."""
        value = shown(self.words, step.value, readable_unit(step.unit, step.value))
        is_total = isinstance(formula := self.formulas.get(step.text), ir.Sum) and not defined_name(formula)
        return self.words("step.total" if is_total else "step.operand", name=name, value=value)

    def operand_name(self, step: Step) -> str:
        formula = self.formulas.get(step.text)
        if isinstance(formula, ir.Count | ir.DistinctCount) and not defined_name(formula):
            return fact_name(self.material, formula.selection.register)
        return step.text if formula is None else _part_name(self.material, self.words, formula)  # type: ignore[arg-type]

    def selected_name(self, step: Step) -> str:
        """The register of a count or a sum, and which of its records are counted."""
        selection = getattr(self.formulas.get(step.text), "selection", None)
        return selection_name(self.material, self.words, selection) if isinstance(selection, ir.Selection) else ""

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
            yield from self.contributors(formula, step.contributors, unit, names.numerator)
        for part, name in sides:
            yield from self.contributors(formula, part.contributors, part.unit, name)

    def contributors(
        self, formula: ir.Formula | None, found: tuple[tuple[str, Value], ...], unit: Unit | None, name: str = ""
    ) -> Iterator[str]:
        """The records that weigh most; one record is its own sum."""
        if len(found) < 2:
            return
        selection = getattr(formula, "selection", None)
        register = selection.register if isinstance(selection, ir.Selection) else ""
        listed = [
            self.words(
                "step.contributor",
                label=record_name(self.material, self.words, register, label, "/"),
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


def against(material: Material, finding: Finding, index: int) -> str:
    """The name of what a measurement is compared with, where it is no constant and has one."""
    test = material.test_of(finding)
    if test is None or index >= len(test.comparands):
        return ""
    return defined_name(test.comparands[index].comparison.right)


def asked_in_vain(material: Material, words: Words, finding: Finding, test: Test) -> tuple[str, str]:
    """The parts of a test without comparisons that do not hold, and what is the case instead."""
    steps = material.steps(finding)
    if not (isinstance(test.truth, ir.Connective) and test.truth.operator == "and" and steps):
        return asked(material, words, test), ""
    operands = [part for part in test.truth.operands if not isinstance(part, ir.Constant)]
    failing = [pair for pair in zip(operands, steps[0].parts, strict=True) if pair[1].value is False]
    teller = _Teller(material, words, test)
    told = dict.fromkeys(line for _, step in failing for line in teller.told(step))
    wanted = words("condition.and").join(condition(material, words, operand) for operand, _ in failing)
    return wanted or asked(material, words, test), words.clauses(told)


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
