"""The front door for claims: a folder, a YAML or JSON file, or a Python mapping becomes a `FactSheet`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from os import PathLike
from pathlib import Path

from cluster_rules.errors import Place, RulesError
from cluster_rules.facts.application import Form, parts_of
from cluster_rules.facts.files import inside, read_bytes
from cluster_rules.facts.json_source import parse_json
from cluster_rules.facts.notes import Notes
from cluster_rules.facts.texts import shown
from cluster_rules.facts.tree import Branch, Leaf, Tree, from_python, from_yaml
from cluster_rules.language.yaml_source import YamlNode, read_yaml
from cluster_rules.model.sheet import FactSheet, Subject

#: The names that the main file of an application folder can have; it has one of them.
MAIN_FILES = ("application.yaml", "application.yml", "application.json")


def read_sheet(source: str | PathLike[str] | Mapping[str, object]) -> FactSheet:
    """All claims of an application folder, of one YAML or JSON file, or of a mapping of the same form.

    Raises `RulesError` with everything wrong in form. What the claims mean is settled when they are bound.
    """
    if isinstance(source, Mapping):
        return from_data(source)
    path = Path(source)
    if path.is_dir():
        return _sheet(_tree(_main_file(path)), path, whole_folder=True)
    return _sheet(_tree(path), path.parent)


def from_data(data: Mapping[str, object], place: Place | None = None) -> FactSheet:
    """The sheet in a Python mapping of the documented form; numbers may be int, Decimal, Fraction or text."""
    return _sheet(from_python(data, place), None)


def from_yaml_node(node: YamlNode, folder: Path | None = None) -> FactSheet:
    """The sheet in a part of a YAML document, such as `given` of a case."""
    return _sheet(from_yaml(node), folder)


def _main_file(folder: Path) -> Path:
    found = [folder / name for name in MAIN_FILES if (folder / name).is_file()]
    if not found:
        raise RulesError.of("CR401", Place(str(folder)))
    if len(found) > 1:
        raise RulesError.of("CR486", Place(str(found[1])), one=found[0].name, other=found[1].name)
    return found[0]


def _tree(path: Path) -> Tree:
    if path.suffix in (".yaml", ".yml"):
        read_bytes(path)
        return from_yaml(read_yaml(path))
    if path.suffix != ".json":
        raise RulesError.of("CR421" if path.exists() else "CR402", Place(str(path)), file=shown(path.name))
    return parse_json(_utf8(read_bytes(path), path), str(path))


def _utf8(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RulesError.of("CR429", Place(str(path))) from None


def _sheet(tree: Tree, folder: Path | None, *, whole_folder: bool = False) -> FactSheet:
    notes = Notes()
    _check_parts(parts_of(tree), folder if whole_folder else None, notes)
    parts = tuple(part for item in parts_of(tree) if (part := _part(item, folder, notes)) is not None)
    form = Form(notes, folder)
    sheet = form.sheet(tree, parts)
    if whole_folder:
        form.check_tables()
    subject = _common(sheet, notes)
    notes.raise_errors()
    return replace(sheet, subject=subject, warnings=notes.sorted_warnings())


def _check_parts(parts: tuple[Tree, ...], folder: Path | None, notes: Notes) -> None:
    """No part is named twice; one that has a form and is not named is warned of, as it has no effect."""
    named: set[str] = set()
    for part in parts:
        if isinstance(part, Leaf) and isinstance(part.value, str):
            home = part.value.strip().rstrip("/")
            if home in named:
                notes.error("CR484", part.place, {"part": shown(home)})
            named.add(home)
    for path in sorted(folder.iterdir()) if folder else ():
        if path.name not in named and any((path / name).is_file() for name in MAIN_FILES):
            notes.warn("CR485", Place(str(path)), {"part": shown(path.name)})


def _part(tree: Tree, folder: Path | None, notes: Notes) -> FactSheet | None:
    """A part in its own folder, or written in place. A part has no parts."""
    try:
        tree_of_part, home = _part_form(tree, folder)
    except RulesError as error:
        notes.errors.extend(error.diagnostics)
        return None
    if isinstance(tree_of_part, Branch) and "parts" in tree_of_part.entries:
        notes.error("CR427", tree_of_part.place_of("parts"))
        return None
    form = Form(notes, home)
    part = form.sheet(tree_of_part)
    if home != folder:
        form.check_tables()
    return part


def _part_form(tree: Tree, folder: Path | None) -> tuple[Tree, Path | None]:
    if not isinstance(tree, Leaf):
        return tree, folder
    if folder is None or not isinstance(tree.value, str):
        raise RulesError.of("CR422", tree.place, file=shown(tree.value))
    home = inside(folder, tree.value, tree.place)
    return _tree(_main_file(home)), home


def _common(sheet: FactSheet, notes: Notes) -> Subject:
    """The subject of the whole. Where the whole is silent on measure or days, its parts speak, with one voice."""
    subject = sheet.subject
    for field in ("measure", "case", "filing_date", "reference_date", "data_year"):
        if field == "filing_date" and subject.filing_date is not None:
            continue  # Each part may have been filed on a day of its own.
        for part in sheet.parts:
            whole, own = getattr(subject, field), getattr(part.subject, field)
            if not whole and own:
                subject = replace(subject, **{field: own})
            elif own and own != whole:
                notes.error("CR428", part.place, {"field": field, "whole": whole, "part": own})
    stated_by_notice = any(part.subject.reference_basis == "notice" for part in (sheet, *sheet.parts))
    return replace(subject, reference_basis="notice" if stated_by_notice else "filing")
