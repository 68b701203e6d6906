"""Until when a title counts, where its end or its start is left blank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from cluster_rules.errors import Place
from cluster_rules.facts.notes import Notes
from cluster_rules.model.dictionary import Validity
from cluster_rules.model.values import Partial, Value

#: The end of a title without expiry. Shown as 长期.
OPEN_END = date.max


def years_after(day: date, years: int) -> date:
    """The same day `years` later; 28 February after a leap day."""
    year = day.year + years
    if year > date.max.year:
        return date.max
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def effective_end(validity: Validity, record: Mapping[str, Value]) -> Value:
    """The last day of a title whose end is blank: open, or unknown within what its type allows."""
    blank = record[validity.end]
    assert isinstance(blank, Partial)
    terms = _terms(validity, record[validity.by])
    if terms == {"none"}:
        return OPEN_END
    start = record[validity.start]
    latest = start.high if isinstance(start, Partial) else start
    years = [term for term in terms if isinstance(term, int)]
    if len(years) < len(terms) or not isinstance(latest, date):
        return blank
    return replace(blank, high=years_after(latest, max(years)))


def _terms(validity: Validity, kind: Value) -> set[str | int]:
    """The expiries that the title may have; a type without a declared one must state its end."""
    kinds = kind.options if isinstance(kind, Partial) else frozenset({str(kind)})
    if kinds is None:
        return {*validity.expiry.values(), "required"}
    return {validity.expiry.get(name, "required") for name in kinds} or {"required"}


def may_be_open(validity: Validity, kind: Value) -> bool:
    """Whether an end may be stated as 长期."""
    return "none" in _terms(validity, kind)


def check_term(validity: Validity, record: Mapping[str, Value], path: str, place: Place | None, notes: Notes) -> None:
    """Refuse an end before the start, and one later than the type of title allows.

    INVARIANT: what is refused here lies outside the bounds of a blank end, so that learning the end changes nothing
    that was settled without it.
    """
    start, end = record[validity.start], record[validity.end]
    if not isinstance(start, date) or not isinstance(end, date):
        return
    if end < start:
        notes.error("CR460", place, {"fact": path, "start": start, "end": end})
    terms = _terms(validity, record[validity.by])
    years = [term for term in terms if isinstance(term, int)]
    if len(years) == len(terms) and end > years_after(start, max(years)):
        notes.error("CR473", place, {"fact": path, "start": start, "end": end, "years": max(years)})
