"""The status of a criterion as a function of its threshold, for one subject.

The comparison is asked with the threshold in the place of a fact, so that its meaning stays where it is defined. It is
asked at the ends of the indicator's exact value or interval, below them, between them and above them: it has no other
place to change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from cluster_rules.analysis.sweep.pieces import Pieces
from cluster_rules.backends.closures import closure
from cluster_rules.backends.frames import FACTS, Shared, new_frame, start
from cluster_rules.model import ir
from cluster_rules.model.decision import Status
from cluster_rules.model.numbers import Number, normal
from cluster_rules.model.sheet import BoundFacts
from cluster_rules.model.values import Value
from cluster_rules.semantics.bounds import ends
from cluster_rules.semantics.functions import EvaluationError
from cluster_rules.semantics.verdicts import status_of

#: The name of the fact that stands for the threshold; no ruleset can declare it.
_THRESHOLD = "?门槛"


def prober(comparison: ir.Comparison) -> Callable[[BoundFacts], Pieces[Status]]:
    """The function that gives the margin of a subject under `comparison`, whose right side is the threshold."""
    shared = Shared()
    asked = replace(comparison, right=ir.FactReference(comparison.right.type, _THRESHOLD))
    indicator, truth = closure(asked.left, shared), closure(asked, shared)

    def probe(facts: BoundFacts) -> Pieces[Status]:
        frame = new_frame(facts)
        frame[FACTS] = dict(facts.facts)

        def status(threshold: Number) -> Status:
            start(frame)
            frame[FACTS][_THRESHOLD] = threshold
            return status_of(truth(frame))  # type: ignore[arg-type]

        try:
            start(frame)
            found = _places(indicator(frame))
            return Pieces(found, tuple(map(status, _probes(found))))
        except EvaluationError:
            return Pieces((), ("error",))

    return probe


def _places(actual: Value) -> tuple[Number, ...]:
    """The ends of an indicator that are known, each once."""
    return tuple(sorted({end for end in ends(actual) if end is not None}))


def _probes(places: tuple[Number, ...]) -> Iterator[Number]:
    """One threshold for each piece: below, at the first place, between, at the second, above."""
    if not places:
        yield 0
        return
    yield normal(Fraction(places[0] - 1))
    for place, following in pairwise(places):
        yield from (place, normal(Fraction(place + following) / 2))
    yield from (places[-1], normal(Fraction(places[-1] + 1)))
