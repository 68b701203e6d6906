"""Where the facts of a finding come from, and what persons have found, in words."""

from __future__ import annotations

from cluster_rules.explain.figures import shown
from cluster_rules.explain.material import NO_SOURCE, Material, split_path
from cluster_rules.explain.names import fact_name
from cluster_rules.explain.words import Words
from cluster_rules.model.decision import Finding
from cluster_rules.model.dictionary import BUILT_IN_FACTS, BUILT_IN_REGISTERS, EVIDENCE, JUDGEMENTS
from cluster_rules.model.sheet import Record, Source
from cluster_rules.model.values import Partial, Value

JUDGED, RESULT, FINDER, DAY, GROUNDS = JUDGEMENTS.fields
NUMBER, PROVISION, FILE, PAGE, ISSUER, ISSUED = EVIDENCE.fields


def sources(material: Material, words: Words, finding: Finding) -> tuple[str, ...]:
    """One statement for each source, with the facts that it gives."""
    given: dict[Source, dict[str, None]] = {}
    for path in used(material, finding):
        for source in material.sources_of(path) or (NO_SOURCE,):
            register, _, field = split_path(path)
            given.setdefault(source, {})[fact_name(material, register, field)] = None
    return tuple(_source(words, source, tuple(names)) for source, names in given.items())


def used(material: Material, finding: Finding) -> tuple[str, ...]:
    """The facts of a finding that have a value; a register stands for itself only where none of its fields is read."""
    registers = {split_path(path)[0] for path in finding.facts if split_path(path)[2]}
    return tuple(
        path for path in finding.facts if path not in registers and not is_built_in(path) and _has_value(material, path)
    )


def is_built_in(path: str) -> bool:
    """Whether the fact needs no source: the days of the sheet, evidence itself, and judgements."""
    return path in BUILT_IN_FACTS or split_path(path)[0] in BUILT_IN_REGISTERS


def _has_value(material: Material, path: str) -> bool:
    register, key, field = split_path(path)
    rows = material.register(register)
    if rows is None or path in material.facts.facts:
        return not isinstance(material.value_of(path), Partial | None)
    if key or not field:
        return bool(rows.records)
    return any(not isinstance(record.get(field), Partial | None) for record in rows.records)


def _source(words: Words, source: Source, names: tuple[str, ...]) -> str:
    evidence = words("source.evidence", evidence=words.join(source.evidence))
    particulars = (source.issuer, source.period, evidence if source.evidence else words("source.bare"))
    told = words(
        "source.detailed",
        source=source.name or words("source.unnamed"),
        particulars=words.join(part for part in particulars if part),
    )
    return words("source.given", names=words.join(names), source=told)


def judgements(material: Material, words: Words, criterion: str) -> tuple[str, ...]:
    """What each person found on the criterion, with day and grounds."""
    register = material.register(JUDGEMENTS.name)
    records = register.records if register is not None else ()
    return tuple(_judgement(words, record) for record in records if record.get(JUDGED) == criterion)


def _judgement(words: Words, record: Record) -> str:
    said = _texts(words, record, (RESULT, FINDER, DAY, GROUNDS))
    who = words.join(text for text in (said[FINDER], said[DAY]) if text)
    grounds = words("judgement.grounds", grounds=said[GROUNDS]) if said[GROUNDS] else ""
    return words("judgement.found", result=said[RESULT] or words("judgement.pending"), who=who, grounds=grounds)


def documents(material: Material, words: Words, criterion: str) -> tuple[str, ...]:
    """The documents filed for the criterion, with issuer, day and page."""
    register = material.register(EVIDENCE.name)
    records = register.records if register is not None else ()
    return tuple(_document(words, record) for record in records if record.get(PROVISION) == criterion)


def _document(words: Words, record: Record) -> str:
    said = _texts(words, record, (NUMBER, FILE, ISSUER, ISSUED, PAGE))
    page = words("documents.page", page=said[PAGE]) if said[PAGE] else ""
    particulars = words.join(text for text in (said[ISSUER], said[ISSUED], page) if text)
    return words(
        "documents.found",
        number=said[NUMBER],
        title=said[FILE] or words("documents.untitled"),
        particulars=words("documents.particulars", particulars=particulars) if particulars else "",
    )


def _texts(words: Words, record: Record, names: tuple[str, ...]) -> dict[str, str]:
    """Fields as people write them; empty for what is not known."""
    return {name: _text(words, record.get(name)) for name in names}


def _text(words: Words, value: Value | None) -> str:
    if value is None or isinstance(value, Partial):
        return ""
    return value if isinstance(value, str) else shown(words, value, None)
