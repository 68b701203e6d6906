"""What every expression means in FEEL: three-valued, exact, and null with a note where there is no value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from cluster_rules.errors import RulesError
from cluster_rules.model import expressions as tree
from cluster_rules.model.expressions import Node, Span
from cluster_rules.model.limits import Limits
from cluster_rules.semantics.feel import operators
from cluster_rules.semantics.feel import temporal as t
from cluster_rules.semantics.feel.budget import Budget, bits
from cluster_rules.semantics.feel.failures import Exhausted, Note, Undefined
from cluster_rules.semantics.feel.forms import FORMS, is_constant, range_value
from cluster_rules.semantics.feel.scope import Scope
from cluster_rules.semantics.feel.signatures import BuiltIn, chosen
from cluster_rules.semantics.feel.types import conforms
from cluster_rules.semantics.feel.values import Closure, HalfRange, Range, Value, is_number, kind


class Evaluation:
    """One evaluation: its budget, its clock and its notes."""

    def __init__(self, limits: Limits, now: dt.datetime, parse: Callable[[str], Node]) -> None:
        self.budget = Budget(limits)
        self.now = now
        self.parse = parse
        #: The first note at each place, in order of evaluation.
        self.notes: dict[tuple[str, Span], Note] = {}

    def note(self, code: str, span: Span, values: dict[str, str]) -> None:
        self.notes.setdefault((code, span), Note(code, span, values))

    def value(self, node: Node, scope: Scope) -> Value:
        """The value of `node`: null, with a note, where it has none."""
        try:
            self.budget.enter()
            value = FORMS[type(node)](self, node, scope)
        except Undefined as why:
            self.note(why.code, node.span, why.values)
            value = None
        except Exhausted as stop:
            stop.span = stop.span or node.span
            raise
        self.budget.leave()
        return value

    def arithmetic(self, operator: str, left: Value, right: Value) -> Value:
        self.budget.spend()
        return operators.arithmetic(self.budget, operator, left, right)

    def made(self, items: list[Value]) -> list[Value]:
        """`items`, a new list within the limits."""
        self.budget.room_for_items(len(items))
        return items

    def call(self, function: Value, arguments: Sequence[Value], names: Sequence[str] = ()) -> Value:
        """The value of a call; raises `Undefined`."""
        if isinstance(function, BuiltIn):
            self.budget.spend(_FITTED * len(function.signatures) + sum(map(_reading, arguments)))
            signature, fitted = chosen(function, arguments, names)
            return signature.implementation(*([self] if signature.runs else []), *fitted)
        if not isinstance(function, Closure):
            raise Undefined("CR353", actual=kind(function))
        bound = self.bound(function, arguments, names)
        return self.value(function.body, Scope(bound, function.scope))

    def bound(self, function: Closure, arguments: Sequence[Value], names: Sequence[str]) -> dict[str, Value]:
        """The parameters of `function` with the arguments given for them."""
        declared = [name for name, _ in function.parameters]
        given = dict(zip(names or declared, arguments, strict=False))
        if len(arguments) != len(declared) or given.keys() != set(declared):
            raise Undefined("CR358", function="function", signature=f"function({', '.join(declared)})")
        for name, type_ in function.parameters:
            if type_ is None or given[name] is None:
                continue
            self.budget.weigh(given[name])
            if not conforms(given[name], type_):
                raise Undefined(
                    "CR357", function="function", parameter=name, expected=type_.name, actual=kind(given[name])
                )
        return given

    def range_from(self, text: str) -> Range:
        """The range that `text` spells; only literals and constructors of temporal values may be its ends."""
        self.budget.spend(_PARSED * (5 + min(len(text), self.budget.limits.text)))
        try:
            node = self.parse(text)
        except RulesError as refused:
            raise Undefined("CR355", text=text[:60], type="range") from refused
        if not isinstance(node, tree.Range) or not all(is_constant(end) for end in (node.low, node.high)):
            raise Undefined("CR355", text=text[:60], type="range")
        return range_value(self, node, Scope({}))

    def truth(self, node: Node, scope: Scope) -> bool | None:
        """The value of `node` as a truth; anything but a truth or null is null, with a note."""
        value = self.value(node, scope)
        if value is None or isinstance(value, bool):
            return value
        self.note("CR363", node.span, {"actual": kind(value)})
        return None

    def bindings(self, iterators: Sequence[tree.Iterator], scope: Scope) -> Iterator[Scope]:
        """A scope for each combination of the iterators' items; later ones vary fastest and see earlier ones."""
        open_domains = [(scope, self.domain(iterators[0], scope))]
        while open_domains:
            around, items = open_domains[-1]
            for item in items:
                inner = Scope({iterators[len(open_domains) - 1].name: item}, around)
                if len(open_domains) < len(iterators):
                    open_domains.append((inner, self.domain(iterators[len(open_domains)], inner)))
                    break
                yield inner
            else:
                open_domains.pop()

    def domain(self, iterator: tree.Iterator, scope: Scope) -> Iterator[Value]:
        found = self.value(iterator.domain, scope)
        if iterator.end is not None:
            found = Range(found, self.value(iterator.end, scope))
        if isinstance(found, Range):
            return self.steps_of(found)
        if found is None or isinstance(found, HalfRange):
            raise Undefined("CR366", actual=kind(found))
        return iter(found if isinstance(found, list) else [found])

    def steps_of(self, bounds: Range) -> Iterator[Value]:
        """The whole numbers or days of a range, downwards where its end comes first."""
        low, high = bounds.low, bounds.high
        if isinstance(low, t.Date) and isinstance(high, t.Date):
            return (t.date_from_ordinal(day) for day in self.whole(bounds, low.ordinal, high.ordinal))
        if type(low) is not int or type(high) is not int:
            raise Undefined("CR366", actual=f"range<{kind(low)}>")
        return iter(self.whole(bounds, low, high))

    def whole(self, bounds: Range, low: int, high: int) -> range:
        step = 1 if low <= high else -1
        first = low if bounds.low_closed else low + step
        last = high if bounds.high_closed else high - step
        self.budget.room_for_items(min(abs(last - first) + 1, 2**62))
        return range(first, last + step, step)


#: Steps that it takes to fit arguments to a signature.
_FITTED = 4
#: Steps that reading a character of a range takes.
_PARSED = 10


def _reading(argument: Value) -> int:
    """What it costs a function to look at `argument`."""
    if isinstance(argument, str):
        return len(argument) // 100
    if is_number(argument):
        return bits(argument) // 200
    return len(argument) // 8 if isinstance(argument, list | dict) else 0
