"""Surface models that know their places, and how a YAML tree becomes one: every error of shape at once.

Authority on kinds of value (text, expression, word, list, map), not on what any key means.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, NamedTuple, TypeAlias

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler, PrivateAttr, model_validator
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from cluster_rules.errors import Place
from cluster_rules.language.yaml_nodes import YamlList, YamlMap, YamlNode, YamlText, node_at
from cluster_rules.model.days import day_meant, parse_day


class Fields(dict[str, Any]):
    """A map of the file on its way into a model."""

    node: YamlMap


class Items(tuple[Any, ...]):
    """A list of the file on its way into a model."""

    node: YamlList


class Problem(NamedTuple):
    """A shape that no single field shows: a code, the key it is about (empty for the whole map), values."""

    code: str
    key: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass
class Reading:
    """What is noted while one file is read."""

    #: Names of kinds of criteria that plugins add.
    kinds: frozenset[str] = frozenset()
    #: The model that each map was read as, by identity, for suggestions of keys.
    models: dict[int, type[Located]] = field(default_factory=dict)
    problems: list[tuple[Problem, YamlMap]] = field(default_factory=list)
    expressions: list[YamlText] = field(default_factory=list)


class Located(BaseModel):
    """A map of a YAML file. Scalars are `YamlText`; `place_of` gives the place of anything in it."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, defer_build=True)

    #: Whether plugins may add kinds: each is a key that joins `exactly_one`.
    extensible: ClassVar[bool] = False
    #: Of these keys there is one, and no more.
    exactly_one: ClassVar[tuple[str, ...]] = ()
    #: Of these keys there is one at most.
    at_most_one: ClassVar[tuple[str, ...]] = ()
    #: The first key of each pair makes no sense without the second.
    needs: ClassVar[tuple[tuple[str, str], ...]] = ()

    _node: YamlMap = PrivateAttr()

    @property
    def node(self) -> YamlMap:
        """The map itself."""
        return self._node

    @property
    def place(self) -> Place:
        """Where the map starts."""
        return self._node.place

    def place_of(self, *path: str | int) -> Place:
        """The place of the value that `path` leads to, keys as the file has them; of this map where it leads nowhere.

        `place_of("require")`, `place_of("aids", 0, "is")`.
        """
        node = node_at(self._node, path)
        return self.place if node is None else node.place

    def key_place(self, *path: str) -> Place:
        """The place of the last key of `path`; of this map where there is no such key."""
        parent = node_at(self._node, path[:-1])
        return parent.key_places.get(path[-1], self.place) if isinstance(parent, YamlMap) else self.place

    @property
    def extension(self) -> tuple[str, YamlNode] | None:
        """The key that a plugin added, and its value."""
        known = {info.alias or name for name, info in type(self).model_fields.items()}
        return next(((key, value) for key, value in self._node.entries.items() if key not in known), None)

    @classmethod
    def problems(cls, node: YamlMap, kinds: frozenset[str]) -> Iterator[Problem]:
        """What is wrong with the keys of `node` taken together."""
        one = (*cls.exactly_one, *sorted(kinds)) if cls.extensible else cls.exactly_one
        half = any(key in node.entries for key, other in cls.needs if other in one)
        if one and not half and not any(key in one for key in node.entries):
            yield Problem("CR149", "", (("kinds", ", ".join(one)),))
        for choice in (one, cls.at_most_one):
            present = [key for key in node.entries if key in choice]
            yield from (Problem("CR150", key, (("other", present[0]),)) for key in present[1:])
        missing = ((key, other) for key, other in cls.needs if key in node.entries and other not in node.entries)
        yield from (Problem("CR151", key, (("other", other),)) for key, other in missing)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        found = handler.resolve_ref_schema(handler(schema))
        found["title"] = found.pop("description")
        if cls.exactly_one:
            found["oneOf"] = [{"required": [key]} for key in cls.exactly_one if key in found["properties"]]
        if cls.at_most_one:
            none = {"not": {"anyOf": [{"required": [key]} for key in cls.at_most_one]}}
            found["oneOf"] = [none, *({"required": [key]} for key in cls.at_most_one)]
        if cls.needs:
            found["dependentRequired"] = {key: [other] for key, other in cls.needs}
        return found

    @model_validator(mode="wrap")
    @classmethod
    def _keep_node(cls, data: Any, handler: Any, info: Any) -> Any:
        if not isinstance(data, Fields):
            return handler(data)
        reading: Reading = info.context
        reading.models[id(data)] = cls
        reading.problems.extend((problem, data.node) for problem in cls.problems(data.node, reading.kinds))
        instance = handler(_without(data, reading.kinds) if cls.extensible else data)
        instance._node = data.node
        return instance


def _without(data: Fields, keys: frozenset[str]) -> Fields:
    rest = Fields((key, value) for key, value in data.items() if key not in keys)
    rest.node = data.node
    return rest


_TRUTHS = {"true": True, "True": True, "是": True, "false": False, "False": False, "否": False}


class AnyText:
    """A scalar, empty or not."""

    json: ClassVar[dict[str, Any]] = {"type": ["string", "number", "boolean", "null"]}

    def check(self, text: YamlText) -> YamlText:
        return text

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self._validate)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return dict(self.json)

    def _validate(self, value: object) -> YamlText:
        if not isinstance(value, YamlText):
            raise PydanticCustomError("CR142", "not a text")
        return self.check(value)


class FilledText(AnyText):
    """A scalar that says something."""

    json: ClassVar[dict[str, Any]] = {"type": ["string", "number", "boolean"]}

    def check(self, text: YamlText) -> YamlText:
        if not text.text.strip():
            raise PydanticCustomError("CR145", "empty")
        return text


class ExpressionText(FilledText):
    """An expression: a comment right behind it might be a part of it, and is refused."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(self._noted)

    def _noted(self, value: object, info: Any) -> YamlText:
        text = self._validate(value)
        info.context.expressions.append(text)
        return text

    def check(self, text: YamlText) -> YamlText:
        if text.comment_place is not None:
            raise PydanticCustomError("CR146", "comment")
        return super().check(text)


class DayText(FilledText):
    """A day, or `unknown`: what is not known is said, never guessed."""

    json: ClassVar[dict[str, Any]] = {"type": "string", "pattern": r"^(unknown|\d{4}-\d{2}-\d{2})$"}

    def check(self, text: YamlText) -> YamlText:
        if super().check(text).text == "unknown" or parse_day(text.text):
            return text
        if meant := day_meant(text.text):
            raise PydanticCustomError("CR155", "day", {"meant": meant})
        raise PydanticCustomError("CR156", "no day")


class AnyNode:
    """A text, a list or a map: what it has to be is decided where it is used."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(_node)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {}


def _node(value: Any) -> YamlNode:
    found: YamlNode = value.node if isinstance(value, Fields | Items) else value
    return found


class OneWord:
    """One of the words of the field's Literal type, or `true` and `false` for a bool."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self._word, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        found = handler(schema)
        return {"enum": [True, False, "是", "否"]} if found.get("type") == "boolean" else found

    def _word(self, value: object) -> object:
        if not isinstance(value, YamlText):
            raise PydanticCustomError("CR142", "not a text")
        return _TRUTHS.get(value.text, value.text)


Cell: TypeAlias = Annotated[YamlText, AnyText()]
Text: TypeAlias = Annotated[YamlText, FilledText()]
Expression: TypeAlias = Annotated[YamlText, ExpressionText()]
Day: TypeAlias = Annotated[YamlText, DayText()]
Flag: TypeAlias = Annotated[bool, OneWord()]
Content: TypeAlias = Annotated[YamlMap | YamlList | YamlText, AnyNode()]
WORD = OneWord()


def kind_of(value: object) -> str:
    """`text`, `list` or `map`, as tags of unions."""
    return "map" if isinstance(value, Fields) else "list" if isinstance(value, Items) else "text"


def plain(node: YamlNode) -> Fields | Items | YamlText:
    """`node` as pydantic takes it: dictionaries, tuples and texts, each with its node."""
    if isinstance(node, YamlMap):
        fields = Fields((key, plain(value)) for key, value in node.entries.items())
        fields.node = node
        return fields
    if isinstance(node, YamlList):
        items = Items(plain(item) for item in node.items)
        items.node = node
        return items
    return node
