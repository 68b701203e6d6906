"""How an evaluation fails: a part without a value, which is FEEL's null, or a limit, which ends it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from cluster_rules.model.expressions import Span
from cluster_rules.model.numbers import brief_number


class Note(NamedTuple):
    """Why the node at `span` has no value."""

    code: str
    span: Span
    values: dict[str, str]


class Undefined(Exception):  # noqa: N818 - a state, not a mistake
    """An operation has no value for its operands. The node that asked for it is null, with a note."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, {name: _shown(value) for name, value in values.items()}


class Exhausted(Exception):  # noqa: N818 - a state, not a mistake
    """A limit was reached. There is no value, not even null."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, {name: _shown(value) for name, value in values.items()}
        #: The innermost node being evaluated, once known.
        self.span: Span | None = None


def _shown(value: object) -> str:
    """`value` in a message. INVARIANT: no number is too large to be written."""
    if isinstance(value, int | Fraction) and value.numerator.bit_length() + value.denominator.bit_length() > 250:
        return brief_number(value)
    return str(value)[:80]
