"""What cannot be, or is odd, about a sheet as a whole: parts beyond their whole, days and years that do not fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from cluster_rules.errors import Place
from cluster_rules.facts.merge import Ledger
from cluster_rules.facts.texts import shown
from cluster_rules.model.dictionary import EVIDENCE, FactType, RegisterType
from cluster_rules.model.sheet import BoundRegister, Claim, RawRegister, Source, Subject
from cluster_rules.model.types import NumberType
from cluster_rules.model.units import UNITS
from cluster_rules.model.values import Value

_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])", re.ASCII)
#: Two years in a text that has a range between them.
_RANGE = re.compile(r"((?:19|20)[0-9]{2})\s*年?\s*[-~—–―～至到]+\s*((?:19|20)[0-9]{2})", re.ASCII)
_ONE_YEAR = 366


def check_parts(
    types: Mapping[str, FactType], values: Mapping[str, Value], path: str, place: Place | None, ledger: Ledger
) -> None:
    """An error for every part that is certainly greater than its whole. `path` is what the names stand below."""
    for name, fact in types.items():
        part, whole = values.get(name), values.get(fact.part_of)
        if isinstance(part, int | Fraction) and isinstance(whole, int | Fraction) and part > whole:
            unit = fact.unit or UNITS[""]
            amounts = {"found": unit.format(part), "bound": unit.format(whole)}
            ledger.notes.error("CR466", place, {"fact": path + name, "whole": fact.part_of, **amounts})


def check_days(subject: Subject, place: Place | None, ledger: Ledger) -> None:
    """Warn of a data year that is not over on the reference date, and of a reference date far from the filing date."""
    reference, filing, year = subject.reference_date, subject.filing_date, subject.data_year
    if reference and year is not None and date(year, 12, 31) > reference:
        ledger.notes.warn("CR478", place, {"year": year, "reference": reference})
    if reference and filing and abs((reference - filing).days) > _ONE_YEAR:
        ledger.notes.warn("CR479", place, {"filing": filing, "reference": reference})


def check_period(declared: RegisterType, table: RawRegister, year: int | None, ledger: Ledger) -> None:
    """Warn of figures of other years: a register whose records have no year of their own is about the data year."""
    numbers = [field for field in declared.fields.values() if isinstance(field.type, NumberType)]
    if not numbers or any(field.name in declared.key for field in numbers):
        return
    _check_years(declared.name, table.source, table.place, year, ledger)


def check_claim(fact: FactType, claim: Claim, year: int | None, ledger: Ledger) -> None:
    """The same for a single figure."""
    if isinstance(fact.type, NumberType):
        _check_years(fact.name, claim.source, claim.place, year, ledger)


def _check_years(name: str, source: Source, place: Place | None, year: int | None, ledger: Ledger) -> None:
    years = {int(found) for found in _YEAR.findall(source.period)}
    for first, last in _RANGE.findall(source.period):
        years.update(range(int(first), int(last) + 1))
    if years and year is not None and year not in years:
        values = {"fact": name, "period": shown(source.period), "year": year}
        ledger.notes.warn_once(f"{name} {source.period}", "CR470", place, values)


def check_source(name: str, ranking: Sequence[str], source: Source, place: Place | None, ledger: Ledger) -> None:
    """Warn of a source that the dictionary does not name: it ranks below all others."""
    if source.name and ranking and source.name not in ranking:
        values = {"fact": name, "source": shown(source.name), "known": "、".join(ranking)}
        ledger.notes.warn_once(f"{name} {source.name}", "CR467", place, values)


def check_cited(index: BoundRegister, used: Iterable[tuple[str, Source, Place | None]], ledger: Ledger) -> None:
    """Warn of evidence that a complete index does not list."""
    if not index.complete or not index.records:
        return
    listed = {key.upper() for key in index.keys}
    for name, source, place in used:
        for item in source.evidence:
            if not _is_listed(item.upper(), listed):
                values = {"fact": name, "evidence": shown(item)}
                ledger.notes.warn_once(item, "CR468", place, values)


def _is_listed(item: str, listed: Iterable[str]) -> bool:
    """Whether the document is there, alone or as one row for each provision (`E-01-1`)."""
    return any(key == item or key.startswith(f"{item}-") for key in listed)


def check_documents(index: BoundRegister, filing: date | None, ledger: Ledger) -> None:
    """Warn of documents dated after the application was filed."""
    for key, record, place in zip(index.keys, index.records, index.places, strict=True):
        day = record[_DAY]
        if filing and isinstance(day, date) and day > filing:
            ledger.notes.warn("CR469", place, {"document": shown(key), "day": day, "filing": filing})


_DAY = next(field.name for field in EVIDENCE.fields.values() if field.name == "日期")
