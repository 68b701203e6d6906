"""All files of one edition as written, with places: what the compiler starts from. Nothing is resolved yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from os.path import realpath
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias, TypeVar

from cluster_rules.compiler.editions import MEASURE_FILE, edition_of
from cluster_rules.compiler.located import Located
from cluster_rules.compiler.shapes import read_model
from cluster_rules.compiler.suggest import closest
from cluster_rules.compiler.surface_criteria import ConditionFile, CriterionEntry
from cluster_rules.compiler.surface_facts import DefinitionsFile, FactsFile
from cluster_rules.compiler.surface_measure import EditionEntry, LedgerFile, MeasureFile, RulesetFile, VersionsFile
from cluster_rules.compiler.surface_names import name_problems
from cluster_rules.compiler.surface_procedure import ProcedureFile
from cluster_rules.errors import Diagnostic, Place, RulesError, diagnostic
from cluster_rules.language.yaml_nodes import YamlList, YamlMap, YamlNode, YamlText
from cluster_rules.language.yaml_source import parse_yaml, read_text
from cluster_rules.language.yaml_troubles import Source
from cluster_rules.model.ruleset import Edition

#: Reads a file in another notation: its text and its name, for places, become the tree that YAML would give.
Reader: TypeAlias = Callable[[str, str], YamlNode]

_Model = TypeVar("_Model", bound=Located)
_T = TypeVar("_T")

RULESET_FILE = "ruleset.yaml"
VERSIONS_FILE = "versions.yaml"
#: How the names of case files end.
CASES_SUFFIX = ".cases.yaml"

_OUTSIDE = re.compile(r"[/~]|[A-Za-z][A-Za-z0-9+.-]*:|.*[\\\0]|(?:.*/)?\.\.(?:/|$)", re.DOTALL)


@dataclass(frozen=True)
class Surface:
    """One edition's files. Mappings go from file name to content, in the order of the manifest."""

    folder: Path
    measure: MeasureFile
    entry: EditionEntry
    manifest: RulesetFile
    #: The measure's own text, verbatim.
    text: str
    facts: FactsFile
    definitions: Mapping[str, DefinitionsFile]
    standing: Mapping[str, ConditionFile]
    conditions: Mapping[str, ConditionFile]
    ledger: LedgerFile | None
    procedure: ProcedureFile | None
    versions: VersionsFile | None
    #: Every file that was read, by the name that places use.
    sources: Mapping[str, Source] = field(repr=False)

    @property
    def edition(self) -> Edition:
        """The edition as the rest of the library knows it."""
        interpreter = self.manifest.interpreter
        return edition_of(self.measure, self.entry, interpreter.text if interpreter else "")

    @property
    def condition_files(self) -> Mapping[str, ConditionFile]:
        """Standing first, then the conditions."""
        return {**self.standing, **self.conditions}

    def case_files(self) -> tuple[Path, ...]:
        """The case files beside the ruleset, by name. They are not part of it."""
        return tuple(sorted(self.folder.glob(f"*{CASES_SUFFIX}")))


def load_surface(
    folder: Path | str,
    *,
    measure_file: Path | None = None,
    kinds: frozenset[str] = frozenset(),
    languages: Mapping[str, Reader] = MappingProxyType({}),
) -> Surface:
    """The edition in `folder`. Plugins add `kinds` of criteria, and `languages` by the ending of a file's name.

    `measure.yaml` stands in the folder above, or in `folder`; `measure_file` is used where it is in neither. Raises
    `RulesError` with the errors of shape of all files, and with names and ids that are used twice.
    """
    for name in sorted(kinds & {info.alias or key for key, info in CriterionEntry.model_fields.items()}):
        raise RulesError.of("CR624", name=name)
    loader = _Loader(Path(folder), kinds, languages)
    surface = loader.surface(measure_file)
    problems = loader.problems or (name_problems(surface) if surface else [])
    if surface is None or problems:
        raise RulesError(problems)
    return surface


def read_manifest(folder: Path) -> RulesetFile:
    """The `ruleset.yaml` in `folder`. Raises `RulesError`."""
    path = folder / RULESET_FILE
    source = Source(str(path), read_text(path))
    return read_model(RulesetFile, parse_yaml(source.text, source.file), source)


class _Loader:
    """Reads files and keeps what is wrong with them, so that one file's errors do not hide another's."""

    def __init__(self, folder: Path, kinds: frozenset[str], languages: Mapping[str, Reader]) -> None:
        self.folder = folder
        self.kinds = kinds
        self.languages = languages
        self.sources: dict[str, Source] = {}
        self.problems: list[Diagnostic] = []

    def surface(self, measure_file: Path | None) -> Surface | None:
        """The edition; None where a file that everything hangs on cannot be read."""
        manifest = self.read(RulesetFile, self.folder / RULESET_FILE)
        measure = self.measure(measure_file)
        if manifest is None or measure is None:
            return None
        entry = self.entry(measure, manifest)
        text = self.text(manifest.text)
        facts = self.named(FactsFile, manifest.facts)
        definitions = self.listed(DefinitionsFile, manifest.definitions)
        standing = self.listed(ConditionFile, manifest.standing, "standing")
        conditions = self.listed(ConditionFile, manifest.conditions, "condition")
        ledger = self.named(LedgerFile, manifest.ledger)
        procedure = self.named(ProcedureFile, manifest.procedure)
        versions = self.versions()
        if entry is None or text is None or facts is None:
            return None
        return Surface(
            self.folder, measure, entry, manifest, text, facts, definitions, standing, conditions, ledger,
            procedure, versions, self.sources,
        )  # fmt: skip

    def measure(self, fallback: Path | None) -> MeasureFile | None:
        found = [path for path in (self.folder / MEASURE_FILE, self.folder.parent / MEASURE_FILE) if path.is_file()]
        path = next(iter(found), fallback)
        if path is None:
            self.problems.append(diagnostic("CR170", Place(str(self.folder)), folder=str(self.folder)))
            return None
        return self.read(MeasureFile, path)

    def entry(self, measure: MeasureFile, manifest: RulesetFile) -> EditionEntry | None:
        """The manifest's edition in `measure.yaml`. Language and measure must agree too."""
        if manifest.language.text != "1":
            self.refuse("CR164", manifest.language, found=manifest.language.text)
        if manifest.measure.text != measure.measure.text:
            values = {"found": manifest.measure.text, "expected": measure.measure.text}
            self.refuse("CR165", manifest.measure, **values)
        editions = {entry.id.text: entry for entry in measure.editions}
        if (wanted := manifest.edition.text) not in editions:
            self.refuse("CR166", manifest.edition, edition=wanted, editions=", ".join(editions))
        return editions.get(wanted)

    def text(self, name: YamlText) -> str | None:
        path = self.inside(name)
        return None if path is None else self.attempt(lambda: read_text(path))

    def versions(self) -> VersionsFile | None:
        path = self.folder / VERSIONS_FILE
        return self.read(VersionsFile, path) if path.is_file() else None

    def listed(self, model: type[_Model], names: tuple[YamlText, ...], key: str = "") -> dict[str, _Model]:
        """The files of a list, by name; `key` is the one that each must have."""
        files: dict[str, _Model] = {}
        for name in names:
            if name.text in files:
                self.refuse("CR163", name, name=name.text)
            elif content := self.named(model, name):
                files[name.text] = content
                if key and key not in content.node.entries:
                    self.refuse("CR157", name, name=name.text, key=key)
        return files

    def named(self, model: type[_Model], name: YamlText | None) -> _Model | None:
        path = self.inside(name) if name else None
        return None if path is None else self.read(model, path)

    def inside(self, name: YamlText) -> Path | None:
        """The file that `name` means, where it exists inside the folder, links followed."""
        path = self.folder / name.text
        if _OUTSIDE.match(name.text) or not Path(realpath(path)).is_relative_to(realpath(self.folder)):
            self.refuse("CR160", name, name=name.text)
            return None
        if not path.is_file():
            near = closest(name.text, [entry.name for entry in self.folder.glob("*")], 0.7)
            self.refuse("CR161" if near else "CR162", name, name=name.text, meant=near)
            return None
        return path

    def read(self, model: type[_Model], path: Path) -> _Model | None:
        return self.attempt(lambda: self.model(model, path))

    def model(self, model: type[_Model], path: Path) -> _Model:
        source = Source(str(path), read_text(path))
        self.sources[source.file] = source
        return read_model(model, self.tree(source), source, kinds=self.kinds)

    def tree(self, source: Source) -> YamlNode:
        """The file's tree: YAML, or another notation by the ending of its name."""
        ending = source.file.rpartition(".")[2]
        if ending not in self.languages:
            return parse_yaml(source.text, source.file)
        try:
            found = self.languages[ending](source.text, source.file)
        except RulesError:
            raise
        except Exception as error:  # a plugin may raise anything
            told = f"{type(error).__name__}: {error}"
            raise RulesError.of("CR625", Place(source.file), name=ending, error=told) from error
        if not isinstance(found, YamlMap | YamlList | YamlText):
            raise RulesError.of("CR625", Place(source.file), name=ending, error=type(found).__name__)
        return found

    def attempt(self, read: Callable[[], _T]) -> _T | None:
        try:
            return read()
        except RulesError as error:
            self.problems.extend(error.diagnostics)
            return None

    def refuse(self, code: str, at: YamlText, **values: object) -> None:
        source = self.sources[at.place.file]
        self.problems.append(source.diagnose(code, at.place, values, width=len(at.text)))
