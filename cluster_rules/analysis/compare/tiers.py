"""Requirements in tiers, told apart tier by tier where both sides have the same tiers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cluster_rules.analysis.compare.lines import cells, indicator_of
from cluster_rules.model import ir
from cluster_rules.model.dictionary import Dictionary
from cluster_rules.model.types import TextType
from cluster_rules.semantics.dependencies import facts_of


@dataclass(frozen=True, slots=True)
class Tier:
    """What holds for one tier on both sides."""

    condition: ir.Expression
    old: ir.Comparison
    new: ir.Comparison
    #: Whether it is certain that the indicator takes any value there.
    free: bool


def tiers(old: ir.Expression, new: ir.Expression, facts: Dictionary) -> Iterator[Tier]:
    """The tiers in which the requirements differ; none where the tiers themselves do, or there are none."""
    if not (isinstance(old, ir.Comparison) and isinstance(new, ir.Comparison) and old.left == new.left):
        return
    before, after = old.right, new.right
    if not (isinstance(before, ir.Tiers) and isinstance(after, ir.Tiers)):
        return
    if [condition for condition, _ in before.cases] != [condition for condition, _ in after.cases]:
        return
    for (condition, first), (_, second) in zip(before.cases, after.cases, strict=True):
        if first != second or old.operator != new.operator:
            pair = (replace(old, right=first), replace(new, right=second))
            yield Tier(condition, *pair, _is_free(condition, old.left, facts))


def _is_free(condition: ir.Expression, indicator: ir.Expression, facts: Dictionary) -> bool:
    """Whether somebody is in the tier, and no fact in it has to do with one in the indicator."""
    own, others = (set(facts_of(each)) for each in (condition, indicator))
    if own & others or _are_parts(own, others, facts) or _are_parts(others, own, facts):
        return False
    by = indicator_of(condition)
    if by is None:
        # A text equals one of the values that its dictionary declares, or the edition would have been refused.
        return isinstance(condition, ir.Comparison) and isinstance(condition.left.type, TextType)
    return any(cell.new for cell in cells(condition, condition, by, facts))


def _are_parts(names: set[str], wholes: set[str], facts: Dictionary) -> bool:
    """Whether one is a part of another, or of a part of it."""
    above, pending = set[str](), set(names)
    while pending:
        pending = {facts.facts[name].part_of for name in pending if name in facts.facts} - above - {""}
        above |= pending
    return bool(above & wholes)
