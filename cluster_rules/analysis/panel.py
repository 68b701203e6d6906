"""A panel: many applications, one file or folder for each, read one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from cluster_rules.engine import FactSheet
from cluster_rules.errors import Diagnostic, Place, RulesError
from cluster_rules.facts.reader import MAIN_FILES

T = TypeVar("T")

#: What a member of a panel may be: a sheet, its content, or where it is.
Application: TypeAlias = FactSheet | Mapping[str, Any] | str | Path

_SUFFIXES = (".json", ".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Panel:
    """The places of the applications of a panel, in order of name."""

    folder: Path
    paths: tuple[Path, ...]

    def __len__(self) -> int:
        return len(self.paths)

    def first(self) -> FactSheet:
        """The first application. Raises `RulesError`."""
        return FactSheet.read(self.paths[0])

    def __iter__(self) -> Iterator[Path]:
        return iter(self.paths)


def read_panel(folder: str | Path) -> Panel:
    """The applications in `folder`: its JSON and YAML files, and its folders with an `application.yaml`.

    Raises CR720 for what is no folder, and CR721 for a folder without applications.
    """
    root = Path(folder)
    if not root.is_dir():
        raise RulesError.of("CR720", Place(str(root)))
    paths = tuple(path for path in sorted(root.iterdir()) if _is_application(path))
    if not paths:
        raise RulesError.of("CR721", Place(str(root)))
    return Panel(root, paths)


def _is_application(path: Path) -> bool:
    if path.is_dir():
        return any((path / name).is_file() for name in MAIN_FILES)
    return path.suffix in _SUFFIXES and not path.name.startswith(".")


def on_each(panel: Iterable[Application], measure: str, work: Callable[[FactSheet, str], T]) -> tuple[T, ...]:
    """What `work` makes of each sheet and its name. Raises `RulesError` with all that is wrong with any of them.

    A sheet that names another measure than `measure` is refused (CR731).
    """
    done: list[T] = []
    wrong: list[Diagnostic] = []
    for number, application in enumerate(panel, 1):
        try:
            sheet = FactSheet.of(application)
            _check_measure(sheet, measure)
            done.append(work(sheet, _name(application, sheet, number)))
        except RulesError as error:
            wrong += error.diagnostics
    if wrong:
        raise RulesError(wrong)
    return tuple(done)


def _check_measure(sheet: FactSheet, measure: str) -> None:
    stated = sheet.subject.measure
    if stated and stated != measure:
        raise RulesError.of("CR731", sheet.claims.place, stated=stated, measure=measure)


def _name(application: Application, sheet: FactSheet, number: int) -> str:
    """What the application is called in reports."""
    where = Path(application).stem if isinstance(application, str | Path) else str(number)
    return sheet.subject.name or where
