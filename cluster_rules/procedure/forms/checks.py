"""初审核对清单: what does not fit together in the facts of a case. Each is shown with both values and is for people to settle.

Nothing is repaired here, and nothing here decides: a finding is a reason to look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

from cluster_rules.explain.document import Document, Paragraph, Table
from cluster_rules.explain.figures import is_number
from cluster_rules.explain.material import split_path
from cluster_rules.explain.names import fact_name, path_name
from cluster_rules.explain.reasons import conflict
from cluster_rules.model.values import Partial
from cluster_rules.procedure.forms.desk import Desk
from cluster_rules.procedure.forms.duplicates import shared_keys, shared_names
from cluster_rules.procedure.forms.figures import actual_text, source_names, table_rows, value_text
from cluster_rules.procedure.forms.slips import Slip, unit_slips
from cluster_rules.procedure.forms.titles import lapsed_titles

#: Whether a firm is registered, and whether it works, inside the area: where the dictionary has these fields.
REGISTERED, WORKING = "在集群注册", "在集群经营"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that does not fit: the record, both values, where they come from, and what to do (a key of the wording)."""

    kind: str
    record: str
    values: str
    sources: str = ""


def cross_checks(desk: Desk) -> Document:
    """Every check with what it found."""
    say = desk.say
    names = ("number", "check", "record", "values", "source", "what_to_do", "handler")
    header = tuple(say(f"column.{name}") for name in names)
    found = (
        (str(number), say(f"check.{one.kind}"), one.record, one.values, one.sources, say(f"todo.{one.kind}"), "")
        for number, one in enumerate(checks(desk), 1)
    )
    table = Table(header, table_rows(found, lambda: say("check.none"), len(header)))
    return desk.document("cross-checks", (desk.caution(), Paragraph(say("check.lead")), table))


def checks(desk: Desk) -> Iterator[Check]:
    """All that does not fit, one kind after the other."""
    return chain.from_iterable(make(desk) for make in CHECKS)


def _sources(desk: Desk, path: str) -> str:
    names = dict.fromkeys(source.name for source in desk.material.sources_of(path) if source.name)
    return desk.say.join(names) or desk.say("table.none")


def conflicts(desk: Desk) -> Iterator[Check]:
    """Sources that disagree, such as the statistics directory and the form; or a list that lacks what another has."""
    for found in desk.material.facts.conflicts:
        unlisted = any(isinstance(value, bool) for value, _ in found.claims) and not split_path(found.fact)[2]
        names = dict.fromkeys(source.name for _, source in found.claims if source.name)
        told = conflict(desk.material, desk.say, found)
        record = path_name(desk.material, desk.say, found.fact)
        yield Check("unlisted" if unlisted else "conflict", record, told, desk.say.join(names))


def titles(desk: Desk) -> Iterator[Check]:
    """Titles that do not count on the reference date, or may not."""
    day = desk.material.facts.subject.reference_date
    for one in lapsed_titles(desk.material, day) if day else ():
        values = desk.say("check.dates", end=one.end or desk.say("table.blank"), reference=day)
        record = desk.say("check.titled", register=one.register, label=one.label)
        yield Check(f"title_{one.kind}", record, values, _sources(desk, one.path))


def strangers(desk: Desk) -> Iterator[Check]:
    """Records about a firm that its own register does not list."""
    registers = desk.material.ruleset.dictionary.registers
    owners = {one.key[0]: one.name for one in registers.values() if len(one.key) == 1 and one.label}
    for name, declared in registers.items():
        rows = desk.material.register(name)
        for field in (key for key in declared.key if owners.get(key, name) != name):
            home = owners[field]
            for key, record in zip(rows.keys, rows.records, strict=True) if rows else ():
                code = record[field]
                if isinstance(code, str) and desk.material.record_of(home, code) is None:
                    told = desk.say("check.absent", code=code, register=fact_name(desk.material, home))
                    label = desk.say("check.titled", register=fact_name(desk.material, name), label=key)
                    yield Check("stranger", label, told, _sources(desk, name))


def duplicates(desk: Desk) -> Iterator[Check]:
    """The same thing in the forms of several leagues, or one name under several keys."""
    sheet = desk.papers.proceeding.sheet(desk.state)
    assert sheet is not None
    for kind, found in (
        ("shared", shared_keys(sheet.claims, desk.material)),
        ("namesake", shared_names(desk.material)),
    ):
        for one in found:
            register = fact_name(desk.material, one.register)
            record = desk.say("check.titled", register=register, label=one.label)
            yield Check(kind, record, desk.say.join(one.where), _sources(desk, one.register))


def slips(desk: Desk) -> Iterator[Check]:
    """Figures ten thousand times too great or too small beside others."""
    for slip in unit_slips(desk.material):
        path = f"{slip.register}[{slip.key}].{slip.field}"
        yield Check(
            f"slip_{slip.kind}", path_name(desk.material, desk.say, path), _slip(desk, slip), _sources(desk, path)
        )


def _slip(desk: Desk, slip: Slip) -> str:
    say, own = desk.say, f"{slip.register}[{slip.key}].{slip.field}"
    value = value_text(desk.material, say, own, slip.value)
    other = value_text(desk.material, say, slip.beside, slip.other)
    name = path_name(desk.material, say, slip.beside)
    return say(f"check.{slip.kind}", value=value, name=name, other=other)


def outsiders(desk: Desk) -> Iterator[Check]:
    """Firms that are registered outside the area, or of which that is not known."""
    for name, declared in desk.material.ruleset.dictionary.registers.items():
        rows = desk.material.register(name)
        if REGISTERED not in declared.fields or rows is None:
            continue
        for key, record in zip(rows.keys, rows.records, strict=True):
            value = record[REGISTERED]
            if value is False or isinstance(value, Partial):
                told = (_yes_no(desk, name, key, field) for field in (REGISTERED, WORKING) if field in declared.fields)
                path = f"{name}[{key}].{REGISTERED}"
                yield Check("outside", desk.material.label(name, key), desk.say.join(told), _sources(desk, path))


def _yes_no(desk: Desk, register: str, key: str, field: str) -> str:
    path = f"{register}[{key}].{field}"
    value = value_text(desk.material, desk.say, path, desk.material.value_of(path))
    return desk.say("risk.field", name=fact_name(desk.material, register, field), value=value)


def beyond(desk: Desk) -> Iterator[Check]:
    """Shares of a whole that are certainly greater than it: a quotient in per cent, held against at most 100 %."""
    for criterion in desk.criteria:
        finding = desk.material.findings[criterion.id]
        for one in finding.measurements if criterion.kind == "number" else ():
            low = one.actual.low if isinstance(one.actual, Partial) else one.actual
            if one.unit is not None and one.unit.symbol == "%" and is_number(low) and low > 1:
                told = desk.say("check.whole", value=actual_text(desk.say, finding))
                names = desk.say.join(source_names(desk.material, finding)) or desk.say("table.none")
                yield Check("beyond", desk.name(criterion), told, names)


def warnings(desk: Desk) -> Iterator[Check]:
    """What reading the facts warned of."""
    for found in desk.material.facts.warnings:
        yield Check("warning", found.code, found.message(desk.papers.locale))


CHECKS: tuple[Callable[[Desk], Iterator[Check]], ...] = (
    conflicts,
    slips,
    titles,
    strangers,
    duplicates,
    outsiders,
    beyond,
    warnings,
)
