"""Whether the tiers of a table cover every value of what they depend on, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from cluster_rules.compiler.lowering import scalar
from cluster_rules.compiler.mentions import parts
from cluster_rules.compiler.scope import Scope, Table
from cluster_rules.compiler.state import Compilation
from cluster_rules.compiler.surface_facts import TierEntry
from cluster_rules.language.yaml_nodes import YamlText
from cluster_rules.model import expressions as tree
from cluster_rules.model import ir
from cluster_rules.model.types import BooleanType, NumberType, TextType
from cluster_rules.model.units import Unit, base_unit
from cluster_rules.model.units import unit as unit_named


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The values from `low` to `high`; None is unbounded."""

    low: Any
    low_closed: bool
    high: Any
    high_closed: bool


def check_coverage(state: Compilation, body: Table, entries: Sequence[TierEntry], scope: Scope) -> None:
    """Reports tiers that overlap, and values that no tier covers."""
    texts = [entry.when for entry in entries]
    check_tests(state, body.by, [tier.when for tier in body.tiers], texts, scope)


def check_tests(
    state: Compilation, by: tree.Node, tests: Sequence[tree.Node], texts: Sequence[YamlText], scope: Scope
) -> None:
    """The same for tests that stand alone, such as the bands of a score."""
    subject = state.attempt(texts[0], lambda: scalar(by, scope))
    if subject is None:
        return
    if isinstance(subject.type, TextType | BooleanType):
        _check_values(state, subject, tests, texts)
        return
    found = [
        (stretch, text)
        for test, text in zip(tests, texts, strict=True)
        if (stretch := state.attempt(text, lambda test=test: _stretch(test, scope))) is not None  # type: ignore[misc]
    ]
    if len(found) < len(tests):
        missing = {id(text) for _, text in found}
        for text in texts:
            if id(text) not in missing:
                state.report("CR238", text.place, text=text.text)
        return
    _check_stretches(state, subject, found, scope, _unit(tests, subject))


def _stretch(test: tree.Node, scope: Scope) -> _Stretch | None:
    if isinstance(test, tree.UnaryTest):
        value = _constant(test.operand, scope)
        if value is None or test.operator == "!=":
            return None
        if test.operator == "=":
            return _Stretch(value, True, value, True)
        closed = test.operator in {"<=", ">="}
        return _Stretch(None, False, value, closed) if "<" in test.operator else _Stretch(value, closed, None, False)
    if isinstance(test, tree.Range):
        low = _constant(test.low, scope) if test.low else None
        high = _constant(test.high, scope) if test.high else None
        return _Stretch(low, test.low_closed, high, test.high_closed)
    value = _constant(test, scope)
    return None if value is None else _Stretch(value, True, value, True)


def _constant(node: tree.Node, scope: Scope) -> Any:
    value = scalar(node, scope)
    return value.value if isinstance(value, ir.Constant) else None


def _check_stretches(
    state: Compilation,
    subject: ir.Expression,
    found: list[tuple[_Stretch, YamlText]],
    scope: Scope,
    unit: Unit | None,
) -> None:
    ordered = sorted(found, key=lambda item: (item[0].low is not None, item[0].low or 0, not item[0].low_closed))
    low, high = _natural(subject, scope)
    first, last = ordered[0], max(ordered, key=lambda item: (item[0].high is None, item[0].high or 0))
    if first[0].low is not None and (
        low is None or low < first[0].low or (low == first[0].low and not first[0].low_closed)
    ):
        state.report("CR233", first[1].place, gap=_below(first[0], unit))
    for (left, _), (right, text) in pairwise(ordered):
        _check_neighbours(state, left, right, text, unit)
    top = last[0].high
    if top is not None and (high is None or high > top or (high == top and not last[0].high_closed)):
        state.report("CR233", last[1].place, gap=f"{'>' if last[0].high_closed else '≥'} {_show(top, unit)}")


def _check_neighbours(state: Compilation, left: _Stretch, right: _Stretch, text: YamlText, unit: Unit | None) -> None:
    both = left.high_closed and right.low_closed
    if left.high is None or right.low is None or left.high > right.low or (left.high == right.low and both):
        state.report("CR232", text.place, text=text.text)
    elif left.high < right.low or not (left.high_closed or right.low_closed):
        state.report("CR233", text.place, gap=_between(left, right, unit))


def _natural(subject: ir.Expression, scope: Scope) -> tuple[Any, Any]:
    """The bounds that the dictionary gives what the table depends on; a count is never negative."""
    dictionary = scope.world.dictionary
    if isinstance(subject, ir.FactReference):
        declared = dictionary.facts[subject.name]
        return declared.low, declared.high
    if isinstance(subject, ir.FieldReference):
        owner = next(
            (value for name, value in scope.locals if not name and getattr(value, "slot", -1) == subject.slot), None
        )
        field = dictionary.registers[owner.register].fields[subject.name] if owner else None  # type: ignore[union-attr]
        return (field.low, field.high) if field else (None, None)
    return (0, None) if isinstance(subject, ir.Count | ir.DistinctCount) else (None, None)


def _below(stretch: _Stretch, unit: Unit | None) -> str:
    return f"{'<' if stretch.low_closed else '≤'} {_show(stretch.low, unit)}"


def _between(left: _Stretch, right: _Stretch, unit: Unit | None) -> str:
    """The values that neither neighbour covers, as a range of the language."""
    ends = "(" if left.high_closed else "[", ")" if right.low_closed else "]"
    return f"{ends[0]}{_show(left.high, unit)}..{_show(right.low, unit)}{ends[1]}"


def _show(value: Any, unit: Unit | None) -> str:
    return unit.format(value) if unit else str(value)


def _unit(nodes: Sequence[tree.Node], subject: ir.Expression) -> Unit | None:
    """The unit in which the tests themselves are written, for what is said of them."""
    if not isinstance(subject.type, NumberType):
        return None
    units = (unit_named(p.unit) for node in nodes for p in parts(node) if isinstance(p, tree.NumberLiteral) and p.unit)
    alike = (unit for unit in units if unit and unit.dimension == subject.type.dimension)
    return next(alike, base_unit(subject.type.dimension))


def _check_values(
    state: Compilation, subject: ir.Expression, tests: Sequence[tree.Node], texts: Sequence[YamlText]
) -> None:
    possible = [True, False] if isinstance(subject.type, BooleanType) else getattr(subject.type, "values", None)
    seen: set[Any] = set()
    for test, text in zip(tests, texts, strict=True):
        values = _values(test)
        if values is None:
            state.report("CR238", text.place, text=text.text)
            return
        if seen & values:
            state.report("CR232", text.place, text=text.text)
        seen |= values
    missing = [str(value) for value in possible or () if value not in seen]
    if possible is None or missing:
        state.report("CR233", texts[-1].place, gap="、".join(missing) or "其他文字")


def _values(test: tree.Node) -> set[Any] | None:
    if isinstance(test, tree.TextLiteral | tree.BooleanLiteral):
        return {test.value}
    if isinstance(test, tree.UnaryTest) and test.operator == "=":
        return _values(test.operand)
    if isinstance(test, tree.Membership | tree.ListLiteral):
        parts = [_values(item) for item in (test.tests if isinstance(test, tree.Membership) else test.items)]
        return None if None in parts else set().union(*(part for part in parts if part is not None))
    return None
