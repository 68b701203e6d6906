"""The typed representation at the waist: what a compiled ruleset is. Data only; every engine starts from here.

Numbers are in base units. A selection binds its record to a `slot`; expressions name records by slot.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from cluster_rules.model.types import BOOLEAN, BooleanType, NumberType, Type
from cluster_rules.model.values import Known

ComparisonOperator: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """Every expression has the canonical text it was written as, for explanations. It does not count in equality."""

    text: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Constant(Formula):
    type: Type
    value: Known
    #: The unit it was written in.
    unit: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FactReference(Formula):
    """A scalar fact of the subject."""

    type: Type
    name: str


@dataclass(frozen=True, slots=True)
class FieldReference(Formula):
    """A field of the record bound to `slot`."""

    type: Type
    slot: int
    name: str


@dataclass(frozen=True, slots=True)
class Negate(Formula):
    type: Type
    operand: Expression


@dataclass(frozen=True, slots=True)
class Arithmetic(Formula):
    """Exact. A date moves by days or months; two dates are days apart."""

    type: Type
    operator: Literal["+", "-", "*", "/"]
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Comparison(Formula):
    """Operands of one type and dimension. Truth values and texts compare by = and != alone."""

    operator: ComparisonOperator
    left: Expression
    right: Expression
    type: BooleanType = BOOLEAN


@dataclass(frozen=True, slots=True)
class OneOf(Formula):
    """A text is one of the constants: settled on the set of its possible values."""

    value: Expression
    options: frozenset[str]
    type: BooleanType = BOOLEAN


@dataclass(frozen=True, slots=True)
class Connective(Formula):
    """Strong Kleene conjunction or disjunction of two or more operands."""

    operator: Literal["and", "or"]
    operands: tuple[Expression, ...]
    type: BooleanType = BOOLEAN


@dataclass(frozen=True, slots=True)
class Not(Formula):
    operand: Expression
    type: BooleanType = BOOLEAN


@dataclass(frozen=True, slots=True)
class Choose(Formula):
    """`if`: under an unknown condition, the hull of both branches."""

    type: Type
    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Tiers(Formula):
    """The value of the case that applies; conditions exclude each other. Open conditions give the hull of their values."""

    type: Type
    cases: tuple[tuple[Expression, Expression], ...]


@dataclass(frozen=True, slots=True)
class Pick(Formula):
    """The least or the greatest of two or more values."""

    type: Type
    kind: Literal["min", "max"]
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """The records of `register` for which `condition` holds; None selects all."""

    register: str
    slot: int
    condition: Expression | None
    text: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Count(Formula):
    type: NumberType
    selection: Selection


@dataclass(frozen=True, slots=True)
class DistinctCount(Formula):
    """How many different values `value` takes over the selection."""

    type: NumberType
    selection: Selection
    value: Expression


@dataclass(frozen=True, slots=True)
class Sum(Formula):
    type: NumberType
    selection: Selection
    value: Expression


@dataclass(frozen=True, slots=True)
class Extreme(Formula):
    """The least, greatest or middle value over the selection; undefined over none."""

    type: Type
    kind: Literal["min", "max", "median"]
    selection: Selection
    value: Expression


@dataclass(frozen=True, slots=True)
class Ratio(Formula):
    """Σ numerator ÷ Σ denominator over one selection, record by record: shares, means and weighted means too.

    `style` is how people name it: a share of members counts records above and below the line, a mean divides by
    their number.
    """

    type: NumberType
    selection: Selection
    numerator: Expression
    denominator: Expression
    style: Literal["ratio", "share", "mean"] = "ratio"


@dataclass(frozen=True, slots=True)
class Quantifier(Formula):
    """Whether some, or every, record of the selection satisfies the condition."""

    kind: Literal["some", "every"]
    selection: Selection
    condition: Expression
    type: BooleanType = BOOLEAN


@dataclass(frozen=True, slots=True)
class Lookup(Formula):
    """The value of the one record selected. None selected is missing material.

    INVARIANT: the selection says what every field of the identity key equals, so that no completion selects two.
    """

    type: Type
    selection: Selection
    value: Expression


@dataclass(frozen=True, slots=True)
class Call(Formula):
    """A registered function of known arguments; with an unknown argument its result is unknown."""

    type: Type
    function: str
    arguments: tuple[Expression, ...]


Expression: TypeAlias = (
    Constant
    | FactReference
    | FieldReference
    | Negate
    | Arithmetic
    | Comparison
    | OneOf
    | Connective
    | Not
    | Choose
    | Tiers
    | Pick
    | Count
    | DistinctCount
    | Sum
    | Extreme
    | Ratio
    | Quantifier
    | Lookup
    | Call
)
Aggregate: TypeAlias = Count | DistinctCount | Sum | Extreme | Ratio | Quantifier | Lookup
