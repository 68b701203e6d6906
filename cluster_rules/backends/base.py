"""What a backend is, and how one is found by name. Meaning is not defined here: every backend agrees with `semantics`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Protocol, TypeAlias, runtime_checkable

from cluster_rules.errors import RulesError
from cluster_rules.model.decision import DecisionRecord
from cluster_rules.model.ruleset import Ruleset
from cluster_rules.model.sheet import BoundFacts

#: Decides the bound facts of one subject.
Decider: TypeAlias = Callable[[BoundFacts], DecisionRecord]

#: Third-party backends are entry points of this group; each names a `Backend`.
GROUP = "cluster_rules.backends"

_BUILT_IN: Mapping[str, str] = {
    "scalar": "cluster_rules.backends.scalar:BACKEND",
    "forward": "cluster_rules.backends.forward:BACKEND",
}


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a backend does itself and where it ends. A gap is declared here and refused with a code, never guessed."""

    #: Evaluates expressions itself; otherwise the scalar engine settles the criteria for it.
    expressions: bool = True
    #: The most combinations of readings it can compare; None for any number.
    combinations: int | None = None
    #: The extra of this distribution that it needs; empty for none.
    extra: str = ""


@runtime_checkable
class Backend(Protocol):
    """An engine that gives a compiled ruleset its findings."""

    @property
    def name(self) -> str: ...

    @property
    def capabilities(self) -> Capabilities: ...

    def prepare(self, ruleset: Ruleset) -> Decider:
        """The function that decides under `ruleset`, for many subjects and from many threads."""

    def decide(self, ruleset: Ruleset, facts: BoundFacts) -> DecisionRecord:
        """The decision on `facts` under the default readings."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A backend made of one function."""

    name: str
    capabilities: Capabilities
    prepare: Callable[[Ruleset], Decider]

    def decide(self, ruleset: Ruleset, facts: BoundFacts) -> DecisionRecord:
        return self.prepare(ruleset)(facts)


def backend_names() -> tuple[str, ...]:
    """The backends that can be asked for by name, our own first."""
    return (*_BUILT_IN, *sorted(_plugins().keys() - _BUILT_IN.keys()))


def load_backend(name: str) -> Backend:
    """The backend called `name`. Raises CR641 for an unknown name and CR643 for a plugin that is no backend."""
    if name in _BUILT_IN:
        module, _, attribute = _BUILT_IN[name].partition(":")
        return _checked(name, getattr(import_module(module), attribute))
    if name not in _plugins():
        raise RulesError.of("CR641", name=name, known="、".join(backend_names()))
    try:
        loaded = entry_points(group=GROUP)[name].load()
    except Exception as error:
        raise RulesError.of("CR643", name=name, source=_plugins()[name], error=error) from error
    return _checked(name, loaded)


def _checked(name: str, candidate: object) -> Backend:
    if isinstance(candidate, Backend):
        return candidate
    raise RulesError.of("CR643", name=name, source=_plugins().get(name, ""), error=type(candidate).__name__)


@cache
def _plugins() -> Mapping[str, str]:
    return {point.name: point.value for point in entry_points(group=GROUP)}
