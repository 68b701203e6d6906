"""Three-valued truth: True, False, or a Partial that says why it is unknown. Strong Kleene throughout."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from cluster_rules.model.values import Partial, Reason, Reasons

Truth: TypeAlias = bool | Partial


def unknown(reasons: Iterable[Reason]) -> Partial:
    """UNKNOWN, for these reasons."""
    return Partial(frozenset(reasons))


def conjunction(operands: Iterable[Truth]) -> Truth:
    """FALSE if any is; else UNKNOWN, for all the reasons of the unknown ones; else TRUE."""
    reasons: set[Reason] = set()
    open_operand = False
    for operand in operands:
        if operand is False:
            return False
        if isinstance(operand, Partial):
            open_operand = True
            reasons |= operand.reasons
    return unknown(reasons) if open_operand else True


def negation(operand: Truth) -> Truth:
    """The opposite; UNKNOWN stays, with its reasons."""
    return operand if isinstance(operand, Partial) else not operand


def disjunction(operands: Iterable[Truth]) -> Truth:
    """TRUE if any is; else UNKNOWN, for all the reasons of the unknown ones; else FALSE."""
    return negation(conjunction(negation(operand) for operand in operands))


def awaits_judgement_only(reasons: Reasons) -> bool:
    """Whether a person's finding is all that is left to settle it."""
    return bool(reasons) and all(reason.kind == "judgement" for reason in reasons)
