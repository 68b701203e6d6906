"""The fact dictionary: what facts exist, with type, unit, natural bounds, identity, sources and evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cluster_rules.errors import Place
from cluster_rules.model.numbers import Number
from cluster_rules.model.types import Type
from cluster_rules.model.units import Unit
from cluster_rules.model.values import Known

#: `uscc` is the unified social credit code of GB 32100-2015, checked by its check digit.
TextFormat = Literal["uscc"]


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
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """All facts that a ruleset may name."""

    facts: Mapping[str, FactType]
    registers: Mapping[str, RegisterType]
