"""Functions on truth values, and identity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster_rules.semantics.feel import temporal as t
from cluster_rules.semantics.feel.signatures import signature
from cluster_rules.semantics.feel.values import Value, equal, kind

if TYPE_CHECKING:
    from cluster_rules.semantics.feel.evaluation import Evaluation


def negation(value: bool | None) -> bool | None:
    return None if value is None else not value


def conjunction(values: list[bool | None]) -> bool | None:
    return False if False in values else None if None in values else True


def disjunction(values: list[bool | None]) -> bool | None:
    return True if True in values else None if None in values else False


def identical(run: Evaluation, left: Value, right: Value) -> bool:
    """Equal, of one type, and for times of the same zone written the same way."""
    run.budget.weigh(left)
    if kind(left) != kind(right):
        return False
    if isinstance(left, t.Time | t.DateTime):
        return bool(left == right)
    return equal(left, right) is True


SIGNATURES = (
    signature("not(negand: boolean?)", negation),
    signature("all(list: list<truth>)", conjunction),
    signature("all(+list: truth)", conjunction),
    signature("any(list: list<truth>)", disjunction),
    signature("any(+list: truth)", disjunction),
    signature("is(value1: any, value2: any)", identical, runs=True),
)
