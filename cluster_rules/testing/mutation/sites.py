"""Where a mistake can be made in the files of an edition, and the files with that one mistake in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, TypeVar

from cluster_rules.compiler.shapes import read_model
from cluster_rules.compiler.surface import Surface
from cluster_rules.compiler.surface_criteria import ConditionFile
from cluster_rules.compiler.surface_facts import DefinitionsFile
from cluster_rules.errors import Place
from cluster_rules.language import parse, parse_test, print_expression
from cluster_rules.language.yaml_nodes import YamlList, YamlMap, YamlNode, YamlText
from cluster_rules.model.expressions import Node
from cluster_rules.testing.mutation.trees import Slip, Slips

_File = TypeVar("_File", ConditionFile, DefinitionsFile)

Path: TypeAlias = tuple[str | int, ...]
#: A slip inside an expression; or years, direction, the default of a choice; or the tree of criteria itself.
Kind: TypeAlias = Slip | Literal["years", "direction", "default", "criterion", "group", "count", "force", "exception"]

_EXPRESSIONS = frozenset({"indicator", "test", "is", "value", "by", "then", "points", "maximum", "unless"})
_TESTS = frozenset({"require", "when", "pass", "minimum"})
#: They decide nothing: figures for a person, words.
_IDLE = frozenset({"aids", "evidence", "guidance", "note", "source"})
_DIRECTIONS: Mapping[str, tuple[str, ...]] = {
    "strictly_decreasing": ("not_increasing", "strictly_increasing"),
    "strictly_increasing": ("not_decreasing", "strictly_decreasing"),
    "not_increasing": ("strictly_decreasing", "not_decreasing"),
    "not_decreasing": ("strictly_increasing", "not_increasing"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One mistake: the text at a place of a file, before and after."""

    kind: Kind
    file: str
    path: Path
    place: Place
    before: str
    after: str


def changes(surface: Surface, slips: Slips) -> Iterator[Change]:
    """Every mistake that can be made in a text of the definitions and the conditions, file by file."""
    for name, model in _models(surface).items():
        for path, text in _texts(model.node, ()):
            for kind, before, after in _slips(path, text, slips):
                yield Change(kind, name, path, text.place, before, after)


def changed(surface: Surface, change: Change) -> Surface:
    """The files with the mistake in them."""
    if change.file in surface.definitions:
        made = _read(DefinitionsFile, surface.definitions[change.file].node, surface, change)
        return replace(surface, definitions={**surface.definitions, change.file: made})
    made_file = _read(ConditionFile, surface.condition_files[change.file].node, surface, change)
    if change.file in surface.standing:
        return replace(surface, standing={**surface.standing, change.file: made_file})
    return replace(surface, conditions={**surface.conditions, change.file: made_file})


def _models(surface: Surface) -> Mapping[str, DefinitionsFile | ConditionFile]:
    return {**surface.definitions, **surface.condition_files}


def _texts(node: YamlNode, path: Path) -> Iterator[tuple[Path, YamlText]]:
    if isinstance(node, YamlText):
        yield path, node
    elif isinstance(node, YamlList):
        for index, item in enumerate(node.items):
            yield from _texts(item, (*path, index))
    else:
        for key, value in node.entries.items():
            if key not in _IDLE:
                yield from _texts(value, (*path, key))


def _slips(path: Path, text: YamlText, slips: Slips) -> Iterator[tuple[Kind, str, str]]:
    """Mistakes in the value at `path`: their kind, and the text in its canonical spelling before and after."""
    key = str(path[-1])
    if key in _EXPRESSIONS or key in _TESTS:
        # The tiers of a requirement are tests, those of a definition are values.
        is_test = key in _TESTS or (key == "then" and "require" in path)
        read: Callable[[str], Node] = parse_test if is_test else parse
        root = read(text.text)
        before = print_expression(root)
        yield from ((kind, before, print_expression(mistaken)) for kind, mistaken in slips.of(root))
        if key == "unless":
            yield "exception", before, "false"
    elif key == "last":
        yield from (("years", text.text, years) for years in _other_years(text.text))
    elif key == "direction":
        yield from (("direction", text.text, other) for other in _DIRECTIONS.get(text.text, ()))


def _other_years(text: str) -> Iterator[str]:
    number = text.removesuffix("年").strip()
    for other in (int(number) - 1, int(number) + 1):
        if other >= 1:
            yield text.replace(number, str(other))


def _read(model: type[_File], node: YamlMap, surface: Surface, change: Change) -> _File:
    return read_model(model, _with(node, change.path, change.after), surface.sources[change.place.file])


def _with(node: YamlNode, path: Path, text: str) -> YamlNode:
    """`node` with `text` where `path` leads."""
    if not path:
        assert isinstance(node, YamlText)
        return replace(node, text=text)
    step, *rest = path
    if isinstance(node, YamlMap):
        assert isinstance(step, str)
        return replace(node, entries={**node.entries, step: _with(node.entries[step], tuple(rest), text)})
    assert isinstance(node, YamlList)
    assert isinstance(step, int)
    return replace(
        node, items=(*node.items[:step], _with(node.items[step], tuple(rest), text), *node.items[step + 1 :])
    )
