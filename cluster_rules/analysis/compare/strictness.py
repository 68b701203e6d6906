"""Which of two tests is the stricter, as far as comparing intervals can tell.

`implies` is sound and not complete: where it says yes, no completion of the facts meets the first test and not the
second; where it says no, nothing follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeAlias

from cluster_rules.analysis.compare.bounds import is_never_negative
from cluster_rules.analysis.compare.comparison import Direction, Stretch
from cluster_rules.analysis.compare.lines import Cell, cells, indicator_of
from cluster_rules.analysis.compare.tiers import tiers
from cluster_rules.model import ir
from cluster_rules.model.dictionary import Dictionary, judgement_fact
from cluster_rules.model.ruleset import Criterion, Group, Reading, Ruleset, Test
from cluster_rules.model.types import DateType
from cluster_rules.model.units import Unit
from cluster_rules.semantics.dependencies import walk

_UPWARD = {">": ">", ">=": ">=", "<": ">", "<=": ">="}


@dataclass(frozen=True, slots=True)
class Asked:
    """A test that hangs on what a person answers, or on a document: findings to other questions do not compare."""

    questions: frozenset[tuple[str, str]]
    truth: ir.Expression


@dataclass(frozen=True, slots=True)
class Joined:
    """A group, or a whole ruleset, of tests. `count` is for at_least."""

    kind: str
    parts: tuple[Whole, ...]
    count: int = 0


#: A test of one criterion, or of many.
Whole: TypeAlias = "ir.Expression | Asked | Joined"


def default_reading(ruleset: Ruleset, criterion: Criterion) -> Reading:
    """The reading under which the decision on `criterion` is made."""
    return tuple((name, ruleset.choices[name].default) for name in criterion.choices)


def default_test(ruleset: Ruleset, criterion: Criterion) -> Test:
    """What `criterion` asks under the default readings."""
    return criterion.tests[default_reading(ruleset, criterion)]


def questions(criterion: Criterion, test: Test) -> frozenset[tuple[str, str]]:
    """What people are asked under `test`, by the name of the finding; empty where nobody is asked."""
    parts = (part for part in walk(test.truth) if isinstance(part, ir.FactReference))
    asked = {(part.name, part.text) for part in parts if part.name.startswith(judgement_fact("").removesuffix("]"))}
    document = {(criterion.id, test.requirement)} if criterion.kind == "document" else set()
    return frozenset(asked | document)


def direction(
    old: ir.Expression, new: ir.Expression, facts: Dictionary, unit: Unit | None = None
) -> tuple[Direction, tuple[Stretch, ...]]:
    """How `new` compares with `old`, and the values that show it."""
    if old == new:
        return "equal", ()
    indicator = indicator_of(old, new)
    if indicator is None:
        return _by_tiers(old, new, facts, unit)
    different = tuple(cell for cell in cells(old, new, indicator, facts) if cell.old != cell.new)
    kinds = {cell.old for cell in different}
    found: Direction = "equal" if not kinds else "incomparable" if len(kinds) == 2 else "stricter" if True in kinds else "looser"  # fmt: skip
    return found, tuple(_stretch(cell, indicator, unit) for cell in different)


def _by_tiers(
    old: ir.Expression, new: ir.Expression, facts: Dictionary, unit: Unit | None
) -> tuple[Direction, tuple[Stretch, ...]]:
    found = [(tier, *direction(tier.old, tier.new, facts, unit)) for tier in tiers(old, new, facts)]
    shown = tuple(replace(value, tier=tier.condition.text) for tier, _, values in found for value in values)
    ways = {way for _, way, _ in found}
    if not found or not all(tier.free for tier, _, _ in found) or not ways <= {"stricter", "looser", "incomparable"}:
        return _by_implication(old, new, facts), shown
    return (ways.pop() if len(ways) == 1 else "incomparable"), shown


def _by_implication(old: Whole, new: Whole, facts: Dictionary) -> Direction:
    forth, back = implies(new, old, facts), implies(old, new, facts)
    if forth and back:
        return "equal"
    return "no_looser" if forth else "no_stricter" if back else "unsettled"


def _stretch(cell: Cell, indicator: ir.Expression, unit: Unit | None) -> Stretch:
    low, high = cell.low, cell.high
    days = isinstance(indicator.type, DateType)
    ends = [date.fromordinal(int(end)) if days and end is not None else end for end in (low, high)]
    return Stretch(ends[0], ends[1], cell.low_included, cell.high_included, unit, cell.old, indicator.text)


def whole_direction(old: Ruleset, new: Ruleset) -> Direction:
    """How the verdict `met` compares, under the default readings of each."""
    return _by_implication(_whole(old), _whole(new), new.dictionary)


def _whole(ruleset: Ruleset) -> Joined:
    trees = (child for condition in ruleset.conditions for child in condition.children)
    return Joined("all_of", tuple(_tree(ruleset, tree) for tree in trees if tree.force == "shall"))


def _tree(ruleset: Ruleset, tree: Criterion | Group) -> Whole:
    if isinstance(tree, Group):
        children = tuple(_tree(ruleset, child) for child in tree.children if child.force == "shall")
        return Joined(tree.kind, children, tree.count)
    test = default_test(ruleset, tree)
    asked = questions(tree, test)
    return Asked(asked, test.truth) if asked else test.truth


def implies(first: Whole, second: Whole, facts: Dictionary) -> bool:
    """Whether every application that meets `first` certainly meets `second`."""
    if first == second:
        return True
    if _kind(second) == "and":
        return all(implies(first, part, facts) for part in _parts(second))
    if _kind(first) == "or":
        return all(implies(part, second, facts) for part in _parts(first))
    if _kind(first) == "and" and any(implies(part, second, facts) for part in _parts(first)):
        return True
    if _kind(second) == "or" and any(implies(first, part, facts) for part in _parts(second)):
        return True
    return _simple(first, second, facts)


def _kind(whole: Whole) -> str:
    if isinstance(whole, ir.Connective):
        return whole.operator
    return {"all_of": "and", "any_of": "or"}.get(whole.kind, "") if isinstance(whole, Joined) else ""


def _parts(whole: Whole) -> Iterator[Whole]:
    yield from whole.operands if isinstance(whole, ir.Connective) else whole.parts  # type: ignore[union-attr]


def _simple(first: Whole, second: Whole, facts: Dictionary) -> bool:
    """Of tests that are no conjunction or disjunction on the side where it matters."""
    if isinstance(first, Joined) and isinstance(second, Joined):
        return _groups(first, second, facts)
    if isinstance(first, Asked) and isinstance(second, Asked):
        return first.questions == second.questions and implies(first.truth, second.truth, facts)
    if isinstance(first, ir.Not) and isinstance(second, ir.Not):
        return implies(second.operand, first.operand, facts)
    if isinstance(first, Asked | Joined) or isinstance(second, Asked | Joined):
        return False
    indicator = indicator_of(first, second)
    if indicator is not None:
        return not any(cell.old and not cell.new for cell in cells(first, second, indicator, facts))
    if isinstance(first, ir.OneOf) and isinstance(second, ir.OneOf):
        return first.value == second.value and first.options <= second.options
    if isinstance(first, ir.Quantifier) and isinstance(second, ir.Quantifier):
        return _quantified(first, second, facts)
    if isinstance(first, ir.Comparison) and isinstance(second, ir.Comparison):
        return _compared(first, second, facts)
    return False


def _groups(first: Joined, second: Joined, facts: Dictionary) -> bool:
    """Groups of one kind, part by part."""
    if first.kind != second.kind or len(first.parts) != len(second.parts):
        return False
    pairs = list(zip(first.parts, second.parts, strict=True))
    if first.kind == "none_of":
        return all(implies(after, before, facts) for before, after in pairs)
    return first.count >= second.count and all(implies(before, after, facts) for before, after in pairs)


def _quantified(first: ir.Quantifier, second: ir.Quantifier, facts: Dictionary) -> bool:
    if first.kind != second.kind or not implies(first.condition, second.condition, facts):
        return False
    wide, narrow = (second, first) if first.kind == "some" else (first, second)
    return _within(narrow.selection, wide.selection, facts)


def _compared(first: ir.Comparison, second: ir.Comparison, facts: Dictionary) -> bool:
    """`a ≥ s` implies `b ≥ t` where b is never less than a, and t never more than s."""
    if first.operator not in _UPWARD or second.operator not in _UPWARD:
        return False
    (low, low_limit), (high, high_limit) = _upward(first), _upward(second)
    if (first.operator in {"<", "<="}) != (second.operator in {"<", "<="}):
        return False
    strict_enough = _UPWARD[first.operator] == ">" or _UPWARD[second.operator] == ">="
    return strict_enough and at_most(low, high, facts) and at_most(high_limit, low_limit, facts)


def _upward(test: ir.Comparison) -> tuple[ir.Expression, ir.Expression]:
    """The side that has to be the greater one, and the other."""
    return (test.left, test.right) if test.operator in {">", ">="} else (test.right, test.left)


def at_most(first: ir.Expression, second: ir.Expression, facts: Dictionary) -> bool:
    """Whether `first` is certainly never more than `second`."""
    if first == second:
        return True
    if isinstance(first, ir.Constant) and isinstance(second, ir.Constant):
        return type(first.type) is type(second.type) and first.value <= second.value  # type: ignore[operator]
    if isinstance(second, ir.Arithmetic) and second.operator == "+":
        both = ((second.left, second.right), (second.right, second.left))
        return any(at_most(first, one, facts) and is_never_negative(other, {}, facts) for one, other in both)
    if isinstance(first, ir.Tiers) and isinstance(second, ir.Tiers):
        pairs = list(zip(first.cases, second.cases, strict=False))
        same = len(first.cases) == len(second.cases) and all(a[0] == b[0] for a, b in pairs)
        return same and all(at_most(a[1], b[1], facts) for a, b in pairs)
    if isinstance(first, ir.Count) and isinstance(second, ir.Count):
        return _within(first.selection, second.selection, facts)
    if isinstance(first, ir.DistinctCount | ir.Sum) and type(first) is type(second):
        return _totals(first, second, facts)
    return False


def _totals(first: ir.DistinctCount | ir.Sum, second: Any, facts: Dictionary) -> bool:
    """Sums of what is never negative, and counts of values, grow with the selection."""
    if first.value != second.value or not _within(first.selection, second.selection, facts):
        return False
    slots = {first.selection.slot: first.selection.register}
    return isinstance(first, ir.DistinctCount) or is_never_negative(first.value, slots, facts)


def _within(narrow: ir.Selection, wide: ir.Selection, facts: Dictionary) -> bool:
    """Whether every record of `narrow` is certainly one of `wide`."""
    if (narrow.register, narrow.slot) != (wide.register, wide.slot):
        return False
    if wide.condition is None:
        return True
    return narrow.condition is not None and implies(narrow.condition, wide.condition, facts)
