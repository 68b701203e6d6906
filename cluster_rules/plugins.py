"""Plugins by entry point: functions, kinds of criteria, notations. Loaded by name, once, and recorded.

`__all__` is what a plugin builds with; `docs/en/plugins.md` shows each at work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from cluster_rules.catalogue import PLUGIN_GROUP
from cluster_rules.compiler.comparing import compared as comparison
from cluster_rules.compiler.drafts import Built, comparands, counted, joined, scalar_in, truth_in, unit_of
from cluster_rules.errors import Place, RulesError
from cluster_rules.language.yaml_nodes import YamlList, YamlMap, YamlNode, YamlText
from cluster_rules.model.types import BOOLEAN, DATE, NUMBER, TEXT
from cluster_rules.semantics.functions import ANY_NUMBER, Function, register_function

__all__ = [
    "ANY_NUMBER",
    "BOOLEAN",
    "DATE",
    "NUMBER",
    "TEXT",
    "Built",
    "Function",
    "Place",
    "YamlList",
    "YamlMap",
    "YamlText",
    "comparands",
    "comparison",
    "counted",
    "joined",
    "scalar_in",
    "truth_in",
    "unit_of",
]

FUNCTIONS, CRITERIA, LANGUAGES = "cluster_rules.functions", "cluster_rules.criteria", "cluster_rules.languages"


@dataclass(frozen=True, slots=True)
class Plugins:
    """What the installed plugins add."""

    #: Key of a kind of criterion → its builder (`cluster_rules.compiler.drafts.Builder`).
    criteria: Mapping[str, Any]
    #: Ending of a file name, without its dot → reader of another notation into a YAML tree.
    languages: Mapping[str, Callable[[str, str], YamlNode]]
    #: `group:name` → distribution and version; a function goes by its own name.
    sources: Mapping[str, str]

    def recorded(self, group: str, names: set[str]) -> Mapping[str, str]:
        """The part of `sources` that names use."""
        keys = sorted(f"{group}:{name}" for name in names)
        return {key: self.sources[key] for key in keys if key in self.sources}


@cache
def load_plugins() -> Plugins:
    """Every plugin that is installed. Raises `RulesError` for one that cannot be loaded or repeats another."""
    sources = {f"{PLUGIN_GROUP}:{point.name}": _source(point) for point in entry_points(group=PLUGIN_GROUP)}
    for point, function in _loaded(FUNCTIONS):
        if not isinstance(function, Function):
            raise RulesError.of("CR621", name=point.name, group=FUNCTIONS, wanted="cluster_rules.plugins.Function")
        register_function(replace(function, plugin=_source(point)))
        sources[f"{FUNCTIONS}:{function.name}"] = _source(point)
    criteria = _callables(CRITERIA, sources)
    return Plugins(criteria, _callables(LANGUAGES, sources), sources)


def _callables(group: str, sources: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for point, loaded in _loaded(group):
        if not callable(loaded):
            raise RulesError.of("CR621", name=point.name, group=group, wanted="callable")
        if point.name in found:
            raise RulesError.of("CR623", name=point.name, group=group, first=sources[f"{group}:{point.name}"])
        found[point.name] = loaded
        sources[f"{group}:{point.name}"] = _source(point)
    return found


def _loaded(group: str) -> Iterator[tuple[EntryPoint, Any]]:
    for point in sorted(entry_points(group=group), key=lambda point: point.name):
        try:
            loaded = point.load()
        except Exception as error:
            told = f"{type(error).__name__}: {error}"
            raise RulesError.of("CR622", name=point.name, group=group, error=told) from error
        yield point, loaded


def _source(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else "-"
