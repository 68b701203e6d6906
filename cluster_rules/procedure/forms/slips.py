"""Slips between 万 and 亿 or 元: figures about ten thousand times off beside others of the same firm. Shown, never repaired.

Two tests, both in exact numbers. `exactly`: the same quantity of the same firm in another register is exactly 10 000
times as great or as small. `beside`: the ratio of two quantities of one record is about 10 000 times the median of that
ratio over the register; the quantity that stands in most of such pairs is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from statistics import median_low
from typing import Literal

from cluster_rules.explain.figures import is_number
from cluster_rules.explain.material import Material
from cluster_rules.model.dictionary import RegisterType
from cluster_rules.model.keys import key_text
from cluster_rules.model.sheet import BoundRegister, Record
from cluster_rules.model.types import NumberType
from cluster_rules.model.values import Value

SLIP = 10_000
#: How far from 10 000 times a ratio may be from the median and still be taken for a slip.
SPREAD = 4
#: Fewer records than these have no median to speak of.
FEWEST = 5


@dataclass(frozen=True, slots=True)
class Slip:
    """A figure that looks ten thousand times off, and the other one that says so."""

    kind: Literal["exactly", "beside"]
    register: str
    key: str
    field: str
    value: Value
    beside: str
    other: Value


def unit_slips(material: Material) -> Iterator[Slip]:
    """Every figure that looks ten thousand times off."""
    for declared in material.ruleset.dictionary.registers.values():
        rows = material.register(declared.name)
        if rows is not None:
            yield from _against_medians(declared, rows)
            yield from _against_the_other_register(material, declared, rows)


def quantities(declared: RegisterType) -> tuple[str, ...]:
    """The fields that can slip: numbers with a unit, no ratios and no parts of the key."""
    return tuple(
        name
        for name, field in declared.fields.items()
        if isinstance(field.type, NumberType) and field.type.dimension and name not in declared.key
    )


def _against_medians(declared: RegisterType, rows: BoundRegister) -> Iterator[Slip]:
    medians = {
        pair: median_low(ratios)
        for pair in combinations(quantities(declared), 2)
        if len(ratios := [ratio for record in rows.records if (ratio := _ratio(record, *pair))]) >= FEWEST
    }
    for key, record in zip(rows.keys, rows.records, strict=True):
        odd = [pair for pair, usual in medians.items() if _is_odd(_ratio(record, *pair), usual)]
        while odd:
            blamed, _ = Counter(name for pair in odd for name in pair).most_common(1)[0]
            pair = next(pair for pair in odd if blamed in pair)
            other = pair[1] if pair[0] == blamed else pair[0]
            beside = f"{declared.name}[{key}].{other}"
            yield Slip("beside", declared.name, key, blamed, record[blamed], beside, record[other])
            odd = [pair for pair in odd if blamed not in pair]


def _ratio(record: Record, above: str, below: str) -> Fraction | None:
    """The ratio of two known quantities; None where one is unknown or zero."""
    values = (record[above], record[below])
    if not all(is_number(value) and value > 0 for value in values):
        return None
    return Fraction(values[0]) / Fraction(values[1])  # type: ignore[arg-type]


def _is_odd(ratio: Fraction | None, usual: Fraction) -> bool:
    if ratio is None:
        return False
    times = max(ratio / usual, usual / ratio)
    return Fraction(SLIP, SPREAD) <= times <= SLIP * SPREAD


def _against_the_other_register(material: Material, declared: RegisterType, rows: BoundRegister) -> Iterator[Slip]:
    """Registers by year repeat the quantities of the data year of another register with the same key."""
    for name, other in material.ruleset.dictionary.registers.items():
        found = material.register(name)
        if found is None or len(other.key) != len(declared.key) + 1 or not set(declared.key) < set(other.key):
            continue
        shared = [field for field in quantities(declared) if field in other.fields]
        for key, record in zip(found.keys, found.records, strict=True):
            home = key_text([str(record[part]) for part in declared.key])
            own = material.record_of(declared.name, home)
            if own is None or material.facts.facts.get("数据年") not in record.values():
                continue
            for field in shared:
                ratio = _between(own[field], record[field])
                if ratio in (Fraction(SLIP), Fraction(1, SLIP)):
                    beside = f"{name}[{key}].{field}"
                    yield Slip("exactly", declared.name, home, field, own[field], beside, record[field])


def _between(one: Value, other: Value) -> Fraction | None:
    if not (is_number(one) and is_number(other) and other):
        return None
    return Fraction(one) / Fraction(other)
