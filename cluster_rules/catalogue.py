"""Which measures there are, and where their editions are. Which one is meant is the business of `editions`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points
from os import PathLike
from pathlib import Path
from typing import TypeAlias

from cluster_rules.compiler.editions import MEASURE_FILE, edition_of, read_measure
from cluster_rules.compiler.suggest import closest
from cluster_rules.compiler.surface import RULESET_FILE, read_manifest
from cluster_rules.compiler.surface_measure import EditionEntry, MeasureFile
from cluster_rules.editions import Chosen, EditionFolder, Measure, in_force, named, stays_of, successor_of
from cluster_rules.errors import Diagnostic, Place, RulesError, diagnostic
from cluster_rules.model.days import parse_day

Folder: TypeAlias = str | PathLike[str]

#: Packages that bring rulesets name a folder, or a function that returns one, in this group.
PLUGIN_GROUP = "cluster_rules.rulesets"


@dataclass(frozen=True)
class Catalogue:
    """The measures that can be used: the caller's folders first, then ours and those of plug-ins."""

    folders: tuple[Path, ...] = ()

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """Measures by id. Raises `RulesError` for what is wrong with the caller's folders or with our own."""
        shipped = _unique([*_built_in(), *self._of_plugins[0]])
        own = _unique([measure for folder in self.folders for measure in _scan(folder, shipped)])
        return {**shipped, **own}

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        """Warnings about plug-ins whose rulesets cannot be used."""
        return tuple(self._of_plugins[1])

    @cached_property
    def _of_plugins(self) -> tuple[list[Measure], list[Diagnostic]]:
        measures: list[Measure] = []
        problems: list[Diagnostic] = []
        for plugin in sorted(entry_points(group=PLUGIN_GROUP), key=lambda entry: entry.name):
            try:
                measures += _plugin_measures(plugin)
            except Exception as error:  # A plug-in may raise anything; it must not hide the other measures.
                problems.append(diagnostic("CR197", severity="warning", plugin=plugin.name, error=_first_line(error)))
        return measures, problems

    def measure(self, name: str) -> Measure:
        """The measure called `name`. Raises `RulesError`."""
        if name in self.measures:
            return self.measures[name]
        if meant := closest(name, self.measures, 0.7):
            raise RulesError.of("CR185", measure=name, meant=meant)
        raise RulesError.of("CR184", measure=name, known=", ".join(self.measures) or "—")

    def edition_for(
        self, measure: str, edition: str | None = None, as_of: date | str | None = None, case: str = ""
    ) -> Chosen:
        """The edition called `edition`, else the one that binds cases of the kind `case` filed on `as_of`.

        Raises `RulesError` where none is meant.
        """
        found, day = self.measure(measure), _day(as_of)
        chosen = named(found, edition, day, case) if edition is not None else in_force(found, day, case)
        if not (chosen.folder / RULESET_FILE).is_file():
            raise RulesError.of("CR194", edition=chosen.edition.id, folder=str(chosen.folder))
        return replace(chosen, plugin=found.plugin)


def folders_in(rulesets: Folder | Iterable[Folder]) -> tuple[Path, ...]:
    """The folders given, or the one that is."""
    return (Path(rulesets),) if isinstance(rulesets, str | PathLike) else tuple(map(Path, rulesets))


def measures(rulesets: Folder | Iterable[Folder] = ()) -> Mapping[str, Measure]:
    """The measures by id, those of the folders `rulesets` first."""
    return Catalogue(folders_in(rulesets)).measures


def edition_for(
    measure: str,
    edition: str | None = None,
    as_of: date | str | None = None,
    *,
    case: str = "",
    rulesets: Folder | Iterable[Folder] = (),
) -> Chosen:
    """The edition of `measure` called `edition`, else the one in force on `as_of`. Raises `RulesError`.

    `case` is the kind of case, where the measure tells kinds apart: 新申报, 复核.
    """
    return Catalogue(folders_in(rulesets)).edition_for(measure, edition, as_of, case)


def _day(day: date | str | None) -> date | None:
    parsed = parse_day(day) if isinstance(day, str) else day
    if day is not None and (not isinstance(parsed, date) or isinstance(parsed, datetime)):
        raise RulesError.of("CR198", found=day)
    return parsed


def _built_in() -> list[Measure]:
    """Our own: beside the package in a checkout or an editable install, inside it in a wheel."""
    package = Path(__file__).parent
    found = [folder for folder in (package / "_rulesets", package.parent / "rulesets") if folder.is_dir()]
    return [_measure(path) for path in _measure_files(found[0])] if found else []


def _plugin_measures(plugin: EntryPoint) -> list[Measure]:
    target = plugin.load()
    folder = Path(target() if callable(target) else target)
    return [replace(measure, plugin=plugin.name) for measure in _scan(folder, {})]


def _scan(folder: Path, shipped: Mapping[str, Measure]) -> list[Measure]:
    """The measures of one folder: an edition, a measure, or several of them."""
    if (folder / RULESET_FILE).is_file():
        return [_measure_of_edition(folder, shipped)]
    files = [folder / MEASURE_FILE] if (folder / MEASURE_FILE).is_file() else _measure_files(folder)
    if not files:
        raise RulesError.of("CR195", Place(str(folder)), folder=str(folder))
    return [_measure(path) for path in files]


def _measure_files(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*/{MEASURE_FILE}"))


def _measure(path: Path) -> Measure:
    file = read_measure(path)
    folders = tuple(_edition_folder(file, entry, path.parent / entry.id.text, path) for entry in file.editions)
    return _described(file, folders)


def _measure_of_edition(folder: Path, shipped: Mapping[str, Measure]) -> Measure:
    """A measure with the one edition in `folder`. Without a `measure.yaml` of its own it stands in a shipped one."""
    manifest = read_manifest(folder)
    files = [path for path in (folder / MEASURE_FILE, folder.parent / MEASURE_FILE) if path.is_file()]
    if not files:
        return _replaced(folder, manifest.measure.text, manifest.edition.text, shipped)
    file = read_measure(files[0])
    wanted = manifest.edition.text
    entries = [entry for entry in file.editions if entry.id.text == wanted]
    if not entries:
        known = ", ".join(entry.id.text for entry in file.editions)
        raise RulesError.of("CR166", manifest.edition.place, edition=wanted, editions=known)
    return _described(file, tuple(_edition_folder(file, entry, folder, files[0]) for entry in entries))


def _replaced(folder: Path, name: str, edition: str, shipped: Mapping[str, Measure]) -> Measure:
    known = shipped.get(name)
    if known is None or edition not in {entry.edition.id for entry in known.editions}:
        raise RulesError.of("CR170", Place(str(folder)), folder=str(folder))
    entries = (replace(entry, folder=folder) if entry.edition.id == edition else entry for entry in known.editions)
    return replace(known, editions=tuple(entries))


def _described(file: MeasureFile, editions: tuple[EditionFolder, ...]) -> Measure:
    title_en = file.title_en.text if file.title_en else ""
    _check_transitions(file)
    cases = tuple(case.text for case in file.cases)
    return Measure(file.measure.text, file.title.text, title_en, file.issuer.text, editions, file.measure.place, cases)


def _check_transitions(file: MeasureFile) -> None:
    """Transition rules name kinds of case and editions that the measure has. Raises `RulesError`."""
    kinds, editions = [case.text for case in file.cases], [entry.id.text for entry in file.editions]
    rules = [rule for entry in file.editions if entry.transition for rule in entry.transition.cases]
    found = [
        diagnostic("CR717", r.case.place, case=r.case.text, known="、".join(kinds), close=closest(r.case.text, kinds))
        for r in rules
        if r.case.text not in kinds
    ]
    found += [
        diagnostic("CR166", r.edition.place, edition=r.edition.text, editions=", ".join(editions))
        for r in rules
        if r.edition.text not in editions
    ]
    if found:
        raise RulesError(sorted(found, key=lambda problem: problem.place or Place("")))


def _edition_folder(file: MeasureFile, entry: EditionEntry, folder: Path, path: Path) -> EditionFolder:
    end_unknown = entry.effective_until is not None and entry.effective_until.text == "unknown"
    refused = entry.out_of_force == "refuse"
    edition = edition_of(file, entry)
    return EditionFolder(edition, folder, path, entry.place, end_unknown, refused, successor_of(entry), stays_of(entry))


def _unique(found: Iterable[Measure]) -> dict[str, Measure]:
    """By id. Two measures of one id are an error: neither silently wins. One file found twice is one measure."""
    unique: dict[str, Measure] = {}
    for measure in found:
        first = unique.setdefault(measure.id, measure)
        places = (first.place.file, measure.place.file)
        if first is not measure and Path(places[0]).resolve() != Path(places[1]).resolve():
            raise RulesError.of("CR196", measure.place, measure=measure.id, first=places[0], second=places[1])
    return unique


def _first_line(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0]
