"""Where the facts of a finding come from, and what persons have found, in words."""

from __future__ import annotations

from cluster_rules.explain.figures import shown
from cluster_rules.explain.material import Material, split_path
from cluster_rules.explain.reasons import fact_name
from cluster_rules.explain.words import Words
from cluster_rules.model.decision import Finding
from cluster_rules.model.sheet import Record, Source
from cluster_rules.model.values import Partial

#: The built-in register of what persons have found, and its fields.
JUDGEMENTS = "专家判断"
JUDGED, RESULT, FINDER, DAY, GROUNDS = "条款", "结论", "认定人", "日期", "理由"


def sources(material: Material, words: Words, finding: Finding) -> tuple[str, ...]:
    """One statement for each source, with the facts that it gives."""
    given: dict[Source, dict[str, None]] = {}
    for path in finding.facts:
        value = material.value_of(path)
        if value is None or (isinstance(value, Partial) and value.low is None and value.high is None):
            continue
        register, _, field = split_path(path)
        given.setdefault(material.source_of(path), {})[fact_name(material, register, field)] = None
    return tuple(_source(words, source, tuple(names)) for source, names in given.items())


def _source(words: Words, source: Source, names: tuple[str, ...]) -> str:
    parts = [source.name or words("source.unnamed"), source.issuer]
    if source.period:
        parts.append(words("source.period", period=source.period))
    evidence = words("source.evidence", evidence=words.join(source.evidence))
    parts.append(evidence if source.evidence else words("source.bare"))
    return words("source.given", names=words.join(names), source=words.join(part for part in parts if part))


def judgements(material: Material, words: Words, criterion: str) -> tuple[str, ...]:
    """What each person found on the criterion, with day and grounds."""
    register = material.register(JUDGEMENTS)
    records = register.records if register is not None else ()
    return tuple(_judgement(words, record) for record in records if record.get(JUDGED) == criterion)


def _judgement(words: Words, record: Record) -> str:
    said = {
        name: "" if value is None or isinstance(value, Partial) else shown(words, value, None)
        for name, value in ((key, record.get(key)) for key in (RESULT, FINDER, DAY, GROUNDS))
    }
    who = words.join(text for text in (said[FINDER], said[DAY]) if text)
    pending = words("judgement.pending")
    grounds = words("judgement.grounds", grounds=said[GROUNDS]) if said[GROUNDS] else ""
    return words("judgement.found", result=said[RESULT] or pending, who=who, grounds=grounds)
