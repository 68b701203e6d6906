"""The files of an edition while an amendment is applied to them, and where in them the things stand that it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cluster_rules.compiler.surface import RULESET_FILE
from cluster_rules.compiler.surface_criteria import GROUPS
from cluster_rules.errors import Place
from cluster_rules.language import yaml_edits
from cluster_rules.language.yaml_nodes import YamlList, YamlMap, YamlNode, YamlText, node_at
from cluster_rules.language.yaml_source import parse_yaml

_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Spot:
    """A node of a file."""

    file: str
    path: yaml_edits.Path
    node: YamlNode

    def inner(self, *steps: str | int) -> Spot | None:
        """What `steps` lead to from here."""
        node = node_at(self.node, steps)
        return None if node is None else Spot(self.file, (*self.path, *steps), node)

    def within(self, other: Spot) -> bool:
        """Whether it is `other` or a part of it."""
        return self.file == other.file and self.path[: len(other.path)] == other.path

    @property
    def place(self) -> Place:
        return self.node.place


class Draft:
    """The files by name, as texts that are changed one edit at a time. What is not edited keeps its bytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        files = (path for path in sorted(folder.rglob("*")) if path.is_file())
        self.bytes = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
        self.texts: dict[str, str] = {}
        self._nodes: dict[str, tuple[str, YamlNode]] = {}

    def text(self, name: str) -> str:
        """The text of the file, with its own line ends, without a byte order mark."""
        if name not in self.texts:
            self.texts[name] = self.bytes[name].decode("utf-8-sig")
        return self.texts[name]

    def files(self) -> Mapping[str, bytes]:
        """Every file as it now is."""
        return {name: self._written(name, content) for name, content in self.bytes.items()}

    def _written(self, name: str, content: bytes) -> bytes:
        if name not in self.texts:
            return content
        return (_MARK if content.startswith(_MARK) else b"") + self.texts[name].encode()

    def node(self, name: str) -> YamlNode:
        """The tree of the file as it now is; places are those in the file as it now is."""
        text = self.text(name)
        known = self._nodes.get(name)
        if known is None or known[0] != text:
            self._nodes[name] = known = (text, parse_yaml(text, str(self.folder / name)))
        return known[1]

    def root(self, name: str) -> Spot:
        """The whole of a file."""
        return Spot(name, (), self.node(name))

    def listed(self, key: str) -> tuple[str, ...]:
        """The files that the manifest names under `key`."""
        node = node_at(self.node(RULESET_FILE), (key,))
        if isinstance(node, YamlText):
            return (node.text,)
        return (
            tuple(item.text for item in node.items if isinstance(item, YamlText)) if isinstance(node, YamlList) else ()
        )

    def text_file(self) -> str:
        """The name of the file with the text of the measure."""
        return self.listed("text")[0]

    # ---- where things stand

    def find(self, kind: str, name: str) -> Spot | None:
        """The criterion, condition, definition, fact, register or choice called `name`."""
        return next((spot for known, spot in self.all(kind) if known == name), None)

    def names(self, kind: str) -> list[str]:
        """The names of everything of a kind."""
        return [name for name, _ in self.all(kind)]

    def all(self, kind: str) -> Iterator[tuple[str, Spot]]:
        """Everything of a kind, by name."""
        found = {
            "criterion": self.criteria,
            "condition": self._conditions,
            "definition": self.definitions,
            "fact": self._facts,
            "register": self._registers,
            "choice": self._choices,
            "ledger": self._ledger,
            "step": self._steps,
        }
        return found[kind]()

    def condition_files(self) -> tuple[str, ...]:
        return (*self.listed("standing"), *self.listed("conditions"))

    def criteria(self) -> Iterator[tuple[str, Spot]]:
        """Criteria and groups, each group before its children."""
        for name in self.condition_files():
            for spot in _entries(self.root(name), "criteria"):
                yield from _trees(spot)

    def _conditions(self) -> Iterator[tuple[str, Spot]]:
        for name in self.condition_files():
            root = self.root(name)
            yield _said(root, "condition") or _said(root, "standing"), root

    def definitions(self) -> Iterator[tuple[str, Spot]]:
        """Definitions; `企业.年产值` is a derived field."""
        for name in self.listed("definitions"):
            for spot in _entries(self.root(name), "definitions"):
                yield ".".join(filter(None, (_said(spot, "of"), _said(spot, "name")))), spot

    def _registers(self) -> Iterator[tuple[str, Spot]]:
        yield from _members(self.root(self.listed("facts")[0]), "registers")

    def _facts(self) -> Iterator[tuple[str, Spot]]:
        yield from _members(self.root(self.listed("facts")[0]), "facts")
        for register, spot in self._registers():
            yield from ((f"{register}.{name}", field) for name, field in _members(spot, "fields"))

    def _choices(self) -> Iterator[tuple[str, Spot]]:
        yield from ((_said(spot, "name"), spot) for spot in _entries(self.root(RULESET_FILE), "choices"))

    def _steps(self) -> Iterator[tuple[str, Spot]]:
        for name in self.listed("procedure"):
            yield from ((_said(spot, "id"), spot) for spot in _entries(self.root(name), "steps"))

    def _ledger(self) -> Iterator[tuple[str, Spot]]:
        yield from ((_said(spot, "quote"), spot) for spot in self.ledger())

    def ledger(self) -> list[Spot]:
        """The entries of the ledger in order; none where there is no ledger."""
        return [spot for name in self.listed("ledger") for spot in _entries(self.root(name), "entries")]

    def provision_of(self, spot: Spot) -> Spot:
        """The provision of a criterion: its own, else that of the group or the file it stands in."""
        root = self.root(spot.file)
        owners = (root.inner(*spot.path[:length]) for length in range(len(spot.path), -1, -1))
        return next(found for owner in owners if owner and (found := owner.inner("provision")))

    def quotes(self) -> Iterator[tuple[str, Spot]]:
        """Every quote outside the ledger, with the criterion that it belongs to, or the file of the procedure.

        What an amendment has put in place of a quote and is no text is refused with the edition.
        """
        return ((name, spot) for name, spot in self._quotes() if isinstance(spot.node, YamlText))

    def _quotes(self) -> Iterator[tuple[str, Spot]]:
        for name in self.listed("procedure"):
            yield from ((name, spot) for spot in _inside(self.root(name)))
        for identity, spot in self.criteria():
            if (quote := spot.inner("quote")) is not None:
                yield identity, quote
            score = spot.inner("score")
            for item in _inside(score) if score is not None else ():
                yield identity, item

    # ---- edits

    def set_text(self, spot: Spot, value: str) -> None:
        """The scalar at `spot` now says `value`."""
        self.texts[spot.file] = yaml_edits.set_text(self.text(spot.file), spot.path, value)

    def set_value(self, spot: Spot, source: str) -> None:
        """What stands at `spot` is now written `source`."""
        self.texts[spot.file] = yaml_edits.set_value(self.text(spot.file), spot.path, source)

    def set_key(self, spot: Spot, key: str, source: str, after: str | None = None) -> None:
        """The map at `spot` has a further key."""
        self.texts[spot.file] = yaml_edits.set_key(self.text(spot.file), spot.path, key, source, after)

    def remove(self, spot: Spot) -> None:
        """What stands at `spot`, a key with its value or an item, is gone. A list or map left empty goes too."""
        owner = node_at(self.node(spot.file), spot.path[:-1])
        size = (
            len(owner.entries) if isinstance(owner, YamlMap) else len(owner.items) if isinstance(owner, YamlList) else 0
        )
        if size == 1 and len(spot.path) > 1:
            self.remove(Spot(spot.file, spot.path[:-1], owner))  # type: ignore[arg-type]
            return
        take = yaml_edits.remove_item if isinstance(spot.path[-1], int) else yaml_edits.remove_key
        self.texts[spot.file] = take(self.text(spot.file), spot.path)

    def new_file(self, name: str, text: str) -> None:
        """A further file, with the line ends of the manifest."""
        break_ = "\r\n" if "\r\n" in self.text(RULESET_FILE) else "\n"
        self.bytes[name] = b""
        self.texts[name] = break_.join([*text.splitlines(), ""])

    def add_item(self, file: str, path: yaml_edits.Path, index: int, source: str) -> None:
        """The list at `path` has a further item."""
        self.texts[file] = yaml_edits.add_item(self.text(file), path, index, source)


def _entries(owner: Spot, key: str) -> Iterator[Spot]:
    inner = owner.inner(key)
    if inner is not None and isinstance(inner.node, YamlList):
        yield from (Spot(owner.file, (*inner.path, index), item) for index, item in enumerate(inner.node.items))


def _members(owner: Spot, key: str) -> Iterator[tuple[str, Spot]]:
    inner = owner.inner(key)
    if inner is not None and isinstance(inner.node, YamlMap):
        yield from ((name, Spot(owner.file, (*inner.path, name), node)) for name, node in inner.node.entries.items())


def _trees(spot: Spot) -> Iterator[tuple[str, Spot]]:
    yield _said(spot, "id"), spot
    for kind in GROUPS:
        inner = spot.inner("at_least") if kind == "at_least" else spot
        key = "of" if kind == "at_least" else kind
        for child in _entries(inner, key) if inner is not None else ():
            yield from _trees(child)


def _inside(spot: Spot) -> Iterator[Spot]:
    """The quotes anywhere in a score or in the procedure."""
    if isinstance(spot.node, YamlMap):
        for key in spot.node.entries:
            inner = spot.inner(key)
            assert inner is not None
            yield from (inner,) if key == "quote" else _inside(inner)
    elif isinstance(spot.node, YamlList):
        for index, item in enumerate(spot.node.items):
            yield from _inside(Spot(spot.file, (*spot.path, index), item))


def _said(spot: Spot, key: str) -> str:
    node = node_at(spot.node, (key,))
    return node.text if isinstance(node, YamlText) else ""
