"""Why something is not known, in words: which facts are missing, of whom, and whose claims disagree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cluster_rules.explain.figures import figure, shown
from cluster_rules.explain.formulas import absent_record, no_value, telling
from cluster_rules.explain.material import Material, split_path
from cluster_rules.explain.names import fact_name, record_name, record_parts
from cluster_rules.explain.words import Words
from cluster_rules.model.dictionary import JUDGEMENTS, FactType
from cluster_rules.model.sheet import Conflict
from cluster_rules.model.values import Reason, ReasonKind

#: More names than these are not listed, but in the list of requests, which is for asking each of them.
NAMES_SHOWN = 5
NAMES_ASKED = 200


@dataclass(frozen=True, slots=True, order=True)
class Want:
    """One thing that is not known, of some records or of the subject itself."""

    kind: ReasonKind
    fact: str
    field: str


def wants(material: Material, reasons: Iterable[Reason]) -> dict[Want, tuple[str, ...]]:
    """What is wanted, with the keys of the records concerned, in the order of the reasons."""
    grouped: dict[Want, list[str]] = {}
    for reason in telling(material, reasons):
        records = grouped.setdefault(Want(reason.kind, reason.fact, reason.field), [])
        if reason.record and reason.record not in records:
            records.append(reason.record)
    return {want: tuple(records) for want, records in grouped.items()}


def phrase(material: Material, words: Words, want: Want, records: tuple[str, ...], section: str = "reason") -> str:
    """`缺 9 家的研发经费（甲公司、乙公司等）`; in the list of requests, without the verb."""
    subject = fact_name(material, want.fact)
    if want.kind == "judgement" and split_path(want.fact)[0] == JUDGEMENTS.name:
        return words("reason.judgement.person")
    if want.kind == "undefined" and (why := no_value(material, words, want.fact)):
        return why
    if want.field:
        most = NAMES_ASKED if section == "requests" else NAMES_SHOWN
        subject = _of_records(material, words, want, records, most)
    elif records:
        subject = words("reason.named", subject=subject, names=names(material, words, want.fact, records))
    elif want.kind == "missing":
        subject = absent_record(material, words, want.fact) or subject
    return words(f"{section}.{want.kind}", subject=subject.strip() if section == "requests" else subject)


def _of_records(material: Material, words: Words, want: Want, records: tuple[str, ...], most: int) -> str:
    field = fact_name(material, want.fact, want.field)
    if not records:
        return words("reason.field", register=fact_name(material, want.fact), field=field)
    if len(records) == 1:
        return _of_record(material, words, want, records[0], field)
    register = material.ruleset.dictionary.registers.get(want.fact)
    count = figure(words, len(records), register.unit if register else None)
    listed = names(material, words, want.fact, records, most)
    return words("reason.records", count=count, field=field, names=listed)


def _of_record(material: Material, words: Words, want: Want, record: str, field: str) -> str:
    """`甲公司的研发经费`; a record without a name of its own is told by its register and its key."""
    declared = material.ruleset.dictionary.registers.get(want.fact)
    if declared is None or declared.label:
        return words("reason.record", record=material.label(want.fact, record), field=field)
    head, rest = record_parts(material, words, want.fact, record)
    particulars = words("record.rest", rest=words.join(rest)) if rest else ""
    told = {"register": fact_name(material, want.fact), "record": head, "particulars": particulars}
    stated = [f for f in declared.fields.values() if f.name not in declared.key and not f.informative]
    return words("reason.record.value" if len(stated) == 1 else "reason.record.named", field=field, **told)


def names(material: Material, words: Words, register: str, records: tuple[str, ...], most: int = NAMES_SHOWN) -> str:
    """The first records by their names, and whether there are more."""
    listed = words.join(record_name(material, words, register, key) for key in records[:most])
    return listed if len(records) <= most else words("reason.others", names=listed)


def conflict(material: Material, words: Words, found: Conflict) -> str:
    """The claims of each source, and the value that ranks first and decides nothing."""
    declared = _declared(material, found.fact)
    unit = declared.unit if declared else None
    claims = words.join(
        words("conflict.claim", source=source.name or words("source.unnamed"), value=shown(words, value, unit))
        for value, source in found.claims
    )
    return words("conflict.claims", claims=claims, provisional=shown(words, found.provisional, unit))


def _declared(material: Material, path: str) -> FactType | None:
    register, _, field = split_path(path)
    return material.fact_type(register, field)
