"""The same thing twice: in the forms of several leagues, or one name under several keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cluster_rules.explain.material import Material
from cluster_rules.facts.binding import bind
from cluster_rules.model.dictionary import BUILT_IN_REGISTERS
from cluster_rules.model.sheet import FactSheet


@dataclass(frozen=True, slots=True)
class Duplicate:
    """What there is twice, and where: the leagues that list it, or its keys."""

    register: str
    label: str
    where: tuple[str, ...]


def shared_keys(sheet: FactSheet, material: Material) -> Iterator[Duplicate]:
    """Records that the forms of several leagues list; the union counts them once."""
    dictionary, found = material.ruleset.dictionary, dict[tuple[str, str], list[str]]()
    for number, part in enumerate(sheet.parts, 1):
        for name, rows in bind(part, dictionary).registers.items():
            for key in rows.keys if name not in BUILT_IN_REGISTERS else ():
                found.setdefault((name, key), []).append(part.subject.name or str(number))
    for (name, key), where in found.items():
        if len(where) > 1:
            yield Duplicate(name, material.label(name, key), tuple(where))


def shared_names(material: Material) -> Iterator[Duplicate]:
    """Records of one name under different keys; levels of one title are one thing."""
    for name, declared in material.ruleset.dictionary.registers.items():
        found: dict[str, list[str]] = {}
        rows = material.register(name)
        for key in rows.keys if rows and declared.label and len(declared.key) == 1 else ():
            if label := material.own_name(name, key):
                found.setdefault(label, []).append(key)
        for label, keys in found.items():
            if len(keys) > 1:
                yield Duplicate(name, label, tuple(keys))
