"""What kinds of value a typed expression can have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from cluster_rules.model.units import PURE, Dimension


@dataclass(frozen=True, slots=True)
class NumberType:
    """An exact number of one dimension. Money never meets a count, and 家 never meets 件.

    Spans of time are numbers of days (`DAYS`) or of calendar months (`MONTHS`); the two do not mix.
    """

    dimension: Dimension = PURE


@dataclass(frozen=True, slots=True)
class TextType:
    """A text; `values` lists all it can be where the fact dictionary declares that."""

    values: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class BooleanType:
    """True or false, or unknown with reasons."""


@dataclass(frozen=True, slots=True)
class DateType:
    """A calendar day, without time or zone."""


@dataclass(frozen=True, slots=True)
class RecordType:
    """A row of a register."""

    register: str


@dataclass(frozen=True, slots=True)
class ListType:
    """Some values of one type: rows of a register, or a column of it."""

    element: Type


Type: TypeAlias = NumberType | TextType | BooleanType | DateType | RecordType | ListType

NUMBER = NumberType()
TEXT = TextType()
BOOLEAN = BooleanType()
DATE = DateType()
DAYS = NumberType((("日", 1),))
MONTHS = NumberType((("月", 1),))
