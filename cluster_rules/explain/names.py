"""What people call facts, registers, records and the parts of formulas."""

from __future__ import annotations

from collections.abc import Iterator

from cluster_rules.explain.material import Material, split_path
from cluster_rules.explain.words import Words
from cluster_rules.model import ir


def fact_name(material: Material, fact: str, field: str = "") -> str:
    """The title of a fact, a register or a field of it, without what the title adds in brackets; else its name."""
    declared = material.fact_type(fact, field)
    if declared is not None:
        return short(declared.title or declared.name)
    register = material.ruleset.dictionary.registers.get(split_path(fact)[0])
    return field or (short(register.title or register.name) if register else fact)


def short(title: str) -> str:
    """`title` up to its brackets."""
    return title.partition("（")[0].strip() or title


def path_name(material: Material, words: Words, path: str) -> str:
    """`企业[9115…].研发经费` as `甲公司的研发经费`."""
    register, key, field = split_path(path)
    if not field:
        return fact_name(material, path)
    name = fact_name(material, register, field)
    return words("reason.of_record", record=material.label(register, key), field=name) if key else name


def expression_name(material: Material, words: Words, expression: ir.Expression, register: str = "") -> str:
    """What people call a part of a formula: the titles of the facts it takes its value from, else its text."""
    if isinstance(expression, ir.Constant):
        return ""
    found = dict.fromkeys(_values(material, expression, register))
    return words.either(found) if found else expression.text


def _values(material: Material, expression: ir.Expression, register: str) -> Iterator[str]:
    """The facts that the value of `expression` is one of; none for what is computed."""
    if isinstance(expression, ir.FieldReference):
        yield fact_name(material, register, expression.name)
    elif isinstance(expression, ir.FactReference):
        yield expression.text if split_path(expression.name)[1] else fact_name(material, expression.name)
    elif isinstance(expression, ir.Choose):
        yield from _values(material, expression.then, register)
        yield from _values(material, expression.otherwise, register)
