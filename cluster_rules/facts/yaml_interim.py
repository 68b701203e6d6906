"""A stand-in for `cluster_rules.language.yaml_source`, with the same names, until that is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import yaml

from cluster_rules.errors import Place, RulesError


@dataclass(frozen=True, slots=True)
class YamlText:
    text: str
    quoted: bool
    place: Place


@dataclass(frozen=True, slots=True)
class YamlList:
    items: tuple[YamlNode, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class YamlMap:
    entries: Mapping[str, YamlNode]
    key_places: Mapping[str, Place]
    place: Place


YamlNode: TypeAlias = YamlText | YamlList | YamlMap


def read_yaml(path: Path) -> YamlNode:
    return parse_yaml(path.read_text(encoding="utf-8-sig"), str(path))


def parse_yaml(text: str, file: str) -> YamlNode:
    try:
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        raise RulesError.of("CR416", Place(file), found=str(error)) from None
    return _convert(node, file)


def _convert(node: yaml.Node, file: str) -> YamlNode:
    place = Place(file, node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.MappingNode):
        pairs = [(_convert(k, file), _convert(v, file)) for k, v in node.value]
        entries = {k.text: v for k, v in pairs if isinstance(k, YamlText)}
        return YamlMap(entries, {k.text: k.place for k, _ in pairs if isinstance(k, YamlText)}, place)
    if isinstance(node, yaml.SequenceNode):
        return YamlList(tuple(_convert(item, file) for item in node.value), place)
    quoted = node.style is not None
    text = "" if not quoted and node.value in {"~", "null"} else node.value
    return YamlText(text, quoted, place)
