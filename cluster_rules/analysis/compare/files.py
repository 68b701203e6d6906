"""What differs between the files of two editions as they are written: the procedure, key by key, and which files at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from cluster_rules.compiler.surface import VERSIONS_FILE, Surface
from cluster_rules.language.yaml_nodes import YamlList, YamlMap, YamlNode, YamlText

#: Lists of a procedure whose entries go by their `id`.
_LISTED = ("actors", "steps")


def procedure_entries(surface: Surface) -> Mapping[str, Mapping[str, str]]:
    """`steps/9.3` → key → text, for each actor and step; `procedure` has the rest. Empty where there is no procedure."""
    if surface.procedure is None:
        return {}
    entries = surface.procedure.node.entries
    rest = {key: text for key, node in entries.items() if key not in _LISTED for key, text in _leaves(key, node)}
    return {
        "procedure": rest,
        **{name: dict(leaves) for kind in _LISTED for name, leaves in _items(kind, entries[kind])},
    }


def _items(kind: str, node: YamlNode) -> Iterator[tuple[str, Iterator[tuple[str, str]]]]:
    assert isinstance(node, YamlList)
    for item in node.items:
        assert isinstance(item, YamlMap)
        identity = item.entries["id"]
        assert isinstance(identity, YamlText)
        yield f"{kind}/{identity.text}", _leaves("", item)


def _leaves(path: str, node: YamlNode) -> Iterator[tuple[str, str]]:
    """Each text of the node by the keys that lead to it; a list of texts is one text."""
    if isinstance(node, YamlText):
        yield path, node.text
    elif isinstance(node, YamlMap):
        for key, entry in node.entries.items():
            yield from _leaves(f"{path}/{key}" if path else key, entry)
    elif all(isinstance(item, YamlText) for item in node.items):
        yield path, "、".join(item.text for item in node.items if isinstance(item, YamlText))
    else:
        for number, item in enumerate(node.items, 1):
            yield from _leaves(f"{path}/{number}", item)


def differing_files(old: Surface, new: Surface) -> tuple[str, ...]:
    """The files of either edition that the other does not have in the very same words, comments included.

    `measure.yaml` speaks of all editions and `versions.yaml` follows from the others: both are left out.
    """
    before, after = _texts(old), _texts(new)
    return tuple(name for name in dict.fromkeys((*after, *before)) if before.get(name) != after.get(name))


def _texts(surface: Surface) -> Mapping[str, str]:
    inside = {Path(name): source.text for name, source in surface.sources.items()}
    files = {path.relative_to(surface.folder).as_posix(): text for path, text in inside.items() if path.is_relative_to(surface.folder)}  # fmt: skip
    return {surface.manifest.text.text: surface.text} | {
        name: text for name, text in files.items() if name not in {VERSIONS_FILE, "measure.yaml"}
    }
