"""What differs between two rulesets, as data. It is found by `comparing` and said by `report`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from cluster_rules.engine import Rules
from cluster_rules.model.numbers import Number
from cluster_rules.model.ruleset import Criterion
from cluster_rules.model.units import Unit

#: What a change is about. The first line can change findings; the second changes what a person is asked or has to
#: bring; the third, words alone.
Aspect = Literal[
    "threshold", "unit", "inclusiveness", "comparison", "indicator", "definition", "fact", "reading", "alternatives",
    "kind", "role", "question", "document", "evidence", "aids",
    "provision", "quote", "title", "guidance", "note", "sic", "version",
]  # fmt: skip
MEANING: frozenset[Aspect] = frozenset(
    (
        *("threshold", "unit", "inclusiveness", "comparison", "indicator", "definition", "fact"),
        *("reading", "alternatives", "kind", "role"),
    )
)
ASKED: frozenset[Aspect] = frozenset({"question", "document", "evidence", "aids"})

#: Of the new beside the old. `no_looser`: whoever meets the new meets the old, and whether anybody meets the old alone
#: is not shown; `no_stricter` is the mirror of it. `unsettled`: intervals cannot tell.
Direction = Literal["equal", "stricter", "looser", "no_looser", "no_stricter", "incomparable", "unsettled"]

Status = Literal["added", "removed", "changed", "same"]


@dataclass(frozen=True, slots=True)
class Requirement:
    """An operator with its threshold: `≥ 300 亿元`. `value` is in base units; None where it is no constant."""

    operator: str
    value: Number | date | None
    unit: Unit | None
    #: The threshold as it is written.
    text: str


Stated: TypeAlias = str | Requirement


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs. Empty texts stand for what is not there."""

    aspect: Aspect
    old: Stated = ""
    new: Stated = ""
    #: The definitions, facts or choices by which it comes about.
    names: tuple[str, ...] = ()
    #: The condition of the tier whose threshold it is.
    tier: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Values of an indicator on which one of the two requirements holds and the other does not: the witnesses.

    In base units, or days; None is an open end. An end that is not included is missed by as little as one likes.
    """

    low: Number | date | None
    high: Number | date | None
    low_included: bool
    high_included: bool
    unit: Unit | None
    #: Whether the old requirement holds there; the new one does not then, and the other way round.
    old_met: bool
    #: What is looked at, as it is written.
    indicator: str = ""
    #: For whom: the condition of the tier that the threshold belongs to; empty where there is one for all.
    tier: str = ""


@dataclass(frozen=True, slots=True)
class CriterionChange:
    """One criterion of either ruleset, and what became of it."""

    id: str
    status: Status
    old: Criterion | None
    new: Criterion | None
    changes: tuple[Change, ...] = ()
    #: Under the default readings of each.
    direction: Direction = "equal"
    witnesses: tuple[Stretch, ...] = ()

    @property
    def criterion(self) -> Criterion:
        """The criterion as it now is, else as it was."""
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def weight(self) -> Literal["meaning", "asked", "wording", "version", "none"]:
        """What the changes amount to at most."""
        aspects = {change.aspect for change in self.changes}
        if self.status in {"added", "removed"} or aspects & MEANING:
            return "meaning"
        if aspects & ASKED:
            return "asked"
        return "none" if not aspects else "version" if aspects == {"version"} else "wording"


@dataclass(frozen=True, slots=True)
class NamedChange:
    """A group, condition, choice, definition, fact, register, or step of the procedure that differs."""

    name: str
    status: Status
    #: What differs, by the key of the ruleset language.
    details: tuple[tuple[str, str, str], ...] = ()
    #: The criteria that depend on it, in the order of the text.
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextChange:
    """A stretch of the measure's text, as the ledger divides it, that is new or gone."""

    provision: str
    old: str
    new: str


@dataclass(frozen=True)
class Comparison:
    """Everything that differs between two rulesets of one measure."""

    old: Rules
    new: Rules
    #: Every criterion of either, in the order of the new text; what is gone stands where it stood.
    criteria: tuple[CriterionChange, ...]
    conditions: tuple[NamedChange, ...] = ()
    groups: tuple[NamedChange, ...] = ()
    choices: tuple[NamedChange, ...] = ()
    definitions: tuple[NamedChange, ...] = ()
    facts: tuple[NamedChange, ...] = ()
    edition: tuple[tuple[str, str, str], ...] = ()
    text: tuple[TextChange, ...] = ()
    #: Actors and steps (`steps/9.3`), by the keys of the file.
    procedure: tuple[NamedChange, ...] = ()
    #: Files whose words differ in anything, if only in a comment.
    files: tuple[str, ...] = ()
    #: Of the verdict `met` as a whole, under the default readings of each.
    direction: Direction = "equal"

    @property
    def changed(self) -> Iterator[CriterionChange]:
        """The criteria that differ in anything."""
        return (found for found in self.criteria if found.status != "same")

    @property
    def by_id(self) -> Mapping[str, CriterionChange]:
        """The criteria by id."""
        return {found.id: found for found in self.criteria}
