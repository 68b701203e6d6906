"""The compiler: a printable tuple of passes from the surface of an edition to its typed ruleset."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from cluster_rules.compiler import calls, listing
from cluster_rules.compiler.binding import bind_to_text
from cluster_rules.compiler.criteria import build_conditions
from cluster_rules.compiler.definitions import collect_choices, collect_definitions
from cluster_rules.compiler.dictionary import build_dictionary
from cluster_rules.compiler.procedure import build_procedure
from cluster_rules.compiler.state import Compilation
from cluster_rules.compiler.surface import Surface
from cluster_rules.compiler.usage import build_ledger, check_usage
from cluster_rules.compiler.versions import ruleset_hash, text_hash
from cluster_rules.errors import Diagnostic, Place, RulesError
from cluster_rules.language.yaml_nodes import YamlText
from cluster_rules.model.ruleset import Ruleset

#: In order; each reports what it refuses and lets the next ones go on.
PASSES: tuple[Callable[[Compilation], None], ...] = (
    build_dictionary,
    collect_choices,
    collect_definitions,
    build_conditions,
    bind_to_text,
    build_procedure,
    check_usage,
    build_ledger,
)

# The nodes of lists and calls register themselves with `lowering.meaning`.
_REGISTERED = (calls, listing)


def compile_ruleset(
    surface: Surface,
    *,
    overrides: Mapping[str, str] | None = None,
    unbound: bool = False,
    plugins: Mapping[str, Any] | None = None,
) -> Ruleset:
    """The typed ruleset. Raises `RulesError` with everything that was refused, in order of place.

    `overrides` replace requirements by criterion id (what-if); they and `unbound` make the ruleset hypothetical.
    """
    draft = surface.edition.status == "draft"
    texts = {name: _override(name, text) for name, text in (overrides or {}).items()}
    state = Compilation(surface, texts, unbound or draft, plugins or {})
    for step in PASSES:
        step(state)
    errors = [found for found in state.diagnostics if found.severity == "error"]
    if errors:
        raise RulesError(_in_order(errors))
    return _ruleset(state, _assumptions(texts, draft=draft, unbound=unbound))


def _in_order(errors: list[Diagnostic]) -> list[Diagnostic]:
    """By place, each once: two readings of a criterion can be refused for the same words."""
    ordered = sorted(errors, key=lambda d: (d.place or Place(""), d.code))
    return [found for index, found in enumerate(ordered) if found not in ordered[:index]]


def _override(name: str, text: str) -> YamlText:
    place = Place(f"--set {name}", 1, 1)
    return YamlText(text, place, place)


def _assumptions(overrides: Mapping[str, YamlText], *, draft: bool, unbound: bool) -> tuple[str, ...]:
    """What makes the ruleset hypothetical, in words for every output."""
    replaced = [f"{name}: {text.text}" for name, text in overrides.items()]
    return (*replaced, *(["draft"] if draft else []), *(["unbound"] if unbound else []))


def _ruleset(state: Compilation, hypothetical: tuple[str, ...]) -> Ruleset:
    surface = state.surface
    return Ruleset(
        surface.edition,
        surface.manifest.version.text,
        replace(state.dictionary, provisions=_provisions(state)),
        state.conditions,
        state.choices,
        state.ledger,
        _hash(surface, hypothetical),
        text_hash(surface),
        hypothetical,
        procedure=state.procedure,
    )


def _provisions(state: Compilation) -> tuple[str, ...]:
    """Every id that the ruleset gives to something, in the order of the text."""
    files = state.surface.condition_files.values()
    own = (identity for file in files for identity in (file.id, *(entry.id.text for entry in file.entries())))
    return tuple(dict.fromkeys([*own, *(identity for entry in state.ledger for identity in entry.ids)]))


def _hash(surface: Surface, hypothetical: tuple[str, ...]) -> str:
    """The fingerprint of the content; another one for each set of assumptions."""
    own = ruleset_hash(surface)
    return hashlib.sha256(json.dumps([own, hypothetical]).encode()).hexdigest() if hypothetical else own
