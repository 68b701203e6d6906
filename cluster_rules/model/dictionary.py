"""The fact dictionary: what facts exist, with type, unit, natural bounds, identity, sources and evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from cluster_rules.errors import Place
from cluster_rules.model.numbers import Number
from cluster_rules.model.types import DATE, NUMBER, TEXT, TextType, Type
from cluster_rules.model.units import UNITS, Unit
from cluster_rules.model.values import Known

#: `uscc` is the unified social credit code of GB 32100-2015, checked by its check digit. `code` is any other number of a
#: document or a thing: blanks, the form of dashes and the case of letters tell no two apart.
TextFormat = Literal["uscc", "code"]


@dataclass(frozen=True, slots=True)
class Whole:
    """A column of a register, of the rows that belong to one record: each field of `where` equals one of its own."""

    register: str
    field: str
    where: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Usual:
    """What a figure hardly ever exceeds: `times` another field of the record, unless a truth in `unless` says it does."""

    field: str
    times: Number
    unless: str


@dataclass(frozen=True, slots=True)
class FactType:
    """One declared fact: a scalar of the subject, or a field of a register."""

    name: str
    type: Type
    title: str = ""
    #: The unit of a bare number; None for what is not a number.
    unit: Unit | None = None
    #: Natural bounds in base units (or days); None for unbounded. A value outside is refused.
    low: Known | None = None
    high: Known | None = None
    #: The smallest step of the quantity, in base units.
    quantum: Number | None = None
    #: Whole numbers only.
    integral: bool = False
    #: A person finds it: pending or disputed is a judgement, not missing material.
    judged: bool = False
    format: TextFormat | None = None
    #: Sources from the most to the least authoritative; used to show a provisional value in a conflict.
    sources: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    #: Kept for people (a name, an address); no rule reads it.
    informative: bool = False
    #: The fact, or the field of the same record, that this one is a part of: it is never greater.
    part_of: str = ""
    #: The column of another register that this field is the whole of: what it adds up to is never more.
    whole_of: Whole | None = None
    #: What it hardly ever exceeds: more than that counts only once somebody has confirmed it.
    usually_at_most: Usual | None = None
    #: The field of the key that this one is about: all rows with the same value there say the same.
    about: str = ""
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Validity:
    """How long a title counts. `start` and `end` name date fields; both days are included."""

    start: str
    end: str
    #: The text field that names the type of title.
    by: str
    #: Per type: "none" (a blank end is open), "required" (a blank end is unknown), or years at most.
    expiry: Mapping[str, Literal["none", "required"] | int]


@dataclass(frozen=True, slots=True)
class RegisterType:
    """A declared register: rows of equal fields, told apart by an identity key."""

    name: str
    key: tuple[str, ...]
    fields: Mapping[str, FactType]
    #: What a count of rows is counted in, such as 家.
    unit: Unit
    title: str = ""
    #: The field that names a row to people; the key where empty.
    label: str = ""
    validity: Validity | None = None
    sources: tuple[str, ...] = ()
    #: The field of the key that stands for a person, by a pseudonym; empty for a register of other things.
    person: str = ""
    #: Fields of the key: it is complete only if every combination of values that occur in them has a row.
    crossed: tuple[str, ...] = ()
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """All facts that a ruleset may name."""

    facts: Mapping[str, FactType]
    registers: Mapping[str, RegisterType]
    #: What a piece of evidence can be for: the ids of criteria, groups, conditions and steps. Empty: not known.
    provisions: tuple[str, ...] = ()

    def declared(self, path: str) -> FactType | None:
        """The fact, or the field of a register (`企业.营业收入`), that is called `path`."""
        if path in self.facts:
            return self.facts[path]
        register, _, field = path.partition(".")
        return self.registers[register].fields.get(field) if register in self.registers else None

    def bearing_on(self, paths: Iterable[str]) -> frozenset[str]:
        """`paths`, and every register and field whose declaration bears on the values there.

        Keys tell records apart, terms end them, and a figure that exceeds its like is in doubt.
        """
        found, pending = set[str](), list(paths)
        while pending:
            path = pending.pop()
            if path not in found:
                found.add(path)
                pending += self._beside(*path.partition(".")[::2])
        return frozenset(found)

    def _beside(self, register: str, field: str) -> Iterator[str]:
        declared = self.registers.get(register)
        if declared is None:
            return
        yield register
        term = declared.validity
        names = [*declared.key, *declared.crossed, *((term.start, term.end, term.by) if term else ())]
        fact = declared.fields.get(field)
        if fact is not None and fact.usually_at_most:
            names += [fact.usually_at_most.field, fact.usually_at_most.unless]
        if fact is not None and (whole := fact.whole_of):
            yield from (f"{whole.register}.{name}" for name in (whole.field, *(theirs for theirs, _ in whole.where)))
            names += [ours for _, ours in whole.where]
        yield from (f"{register}.{name}" for name in names)


def judgement_fact(criterion: str) -> str:
    """The name of the fact that a person finds for the criterion: `专家判断[5.2.7]`."""
    return f"{JUDGEMENTS.name}[{criterion}]"


def _fields(*fields: FactType) -> Mapping[str, FactType]:
    return MappingProxyType({field.name: field for field in fields})


def _text(name: str, *values: str, informative: bool = False, judged: bool = False) -> FactType:
    return FactType(name, TextType(values) if values else TEXT, informative=informative, judged=judged)


#: Every dictionary has these facts: the days and the year that the sheet states.
BUILT_IN_FACTS: Mapping[str, FactType] = _fields(
    FactType("申报日期", DATE, title="申报日期"),
    FactType("基准日", DATE, title="认定有效期和时点数的基准日"),
    FactType("数据年", NUMBER, title="数据所属年度", unit=UNITS[""], integral=True),
)

#: Every dictionary has this register: the index of evidence, one row for each document and provision.
EVIDENCE = RegisterType(
    name="佐证材料",
    title="佐证材料目录",
    key=("编号",),
    unit=UNITS["件"],
    label="文件",
    fields=_fields(
        _text("编号"),
        _text("条款"),
        _text("文件", informative=True),
        _text("页码", informative=True),
        _text("出具单位", informative=True),
        FactType("日期", DATE, informative=True),
    ),
)

#: Every dictionary has this register: what each expert finds on each judgement.
JUDGEMENTS = RegisterType(
    name="专家判断",
    title="专家判断记录",
    key=("条款", "认定人"),
    unit=UNITS["项"],
    fields=_fields(
        _text("条款"),
        _text("结论", "符合", "不符合", judged=True),
        _text("认定人"),
        FactType("日期", DATE, informative=True),
        _text("理由", informative=True),
    ),
)

BUILT_IN_REGISTERS: Mapping[str, RegisterType] = MappingProxyType({r.name: r for r in (EVIDENCE, JUDGEMENTS)})
