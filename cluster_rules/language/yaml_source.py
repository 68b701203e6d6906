"""YAML with positions, the only way a YAML file enters the library.

A strict part of YAML: maps, lists and texts. What makes a file mean something else than it shows is refused:
duplicate keys, anchors and aliases, tags, merge keys, tabs, characters that cannot be seen. All scalars stay text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from cluster_rules.errors import Diagnostic, Place, RulesError
from cluster_rules.language.yaml_nodes import YamlList, YamlMap, YamlNode, YamlText, node_at
from cluster_rules.language.yaml_scalars import positions
from cluster_rules.language.yaml_troubles import (
    FULL_WIDTH_COLON,
    MOST_REPORTED,
    TIGHT_BRACKET,
    TIGHT_COLON,
    Source,
    explain,
    forbidden_characters,
    invisible,
    question_mark,
    undecodable,
)

__all__ = [
    "YamlLimits",
    "YamlList",
    "YamlMap",
    "YamlNode",
    "YamlText",
    "decode",
    "node_at",
    "parse_yaml",
    "read_text",
    "read_yaml",
]


@dataclass(frozen=True, slots=True)
class YamlLimits:
    """Bounds on one file, each checked before anything is built from what exceeds it."""

    #: Bytes of the file.
    size: int = 1 << 20
    #: Levels of maps and lists.
    depth: int = 64
    #: Maps, lists and texts, keys included.
    nodes: int = 200_000


DEFAULT_YAML_LIMITS = YamlLimits()


def read_yaml(path: Path | str, *, limits: YamlLimits = DEFAULT_YAML_LIMITS) -> YamlNode:
    """The content of the file at `path`; places name the file as `path` is given. Raises `RulesError`."""
    return parse_yaml(read_text(path, limits=limits), str(path), limits=limits)


def read_text(path: Path | str, *, limits: YamlLimits = DEFAULT_YAML_LIMITS) -> str:
    """The UTF-8 text of the file at `path`, without a byte order mark. Raises `RulesError`."""
    place = Place(str(path))
    try:
        # A pipe or a device could be read for ever.
        if Path(path).exists() and not Path(path).is_file():
            raise RulesError.of("CR102", place, path=str(path), error="not a file")
        with Path(path).open("rb") as stream:
            content = stream.read(limits.size + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise RulesError.of("CR101", place, path=str(path)) from None
    except (OSError, ValueError) as error:
        raise RulesError.of("CR102", place, path=str(path), error=type(error).__name__) from None
    return decode(content, str(path), limits=limits)


def decode(content: bytes, file: str, *, limits: YamlLimits = DEFAULT_YAML_LIMITS) -> str:
    """`content` as text, without a byte order mark. Raises `RulesError` for what is not UTF-8 or too large."""
    if len(content) > limits.size:
        raise RulesError.of("CR103", Place(file), limit=limits.size)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RulesError([undecodable(content, error, file)]) from None


def parse_yaml(
    source: str | bytes, file: str, *, limits: YamlLimits = DEFAULT_YAML_LIMITS, pure: bool = False
) -> YamlNode:
    """The one document in `source`; places name `file`. Raises `RulesError` with every problem found.

    `pure` chooses the parser written in Python. Both refuse the same texts and read the same nodes from the rest.
    """
    if isinstance(source, str) and len(source) > limits.size:
        raise RulesError.of("CR103", Place(file), limit=limits.size)
    text = decode(source, file, limits=limits) if isinstance(source, bytes) else source.removeprefix("\ufeff")
    document = Source(file, text)
    if problems := forbidden_characters(document):
        raise RulesError(problems)
    return _Reader(document, limits, pure).document()


class _Reader:
    """Builds nodes from the parser's events, one at a time, so that limits hold before memory is spent."""

    def __init__(self, source: Source, limits: YamlLimits, pure: bool) -> None:
        self.source = source
        self.limits = limits
        self.events = _events(source, pure)
        self.depth = 0
        self.brackets = 0
        self.nodes = 0
        self.problems: list[Diagnostic] = []

    def document(self) -> YamlNode:
        """The root node. Problems that do not stop the reading are raised together at the end."""
        next(self.events)
        start = next(self.events)
        if isinstance(start, yaml.StreamEndEvent):
            raise self.refuse("CR124", None)
        root = self.node(next(self.events))
        next(self.events)
        if isinstance(more := next(self.events), yaml.DocumentStartEvent):
            raise self.refuse("CR114", more)
        self.check_root(root)
        if self.problems:
            raise RulesError(sorted(self.problems, key=lambda problem: problem.place or Place("")))
        return root

    def check_root(self, root: YamlNode) -> None:
        if not isinstance(root, YamlText):
            return
        colon = None if root.quoted else FULL_WIDTH_COLON.match(root.text)
        tight = None if root.quoted else TIGHT_COLON.match(root.text)
        if colon:
            self.problems.append(self.source.diagnose("CR116", root.place_at(colon.end() - 1)))
        elif tight:
            place = root.place_at(tight.end() - 2)
            self.problems.append(self.source.diagnose("CR119", place, {"key": tight.group(1)}))
        else:
            self.problems.append(self.source.diagnose("CR125", root.place))

    def node(self, event: Any) -> YamlNode:
        self.count(event)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        return self.collection(event)

    def count(self, event: Any) -> None:
        """Refuse what has no place in a ruleset, and what is too much of it."""
        if isinstance(event, yaml.AliasEvent):
            raise self.refuse("CR110", event, found=f"*{event.anchor}")
        if event.anchor is not None:
            raise self.refuse("CR111", event, found=f"&{event.anchor}")
        if event.tag is not None:
            raise self.refuse("CR112", event, found=self.source.token(event.start_mark.index))
        self.nodes += 1
        if self.nodes > self.limits.nodes:
            raise self.refuse("CR105", event, limit=self.limits.nodes)

    def collection(self, event: Any) -> YamlNode:
        self.depth += 1
        if self.depth > self.limits.depth:
            raise self.refuse("CR104", event, limit=self.limits.depth)
        self.brackets += bool(event.flow_style)
        place = self.place(event)
        node = self.mapping(place) if isinstance(event, yaml.MappingStartEvent) else self.sequence(place)
        self.depth -= 1
        self.brackets -= bool(event.flow_style)
        return node

    def sequence(self, place: Place) -> YamlList:
        items: list[YamlNode] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.node(event))
        return YamlList(tuple(items), place)

    def mapping(self, place: Place) -> YamlMap:
        entries: dict[str, YamlNode] = {}
        places: dict[str, Place] = {}
        narrow: dict[str, str] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.key(event)
            value = self.node(next(self.events))
            if self.is_new(key, places, narrow):
                entries[key.text], places[key.text] = value, key.place
        return YamlMap(entries, place, places)

    def key(self, event: Any) -> YamlText:
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            raise self.refuse("CR113", event)
        if self.source.before(event.start_mark.index, " \r\n") == "?":
            raise self.refuse("CR113", event)
        key = self.node(event)
        assert isinstance(key, YamlText)
        if key.text == "<<" and not key.quoted:
            raise self.refuse("CR117", event)
        if self.brackets and not key.quoted and TIGHT_BRACKET.match(self.source.text, event.end_mark.index):
            raise self.refuse("CR119", event, key=key.text)
        if key.text != key.text.strip() or not key.text:
            self.problems.append(self.source.diagnose("CR118", key.place, {"key": key.text}))
        return key

    def is_new(self, key: YamlText, places: dict[str, Place], narrow: dict[str, str]) -> bool:
        """Whether no key of this map is `key`, or differs from it in width alone; else the problem is noted."""
        earlier = narrow.setdefault(unicodedata.normalize("NFKC", key.text), key.text)
        if earlier not in places:
            return True
        code = "CR108" if earlier == key.text else "CR109"
        if len(self.problems) >= MOST_REPORTED:
            raise RulesError(self.problems)
        first = places[earlier]
        values = {"key": key.text, "first": earlier, "line": first.line}
        self.problems.append(self.source.diagnose(code, key.place, values, width=len(key.text), related=(first,)))
        return False

    def scalar(self, event: Any) -> YamlText:
        place, style = self.place(event), event.style or ""
        raw = self.source.text[event.start_mark.index : event.end_mark.index]
        if style in {"|", ">"}:
            self.check_header(raw, event)
        if style == '"' and (hidden := invisible(event.value)):
            raise self.refuse("CR107", event, point=hidden)
        if not style and self.brackets and "?" in raw:
            raise RulesError([question_mark(event.start_mark.index + raw.index("?"), self.source)])
        text = "" if not style and event.value in {"~", "null", "Null", "NULL"} else event.value
        if style == "" and raw == text:
            return YamlText(text, place, place, False, self.comment(event))
        origin, breaks = positions(raw, text, style, place)
        return YamlText(text, place, origin, bool(style), None if style else self.comment(event), breaks)

    def check_header(self, raw: str, event: Any) -> None:
        """`require: >2` would be a block of text with an indentation of two, and empty."""
        if raw[1:2].isdigit():
            raise RulesError([self.source.unquoted(event.start_mark.index)])

    def comment(self, event: Any) -> Place | None:
        """Where a comment starts behind the scalar, on its last line."""
        line, end = self.source.line(event.end_mark.line), event.end_mark.column
        start = end
        while line.startswith(" ", start):
            start += 1
        is_comment = start > end and line.startswith("#", start)
        return Place(self.source.file, event.end_mark.line + 1, start + 1) if is_comment else None

    def place(self, event: Any) -> Place:
        mark, column = event.start_mark, event.start_mark.column
        is_absent = mark.index == event.end_mark.index and isinstance(event, yaml.ScalarEvent)
        # The parsers place what is not there before or after blanks.
        while is_absent and column and self.source.line(mark.line)[column - 1] == " ":
            column -= 1
        return Place(self.source.file, mark.line + 1, column + 1)

    def refuse(self, code: str, event: Any, **values: object) -> RulesError:
        place = Place(self.source.file, 1, 1) if event is None else self.place(event)
        return RulesError([self.source.diagnose(code, place, values)])


def _events(source: Source, pure: bool) -> Iterator[Any]:
    """The parser's events. Its errors come out as a `RulesError`."""
    loader = None if pure else getattr(yaml, "CBaseLoader", None)
    stream = (loader or yaml.BaseLoader)(source.parsed)
    try:
        while True:
            yield stream.get_event()
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise RulesError([explain(error, source)]) from None
    finally:
        stream.dispose()
