"""What experts find: the rows of 专家判断 become one fact for each criterion that a person judges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cluster_rules.facts.cells import is_blank, is_pending
from cluster_rules.facts.merge import Ledger, Stated, best_source, settle, unknown
from cluster_rules.facts.texts import closest, narrow, shown
from cluster_rules.model.dictionary import EVIDENCE, JUDGEMENTS, FactType, judgement_fact
from cluster_rules.model.sheet import BoundRegister, Claim, RawRegister, Record, Row, Source
from cluster_rules.model.values import Partial, Reason, Value

CRITERION, FOUND, FINDER, DAY, _ = JUDGEMENTS.fields
#: What tells a document: its name, its issuer, its day. Without any of them there is only a number in a list.
ABOUT_DOCUMENTS = frozenset({"文件", "出具单位", "日期"})


@dataclass(frozen=True, slots=True)
class Findings:
    """What the experts found on one criterion; `pending` if one of them has yet to find."""

    stated: tuple[Stated, ...]
    pending: bool


def without_forms_to_fill(register: str, table: RawRegister) -> RawRegister:
    """The table without rows that nobody has filled: neither a finder nor a finding, or a document without a name."""
    to_fill = {JUDGEMENTS.name: _nobody_found, EVIDENCE.name: _no_document}.get(register)
    return replace(table, rows=tuple(row for row in table.rows if not to_fill(row))) if to_fill else table


def _no_document(row: Row) -> bool:
    """Neither name, issuer nor day; or a name that says that there is none."""
    stated = {narrow(name): claim.value for name, claim in row.cells.items() if not is_blank(claim.value)}
    return not stated.keys() & ABOUT_DOCUMENTS or narrow(str(stated.get("文件", ""))).strip() in _NO_NAMES


#: What people write where there is no document yet.
_NO_NAMES = frozenset(
    (
        "无",
        "没有",
        "暂无",
        "暂缺",
        "缺",
        "待补",
        "待提供",
        "未提供",
        "不适用",
        "/",
        "-",
        "--",
        "—",
        "——",
        "N/A",
        "n/a",
        "NA",
    )
)


def _nobody_found(row: Row) -> bool:
    finder, found = row.cells.get(FINDER, Claim(None)), row.cells.get(FOUND, Claim(None))
    return is_blank(finder.value) and is_pending(found.value, JUDGEMENTS.fields[FOUND])


def findings(register: BoundRegister) -> Mapping[str, Findings]:
    """By criterion, in the order of the register."""
    rows: dict[str, list[tuple[Record, bool]]] = {}
    for index, record in enumerate(register.records):
        doubted = bool(register.doubts and register.doubts[index])
        rows.setdefault(str(record[CRITERION]), []).append((record, doubted))
    return {criterion: _summary(found) for criterion, found in rows.items()}


def _summary(rows: Sequence[tuple[Record, bool]]) -> Findings:
    pending = any(doubted or isinstance(record[FOUND], Partial) for record, doubted in rows)
    stated = tuple((record[FOUND] == "符合", _source(record)) for record, _ in rows if record[FOUND] in FOUND_WORDS)
    return Findings(stated, pending)


FOUND_WORDS = ("符合", "不符合")


def _source(record: Record) -> Source:
    day = record[DAY]
    return Source(JUDGEMENTS.name, "" if isinstance(day, Partial) else str(day), str(record[FINDER]))


def bind_judgement(fact: FactType, found: Findings | None, stated: Iterable[Stated], ledger: Ledger) -> Value:
    """True if all find 符合, False if all find 不符合; otherwise a judgement still to come."""
    at = Reason("judgement", fact.name)
    claims = [*(found.stated if found else ()), *stated]
    value = settle(at, fact, claims, fact.sources, ledger)
    if claims:
        ledger.sources[fact.name] = _together(claims, fact)
    return unknown(fact, at) if found is not None and found.pending else value


def _together(claims: Sequence[Stated], fact: FactType) -> Source:
    """The source of a finding; `issuer` names everyone who found."""
    best = best_source(claims, fact.sources)
    finders = sorted({source.issuer for _, source in claims if source.issuer})
    return replace(best, issuer="、".join(finders))


def check_criteria(register: BoundRegister, facts: Mapping[str, FactType], ledger: Ledger) -> None:
    """Warn of findings on what nobody has to judge, such as a mistyped number of a provision."""
    known = [name[len(JUDGEMENTS.name) + 1 : -1] for name in facts if name.startswith(judgement_fact("")[:-1])]
    for index, record in enumerate(register.records):
        criterion = narrow(str(record[CRITERION]))
        if known and criterion not in known:
            meant = closest(criterion, known) or "、".join(known[:8])
            ledger.notes.warn("CR475", register.places[index], {"criterion": shown(criterion), "meant": meant})


def check_evidence(register: BoundRegister, provisions: Sequence[str], ledger: Ledger) -> None:
    """Refuse evidence for what nothing in the ruleset is called: it would count as no evidence at all."""
    for index, record in enumerate(register.records):
        provision = record[CRITERION]
        if provisions and isinstance(provision, str) and provision not in provisions:
            meant = closest(provision, provisions) or ""
            ledger.notes.error("CR477", register.places[index], {"provision": shown(provision), "meant": meant})
