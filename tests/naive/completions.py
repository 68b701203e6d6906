"""All ways in which missing material may turn out: every completion of some bound facts within their bounds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product

from cluster_rules.model import ir
from cluster_rules.model.dictionary import Dictionary, FactType
from cluster_rules.model.sheet import BoundFacts, BoundRegister
from cluster_rules.model.types import BooleanType, DateType, TextType
from cluster_rules.model.values import Partial

#: How many further records a completion may add to an incomplete register. More would show nothing new but infinity.
FURTHER = 2


def candidates(value: object, declared: FactType, fresh: str) -> list:
    """Some values that `value` may turn out to be: its ends, its middle, and far values where it has no end."""
    if not isinstance(value, Partial):
        return [value]
    if isinstance(declared.type, BooleanType):
        return [True, False]
    if isinstance(declared.type, TextType):
        return sorted(value.options) if value.options is not None else ["甲", "乙", "丙", fresh]
    return _dates(value) if isinstance(declared.type, DateType) else _numbers(value, declared)


def _dates(value: Partial) -> list[date]:
    low = value.low or (value.high or date(2024, 6, 30)) - timedelta(days=9000)
    high = value.high or low + timedelta(days=18000)
    return sorted({low, low + (high - low) // 2, high})


def _numbers(value: Partial, declared: FactType) -> list:
    low = value.low if value.low is not None else min(value.high or 0, 0) - 1000
    high = value.high if value.high is not None else max(low, 0) + 1000
    if declared.integral and high - low <= 8:
        return list(range(int(low), int(high) + 1))
    return sorted({low, high, (low + high) // 2 if declared.integral else Fraction(low + high) / 2})


def references(node: object) -> frozenset[str]:
    """The names of all facts and fields that an expression reads."""
    if isinstance(node, ir.FactReference | ir.FieldReference):
        return frozenset({node.name})
    if isinstance(node, tuple):
        return frozenset().union(*(references(part) for part in node))
    if is_dataclass(node):
        return frozenset().union(*(references(getattr(node, part.name)) for part in fields(node)))
    return frozenset()


def completions(
    expression: ir.Expression, facts: BoundFacts, dictionary: Dictionary, limit: int, rng: random.Random
) -> Iterator[BoundFacts]:
    """Every completion of what `expression` reads where there are at most `limit`; else that many drawn at random."""
    used = references(expression)
    for registers in _populations(facts):
        axes = _axes(facts, registers, dictionary, used)
        size = 1
        for axis in axes:
            size *= len(axis)
        some = (tuple(rng.choice(axis) for axis in axes) for _ in range(limit))
        for pick in product(*axes) if size <= limit else some:
            yield _filled(facts, registers, iter(pick))


def _populations(facts: BoundFacts) -> Iterator[dict[str, BoundRegister]]:
    """The registers with none, one or two further records each."""
    names = list(facts.registers)
    extra = [range(1 if facts.registers[name].complete else FURTHER + 1) for name in names]
    for counts in product(*extra):
        yield {
            name: replace(
                facts.registers[name], records=facts.registers[name].records + (facts.registers[name].blank,) * n
            )
            for name, n in zip(names, counts, strict=True)
        }


def _axes(facts, registers, dictionary, used) -> list[list]:
    axes = [_axis(value, dictionary.facts[name], "另一个", used) for name, value in facts.facts.items()]
    for name, register in registers.items():
        for number, record in enumerate(register.records):
            declared = dictionary.registers[name].fields
            axes += [_axis(value, declared[key], f"{name}新{number}", used) for key, value in record.items()]
            own = dictionary.registers[name].key[0]
            axes[-len(record) + list(record).index(own)] = _identities(
                record[own], name, number - len(facts.registers[name].records)
            )
    return axes


def _identities(value, name: str, further: int) -> list:
    """Identities differ. The first further record may be the one that the tests look up."""
    if not isinstance(value, Partial):
        return [value]
    return [f"{name}9", f"{name}新{further}"] if further == 0 else [f"{name}新{further}"]


def _axis(value, declared, fresh, used) -> list:
    values = candidates(value, declared, fresh)
    return values if declared.name in used else values[:1]


def _filled(facts, registers, values) -> BoundFacts:
    known = {name: next(values) for name in facts.facts}
    full = {
        name: replace(
            register, complete=True, records=tuple({key: next(values) for key in r} for r in register.records)
        )
        for name, register in registers.items()
    }
    return replace(facts, facts=known, registers=full)
