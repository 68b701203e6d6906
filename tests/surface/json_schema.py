"""Enough of JSON Schema 2020-12 to check our own schemas. A keyword that is not known here fails the test."""

import re

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None), "number": (int, float)}
SILENT = {"$schema", "$id", "$defs", "title", "description"}


def is_valid(schema, value, root=None):
    root = root or schema
    if not applies(schema, value):
        return False
    return all(CHECKS[key](argument, value, schema, root) for key, argument in schema.items() if key not in SILENT)


def applies(schema, value):
    """Keywords about objects and lists say nothing about other values; ours always come with a type."""
    return "properties" not in schema or isinstance(value, dict)


def _type(argument, value, schema, root):
    return isinstance(value, tuple(TYPES[name] for name in ([argument] if isinstance(argument, str) else argument)))


def _ref(argument, value, schema, root):
    return is_valid(root["$defs"][argument.removeprefix("#/$defs/")], value, root)


def _properties(argument, value, schema, root):
    return all(is_valid(argument[key], item, root) for key, item in value.items() if key in argument)


def _additional(argument, value, schema, root):
    rest = [item for key, item in value.items() if key not in schema.get("properties", {})]
    return not rest if argument is False else all(is_valid(argument, item, root) for item in rest)


CHECKS = {
    "type": _type,
    "$ref": _ref,
    "properties": _properties,
    "additionalProperties": _additional,
    "enum": lambda argument, value, *_: value in argument,
    "const": lambda argument, value, *_: value == argument,
    "pattern": lambda argument, value, *_: re.search(argument, value) is not None,
    "required": lambda argument, value, *_: all(key in value for key in argument),
    "items": lambda argument, value, schema, root: all(is_valid(argument, item, root) for item in value),
    "maxProperties": lambda argument, value, *_: len(value) <= argument,
    "not": lambda argument, value, schema, root: not is_valid(argument, value, root),
    "anyOf": lambda argument, value, schema, root: any(is_valid(option, value, root) for option in argument),
    "oneOf": lambda argument, value, schema, root: sum(is_valid(option, value, root) for option in argument) == 1,
    "dependentRequired": lambda argument, value, *_: all(
        other in value for key, others in argument.items() if key in value for other in others
    ),
}
