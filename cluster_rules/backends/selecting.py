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
from cluster_rules.semantics.aggregates import NOBODY, Members
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
        register, known = frame[REGISTERS][name], frame[KNOWN]
        rows = _rows(register) if pin is None else _candidates(register, pin, frame)
        if rows == () and register.complete:
            return NOBODY
        key = (number, *[id(frame[place]) for place in outer])
        found = known.get(key)
        if found is None:
            if outer and pin is None:
                spend(frame, len(register.records))
            if short is not None and register.complete and short.plain.fits(register, frame):
                rows = [row for row in rows if short.plain.call(row[0], frame[FACTS])]
                found = known[key] = _walk(register, rows, frame, slot, short.rest)
            else:
                found = known[key] = _walk(register, rows, frame, slot, condition)
        return found  # type: ignore[no-any-return]

    return choose


def indexed(
    name: str, pin: Pin, base: Callable[[Frame], Members[Record]], general: Callable[[Frame], Members[Record]]
) -> Callable[[Frame], Members[Record]]:
    """The records of `base` whose field is what it is pinned to: `base` looks at no outer record, and is asked once.

    `general` says the same; it is asked where the field is not known of every record, or the register not complete.
    """
    field, key = pin

    def choose(frame: Frame) -> Members[Record]:
        known = frame[KNOWN]
        index = known.get(("indexed", id(base)))
        if index is None:
            index = known["indexed", id(base)] = (
                _by_value(base(frame), field) if frame[REGISTERS][name].complete else {}
            )
        value = key(frame) if index else None
        return index.get(value, NOBODY) if index and not isinstance(value, Partial) else general(frame)

    return choose


def _by_value(members: Members[Record], field: str) -> Mapping[Any, Members[Record]]:
    """The members by what `field` says of them; empty where it is not known of all."""
    found: dict[Any, tuple[list[Record], list[Record], list[Reasons]]] = {}
    for record in members.certain:
        found.setdefault(_value(record, field), ([], [], []))[0].append(record)
    for record, doubt in zip(members.possible, members.doubts, strict=True):
        _, possible, doubts = found.setdefault(_value(record, field), ([], [], []))
        possible.append(record)
        doubts.append(doubt)
    if None in found:
        return {}
    return {value: Members(c, p, None, NO_REASONS.union(*d), d) for value, (c, p, d) in found.items()}


def _value(record: Record, field: str) -> Any:
    value = record[field]
    return None if isinstance(value, Partial) else value


def without_pin(selection: ir.Selection, shared: Shared) -> ir.Selection | None:
    """The selection without its one condition that looks at an outer record; None where there are more, or one may raise."""
    parts = conjuncts(selection.condition)
    own = tuple(part for part in parts if not any(slot < selection.slot for slot in reads(part, shared.reads).slots))
    if len(own) != len(parts) - 1 or reads(selection, shared.reads).calls:
        return None
    return replace(selection, condition=_all(own) if own else None)


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


def _candidates(register: BoundRegister, pin: Pin, frame: Frame) -> Iterable[Row]:
    """The rows that can be in: those that agree with the pin or do not know."""
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
        index.setdefault(_value(row[0], field), []).append(row)
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
