"""Rulesets with one mistake in them: of what the mistake touches, and of nothing else, the meaning is made anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain

from cluster_rules.compiler.compile import compile_ruleset
from cluster_rules.compiler.criteria import criteria_built, criterion_names
from cluster_rules.compiler.definitions import collect_choices, collect_definitions
from cluster_rules.compiler.dictionary import build_dictionary
from cluster_rules.compiler.state import Compilation
from cluster_rules.compiler.surface import Surface
from cluster_rules.errors import Diagnostic
from cluster_rules.language.yaml_nodes import YamlMap, YamlText, node_at
from cluster_rules.model.ruleset import Condition, Criterion, CriterionTree, Group, Ruleset
from cluster_rules.model.types import TextType
from cluster_rules.plugins import load_plugins
from cluster_rules.testing.mutation.shapes import Reshaped, reshaped
from cluster_rules.testing.mutation.sites import Change, changed, changes
from cluster_rules.testing.mutation.trees import Slips


@dataclass(frozen=True, slots=True)
class Mutant:
    """The ruleset that one mistake makes."""

    change: Change
    #: None where the compiler refuses it.
    ruleset: Ruleset | None
    #: Criteria and groups that mean something else than before, by id; empty where nothing does.
    touched: frozenset[str] = frozenset()
    refusal: Diagnostic | None = None


@dataclass(frozen=True)
class Original:
    """The ruleset without a mistake. Thresholds are not held against quotes: that is for `check`, before all cases."""

    surface: Surface
    plugins: Mapping[str, object] = field(default_factory=lambda: load_plugins().criteria)

    @cached_property
    def ruleset(self) -> Ruleset:
        return compile_ruleset(self.surface, unbound=True, plugins=self.plugins)

    @cached_property
    def criteria(self) -> Mapping[str, Criterion]:
        return {criterion.id: criterion for criterion in self.ruleset.criteria()}

    @cached_property
    def _names(self) -> Mapping[str, frozenset[tuple[str, str]]]:
        return criterion_names(self._prepared)

    @cached_property
    def _prepared(self) -> Compilation:
        return _with_definitions(Compilation(self.surface, {}, True, self.plugins))

    def _state(self, change: Change) -> Compilation:
        """Choices and definitions after the change, from which criteria can be made one by one."""
        surface = changed(self.surface, change)
        if change.file in surface.condition_files:
            return replace(self._prepared, surface=surface, diagnostics=[])
        return _with_definitions(Compilation(surface, {}, True, self.plugins, trees=self._prepared.trees))

    def mistakes(self, only: frozenset[str] = frozenset()) -> list[Change | Reshaped]:
        """Every mistake, in the order of the files; those of the tree of criteria last. `only`: that touch one of these."""
        texts = changes(self.surface, Slips(self._values()))
        trees = reshaped(self.ruleset)
        if not only:
            return [*texts, *trees]
        return [*(c for c in texts if self._affected(c) & only), *(slip for slip in trees if slip.touched & only)]

    def mutant(self, mistake: Change | Reshaped) -> Mutant:
        """The ruleset with the mistake in it."""
        if isinstance(mistake, Reshaped):
            return Mutant(*mistake)
        return self._changed(mistake)

    def _values(self) -> tuple[tuple[str, ...], ...]:
        """The lists of texts that facts may take, each once."""
        dictionary = self.ruleset.dictionary
        declared = chain(dictionary.facts.values(), *(r.fields.values() for r in dictionary.registers.values()))
        lists = (fact.type.values for fact in declared if isinstance(fact.type, TextType))
        return tuple(dict.fromkeys(tuple(values) for values in lists if values and len(values) > 1))

    def _changed(self, change: Change) -> Mutant:
        state = self._state(change)
        built = {criterion.id: criterion for criterion in criteria_built(state, self._affected(change))}
        if state.diagnostics:
            return Mutant(change, None, refusal=state.diagnostics[0])
        touched = frozenset(id for id, criterion in built.items() if criterion.tests != self.criteria[id].tests)
        conditions = tuple(_with(condition, built) for condition in self.ruleset.conditions)
        return Mutant(change, replace(self.ruleset, conditions=conditions), touched)

    def _affected(self, change: Change) -> frozenset[str]:
        """The criteria whose tests the changed text can be a part of."""
        if change.file in self.surface.definitions:
            entry = self.surface.definitions[change.file].definitions[int(change.path[1])]
            key = (entry.of.text if entry.of else "", entry.name.text)
            return frozenset(id for id, names in self._names.items() if key in names)
        return frozenset({_criterion_at(self.surface.condition_files[change.file].node, change.path)})


def _with_definitions(state: Compilation) -> Compilation:
    for step in (build_dictionary, collect_choices, collect_definitions):
        step(state)
    return state


def _criterion_at(node: YamlMap, path: tuple[str | int, ...]) -> str:
    """The id of the criterion that `path` leads into: the innermost map with an id."""
    maps = (node_at(node, path[:length]) for length in range(len(path), -1, -1))
    ids = (found.entries["id"] for found in maps if isinstance(found, YamlMap) and "id" in found.entries)
    found = next(ids)
    assert isinstance(found, YamlText)
    return found.text


def _with(condition: Condition, built: Mapping[str, Criterion]) -> Condition:
    return replace(condition, children=tuple(_with_criteria(child, built) for child in condition.children))


def _with_criteria(tree: CriterionTree, built: Mapping[str, Criterion]) -> CriterionTree:
    if isinstance(tree, Group):
        return replace(tree, children=tuple(_with_criteria(child, built) for child in tree.children))
    return built.get(tree.id, tree)
