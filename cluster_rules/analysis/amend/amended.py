"""The next edition: the files of the one that is amended, with the changes in them and everything else as it was.

Versions go up where content changed, `versions.yaml` follows for these alone, and `measure.yaml` gets the new edition.
The new edition must hold together as a ruleset, its thresholds bound to its text, though it may be a draft.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from cluster_rules.analysis.amend.amendment import Amendment, read_amendment
from cluster_rules.analysis.amend.applying import apply_changes
from cluster_rules.analysis.amend.draft import Draft, Spot
from cluster_rules.catalogue import edition_for
from cluster_rules.compiler.compile import compile_ruleset
from cluster_rules.compiler.editions import MEASURE_FILE
from cluster_rules.compiler.surface import CASES_SUFFIX, RULESET_FILE, VERSIONS_FILE, Surface
from cluster_rules.compiler.versions import SECTIONS, Versioned, versioned
from cluster_rules.editions import Chosen
from cluster_rules.engine import Rules, load, surface_of
from cluster_rules.errors import Diagnostic, Place, RulesError
from cluster_rules.language import yaml_edits
from cluster_rules.language.yaml_nodes import YamlMap, YamlText, node_at
from cluster_rules.language.yaml_source import decode, parse_yaml
from cluster_rules.model.days import parse_day
from cluster_rules.plugins import load_plugins


@dataclass(frozen=True)
class Amended:
    """The edition that an amendment gives: its files, and the measure's with it in the list of editions."""

    amendment: Amendment
    #: The edition that is amended.
    base: Chosen
    files: Mapping[str, bytes]
    measure_file: bytes
    #: The files whose content is not the base's.
    touched: tuple[str, ...]

    @property
    def edition(self) -> str:
        return self.amendment.file.edition.id.text

    def write(self, root: Path) -> Path:
        """The whole measure below `root`, all editions and the new one; returns the folder of the new one.

        Raises `RulesError` where something else stands there already; nothing is ever overwritten.
        """
        source = self.base.measure_file.parent
        target = root / source.name
        try:
            if target.resolve() != source.resolve():
                if target.exists():
                    raise RulesError.of("CR615", path=target)
                shutil.copytree(source, target)
            if (target / self.edition).exists():
                raise RulesError.of("CR615", path=target / self.edition)
            (target / MEASURE_FILE).write_bytes(self.measure_file)
            return _write(target / self.edition, self.files)
        except OSError as error:
            raise RulesError.of("CR604", path=target, reason=error.strerror or str(error)) from None

    @contextmanager
    def rules(self) -> Iterator[Rules]:
        """The rules of the new edition, whose files stand in a folder for as long as the context lasts."""
        with tempfile.TemporaryDirectory() as folder:
            written = self.write(Path(folder))
            yield load(self.amendment.file.measure.text, edition=written.name, rulesets=[folder])


def amend(path: Path | str, *, rulesets: Iterable[Path | str] = ()) -> Amended:
    """The edition that the amendment at `path` gives. Raises `RulesError` with everything that was refused."""
    amendment = read_amendment(path)
    base = _base(amendment, rulesets)
    draft = Draft(base.folder)
    before = surface_of(base.folder, measure_file=base.measure_file)
    if not amendment.file.changes:
        raise RulesError([amendment.refusal("CR781", amendment.file.edition.place)])
    if refused := apply_changes(draft, amendment):
        raise RulesError(sorted(refused, key=lambda found: found.place or Place("")))
    draft.set_text(_at(draft, RULESET_FILE, "edition"), amendment.file.edition.id.text)
    _move_cases(draft, amendment)
    measure = _measure_text(amendment, base)
    surface = _surface(amendment, base, draft, measure)
    _bump(draft, amendment, before, surface)
    surface = _surface(amendment, base, draft, measure)
    _record(draft, surface)
    files = draft.files()
    touched = tuple(name for name, content in files.items() if content != draft.bytes[name])
    return Amended(amendment, base, files, measure, touched)


def _move_cases(draft: Draft, amendment: Amendment) -> None:
    """Cases that name the edition they lie beside name the new one: they are its cases now."""
    for name in draft.bytes:
        named = draft.root(name).inner("edition") if name.endswith(CASES_SUFFIX) else None
        if named is not None and isinstance(named.node, YamlText) and named.node.text == amendment.file.amends.text:
            draft.set_text(named, amendment.file.edition.id.text)


def _base(amendment: Amendment, rulesets: Iterable[Path | str]) -> Chosen:
    """The edition that is amended; the new one must not be there yet."""
    file = amendment.file
    try:
        base = edition_for(file.measure.text, file.amends.text, rulesets=rulesets)
    except RulesError as error:
        place = file.amends.place if error.diagnostics[0].code in {"CR186", "CR187"} else file.measure.place
        raise RulesError([found if found.place else found.at(place) for found in error.diagnostics]) from None
    node = parse_yaml(decode(base.measure_file.read_bytes(), str(base.measure_file)), str(base.measure_file))
    editions = node_at(node, ("editions",))
    assert editions is not None
    known = [entry["id"] for entry in yaml_edits.plain(editions)]
    if file.edition.id.text in known:
        raise RulesError(
            [
                amendment.refusal(
                    "CR713", file.edition.id.place, width=len(file.edition.id.text), name=file.edition.id.text
                )
            ]
        )
    _check_days(amendment, base)
    return base


def _check_days(amendment: Amendment, base: Chosen) -> None:
    """What amends an edition is not in force before it: the amended one would never have been."""
    stated, earlier = amendment.file.edition.effective_from, base.edition.effective_from
    day = parse_day(stated.text)
    if day is not None and earlier is not None and day <= earlier:
        values = {"day": day, "base": base.edition.id, "since": earlier}
        raise RulesError([amendment.refusal("CR780", stated.place, width=len(stated.text), **values)])


def _at(draft: Draft, name: str, *path: str | int) -> Spot:
    found = draft.root(name).inner(*path)
    assert found is not None
    return found


def _measure_text(amendment: Amendment, base: Chosen) -> bytes:
    """`measure.yaml` with the new edition last; one that is to bind supersedes the one it amends."""
    content = base.measure_file.read_bytes()
    text = content.decode("utf-8-sig")
    mark = content[: len(content) - len(text.encode())]
    editions = yaml_edits.content(text)["editions"]
    source = yaml_edits.source_of(amendment.source.text, ("edition",))
    text = yaml_edits.add_item(text, ("editions",), len(editions), source)
    if amendment.file.edition.status != "draft":
        index = [entry["id"] for entry in editions].index(base.edition.id)
        text = yaml_edits.set_text(text, ("editions", index, "status"), "superseded")
    return mark + text.encode()


def _surface(amendment: Amendment, base: Chosen, draft: Draft, measure: bytes) -> Surface:
    """The new edition, read and compiled with its thresholds bound to its text, as if it were no draft."""
    name = amendment.file.edition.id.text
    with tempfile.TemporaryDirectory() as folder:
        measure_file = Path(folder) / MEASURE_FILE
        measure_file.write_bytes(measure)
        target = _write(Path(folder) / name, draft.files())
        try:
            surface = surface_of(target)
            entry = surface.entry.model_copy(update={"status": "in_force"})
            compile_ruleset(replace(surface, entry=entry), plugins=load_plugins().criteria)
        except RulesError as error:
            shown = base.measure_file.parent / name
            told = [_moved(found, str(target), str(shown)) for found in error.diagnostics]
            place = amendment.file.edition.id.place
            raise RulesError([amendment.refusal("CR714", place, edition=name), *told]) from None
    return surface


def _moved(found: Diagnostic, old: str, new: str) -> Diagnostic:
    """The diagnostic with the places that the files of the new edition will have."""

    def moved(place: Place) -> Place:
        return replace(place, file=place.file.replace(old, new, 1))

    values = {name: value.replace(old, new) for name, value in found.values.items()}
    place = moved(found.place) if found.place else None
    return replace(found, place=place, values=values, related=tuple(map(moved, found.related)))


def _write(folder: Path, files: Mapping[str, bytes]) -> Path:
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def _bump(draft: Draft, amendment: Amendment, before: Surface, after: Surface) -> None:
    """A new version for every file, criterion and definition whose content is not what it was."""
    known = {(entry.section, entry.name): entry for entry in versioned(before)}
    text = draft.text_file()
    for entry in versioned(after):
        old = known.get((entry.section, entry.name))
        if old is None or old.hash == entry.hash or old.version != entry.version or entry.name == text:
            continue
        spot = _version(draft, entry)
        if spot is not None:
            asked = amendment.file.version if entry.name == RULESET_FILE else None
            draft.set_text(spot, asked.text if asked else next_version(entry.version))


def _version(draft: Draft, entry: Versioned) -> Spot | None:
    """The version of its own that something has; its file's answers for the rest."""
    if entry.section == "files":
        return _at(draft, entry.name, "version")
    kind = "criterion" if entry.section == "criteria" else "definition"
    spot = draft.find(kind, entry.name)
    return spot.inner("version") if spot else None


def next_version(version: str) -> str:
    """1.1.0 after 1.0.3; where there are not three numbers, the last number goes up."""
    if match := re.fullmatch(r"(\d+)\.(\d+)\.\d+", version):
        return f"{match[1]}.{int(match[2]) + 1}.0"
    if match := re.fullmatch(r"(.*?)(\d+)(\D*)", version):
        return f"{match[1]}{int(match[2]) + 1}{match[3]}"
    return f"{version}.1"


def _record(draft: Draft, surface: Surface) -> None:
    """`versions.yaml` for what is new, changed or gone; its other lines stay."""
    if VERSIONS_FILE not in draft.bytes:
        return
    present: dict[tuple[str, str], Versioned] = {(entry.section, entry.name): entry for entry in versioned(surface)}
    for section in SECTIONS:
        names = [name for part, name in present if part == section]
        node = node_at(draft.node(VERSIONS_FILE), (section,))
        recorded = list(node.entries) if isinstance(node, YamlMap) else []
        for name in (name for name in recorded if name not in names):
            draft.remove(_at(draft, VERSIONS_FILE, section, name))
        for index, name in enumerate(names):
            _record_one(draft, present[section, name], names[index - 1] if index else None)


def _record_one(draft: Draft, entry: Versioned, after: str | None) -> None:
    spot = draft.root(VERSIONS_FILE).inner(entry.section, entry.name)
    if spot is None:
        owner = _at(draft, VERSIONS_FILE, entry.section)
        draft.set_key(owner, entry.name, f'{{version: "{entry.version}", hash: "{entry.hash}"}}', after)
        return
    for key, value in (("version", entry.version), ("hash", entry.hash)):
        inner = spot.inner(key)
        assert inner is not None
        if yaml_edits.plain(inner.node) != value:
            draft.set_text(inner, value)
