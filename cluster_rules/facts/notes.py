"""What is found while a sheet is read or bound: everything, not only the first thing."""

from __future__ import annotations

from dataclasses import dataclass, field

from cluster_rules.errors import Diagnostic, Place, RulesError, diagnostic


@dataclass(slots=True)
class Notes:
    """The errors and warnings so far."""

    errors: list[Diagnostic] = field(default_factory=list)
    warnings: list[Diagnostic] = field(default_factory=list)
    _warned: set[tuple[str, str]] = field(default_factory=set)

    def error(self, code: str, place: Place | None, related: tuple[Place, ...] = (), **values: object) -> None:
        self.errors.append(diagnostic(code, place, related=related, **values))

    def warn(self, code: str, place: Place | None, **values: object) -> None:
        self.warnings.append(diagnostic(code, place, severity="warning", **values))

    def warn_once(self, about: str, code: str, place: Place | None, **values: object) -> None:
        """Warn of the first case in a column; forty equal warnings hide the others."""
        if (code, about) not in self._warned:
            self._warned.add((code, about))
            self.warn(code, place, **values)

    def raise_errors(self) -> None:
        """Raise `RulesError` with every error, in order of place, if there is one."""
        if self.errors:
            raise RulesError(sorted(self.errors, key=_order))

    def sorted_warnings(self) -> tuple[Diagnostic, ...]:
        return tuple(sorted(self.warnings, key=_order))


def _order(note: Diagnostic) -> tuple[Place, str, tuple[str, ...]]:
    return note.place or Place(""), note.code, tuple(note.values.values())
