"""The built-in functions of the standard, by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from cluster_rules.semantics.feel.library import contexts, lists, logic, numbers, ranges, texts, times
from cluster_rules.semantics.feel.signatures import BuiltIn, Signature


def _table(signatures: Iterable[Signature]) -> Mapping[str, BuiltIn]:
    found: dict[str, tuple[Signature, ...]] = {}
    for entry in signatures:
        found[entry.name] = (*found.get(entry.name, ()), entry)
    return MappingProxyType({name: BuiltIn(name, entries) for name, entries in found.items()})


FUNCTIONS: Mapping[str, BuiltIn] = _table(
    [
        *logic.SIGNATURES,
        *numbers.SIGNATURES,
        *texts.SIGNATURES,
        *lists.SIGNATURES,
        *contexts.SIGNATURES,
        *times.SIGNATURES,
        *ranges.SIGNATURES,
    ]
)
