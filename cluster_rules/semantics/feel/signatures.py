"""What arguments a function takes: signatures as data, and how arguments are fitted to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cluster_rules.semantics.feel.failures import Undefined
from cluster_rules.semantics.feel.values import KINDS, Value, kind

_PARAMETER = re.compile(r"(?P<many>[*+]?)(?P<name>[^:?]+?)(?P<optional>\??): (?P<type>[^?]+?)(?P<nullable>\??)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """`types` are the names of the kinds that fit; empty means any. `list<number>` checks the items too."""

    name: str
    types: tuple[str, ...]
    optional: bool
    nullable: bool
    #: How many further positional arguments it takes at least, as one list; 0 for an ordinary parameter.
    many: int


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function, as it is documented: `substring(string: string, start position: number, …)`."""

    text: str
    name: str
    parameters: tuple[Parameter, ...]
    implementation: Callable[..., Value]
    #: Whether the implementation's first argument is the evaluation, for its budget and its functions.
    runs: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class BuiltIn:
    """A function of the standard: its signatures in the order in which they are tried."""

    name: str
    signatures: tuple[Signature, ...]


def signature(text: str, implementation: Callable[..., Value], *, runs: bool = False) -> Signature:
    """The signature written `name(parameter: type, optional?: type, nullable: type?, *many: type)`.

    `*` takes one or more further arguments, `+` two or more. The type `truth` is a boolean or null.
    """
    name, _, inner = text.removesuffix(")").partition("(")
    parameters = tuple(_parameter(part) for part in inner.split(", ")) if inner else ()
    return Signature(text, name, parameters, implementation, runs)


def _parameter(text: str) -> Parameter:
    match = _PARAMETER.fullmatch(text)
    if match is None:
        raise ValueError(text)
    types = () if match["type"] == "any" else tuple(match["type"].split("|"))
    optional, nullable = bool(match["optional"]), bool(match["nullable"])
    return Parameter(match["name"], types, optional, nullable or not types, " *+".index(match["many"] or " "))


def chosen(function: BuiltIn, arguments: Sequence[Value], names: Sequence[str]) -> tuple[Signature, list[Value]]:
    """The first signature that the arguments fit, and the arguments fitted to it. Raises `Undefined`."""
    failure = Undefined("CR358", function=function.name, signature=function.signatures[0].text)
    for candidate in function.signatures:
        placed = _named(candidate, arguments, names) if names else _positional(candidate, arguments)
        if placed is None:
            continue
        try:
            return candidate, [fitted(candidate, p, v) for p, v in zip(candidate.parameters, placed, strict=True)]
        except Undefined as mismatch:
            failure = mismatch
    raise failure


def _positional(candidate: Signature, arguments: Sequence[Value]) -> list[Value] | None:
    parameters = candidate.parameters
    if parameters and parameters[-1].many:
        fixed = len(parameters) - 1
        enough = len(arguments) >= fixed + parameters[-1].many
        return [*arguments[:fixed], list(arguments[fixed:])] if enough else None
    required = sum(not parameter.optional for parameter in parameters)
    if not required <= len(arguments) <= len(parameters):
        return None
    return [*arguments, *([_ABSENT] * (len(parameters) - len(arguments)))]


def _named(candidate: Signature, arguments: Sequence[Value], names: Sequence[str]) -> list[Value] | None:
    given = dict(zip(names, arguments, strict=True))
    if not given.keys() <= {parameter.name for parameter in candidate.parameters}:
        return None
    if any(
        parameter.many > 1 or (parameter.many and parameter.name not in given) for parameter in candidate.parameters
    ):
        return None
    return [_given(parameter, given) for parameter in candidate.parameters]


def _given(parameter: Parameter, given: dict[str, Value]) -> Value:
    """What a named call gives for `parameter`; what it leaves out is null."""
    value = given.get(parameter.name, _ABSENT if parameter.optional else None)
    return [value] if parameter.many else value


_ABSENT: Any = object()


def fitted(candidate: Signature, parameter: Parameter, value: Value) -> Value:
    """`value` as `parameter` takes it, each of several values by itself."""
    if value is _ABSENT:
        return None
    if parameter.many:
        return [_fitted_one(candidate, parameter, item) for item in value]
    return _fitted_one(candidate, parameter, value)


def _fitted_one(candidate: Signature, parameter: Parameter, value: Value) -> Value:
    """A list of one stands for its item and an item for a list of it, as in the standard."""
    if _takes(parameter, value) or (value is None and parameter.nullable):
        return value
    if isinstance(value, list) and len(value) == 1 and _takes(parameter, value[0]):
        return value[0]
    if value is not None and _takes(parameter, [value]):
        return [value]
    raise _mismatch(candidate, parameter, value)


def _takes(parameter: Parameter, value: Value) -> bool:
    if not parameter.types or kind(value) in parameter.types:
        return True
    return any(fits(value, type_) for type_ in parameter.types if type_ not in KINDS)


def fits(value: Value, type_: str) -> bool:
    """Whether `value` is of the type named `type_`, without conversion."""
    if type_ == "truth":
        return value is None or isinstance(value, bool)
    outer, bracket, inner = type_.removesuffix(">").partition("<")
    return kind(value) == outer and (not bracket or all(fits(item, inner) for item in value))


def _mismatch(candidate: Signature, parameter: Parameter, value: Value) -> Undefined:
    expected = " | ".join(parameter.types) or "any"
    return Undefined(
        "CR357", function=candidate.name, parameter=parameter.name, expected=expected, actual=_described(value)
    )


def _described(value: Value) -> str:
    if isinstance(value, list) and value:
        return f"list<{' | '.join(sorted({kind(item) for item in value}))}>"
    return kind(value)
