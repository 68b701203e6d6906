"""The arithmetic of an indicator in words: operands with their values, how many records, and those that weigh most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from cluster_rules.explain.figures import figure, shown
from cluster_rules.explain.material import Material
from cluster_rules.explain.phrases import NO_OPERANDS, Operands
from cluster_rules.explain.reasons import fact_name
from cluster_rules.explain.words import Words
from cluster_rules.model.decision import Finding, Step
from cluster_rules.model.ir import (
    Constant,
    Count,
    DistinctCount,
    Expression,
    Extreme,
    FactReference,
    FieldReference,
    Formula,
    Quantifier,
    Ratio,
    Selection,
    Sum,
)
from cluster_rules.model.ruleset import Criterion, Test
from cluster_rules.model.units import Unit
from cluster_rules.model.values import Value

#: The records that weigh most: no more of them are named than these.
CONTRIBUTORS_SHOWN = 3


def operands(material: Material, finding: Finding, index: int) -> Operands:
    """The numerator and denominator of the indicator of one measurement."""
    test = material.test_of(finding)
    if test is None or index >= len(test.comparands):
        return NO_OPERANDS
    comparison = test.comparands[index].comparison
    for side in (comparison.left, comparison.right):
        if isinstance(side, Ratio):
            return _operands(material, side)
    return NO_OPERANDS


def _operands(material: Material, ratio: Ratio) -> Operands:
    register = ratio.selection.register
    numerator, denominator = (_name(material, part, register) for part in (ratio.numerator, ratio.denominator))
    return Operands(numerator, denominator, ratio.style == "mean")


def computation(material: Material, words: Words, finding: Finding, step: Step) -> tuple[str, ...]:
    """The computation of one measurement, one statement a line."""
    formulas = _formulas(material.test_of(finding))
    return tuple(_told(material, words, formulas, step))


def _told(material: Material, words: Words, formulas: Mapping[str, Formula], step: Step) -> Iterator[str]:
    formula = formulas.get(step.text)
    yield _sentence(material, words, formula, step)
    if isinstance(formula, Ratio) and len(step.parts) == 2:
        names = _operands(material, formula)
        for part, name in zip(step.parts, (names.numerator, names.denominator), strict=True):
            yield from _contributors(words, part, formula, name)
        yield from _contributors(words, step, formula)
        return
    yield from _contributors(words, step, formula)
    for part in step.parts:
        if part.text != step.text and not isinstance(formulas.get(part.text), Constant):
            yield from _told(material, words, formulas, part)


def _sentence(material: Material, words: Words, formula: Formula | None, step: Step) -> str:
    value = shown(words, step.value, step.unit)
    values = {"value": value, "records": _records(material, words, formula, step)}
    if isinstance(formula, Ratio):
        return _ratio(material, words, formula, step, values)
    if isinstance(formula, Sum):
        name = _name(material, formula.value, formula.selection.register)
        return words("step.sum", name=name, **values)
    if isinstance(formula, (Count, DistinctCount)):
        return words("step.count", name=fact_name(material, formula.selection.register), **values)
    if isinstance(formula, Extreme):
        name = _name(material, formula.value, formula.selection.register)
        return words(f"step.{formula.kind}", name=name, **values)
    if isinstance(formula, Quantifier):
        return words(f"step.{formula.kind}", text=step.text, **values)
    if isinstance(formula, FactReference):
        return words("step.plain", text=fact_name(material, formula.name), **values)
    return words("step.plain", text=step.text, **values)


def _ratio(material: Material, words: Words, formula: Ratio, step: Step, values: Mapping[str, str]) -> str:
    names = _operands(material, formula)
    if len(step.parts) != 2:
        return words(f"step.{formula.style}.short", numerator=names.numerator, denominator=names.denominator, **values)
    above, below = (shown(words, part.value, part.unit) for part in step.parts)
    return words(
        f"step.{formula.style}",
        numerator=names.numerator,
        denominator=names.denominator,
        above=above,
        below=below,
        equals=_equals(values["value"]),
        **values,
    )


def _equals(value: str) -> str:
    """The sign between a computation and its result; an approximate result brings its own."""
    return "" if "≈" in value else "= "


def _records(material: Material, words: Words, formula: Formula | None, step: Step) -> str:
    """`44 家`, or `35 家，另有 9 家待定`; empty for what is not made of records."""
    selection = getattr(formula, "selection", None)
    if step.definite is None:
        return ""
    unit = _register_unit(material, selection)
    definite = figure(words, step.definite, unit)
    if not step.possible:
        return words("step.records", definite=definite)
    return words("step.records.possible", definite=definite, possible=figure(words, step.possible, unit))


def _register_unit(material: Material, selection: Selection | None) -> Unit | None:
    register = material.ruleset.dictionary.registers.get(selection.register) if selection else None
    return register.unit if register else None


def _contributors(words: Words, step: Step, formula: Formula | None, name: str = "") -> Iterator[str]:
    """Who weighs most; records that count one each are named without a figure."""
    if not step.contributors:
        return
    counted = isinstance(formula, (Count, DistinctCount, Quantifier))
    listed = [_contributor(words, label, value, step.unit, counted) for label, value in step.contributors]
    key = "step.examples" if counted else "step.contributors.named" if name else "step.contributors"
    yield words(key, name=name, names=words.join(listed[:CONTRIBUTORS_SHOWN]))


def _contributor(words: Words, label: str, value: Value, unit: Unit | None, counted: bool) -> str:
    return label if counted else words("step.contributor", label=label, value=shown(words, value, unit))


def _name(material: Material, expression: Expression, register: str) -> str:
    """What people call a part of a formula: the title of a fact, else the formula itself."""
    if isinstance(expression, FieldReference):
        return fact_name(material, register, expression.name)
    if isinstance(expression, FactReference):
        return fact_name(material, expression.name)
    return "" if isinstance(expression, Constant) else expression.text


def _formulas(test: Test | None) -> Mapping[str, Formula]:
    """Text → formula, for every formula of a test; the outermost of equal texts."""
    found: dict[str, Formula] = {}
    for node in _nodes(test.truth) if test is not None else ():
        found.setdefault(node.text, node)
    return found


def _nodes(node: object) -> Iterator[Formula]:
    if isinstance(node, Formula):
        yield node
    if isinstance(node, tuple):
        for item in node:
            yield from _nodes(item)
    elif is_dataclass(node):
        for part in fields(node):
            yield from _nodes(getattr(node, part.name))


def aids(material: Material, words: Words, criterion: Criterion, steps: tuple[Step, ...]) -> tuple[str, ...]:
    """The figures that help a person to judge."""
    titles = {aid.value.text: aid for aid in criterion.aids}
    return tuple(
        words("step.aid", title=titles[step.text].title, value=shown(words, step.value, titles[step.text].unit))
        for step in steps
        if step.text in titles
    )
