"""Which values a type names: `instance of`, and the declared types of a function's parameters."""

from __future__ import annotations

from cluster_rules.model.expressions import TypeExpression
from cluster_rules.semantics.feel.failures import Undefined
from cluster_rules.semantics.feel.signatures import BuiltIn
from cluster_rules.semantics.feel.values import Closure, HalfRange, Range, Value, kind

ANY = "Any"
SIMPLE = frozenset(
    {"number", "string", "boolean", "date", "time", "date and time", "list", "context", "range", "function"}
    | {"years and months duration", "days and time duration"}
)


def conforms(value: Value, type_: TypeExpression) -> bool:
    """Whether `value` is an instance of `type_`. Null is an instance of `Null` alone."""
    if type_.name == "Null" or type_.name == "null":
        return value is None
    if type_.name != ANY and type_.name not in SIMPLE:
        raise Undefined("CR365", name=type_.name)
    if value is None or type_.name == ANY:
        return value is not None
    return kind(value) == type_.name and _inner_conforms(value, type_)


def _inner_conforms(value: Value, type_: TypeExpression) -> bool:
    if type_.result is not None:
        return _function_conforms(value, type_)
    if not type_.arguments:
        return True
    match type_.name:
        case "list":
            return all(_item_conforms(item, type_.arguments[0]) for item in value)
        case "range":
            return all(_item_conforms(end, type_.arguments[0]) for end in _ends(value))
    named = zip(type_.names, type_.arguments, strict=True)
    return all(name in value and _item_conforms(value[name], inner) for name, inner in named)


def _item_conforms(value: Value, type_: TypeExpression) -> bool:
    return type_.name == ANY or conforms(value, type_)


def _ends(value: Range | HalfRange) -> list[Value]:
    ends = [value.value] if isinstance(value, HalfRange) else [value.low, value.high]
    return [end for end in ends if end is not None]


def _function_conforms(value: Closure | BuiltIn, type_: TypeExpression) -> bool:
    """A function fits a type with as many parameters, where the declared types of both agree."""
    if isinstance(value, BuiltIn):
        return any(len(signature.parameters) == len(type_.arguments) for signature in value.signatures)
    if len(value.parameters) != len(type_.arguments):
        return False
    pairs = zip(value.parameters, type_.arguments, strict=True)
    return all(declared is None or declared.name in (ANY, wanted.name) for (_, declared), wanted in pairs)
