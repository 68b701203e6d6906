"""Which records a selection has: walked once for each outer record, and by an index where a field is pinned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import repeat
from typing import Any, TypeAlias

from cluster_rules.backends.frames import FACTS, FIRST_SLOT, KNOWN, REGISTERS, Evaluator, Frame, Plain, Shared, spend
from cluster_rules.backends.generated import is_plain, plain
from cluster_rules.model import ir
from cluster_rules.model.sheet import BoundRegister, Record
from cluster_rules.model.types import BOOLEAN
from cluster_rules.model.values import NO_REASONS, Partial, Reason, Reasons, reasons_of
from cluster_rules.semantics.aggregates import Members
from cluster_rules.semantics.dependencies import reads

#: A record, and why it may not be there at all.
Row: TypeAlias = tuple[Record, Reasons]
#: Value of a field → the rows that have it; under None the rows whose value is not known.
Index: TypeAlias = Mapping[Any, list[Row]]
#: A field, and what it is pinned to.
Pin: TypeAlias = tuple[str, Evaluator]


@dataclass(frozen=True, slots=True)
class Short:
    """The short way to a selection: a plain function for some of its conditions, and what is left to be asked."""

    plain: Plain
    rest: Evaluator | None


def chooser(
    selection: ir.Selection, condition: Evaluator | None, short: Short | None, pin: Pin | None, shared: Shared
) -> Callable[[Frame], Members[Record]]:
    """The function that says which records are in the selection, or may be."""
    slot, name = FIRST_SLOT + selection.slot, selection.register
    number = shared.selections.setdefault(_identity(selection), next(shared.numbers))
    outer = outer_slots(selection, selection.slot, shared)

    def choose(frame: Frame) -> Members[Record]:
        known = frame[KNOWN]
        key = (number, *[id(frame[place]) for place in outer])
        found = known.get(key)
        if found is None:
            register = frame[REGISTERS][name]
            rows = _candidates(register, pin, frame)
            if outer:
                spend(frame, len(rows) if isinstance(rows, tuple) else len(register.records))
            if short is not None and register.complete and short.plain.fits(register, frame):
                rows = [row for row in rows if short.plain.call(row[0], frame[FACTS])]
                found = known[key] = _walk(register, rows, frame, slot, short.rest)
            else:
                found = known[key] = _walk(register, rows, frame, slot, condition)
        return found  # type: ignore[no-any-return]

    return choose


def plain_part(selection: ir.Selection, shared: Shared) -> tuple[Plain, ir.Expression | None] | None:
    """A plain function for the conditions that allow one, and the conjunction of the rest.

    None where nothing is plain, or where a part could raise: a record that is turned away would hide its error.
    """
    parts = conjuncts(selection.condition)
    if reads(selection, shared.reads).calls:
        return None
    simple = tuple(part for part in parts if is_plain(part, selection.slot))
    key = (selection.slot, *map(id, simple))
    function = shared.plain[key] if key in shared.plain else plain(simple, selection.slot) if simple else None
    shared.plain[key] = function
    rest = tuple(part for part in parts if part not in simple)
    return None if function is None else (function, _all(rest) if rest else None)


def _identity(selection: ir.Selection) -> tuple[Any, ...]:
    return (selection.register, selection.slot, *map(id, conjuncts(selection.condition)))


def conjuncts(condition: ir.Expression | None) -> tuple[ir.Expression, ...]:
    """The conditions that all have to hold."""
    if condition is None:
        return ()
    is_and = isinstance(condition, ir.Connective) and condition.operator == "and"
    return condition.operands if is_and else (condition,)  # type: ignore[union-attr]


def outer_slots(node: Any, own: int, shared: Shared) -> tuple[int, ...]:
    """The places of the records outside slot `own` that `node` looks at."""
    return tuple(sorted(FIRST_SLOT + slot for slot in reads(node, shared.reads).slots if slot < own))


def _walk(
    register: BoundRegister, rows: Iterable[Row], frame: Frame, slot: int, condition: Evaluator | None
) -> Members[Record]:
    """What is certainly in, what may be in, and why that is open. A doubted record is never certainly in."""
    certain: list[Record] = []
    possible: list[Record] = []
    doubts: list[Reasons] = []
    for record, doubt in rows:
        frame[slot] = record
        truth = True if condition is None else condition(frame)
        if truth is True and not doubt:
            certain.append(record)
        elif truth is not False:
            possible.append(record)
            doubts.append(reasons_of(truth) | doubt)
    further = None
    reasons = NO_REASONS.union(*doubts)
    if not register.complete:
        frame[slot] = register.blank
        if condition is None or condition(frame) is not False:
            further = register.blank
            reasons |= {Reason("incomplete", register.name)}
    return Members(certain, possible, further, reasons, doubts)


def _candidates(register: BoundRegister, pin: Pin | None, frame: Frame) -> Iterable[Row]:
    """The rows that can be in: all of them, or those that agree with the pin or do not know."""
    if pin is None:
        return _rows(register)
    field, key = pin
    value = key(frame)
    if isinstance(value, Partial):
        return _rows(register)
    known = frame[KNOWN]
    index: Index | None = known.get(("index", register.name, field))
    if index is None:
        index = known["index", register.name, field] = _index(register, field)
    return (*index.get(value, ()), *index.get(None, ()))


def _rows(register: BoundRegister) -> Iterable[Row]:
    return zip(register.records, register.doubts or repeat(NO_REASONS), strict=False)


def _index(register: BoundRegister, field: str) -> Index:
    index: dict[Any, list[Row]] = {}
    for row in _rows(register):
        value = row[0][field]
        index.setdefault(None if isinstance(value, Partial) else value, []).append(row)
    return index


def pinned_field(selection: ir.Selection, shared: Shared) -> tuple[str, ir.Expression] | None:
    """A field that the condition equates with something of an outer record, and what that is."""
    found = filter(None, (_pinned(condition, selection.slot, shared) for condition in conjuncts(selection.condition)))
    return next((pin for pin in found if reads(pin[1], shared.reads).slots), None)


def _pinned(condition: ir.Expression, slot: int, shared: Shared) -> tuple[str, ir.Expression] | None:
    if not isinstance(condition, ir.Comparison) or condition.operator != "=":
        return None
    for side, other in ((condition.left, condition.right), (condition.right, condition.left)):
        is_own = isinstance(side, ir.FieldReference) and side.slot == slot
        if is_own and all(read < slot for read in reads(other, shared.reads).slots):
            return side.name, other  # type: ignore[union-attr]
    return None


def narrowed(quantifier: ir.Quantifier, shared: Shared) -> ir.Quantifier:
    """`some x in A satisfies x.key = k and c` as `some x in A[key = k] satisfies c`: the same, by the index.

    What could raise stays where it is: a record that is passed over would hide its error.
    """
    selection, slot = quantifier.selection, quantifier.selection.slot
    parts = conjuncts(quantifier.condition)
    pins = tuple(part for part in parts if _pinned(part, slot, shared))
    if not pins or reads(quantifier, shared.reads).calls:
        return quantifier
    rest = tuple(part for part in parts if part not in pins) or (ir.Constant(BOOLEAN, True),)
    whole = (*conjuncts(selection.condition), *pins)
    return replace(
        quantifier,
        selection=replace(selection, condition=_all(whole)),
        condition=_all(rest),
    )


def _all(conditions: tuple[ir.Expression, ...]) -> ir.Expression:
    return conditions[0] if len(conditions) == 1 else ir.Connective("and", conditions)
