"""One formula by itself: text and values in, a value and its diagnostics out. The meaning is FEEL's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cluster_rules.errors import Diagnostic, Place, RulesError
from cluster_rules.language import parse
from cluster_rules.language.exchange import from_python, to_python
from cluster_rules.language.kinds import in_words
from cluster_rules.language.places import diagnose
from cluster_rules.model.limits import DEFAULT_LIMITS, Limits
from cluster_rules.semantics.feel.evaluation import Evaluation as Run
from cluster_rules.semantics.feel.failures import Exhausted
from cluster_rules.semantics.feel.scope import Scope
from cluster_rules.semantics.feel.values import Value

__all__ = ["Evaluation", "evaluate_expression"]

#: Levels of an expression inside a text, such as that of `range("[1..2]")`.
_SHALLOW = 8


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The value of a formula. Where a part of it has no value, it is null there, and a diagnostic says why."""

    value: Any
    diagnostics: tuple[Diagnostic, ...] = ()


def evaluate_expression(
    text: str,
    context: Mapping[str, Any] | None = None,
    *,
    limits: Limits = DEFAULT_LIMITS,
    now: dt.datetime | None = None,
    origin: Place | None = None,
) -> Evaluation:
    """The value of `text`, in which the names of `context` may be used.

    Numbers go in as int, Decimal or Fraction and come out as int or Fraction; a float is refused. Dates, times and
    durations are those of `datetime` where they can hold the value, else those of `semantics.feel.temporal`. `now` is
    what `now()` and `today()` answer. A text that is not an expression, a value that is not accepted and a limit that
    is reached raise `RulesError`: there is no value then, not even null.
    """
    names = _names(text, context)
    node = parse(text, origin=origin, names=names.keys(), limits=limits)
    run = Run(
        limits, now or dt.datetime.now(dt.UTC), lambda inner: parse(inner, limits=replace(limits, depth=_SHALLOW))
    )
    try:
        value = run.value(node, Scope(names))
        run.budget.weigh(value)
    except Exhausted as stop:
        span = stop.span or node.span
        raise RulesError([diagnose(text, origin, span, stop.code, stop.values)]) from None
    except RecursionError:
        # The levels of an evaluation are bounded, but not how deep the caller of this function stands.
        values = {"limit": str(run.budget.levels)}
        raise RulesError([diagnose(text, origin, node.span, "CR374", values)]) from None
    return Evaluation(to_python(value), tuple(_notes(run, text, origin)))


def _names(text: object, context: object) -> Mapping[str, Value]:
    """The names that a formula may use. Raises TypeError where it is no text, or they are no mapping."""
    if not isinstance(text, str) or not isinstance(context, Mapping | None):
        raise TypeError(f"a text and a mapping of names to values are due, not {text!r} and {context!r}")
    return from_python(context or {})


def _notes(run: Run, text: str, origin: Place | None) -> Iterator[Diagnostic]:
    """What was said while `text` was evaluated, each cause before what follows from it."""
    for note in sorted(run.notes.values(), key=lambda note: (note.span.end, -note.span.start)):
        yield diagnose(text, origin, note.span, note.code, in_words(note.values))
