"""Content under a version never changes: fingerprints of files, criteria and definitions, kept in `versions.yaml`.

A fingerprint is the SHA-256 of the canonical JSON of what was written. Comments, the order of keys, quotation marks
and layout do not count, and neither do the versions themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, NamedTuple

from cluster_rules.compiler.located import Located
from cluster_rules.compiler.surface import RULESET_FILE, VERSIONS_FILE, Surface
from cluster_rules.compiler.surface_criteria import GROUPS, ConditionFile, CriterionEntry, GroupEntry
from cluster_rules.compiler.surface_facts import DefinitionsFile
from cluster_rules.compiler.surface_measure import Fingerprint
from cluster_rules.errors import Diagnostic, Place, diagnostic
from cluster_rules.language.yaml_nodes import YamlList, YamlMap, YamlNode, YamlText

Section = Literal["files", "definitions", "criteria"]
SECTIONS: tuple[Section, ...] = ("files", "definitions", "criteria")

_NOTE = "# 各文件、各条内容的指纹。由 cluster-rules check --accept 写成，不要手改。"


class Versioned(NamedTuple):
    """Something that has a version, with its fingerprint."""

    section: Section
    name: str
    version: str
    hash: str
    place: Place


def version_problems(surface: Surface) -> list[Diagnostic]:
    """An error for content that changed under its version; warnings for what `versions.yaml` does not know yet."""
    if surface.versions is None:
        return [diagnostic("CR182", Place(str(surface.folder / VERSIONS_FILE)), severity="warning")]
    recorded = _recorded(surface)
    present = list(versioned(surface))
    found = [problem for entry in present if (problem := _compare(entry, recorded.get((entry.section, entry.name))))]
    gone = recorded.keys() - {(entry.section, entry.name) for entry in present}
    found += [_gone(surface, section, name) for section, name in sorted(gone)]
    return sorted(found, key=lambda problem: problem.place or Place(""))


def write_versions(surface: Surface) -> Path:
    """Record everything as it stands, and return the file written."""
    path = surface.folder / VERSIONS_FILE
    path.write_text(versions_text(surface), encoding="utf-8", newline="\n")
    return path


def versions_text(surface: Surface) -> str:
    """The text of `versions.yaml` for the surface as it stands, in the order of the manifest."""
    entries = list(versioned(surface))
    lines = [_NOTE]
    for section in SECTIONS:
        members = [entry for entry in entries if entry.section == section]
        lines.append(f"{section}:" if members else f"{section}: {{}}")
        lines += [f'  {_quoted(m.name)}: {{version: {_quoted(m.version)}, hash: "{m.hash}"}}' for m in members]
    return "\n".join(lines) + "\n"


def versioned(surface: Surface) -> Iterator[Versioned]:
    """Everything that has a version, in the order of the manifest."""
    yield from _files(surface)
    for definitions in surface.definitions.values():
        yield from _definitions(definitions)
    for condition in surface.condition_files.values():
        yield from _criteria(condition)


def ruleset_hash(surface: Surface) -> str:
    """The SHA-256 of everything that can change a decision, versions included, and of the measure's text."""
    files = {name: canonical(model.node) for name, model in _models(surface)}
    return _hash({"files": files, "text": text_hash(surface), "measure": canonical(surface.entry.node)})


def procedure_hash(surface: Surface) -> str:
    """The SHA-256 of the procedure as written, its version included."""
    return _hash(canonical(surface.procedure.node)) if surface.procedure else ""


def text_hash(surface: Surface) -> str:
    """The SHA-256 of the measure's text, line ends apart."""
    return sha256(surface.text.replace("\r\n", "\n").replace("\r", "\n").encode()).hexdigest()


def canonical(node: YamlNode, *, without: str = "") -> Any:
    """`node` as JSON values; `without` names a key with a scalar that is left out at every level."""
    if isinstance(node, YamlMap):
        kept = [(k, v) for k, v in node.entries.items() if k != without or not isinstance(v, YamlText)]
        return {key: canonical(value, without=without) for key, value in kept}
    if isinstance(node, YamlList):
        return [canonical(item, without=without) for item in node.items]
    return node.text.strip()


def _models(surface: Surface) -> Iterator[tuple[str, Located]]:
    yield RULESET_FILE, surface.manifest
    yield surface.manifest.facts.text, surface.facts
    yield from surface.definitions.items()
    yield from surface.condition_files.items()
    if surface.ledger and surface.manifest.ledger:
        yield surface.manifest.ledger.text, surface.ledger
    if surface.procedure and surface.manifest.procedure:
        yield surface.manifest.procedure.text, surface.procedure


def _files(surface: Surface) -> Iterator[Versioned]:
    for name, model in _models(surface):
        version: Any = model.node.entries["version"]
        content = canonical(model.node, without="version")
        yield Versioned("files", name, version.text, _hash(content), version.place)
    manifest = surface.manifest
    yield Versioned("files", manifest.text.text, manifest.version.text, text_hash(surface), manifest.text.place)


def _definitions(file: DefinitionsFile) -> Iterator[Versioned]:
    for entry in file.definitions:
        name = f"{entry.of.text}.{entry.name.text}" if entry.of else entry.name.text
        version = entry.version or file.version
        place = entry.place_of("version") if entry.version else entry.name.place
        yield Versioned("definitions", name, version.text, _hash(canonical(entry.node, without="version")), place)


def _criteria(file: ConditionFile) -> Iterator[Versioned]:
    for entry in file.entries():
        version = entry.version or file.version
        content = _own_content(entry)
        content.setdefault("provision", file.provision.text)
        place = entry.place_of("version") if entry.version else entry.id.place
        yield Versioned("criteria", entry.id.text, version.text, _hash(content), place)


def _own_content(entry: CriterionEntry | GroupEntry) -> dict[str, Any]:
    """What `entry` says itself: the children of a group stand for themselves and count by their ids."""
    content: dict[str, Any] = canonical(entry.node, without="version")
    if isinstance(entry, GroupEntry):
        kind = next(key for key in GROUPS if key in content)
        children = [child.id.text for child in entry.children]
        content[kind] = {**content[kind], "of": children} if kind == "at_least" else children
    return content


def _recorded(surface: Surface) -> Mapping[tuple[Section, str], Fingerprint]:
    versions = surface.versions
    return {} if versions is None else {(s, name): f for s in SECTIONS for name, f in getattr(versions, s).items()}


def _compare(entry: Versioned, recorded: Fingerprint | None) -> Diagnostic | None:
    if recorded is None or recorded.version.text != entry.version:
        return diagnostic("CR181", entry.place, severity="warning", name=entry.name, version=entry.version)
    if recorded.hash.text == entry.hash:
        return None
    return diagnostic("CR180", entry.place, name=entry.name, version=entry.version)


def _gone(surface: Surface, section: Section, name: str) -> Diagnostic:
    assert surface.versions is not None
    return diagnostic("CR183", surface.versions.key_place(section, name), severity="warning", name=name)


def _hash(content: Any) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
