"""What becomes of each mutant: a case kills it, the compiler refuses it, it means the same, or it lives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from cluster_rules.compiler.surface import Surface
from cluster_rules.errors import RulesError
from cluster_rules.model.ruleset import Ruleset
from cluster_rules.testing.mutation.cases import Case, cases_of, killer
from cluster_rules.testing.mutation.mutants import Mutant, Original
from cluster_rules.testing.mutation.shapes import Reshaped
from cluster_rules.testing.mutation.sites import Change

#: same: the typed representation is equal; equivalent: proved so by a solver.
Fate: TypeAlias = Literal["killed", "refused", "same", "equivalent", "alive"]


@dataclass(frozen=True, slots=True)
class Witness:
    """An application that the original and the mutant decide differently, for a case that is still to be written."""

    #: YAML of an application, as it stands below `given:`.
    given: str
    readings: tuple[tuple[str, str], ...]
    #: The criteria and groups whose findings differ.
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """One mutant and its fate."""

    mutant: Mutant
    fate: Fate
    #: The case that kills it.
    case: Case | None = None
    witness: Witness | None = None
    #: Why there is neither a proof nor a witness.
    obstacle: str = ""


#: Looks at a mutant that no case kills: a proof that it means the same, or an application that tells them apart.
Second: TypeAlias = Callable[[Ruleset, Mutant], Settled]


def alive(_: Ruleset, mutant: Mutant) -> Settled:
    """Nobody looks: it lives."""
    return Settled(mutant, "alive")


@dataclass(frozen=True, slots=True)
class Trial:
    """What is about to be settled."""

    ruleset: Ruleset
    #: How many cases there are, and how many mutants.
    cases: int
    count: int
    #: Each mutant with its fate, in the order of the files.
    settled: Iterator[Settled]
    #: How many cases fail without a mistake, and are not used.
    left_out: int = 0


def settle(
    surface: Surface,
    files: tuple[Path, ...] | None = None,
    second: Second = alive,
    only: frozenset[str] = frozenset(),
    chosen: Callable[[Change], bool] = lambda _: True,
    *,
    passing: bool = False,
) -> Trial:
    """The mutants of an edition, each held against every case.

    `files` are case files, those beside the ruleset where it is None. `only` are criteria: mutants that touch none of
    them are left out; so are those of a mistake that is not `chosen`. Raises `RulesError` where there is no case, or where a case fails without a mistake:
    with `passing` such cases are left out.
    """
    original = Original(surface)
    if unknown := only - original.criteria.keys():
        raise RulesError.of("CR742", id=min(unknown), known="、".join(original.criteria))
    paths = surface.case_files() if files is None else files
    found, left_out = cases_of(paths, original.ruleset, surface.manifest.edition.text, passing=passing)
    if not found:
        raise RulesError.of("CR740", folder=surface.folder)
    mistakes = [mistake for mistake in original.mistakes(only) if chosen(_change(mistake))]
    settled = (_settled(original, original.mutant(mistake), found, second) for mistake in mistakes)
    return Trial(original.ruleset, len(found), len(mistakes), settled, left_out)


def _change(mistake: Change | Reshaped) -> Change:
    return mistake.change if isinstance(mistake, Reshaped) else mistake


def _settled(original: Original, mutant: Mutant, cases: tuple[Case, ...], second: Second) -> Settled:
    if mutant.ruleset is None:
        return Settled(mutant, "refused")
    if not mutant.touched:
        return Settled(mutant, "same")
    case = killer(cases, mutant)
    return Settled(mutant, "killed", case) if case else second(original.ruleset, mutant)
