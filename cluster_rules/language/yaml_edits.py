"""Changing a YAML file without touching the rest of it: source text is spliced by the spans of nodes.

Line ends, comments, alignment and quotation marks elsewhere stay byte for byte what they were. Every edit is read back
and must give the tree that was meant; where a spelling does not, the next one is tried.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import yaml

from cluster_rules.errors import RulesError
from cluster_rules.language.yaml_nodes import YamlList, YamlMap, YamlNode
from cluster_rules.language.yaml_source import parse_yaml

Path: TypeAlias = tuple[str | int, ...]

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A node in the source: where it starts and where its last character that is not blank ends."""

    start: int
    end: int
    flow: bool
    #: Keys and values of a map, or items of a list, in order.
    keys: tuple[tuple[str, int], ...] = ()
    children: tuple[Piece, ...] = ()


def plain(node: YamlNode) -> Any:
    """What `node` says, as dicts, lists and texts."""
    if isinstance(node, YamlMap):
        return {key: plain(value) for key, value in node.entries.items()}
    return [plain(item) for item in node.items] if isinstance(node, YamlList) else node.text


def content(text: str) -> Any:
    """What the file with this text says."""
    return plain(parse_yaml(text, ""))


def piece_at(text: str, path: Path) -> Piece:
    """The piece that `path` leads to, which must exist."""
    piece = _pieces(text)
    for step in path:
        index = step if isinstance(step, int) else [key for key, _ in piece.keys].index(step)
        piece = piece.children[index]
    return piece


def source_of(text: str, path: Path) -> str:
    """The source of the node at `path`, its later lines as far to the left as its first."""
    piece = piece_at(text, path)
    return _moved(text[piece.start : piece.end], -_column(text, piece.start))


def set_value(text: str, path: Path, value: str) -> str:
    """The file with the node at `path` written as `value`, a source text."""
    piece = piece_at(text, path)
    tree = content(text)
    _put(tree, path, _read(value))
    break_, alone = _end_of_line(text), not text[_line_start(text, piece.start) : piece.start].strip()
    indent = " " * (_column(text, _owner_start(text, path)) + 2)
    spellings = [_spelled(value, form, indent, break_) for form in ("as it is", "below", "flow")]
    if alone or isinstance(path[-1], int):
        # On lines of its own, or behind the dash of an item: its later lines stand below its first.
        spellings.insert(0, _lines(value, " " * _column(text, piece.start), break_).lstrip(" "))
    return _first(tree, (text[: piece.start] + new + text[piece.end :] for new in spellings))


def set_text(text: str, path: Path, value: str) -> str:
    """The file with the scalar at `path` saying `value`, in the quotation marks it has, where they do."""
    piece = piece_at(text, path)
    tree = content(text)
    _put(tree, path, value)
    mark = text[piece.start] if text[piece.start] in "\"'" else ""
    spellings = [mark + value + mark, value, json.dumps(value, ensure_ascii=False)]
    return _first(tree, (text[: piece.start] + new + text[piece.end :] for new in spellings))


def set_key(text: str, path: Path, key: str, value: str, after: str | None = None) -> str:
    """The file with a new key in the map at `path`, behind the key `after`, else behind its last."""
    owner = piece_at(text, path)
    names = [name for name, _ in owner.keys]
    index = names.index(after) if after in names else len(names) - 1
    tree = content(text)
    _get(tree, path)[key] = _read(value)
    place = owner.children[index].end
    if owner.flow:
        made = [f", {_scalar(key)}: {flow(_read(value))}"]
        return _first(tree, (text[:place] + new + text[place:] for new in made))
    place = _line_end(text, place)
    break_, indent = _end_of_line(text), " " * _column(text, owner.keys[0][1])
    forms = (_spelled(value, form, indent + "  ", break_) for form in ("as it is", "below", "flow"))
    lines = (f"{break_}{indent}{_scalar(key)}:{'' if form.startswith(break_) else ' '}{form}" for form in forms)
    return _first(tree, (text[:place] + line + text[place:] for line in lines))


def remove_key(text: str, path: Path) -> str:
    """The file without the key at the end of `path`, and without its value."""
    owner, key = piece_at(text, path[:-1]), path[-1]
    index = [name for name, _ in owner.keys].index(str(key))
    tree = content(text)
    del _get(tree, path[:-1])[key]
    start, end = owner.keys[index][1], owner.children[index].end
    return _without(text, tree, owner, index, start, end)


def add_item(text: str, path: Path, index: int, value: str) -> str:
    """The file with `value`, a source text, as item `index` of the list at `path`, which has items already."""
    owner = piece_at(text, path)
    tree = content(text)
    _get(tree, path).insert(index, _read(value))
    if owner.flow:
        place = owner.children[index - 1].end if index else owner.children[0].start
        new = f", {flow(_read(value))}" if index else f"{flow(_read(value))}, "
        return _first(tree, [text[:place] + new + text[place:]])
    break_, indent = _end_of_line(text), " " * _column(text, owner.start)
    item = _lines(f"- {_moved(value, 2)}", indent, break_)
    if index == 0:
        place = _line_start(text, owner.start)
        return _first(tree, [text[:place] + item + break_ + _gap(text, owner, index, break_) + text[place:]])
    place = _line_end(text, owner.children[index - 1].end)
    return _first(tree, [text[:place] + break_ + _gap(text, owner, index, break_) + item + text[place:]])


def remove_item(text: str, path: Path) -> str:
    """The file without the item at the end of `path`; comments above it stay."""
    owner, index = piece_at(text, path[:-1]), path[-1]
    assert isinstance(index, int)
    tree = content(text)
    del _get(tree, path[:-1])[index]
    piece = owner.children[index]
    return _without(text, tree, owner, index, piece.start, piece.end)


def _without(text: str, tree: Any, owner: Piece, index: int, start: int, end: int) -> str:
    """The text without one entry of `owner`: its separator goes with it."""
    last = index == len(owner.children) - 1
    if owner.flow:
        if not last:
            following = owner.keys[index + 1][1] if owner.keys else owner.children[index + 1].start
            return _first(tree, [text[:start] + text[following:]])
        before = owner.children[index - 1].end if index else start
        return _first(tree, [text[:before] + text[end:]])
    first, behind = _line_start(text, start), _next_line(text, end)
    blank = _blank_lines(text, behind)
    if last:
        return _first(tree, [_trimmed(text[:first]) + text[behind:], text[:first] + text[behind:]])
    # An entry that shares its line with the dash of an item leaves the dash to the next one.
    return _first(tree, [text[:first] + text[blank:], text[:start] + text[_next_entry(owner, index) :]])


def _next_entry(owner: Piece, index: int) -> int:
    return owner.keys[index + 1][1] if owner.keys else owner.children[index + 1].start


def _first(tree: Any, texts: Iterable[str]) -> str:
    """The first text that says exactly `tree`."""
    for text in texts:
        try:
            if content(text) == tree:
                return text
        except RulesError:
            continue
    raise AssertionError("no spelling says what is meant")


@lru_cache(maxsize=16)
def _pieces(text: str) -> Piece:
    loader = getattr(yaml, "CBaseLoader", None) or yaml.BaseLoader
    return _piece(yaml.compose(text, Loader=loader), text)


def _piece(node: Any, text: str) -> Piece:
    start, end = node.start_mark.index, node.end_mark.index
    if isinstance(node, yaml.MappingNode):
        keys = tuple((key.value, key.start_mark.index) for key, _ in node.value)
        children = tuple(_piece(value, text) for _, value in node.value)
        ends = [child.end for child in children]
        return Piece(start, end if node.flow_style else max(ends, default=end), bool(node.flow_style), keys, children)
    if isinstance(node, yaml.SequenceNode):
        children = tuple(_piece(item, text) for item in node.value)
        ends = [child.end for child in children]
        return Piece(start, end if node.flow_style else max(ends, default=end), bool(node.flow_style), (), children)
    return Piece(start, start + len(text[start:end].rstrip()), False)


def _owner_start(text: str, path: Path) -> int:
    """Where the key of the value at `path` starts, or its item."""
    owner, step = piece_at(text, path[:-1]), path[-1]
    return owner.children[step].start if isinstance(step, int) else dict(owner.keys)[step]


def _spelled(value: str, form: str, indent: str, break_: str) -> str:
    """A value where it stands, on lines of its own, or on one line in brackets."""
    if form == "flow":
        return flow(_read(value))
    return break_ + _lines(value, indent, break_) if form == "below" else value


def _read(value: str) -> Any:
    """What a source says, as an item of a list would say it."""
    return content(f"- {_moved(value, 2)}")[0]


def _get(tree: Any, path: Path) -> Any:
    for step in path:
        tree = tree[step]
    return tree


def _put(tree: Any, path: Path, value: Any) -> None:
    _get(tree, path[:-1])[path[-1]] = value


def _scalar(text: str) -> str:
    """A text as a scalar in brackets: plain where it is safe."""
    if re.fullmatch(r"[\w≥≤](?:[^\s,\[\]{}:#\"'`&*!|\\]| (?! |$))*", text) and not re.fullmatch(
        r"[\d.]+|true|false|null", text
    ):
        return text
    return json.dumps(text, ensure_ascii=False)


def flow(value: Any) -> str:
    """`value`, of dicts, lists and texts, on one line in brackets."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {flow(entry)}" for key, entry in value.items()) + "}"
    return "[" + ", ".join(map(flow, value)) + "]" if isinstance(value, list) else _scalar(value)


def readable(node: YamlNode) -> str:
    """A text as it is, and anything else on one line in brackets."""
    said = plain(node)
    return said if isinstance(said, str) else flow(said)


def _lines(value: str, indent: str, break_: str) -> str:
    """Every line of `value` behind `indent`, with the file's own line ends."""
    return break_.join(indent + line if line.strip() else "" for line in value.splitlines())


def _moved(value: str, by: int) -> str:
    """The lines of `value` after the first, moved to the right or left."""
    first, *rest = value.splitlines() or [""]
    change: Callable[[str], str] = (lambda line: " " * by + line) if by >= 0 else (lambda line: line[-by:])
    return "\n".join([first, *(change(line) if line.strip() else "" for line in rest)])


def _column(text: str, index: int) -> int:
    return index - _line_start(text, index)


def _line_start(text: str, index: int) -> int:
    return max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1


def _line_end(text: str, index: int) -> int:
    """The end of the line, before its line break; a comment on it belongs to what stands there."""
    found = re.compile(r"[\r\n]").search(text, index)
    return found.start() if found else len(text)


def _next_line(text: str, index: int) -> int:
    end = _line_end(text, index)
    return end + (2 if text.startswith("\r\n", end) else 1) if end < len(text) else end


def _blank_lines(text: str, index: int) -> int:
    """Behind the blank lines that start at `index`."""
    while index < len(text) and not text[index : _line_end(text, index)].strip():
        index = _next_line(text, index)
    return index


def _trimmed(text: str) -> str:
    """Without blank lines at the end, with the line break of the last line that is not."""
    kept = text.rstrip()
    return text[: _next_line(text, len(kept))]


def _end_of_line(text: str) -> str:
    found = re.search(r"\r\n|\r|\n", text)
    return found.group() if found else "\n"


def _gap(text: str, owner: Piece, index: int, break_: str) -> str:
    """A blank line before item `index` where the items before it, else the ones behind it, have one between them."""
    pairs = [*zip(owner.children, owner.children[1:], strict=False)]
    near = pairs[max(0, min(index - 2, len(pairs) - 1))] if pairs else None
    blank = near is not None and re.search(r"(\r\n|\r|\n)[ ]*\1", text[near[0].end : near[1].start])
    return break_ if blank else ""
