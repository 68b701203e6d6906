"""Plugins by entry point: functions, kinds of criteria, notations. Loaded by name, once, and recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from cluster_rules.errors import RulesError
from cluster_rules.semantics.functions import Function, register_function


@dataclass(frozen=True, slots=True)
class Plugins:
    """What the installed plugins add."""

    #: Key of a kind of criterion → its builder (`cluster_rules.compiler.drafts.Builder`).
    criteria: Mapping[str, Any]
    #: Ending of a file name → reader of another notation into a YAML tree.
    languages: Mapping[str, Any]
    #: `group:name` → distribution and version.
    sources: Mapping[str, str]


@cache
def load_plugins() -> Plugins:
    """Every plugin that is installed. Raises `RulesError` for one that cannot be loaded."""
    sources: dict[str, str] = {}
    for point, function in _load("cluster_rules.functions", sources):
        if not isinstance(function, Function):
            raise RulesError.of("CR621", name=point.name, group=point.group, wanted="Function")
        register_function(function)
    criteria = {point.name: builder for point, builder in _load("cluster_rules.criteria", sources)}
    languages = {point.name: reader for point, reader in _load("cluster_rules.languages", sources)}
    return Plugins(criteria, languages, sources)


def _load(group: str, sources: dict[str, str]) -> Iterator[tuple[EntryPoint, Any]]:
    for point in sorted(entry_points(group=group), key=lambda point: point.name):
        try:
            loaded = point.load()
        except Exception as error:
            raise RulesError.of(
                "CR622", name=point.name, group=group, error=f"{type(error).__name__}: {error}"
            ) from error
        distribution = point.dist
        sources[f"{group}:{point.name}"] = f"{distribution.name} {distribution.version}" if distribution else "-"
        yield point, loaded
