"""A fact sheet read through a fact dictionary: every claim typed, exact and within bounds, or refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from cluster_rules.errors import Place
from cluster_rules.facts.cells import Refused, cautions, is_blank, is_pending, read_cell
from cluster_rules.facts.judgements import (
    bind_judgement,
    check_criteria,
    check_evidence,
    findings,
    without_forms_to_fill,
)
from cluster_rules.facts.merge import Ledger, Stated, best_source, settle, unknown
from cluster_rules.facts.plausibility import (
    check_cited,
    check_claim,
    check_days,
    check_documents,
    check_parts,
    check_period,
    check_source,
)
from cluster_rules.facts.registers import Binding, listings_of
from cluster_rules.facts.texts import closest, narrow, shown
from cluster_rules.facts.unlikely import without_unlikely_figures
from cluster_rules.facts.wholes import without_impossible_wholes
from cluster_rules.model.dictionary import (
    BUILT_IN_FACTS,
    BUILT_IN_REGISTERS,
    EVIDENCE,
    JUDGEMENTS,
    Dictionary,
    FactType,
    RegisterType,
    judgement_fact,
)
from cluster_rules.model.sheet import BoundFacts, BoundRegister, Claim, FactSheet, RawRegister, Source, Subject
from cluster_rules.model.values import Reason, Value

#: The key of the form that states each built-in fact.
STATED_BY = {"申报日期": "filing_date", "基准日": "reference_date", "数据年": "data_year"}


def bind(sheet: FactSheet, dictionary: Dictionary) -> BoundFacts:
    """The facts of `sheet` as `dictionary` declares them. Raises `RulesError` with everything that cannot be read.

    What is missing, pending or in conflict is a `Partial` with its reason; that is no error.
    """
    ledger = Ledger()
    ledger.notes.warnings.extend(sheet.warnings)
    subject = replace(with_defaults(sheet.subject), synthetic=sheet.is_synthetic)
    registers = _bind_registers(sheet, {**BUILT_IN_REGISTERS, **dictionary.registers}, ledger)
    check_evidence(registers[EVIDENCE.name], dictionary.provisions, ledger)
    facts = {**_built_in(subject), **_bind_facts(sheet, dictionary, registers, ledger)}
    check_days(subject, sheet.place, ledger)
    _check_claims(sheet, subject, {**BUILT_IN_REGISTERS, **dictionary.registers}, dictionary.facts, registers, ledger)
    ledger.notes.raise_errors()
    conflicts = tuple(sorted(ledger.conflicts, key=lambda conflict: conflict.fact))
    return BoundFacts(subject, facts, registers, ledger.sources, conflicts, ledger.notes.sorted_warnings())


def with_defaults(subject: Subject) -> Subject:
    """The subject with the days that follow from those it states; none comes from the clock.

    Without a cut-off by notice the filing date is the reference date; the data year is the last calendar year
    that is over on the reference date.
    """
    reference = subject.reference_date or subject.filing_date
    year = subject.data_year
    if year is None and reference is not None:
        year = reference.year - 1
    return replace(subject, reference_date=reference, data_year=year)


def _built_in(subject: Subject) -> Mapping[str, Value]:
    stated: Mapping[str, date | int | None] = {
        "申报日期": subject.filing_date,
        "基准日": subject.reference_date,
        "数据年": subject.data_year,
    }
    return {
        name: unknown(fact, Reason("missing", name)) if (value := stated[name]) is None else value
        for name, fact in BUILT_IN_FACTS.items()
    }


def _check_claims(
    sheet: FactSheet,
    subject: Subject,
    types: Mapping[str, RegisterType],
    facts: Mapping[str, FactType],
    registers: Mapping[str, BoundRegister],
    ledger: Ledger,
) -> None:
    """Warn of sources, periods and documents that do not fit."""
    used: list[tuple[str, Source, Place | None]] = []
    for form in _forms(sheet):
        for name, tables in form.registers.items():
            used += [(name, table.source, table.place) for table in tables]
            for table in tables if name in types else ():
                check_source(name, types[name].sources, table.source, table.place, ledger)
                check_period(types[name], table, subject.data_year, ledger)
        for name, claims in form.facts.items():
            used += [(name, claim.source, claim.place) for claim in claims]
            for claim in claims if name in facts else ():
                check_source(name, facts[name].sources, claim.source, claim.place, ledger)
                check_claim(facts[name], claim, subject.data_year, ledger)
    check_cited(registers[EVIDENCE.name], used, ledger)
    check_documents(registers[EVIDENCE.name], subject.filing_date, ledger)


def _forms(sheet: FactSheet) -> Sequence[FactSheet]:
    return (sheet, *sheet.parts)


# Registers


def _bind_registers(sheet: FactSheet, types: Mapping[str, RegisterType], ledger: Ledger) -> Mapping[str, BoundRegister]:
    spelled = {narrow(name): name for name in types}
    given = [_registers_of(form, spelled, types, ledger) for form in _forms(sheet)]
    bound: dict[str, BoundRegister] = {}
    for name, declared in types.items():
        listings = listings_of([form.get(name, ()) for form in given])
        bound[name] = Binding(declared, ledger, len(sheet.parts)).bind(listings)
    return without_impossible_wholes(types, without_unlikely_figures(types, bound, ledger), ledger)


def _registers_of(
    form: FactSheet, spelled: Mapping[str, str], types: Mapping[str, RegisterType], ledger: Ledger
) -> Mapping[str, tuple[RawRegister, ...]]:
    """The registers of one form by declared name."""
    found: dict[str, tuple[RawRegister, ...]] = {}
    for written, tables in form.registers.items():
        name = spelled.get(narrow(written))
        if name is None:
            place = tables[0].place if tables else form.place
            meant = closest(written, types) or "、".join(types)
            ledger.notes.error("CR431", place, {"register": shown(written), "meant": meant})
            continue
        tables = tuple(without_forms_to_fill(name, table) for table in tables)
        found[name] = found.get(name, ()) + tables
    return found


# Scalars


def _bind_facts(
    sheet: FactSheet, dictionary: Dictionary, registers: Mapping[str, BoundRegister], ledger: Ledger
) -> Mapping[str, Value]:
    types = {name: fact for name, fact in dictionary.facts.items() if name not in BUILT_IN_FACTS}
    claims = _claims(sheet, types, ledger)
    by_criterion = findings(registers[JUDGEMENTS.name])
    check_criteria(registers[JUDGEMENTS.name], types, ledger)
    judged = {judgement_fact(criterion): found for criterion, found in by_criterion.items()}
    bound: dict[str, Value] = {}
    for name, fact in types.items():
        stated = tuple(_stated(fact, claims.get(name, ()), ledger))
        if name in judged:
            bound[name] = bind_judgement(fact, judged[name], stated, ledger)
        else:
            bound[name] = _scalar(fact, stated, ledger)
    for name, fact in types.items():
        if fact.part_of and name in claims:
            check_parts({name: fact}, bound, "", claims[name][0].place, ledger)
    return bound


def _claims(sheet: FactSheet, types: Mapping[str, FactType], ledger: Ledger) -> Mapping[str, list[Claim]]:
    """The claims of all forms by declared name."""
    spelled = {narrow(name): name for name in types}
    found: dict[str, list[Claim]] = {}
    for form in _forms(sheet):
        for written, claims in form.facts.items():
            name = spelled.get(narrow(written))
            if name is None:
                _unknown_fact(written, claims[0].place if claims else form.place, types, ledger)
            else:
                found.setdefault(name, []).extend(claims)
    return found


def _unknown_fact(written: str, place: Place | None, types: Mapping[str, FactType], ledger: Ledger) -> None:
    if narrow(written) in STATED_BY:
        ledger.notes.error("CR461", place, {"fact": narrow(written), "key": STATED_BY[narrow(written)]})
        return
    meant = closest(written, types) or "、".join(list(types)[:8])
    ledger.notes.error("CR430", place, {"fact": shown(written), "meant": meant})


def _stated(fact: FactType, claims: Sequence[Claim], ledger: Ledger) -> Iterator[Stated]:
    """What is stated of a fact; blanks state nothing, and what cannot be read becomes an error."""
    for claim in claims:
        if is_blank(claim.value) or is_pending(claim.value, fact):
            continue
        try:
            value = read_cell(claim.value, fact)
        except Refused as refused:
            ledger.notes.error(refused.code, claim.place, {"fact": fact.name, **refused.values})
            continue
        if fact.unit is not None:
            for code, values in cautions(claim.value, value, fact, fact.unit):
                ledger.notes.warn_once(fact.name, code, claim.place, {"fact": fact.name, **values})
        yield value, claim.source


def _scalar(fact: FactType, stated: Sequence[Stated], ledger: Ledger) -> Value:
    if stated and (source := best_source(stated, fact.sources)) != Source():
        ledger.sources[fact.name] = source
    return settle(Reason("missing", fact.name), fact, stated, fact.sources, ledger)
