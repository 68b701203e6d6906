"""Which definitions and facts the criteria of a ruleset are made of, through others too; what each definition means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from cluster_rules.compiler.criteria import criterion_names
from cluster_rules.compiler.definitions import collect_choices, collect_definitions
from cluster_rules.compiler.dictionary import build_dictionary
from cluster_rules.compiler.scope import Definition, Table
from cluster_rules.compiler.state import Compilation
from cluster_rules.compiler.surface import Surface
from cluster_rules.engine import Rules, surface_of
from cluster_rules.model import expressions as tree
from cluster_rules.model.expressions import Node
from cluster_rules.model.numbers import format_number
from cluster_rules.model.units import unit as unit_named
from cluster_rules.plugins import load_plugins


@dataclass(frozen=True, slots=True)
class Names:
    """Definitions by name, `企业.年产值` for a derived field; criterion id → all names that it is made of."""

    definitions: Mapping[str, Definition]
    used: Mapping[str, frozenset[str]]
    surface: Surface


def names_of(rules: Rules) -> Names:
    """The names of the edition that `rules` were made from."""
    surface = surface_of(rules.chosen.folder, measure_file=rules.chosen.measure_file)
    state = Compilation(surface, {}, True, load_plugins().criteria)
    for step in (build_dictionary, collect_choices, collect_definitions):
        step(state)
    used = {name: frozenset(map(dotted, found)) for name, found in criterion_names(state).items()}
    return Names({dotted(key): found for key, found in state.definitions.items()}, used, surface)


def dotted(key: tuple[str, str]) -> str:
    """`企业.年产值`, or a name of its own."""
    return ".".join(part for part in key if part)


def same_definition(old: Definition, new: Definition) -> bool:
    """Whether two definitions say the same, however their numbers are written."""
    return (old.choice, _bodies(old)) == (new.choice, _bodies(new))


def _bodies(definition: Definition) -> Mapping[str, Any]:
    return {"": _plain(definition.body), **{option: _plain(body) for option, body in definition.alternatives.items()}}


def _plain(body: Node | Table) -> Any:
    """The tree with every quantity in its base unit."""
    if isinstance(body, Table):
        return Table(_plain(body.by), tuple(replace(t, when=_plain(t.when), then=_plain(t.then)) for t in body.tiers))
    if isinstance(body, tuple):
        return tuple(_plain(part) for part in body)
    if isinstance(body, tree.NumberLiteral) and (unit := unit_named(body.unit)) is not None:
        return ("number", format_number(unit.to_base(body.value)), unit.dimension)
    if not isinstance(body, tree.Located):
        return body
    return (type(body).__name__, *(_plain(getattr(body, part.name)) for part in fields(body) if part.name != "span"))
