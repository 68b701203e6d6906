"""The shape of an input whatever its notation: maps, lists and leaves, each with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from cluster_rules.errors import Place, RulesError
from cluster_rules.facts.texts import shown
from cluster_rules.language.yaml_source import YamlList, YamlMap, YamlNode
from cluster_rules.model.sheet import Raw

MAX_DEPTH = 64


@dataclass(frozen=True, slots=True)
class Leaf:
    """A single value: text as written, a typed Python value, or None for blank."""

    value: Raw
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Items:
    items: tuple[Tree, ...]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    entries: Mapping[str, Tree]
    place: Place | None = None
    key_places: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}))

    def place_of(self, key: str) -> Place | None:
        """Where `key` is written; where the map begins, if the notation has no places for keys."""
        return self.key_places.get(key, self.place)


Tree: TypeAlias = Leaf | Items | Branch


def from_yaml(node: YamlNode) -> Tree:
    """The tree of a YAML document. A plain empty scalar is blank."""
    if isinstance(node, YamlMap):
        return Branch({key: from_yaml(value) for key, value in node.entries.items()}, node.place, node.key_places)
    if isinstance(node, YamlList):
        return Items(tuple(from_yaml(item) for item in node.items), node.place)
    return Leaf(node.text if node.text or node.quoted else None, node.place)


def from_python(value: object, place: Place | None = None, depth: int = 0) -> Tree:
    """The tree of nested mappings and lists; keys are texts."""
    if depth > MAX_DEPTH:
        raise RulesError.of("CR419", place, limit=MAX_DEPTH)
    if isinstance(value, Mapping):
        return Branch({_key(k, place): from_python(v, place, depth + 1) for k, v in value.items()}, place)
    if isinstance(value, list | tuple):
        return Items(tuple(from_python(item, place, depth + 1) for item in value), place)
    return Leaf(value, place)


def _key(key: object, place: Place | None) -> str:
    if not isinstance(key, str):
        raise RulesError.of("CR407", place, what=shown(repr(key)), wanted_zh="文字", wanted_en="text")
    return key
