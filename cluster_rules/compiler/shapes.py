"""From a YAML tree to a surface model. What does not fit is reported all at once, each error at its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from cluster_rules.compiler.located import Fields, Items, Located, Problem, Reading, plain
from cluster_rules.compiler.suggest import closest
from cluster_rules.errors import Diagnostic, Place, RulesError
from cluster_rules.language.yaml_nodes import YamlMap, YamlNode, YamlText
from cluster_rules.language.yaml_troubles import FULL_WIDTH_COLON, TIGHT_COLON, Source

_Model = TypeVar("_Model", bound=Located)
_Error = Mapping[str, Any]

_KIND_CODES = {"model_type": "CR143", "dict_type": "CR143", "tuple_type": "CR144", "CR142": "CR142"}


def read_model(model: type[_Model], node: YamlNode, source: Source, *, kinds: frozenset[str] = frozenset()) -> _Model:
    """`node` as a `model`; `kinds` are the keys that plugins add. Raises `RulesError` with every error of shape."""
    return _read(model, node, source, Reading(kinds))


def expressions_in(
    model: type[Located], node: YamlNode, source: Source, *, kinds: frozenset[str] = frozenset()
) -> list[YamlText]:
    """The expressions of a file of the kind `model`, in the order of the model. Raises `RulesError`."""
    reading = Reading(kinds)
    _read(model, node, source, reading)
    return reading.expressions


def _read(model: type[_Model], node: YamlNode, source: Source, reading: Reading) -> _Model:
    root = plain(node)
    errors: list[Any] = []
    result: _Model | None = None
    try:
        result = model.model_validate(root, context=reading)
    except ValidationError as error:
        errors = list(error.errors(include_url=False, include_input=False))
    found = [_of_keys(problem, at, source) for problem, at in reading.problems]
    found += [_of_value(error, root, reading, source) for error in errors]
    if result is None or found:
        raise RulesError(_one_per_place(found))
    return result


def _one_per_place(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """In order of place. What is said of keys taken together comes first and stands for the rest at its place."""
    unique: dict[tuple[Place | None, str], Diagnostic] = {}
    for problem in found:
        key = problem.values.get("key", "")
        unique.setdefault((problem.place, key), problem)
    return sorted(unique.values(), key=lambda problem: problem.place or Place(""))


def _of_keys(problem: Problem, node: YamlMap, source: Source) -> Diagnostic:
    place = node.key_places.get(problem.key, node.place)
    values = {"key": problem.key, **dict(problem.values)}
    return source.diagnose(problem.code, place, values, width=max(1, len(problem.key)))


def _of_value(error: _Error, root: object, reading: Reading, source: Source) -> Diagnostic:
    """The diagnostic for one of pydantic's errors."""
    parent, value, key = _walk(root, error["loc"])
    kind = str(error["type"])
    if kind == "extra_forbidden":
        return _unknown_key(key, parent, reading, source)
    if kind == "missing":
        return _missing_key(str(error["loc"][-1]), value, reading, source)
    if isinstance(value, YamlText) and (colon := _colon(kind, value, source)):
        return colon
    place = _place(value)
    if kind == "CR146":
        assert isinstance(value, YamlText)
        return source.diagnose(kind, value.comment_place or place, {"key": key})
    if kind in ("literal_error", "bool_type"):
        return _not_a_word(error, value, key, source)
    found = value.text if isinstance(value, YamlText) else ""
    values = {"key": key, "found": found, **error.get("ctx", {})}
    return source.diagnose(_KIND_CODES.get(kind, kind), place, values, width=max(1, len(found)))


def _walk(root: object, path: tuple[str | int, ...]) -> tuple[object, object, str]:
    """The last map or list on `path`, the value in it, and the name it has there. Tags of unions are stepped over."""
    parent, value, key = root, root, ""
    for step in path:
        if isinstance(value, Fields) and step in value:
            parent, value, key = value, value[str(step)], str(step)
        elif isinstance(value, Items) and isinstance(step, int) and step < len(value):
            parent, value = value, value[step]
    return parent, value, key


def _place(value: object) -> Place:
    if isinstance(value, (Fields, Items)):
        return value.node.place
    assert isinstance(value, YamlText)
    return value.place


def _unknown_key(key: str, parent: object, reading: Reading, source: Source) -> Diagnostic:
    assert isinstance(parent, Fields)
    model = reading.models[id(parent)]
    titles = {info.title or name: info.alias or name for name, info in model.model_fields.items()}
    names = [*titles.values(), *(sorted(reading.kinds) if model.extensible else ())]
    near = titles.get(key) or closest(key, names, 0.7)
    place = parent.node.key_places[key]
    code, shown = ("CR140", near) if near else ("CR148", ", ".join(names))
    return source.diagnose(code, place, {"key": key, "meant": shown}, width=len(key))


def _missing_key(key: str, parent: object, reading: Reading, source: Source) -> Diagnostic:
    assert isinstance(parent, Fields)
    model = reading.models[id(parent)]
    fields = {info.alias or name: info for name, info in model.model_fields.items()}
    return source.diagnose("CR141", parent.node.place, {"key": key, "title": fields[key].title or key})


def _colon(kind: str, value: YamlText, source: Source) -> Diagnostic | None:
    """Where a map is wanted, `产值：300` is a key with the wrong colon."""
    if kind not in ("model_type", "dict_type") or value.quoted:
        return None
    if match := FULL_WIDTH_COLON.match(value.text):
        return source.diagnose("CR116", value.place_at(match.end() - 1))
    if match := TIGHT_COLON.match(value.text):
        return source.diagnose("CR119", value.place_at(match.end() - 2), {"key": match.group(1)})
    return None


def _not_a_word(error: _Error, value: object, key: str, source: Source) -> Diagnostic:
    assert isinstance(value, YamlText)
    expected = str(error.get("ctx", {}).get("expected", "是, 否, true, false"))
    words = expected.replace("'", "").replace(" or ", ", ").split(", ")
    values = {"key": key, "found": value.text, "words": ", ".join(words)}
    return source.diagnose("CR147", value.place, values, width=max(1, len(value.text)))
