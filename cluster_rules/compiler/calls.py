"""Function calls in a ruleset: aggregates over registers, validity of titles, and the table of strict functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Literal

from cluster_rules.compiler import advice
from cluster_rules.compiler.comparing import comparison, negated
from cluster_rules.compiler.listing import column
from cluster_rules.compiler.lowering import meaning, scalar, truth
from cluster_rules.compiler.ratios import mean
from cluster_rules.compiler.scope import Column, Items, Meaning, RecordVariable, Rows, Scope
from cluster_rules.compiler.suggest import closest
from cluster_rules.compiler.typing import NUMBERS, TRUTHS, adapt, is_number, named, refuse, same_type
from cluster_rules.language import print_expression
from cluster_rules.language.places import ExpressionError
from cluster_rules.model import expressions as tree
from cluster_rules.model import ir
from cluster_rules.model.types import DATE, BooleanType, DateType, NumberType
from cluster_rules.semantics.feel.library import FUNCTIONS as FORMULA_FUNCTIONS
from cluster_rules.semantics.functions import ANY_NUMBER, BUILT_IN, LIST_FUNCTIONS, Function, functions

Arguments = tuple[tree.Node, ...]
Lowering = Callable[[tree.Call, Arguments, Scope], Meaning]

#: Chinese spellings of functions, as people write them.
ALIASES: Mapping[str, str] = {alias: function.name for function in LIST_FUNCTIONS for alias in function.aliases}
_WRITTEN: Mapping[str, tuple[str, str]] = {f.name: (f.written_zh, f.written_en) for f in LIST_FUNCTIONS}


@meaning.register
def call(node: tree.Call, scope: Scope) -> Meaning:
    """What a call stands for; refuses unknown functions and wrong arguments."""
    if not isinstance(node.function, tree.Name):
        raise refuse("CR213", node, text=print_expression(node))
    if node.names:
        plain = tree.Call(node.function, node.arguments)
        raise refuse("CR394", node, text=print_expression(node), instead=print_expression(plain))
    name = ALIASES.get(node.function.name, node.function.name)
    if name in SPECIAL:
        return SPECIAL[name](node, node.arguments, scope)
    table = {function.name: function for function in functions()}
    if name not in table and name in FORMULA_FUNCTIONS:
        raise refuse("CR392", node.function, name=name, known="、".join(_own_functions()))
    if name not in table:
        close = closest(name, (*table, *SPECIAL, *ALIASES))
        raise refuse("CR221", node.function, name=name, close=close)
    return _strict(table[name], node, scope)


def _own_functions() -> tuple[str, ...]:
    """The functions that every ruleset has, without those of plugins."""
    return (*SPECIAL, *sorted(function.name for function in BUILT_IN))


def _strict(function: Function, node: tree.Call, scope: Scope) -> ir.Expression:
    arguments = tuple(scalar(argument, scope) for argument in node.arguments)
    if len(arguments) != len(function.parameters):
        raise _other_arguments(function.name, node, len(function.parameters), _signature(function))
    pairs = zip(arguments, function.parameters, node.arguments, strict=True)
    for index, (argument, parameter, place) in enumerate(pairs, 1):
        fits = is_number(argument.type) if parameter == ANY_NUMBER else same_type(argument.type, parameter)
        if not fits:
            written = named(wanted=parameter, found=argument.type, signature=_signature(function))
            example = advice.without_unit(argument) if is_number(parameter) else ""
            values = {"name": function.name, "index": index, "text": argument.text, "example": example}
            raise refuse("CR395", place, **values, **written)
    kind = arguments[0].type if function.returns == ANY_NUMBER else function.returns
    return ir.Call(kind, function.name, arguments, text=print_expression(node))


def _signature(function: Function) -> tuple[str, str]:
    """How the function is written, in both languages."""
    kinds = [named(kind=parameter) for parameter in function.parameters]
    zh, en = (", ".join(kind[f"kind_{locale}"] for kind in kinds) for locale in ("zh", "en"))
    return f"{function.name}({zh})", f"{function.name}({en})"


def _other_arguments(name: str, node: tree.Call, wanted: int, signature: tuple[str, str]) -> ExpressionError:
    values = named(signature=signature)
    return refuse("CR222", node, name=name, wanted=wanted, found=len(node.arguments), **values)


def _one(node: tree.Call, arguments: Arguments) -> tree.Node:
    if len(arguments) != 1:
        name = print_expression(node.function)
        raise _other_arguments(name, node, 1, _WRITTEN[ALIASES.get(name, name)])
    return arguments[0]


def _count(node: tree.Call, arguments: Arguments, scope: Scope) -> Meaning:
    found = meaning(_one(node, arguments), scope)
    text = print_expression(node)
    if not isinstance(found, Rows | Column):
        raise refuse("CR208", arguments[0], text=print_expression(arguments[0]))
    rows = found if isinstance(found, Rows) else found.rows
    kind = NumberType(scope.world.dictionary.registers[rows.register].unit.dimension)
    if isinstance(found, Column) and found.distinct:
        return ir.DistinctCount(kind, rows.selection(), found.value, text=text)
    return ir.Count(kind, rows.selection(), text=text)


def _numbers(node: tree.Node, scope: Scope) -> Column:
    found = column(node, scope)
    if found.distinct or not is_number(found.value.type):
        raise refuse("CR202", node, **named(wanted=NUMBERS, found=found.value.type))
    return found


def _sum(node: tree.Call, arguments: Arguments, scope: Scope) -> Meaning:
    if len(arguments) > 1:
        return _folded(node, arguments, scope)
    found = _numbers(_one(node, arguments), scope)
    return ir.Sum(found.value.type, found.rows.selection(), found.value, text=print_expression(node))  # type: ignore[arg-type]


def _folded(node: tree.Call, arguments: Arguments, scope: Scope) -> Meaning:
    total = arguments[0]
    for argument in arguments[1:]:
        total = tree.Arithmetic("+", total, argument, span=node.span)
    return meaning(total, scope)


def _mean(node: tree.Call, arguments: Arguments, scope: Scope) -> Meaning:
    found = _numbers(_one(node, arguments), scope)
    return mean(found.rows.selection(), found.value, print_expression(node))


def _extreme(kind: Literal["min", "max", "median"], node: tree.Call, arguments: Arguments, scope: Scope) -> Meaning:
    if len(arguments) > 1 and kind != "median":
        return _pick(kind, node, arguments, scope)
    found = column(_one(node, arguments), scope)
    wanted = NumberType if kind == "median" else NumberType | DateType
    if not isinstance(found.value.type, wanted):
        raise refuse("CR202", arguments[0], **named(wanted=NUMBERS, found=found.value.type))
    text = print_expression(node)
    return ir.Extreme(found.value.type, kind, found.rows.selection(), found.value, text=text)


def _pick(kind: Literal["min", "max"], node: tree.Call, arguments: Arguments, scope: Scope) -> Meaning:
    operands = [scalar(argument, scope) for argument in arguments]
    shaped = next((operand for operand in operands if not isinstance(operand, ir.Constant)), operands[0])
    operands = [adapt(operand, shaped) for operand in operands]
    for operand, place in zip(operands, arguments, strict=True):
        if not isinstance(operand.type, NumberType | DateType) or operand.type != shaped.type:
            raise refuse("CR202", place, **named(wanted=shaped.type, found=operand.type))
    return ir.Pick(shaped.type, kind, tuple(operands), text=print_expression(node))


def _distinct(node: tree.Call, arguments: Arguments, scope: Scope) -> Meaning:
    found = column(_one(node, arguments), scope)
    return Column(found.rows, found.value, distinct=True)


def _not(node: tree.Call, arguments: Arguments, scope: Scope) -> Meaning:
    return negated(truth(_one(node, arguments), scope))


def _valid(node: tree.Call, arguments: Arguments, scope: Scope) -> Meaning:
    """`有效(某日)` of the record in whose filter it stands, or `有效(记录, 某日)`."""
    record = _record(node, arguments, scope)
    validity = scope.world.dictionary.registers[record.register].validity
    if validity is None:
        raise refuse("CR223", node, register=record.register)
    day = scalar(arguments[-1], scope)
    ends = [_date_field(record, name, scope) for name in (validity.start, validity.end)]
    started = comparison("<=", ends[0], day, node)
    return ir.Connective("and", (started, comparison(">=", ends[1], day, node)), text=print_expression(node))


def _record(node: tree.Call, arguments: Arguments, scope: Scope) -> RecordVariable:
    if len(arguments) == 2:
        found = meaning(arguments[0], scope)
        if isinstance(found, RecordVariable):
            return found
    implicit = (value for name, value in scope.locals if not name and isinstance(value, RecordVariable))
    record = next(implicit, None)
    if len(arguments) != 1 or record is None:
        raise refuse("CR223", node, register=print_expression(node))
    return record


def _date_field(record: RecordVariable, name: str, scope: Scope) -> ir.Expression:
    scope.world.touched.add((record.register, name))
    return ir.FieldReference(DATE, record.slot, name, text=name)


def _quantify(kind: Literal["some", "every"], node: tree.Call, arguments: Arguments, scope: Scope) -> Meaning:
    found = column(_one(node, arguments), scope)
    if not isinstance(found.value.type, BooleanType):
        raise refuse("CR202", arguments[0], **named(wanted=TRUTHS, found=found.value.type))
    return ir.Quantifier(kind, found.rows.selection(), found.value, text=print_expression(node))


def _contains(node: tree.Call, arguments: Arguments, scope: Scope) -> Meaning:
    if len(arguments) != 2:
        raise _other_arguments("list contains", node, 2, _WRITTEN["list contains"])
    if not isinstance(meaning(arguments[0], scope), Column | Items):
        raise refuse("CR208", arguments[0], text=print_expression(arguments[0]))
    return meaning(tree.Membership(arguments[1], (arguments[0],), span=node.span), scope)


SPECIAL: Mapping[str, Lowering] = {
    "count": _count,
    "sum": _sum,
    "mean": _mean,
    "min": partial(_extreme, "min"),
    "max": partial(_extreme, "max"),
    "median": partial(_extreme, "median"),
    "distinct values": _distinct,
    "not": _not,
    "有效": _valid,
    "all": partial(_quantify, "every"),
    "any": partial(_quantify, "some"),
    "list contains": _contains,
}
