"""A figure and another that cannot both be right: a conflict, which decides nothing before somebody settles it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cluster_rules.errors import Place
from cluster_rules.facts.merge import Ledger
from cluster_rules.model.numbers import Number
from cluster_rules.model.sheet import BoundRegister, Conflict, Record, Source
from cluster_rules.model.values import Reason


def contradict(at: Reason, stated: Number, other: Number, name: str, ledger: Ledger) -> None:
    """Keep among the conflicts that the figure `at` names is stated, and what `name` comes to."""
    source = ledger.sources.get(at.path) or ledger.sources.get(at.fact) or Source()
    ledger.conflicts.append(Conflict(at.path, ((stated, source), (other, Source(name=name))), stated))


def recorded(register: BoundRegister, record: Callable[[str, Record, Place | None], Record]) -> BoundRegister:
    """`register` with what `record` makes of each key, record and place."""
    places = register.places or (None,) * len(register.records)
    rows = zip(register.keys, register.records, places, strict=True)
    return replace(register, records=tuple(record(*row) for row in rows))
