"""What is found while a sheet is read or bound: everything, not only the first thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from cluster_rules.errors import Diagnostic, Place, RulesError, Severity

#: What a message names, by the name it has there.
Values: TypeAlias = Mapping[str, object]
NO_VALUES: Values = MappingProxyType({})


@dataclass(slots=True)
class Notes:
    """The errors and warnings so far."""

    errors: list[Diagnostic] = field(default_factory=list)
    warnings: list[Diagnostic] = field(default_factory=list)
    _warned: set[tuple[str, str]] = field(default_factory=set)

    def error(self, code: str, place: Place | None, values: Values = NO_VALUES, *related: Place | None) -> None:
        also = tuple(other for other in related if other is not None)
        self.errors.append(_diagnostic(code, place, values, "error", also))

    def warn(self, code: str, place: Place | None, values: Values = NO_VALUES) -> None:
        self.warnings.append(_diagnostic(code, place, values, "warning", ()))

    def warn_once(self, about: str, code: str, place: Place | None, values: Values = NO_VALUES) -> None:
        """Warn of the first case in a column; forty equal warnings hide the others."""
        if (code, about) not in self._warned:
            self._warned.add((code, about))
            self.warn(code, place, values)

    def raise_errors(self) -> None:
        """Raise `RulesError` with every error, in order of place, if there is one."""
        if self.errors:
            raise RulesError(sorted(self.errors, key=_order))

    def sorted_warnings(self) -> tuple[Diagnostic, ...]:
        return tuple(sorted(self.warnings, key=_order))


def _diagnostic(
    code: str, place: Place | None, values: Values, severity: Severity, related: tuple[Place, ...]
) -> Diagnostic:
    texts = MappingProxyType({name: str(value) for name, value in values.items()})
    return Diagnostic(code, texts, place, severity, related)


def _order(note: Diagnostic) -> tuple[Place, str, tuple[str, ...]]:
    return note.place or Place(""), note.code, tuple(note.values.values())
