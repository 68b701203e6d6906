"""What people call facts, registers, records and the parts of formulas."""

from __future__ import annotations

from collections.abc import Iterator

from cluster_rules.explain.material import Material, split_path
from cluster_rules.explain.words import Words
from cluster_rules.model import ir
from cluster_rules.model.keys import key_parts
from cluster_rules.model.values import Partial

#: Key fields that say which year a record is of.
YEARS = ("年度", "年份")


def fact_name(material: Material, fact: str, field: str = "") -> str:
    """The title of a fact, a register or a field of it, without what the title adds in brackets; else its name."""
    declared = material.fact_type(fact, field)
    if declared is not None:
        return short(declared.title or declared.name)
    register = material.ruleset.dictionary.registers.get(split_path(fact)[0])
    return field or (short(register.title or register.name) if register else fact)


def short(title: str) -> str:
    """`title` up to its brackets."""
    return title.rpartition("（")[0].strip() or title if title.endswith("）") else title


def path_name(material: Material, words: Words, path: str) -> str:
    """`企业[9115…].研发经费` as `甲公司的研发经费`."""
    register, key, field = split_path(path)
    if not field:
        return fact_name(material, path)
    name = fact_name(material, register, field)
    if not key:
        return name
    return words("reason.of_record", record=record_name(material, words, register, key), field=name)


def record_name(material: Material, words: Words, register: str, key: str, separator: str = "") -> str:
    """`甲公司`; where the key has several parts, `甲市（2024 年）`."""
    head, rest = record_parts(material, words, register, key, separator)
    return words("record.of_parts", head=head, rest=words.join(rest)) if rest else head


def record_parts(
    material: Material, words: Words, register: str, key: str, separator: str = ""
) -> tuple[str, tuple[str, ...]]:
    """The name of a record, and what else of its key tells it from others of that name."""
    declared = material.ruleset.dictionary.registers.get(register)
    number = len(declared.key) if declared else 1
    parts = key.split(separator) if separator else key_parts(key, number)
    if declared is None or len(parts) != number or material.own_name(register, key):
        return material.label(register, key), ()
    named = list(zip(declared.key, map(material.key_part, parts), strict=True))
    head = next((pair for pair in named if not pair[0].endswith(YEARS)), named[0])
    return head[1], tuple(_particular(words, *pair) for pair in named if pair is not head)


def _particular(words: Words, field: str, value: str) -> str:
    """A part of a key beside the name: a year and a bare number say what they are."""
    if field.endswith(YEARS):
        return words("record.year", year=value)
    return words("record.number", field=field, number=value) if value.isdecimal() else value


def defined_name(expression: ir.Expression) -> str:
    """The name of the definition that `expression` is the body of; empty where it was written out."""
    written = isinstance(expression, ir.Constant | ir.FactReference | ir.FieldReference)
    return expression.text if not written and expression.text.isidentifier() else ""


def expression_name(material: Material, words: Words, expression: ir.Expression, register: str = "") -> str:
    """What people call a part of a formula: its definition, or the titles of the facts it is taken from, or its text."""
    if isinstance(expression, ir.Constant):
        return ""
    name = defined_name(expression)
    found = words.either(dict.fromkeys(_values(material, expression, register)))
    if name and found and found != name:
        return words("name.taken", name=name, found=found)
    return name or found or expression.text


def _values(material: Material, expression: ir.Expression, register: str) -> Iterator[str]:
    """The facts that the value of `expression` is one of; none for what is computed."""
    if isinstance(expression, ir.FieldReference):
        yield fact_name(material, register, expression.name)
    elif isinstance(expression, ir.FactReference):
        yield expression.text if split_path(expression.name)[1] else fact_name(material, expression.name)
    elif isinstance(expression, ir.Choose):
        for branch in _open_branches(material, expression):
            yield from _values(material, branch, register)


def _open_branches(material: Material, choose: ir.Choose) -> tuple[ir.Expression, ...]:
    """The branch taken where the fact that decides is known, else both."""
    asked, both = choose.condition, (choose.then, choose.otherwise)
    if not (isinstance(asked, ir.Comparison) and asked.operator == "="):
        return both
    if not (isinstance(asked.left, ir.FactReference) and isinstance(asked.right, ir.Constant)):
        return both
    value = material.value_of(asked.left.name)
    if value is None or isinstance(value, Partial):
        return both
    return both[:1] if value == asked.right.value else both[1:]
