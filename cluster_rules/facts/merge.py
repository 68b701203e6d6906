"""What several claims on one fact come to: the value they share, the hull of what they say, or nothing yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from cluster_rules.facts.notes import Notes
from cluster_rules.model.dictionary import FactType
from cluster_rules.model.numbers import format_number
from cluster_rules.model.sheet import Conflict, Source
from cluster_rules.model.types import TextType
from cluster_rules.model.values import Known, Partial, Reason, ReasonKind, Value

#: A value as one source gives it.
Stated: TypeAlias = tuple[Known, Source]


@dataclass(slots=True)
class Ledger:
    """What binding brings to light besides values: notes, the source of each fact, conflicts."""

    notes: Notes = field(default_factory=Notes)
    sources: dict[str, Source] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)


def unknown(fact: FactType, reason: Reason) -> Partial:
    """Nothing is known of `fact` but its declared bounds."""
    options = frozenset(fact.type.values) if isinstance(fact.type, TextType) and fact.type.values else None
    return Partial(frozenset({reason}), _number_or_day(fact.low), _number_or_day(fact.high), options)


def _number_or_day(bound: Known | None) -> int | Fraction | date | None:
    return None if isinstance(bound, str | bool) else bound


def settle(at: Reason, fact: FactType, stated: Sequence[Stated], ranking: Sequence[str], ledger: Ledger) -> Value:
    """The value of the fact `at` names, from all that is stated of it. A blank beside a value says nothing.

    Claims that differ are a conflict, which is kept in `ledger`; for a judgement it is a judgement still to come.
    """
    if not stated:
        return unknown(fact, _because(at, "judgement" if fact.judged else "missing"))
    if all(value == stated[0][0] for value, _ in stated):
        return stated[0][0]
    conflict = conflict_of(at.path, stated, ranking)
    ledger.conflicts.append(conflict)
    if fact.informative:
        return conflict.provisional
    return _hull([value for value, _ in stated], _because(at, "judgement" if fact.judged else "conflict"))


def conflict_of(path: str, stated: Iterable[Stated], ranking: Sequence[str]) -> Conflict:
    """The claims from the highest source to the lowest. Where rank does not decide, names and values order them."""
    claims = tuple(sorted(set(stated), key=lambda claim: _rank(claim, ranking)))
    return Conflict(path, claims, claims[0][0])


def best_source(stated: Iterable[Stated], ranking: Sequence[str]) -> Source:
    """The source that ranks first among those that state a value."""
    return min(stated, key=lambda claim: _rank(claim, ranking))[1]


def _rank(claim: Stated, ranking: Sequence[str]) -> tuple[int, str, str, str, str, tuple[str, ...]]:
    value, source = claim
    rank = ranking.index(source.name) if source.name in ranking else len(ranking)
    return rank, source.name, spelled(value), source.period, source.issuer, source.evidence


def _hull(values: Sequence[Known], reason: Reason) -> Partial:
    reasons = frozenset({reason})
    numbers = [v for v in values if isinstance(v, int | Fraction) and not isinstance(v, bool)]
    if numbers:
        return Partial(reasons, min(numbers), max(numbers))
    days = [v for v in values if isinstance(v, date)]
    if days:
        return Partial(reasons, min(days), max(days))
    texts = frozenset(v for v in values if isinstance(v, str))
    return Partial(reasons, options=texts or None)


def _because(at: Reason, kind: ReasonKind) -> Reason:
    return Reason(kind, at.fact, at.record, at.field)


def spelled(value: Known) -> str:
    """The text of a value in the key of a record."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | Fraction):
        return format_number(value)
    return value.isoformat() if isinstance(value, date) else value
