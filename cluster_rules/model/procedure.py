"""A procedure: who does what, in which order, on which conditions and within which days. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from cluster_rules.errors import Place
from cluster_rules.model.ir import Expression

if TYPE_CHECKING:
    from cluster_rules.model.decision import Verdict

StepForce = Literal["shall", "should", "may"]
#: An act is done once; a duty goes on and is kept as a log; a rule says who is competent or when, and is not done.
StepKind = Literal["act", "duty", "rule"]
FirstDay = Literal["excluded", "included"]
DayKind = Literal["working_day", "day"]
Roll = Literal["none", "previous", "next"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone with a part in the procedure."""

    id: str
    title: str
    provision: str
    quote: str
    title_en: str = ""
    note: str = ""
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Result:
    """One way in which a step can turn out; one that `ends` the procedure leads nowhere."""

    name: str
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Requirement:
    """A step that has to be done before; `result` is how it has to have turned out, empty for any."""

    step: str
    result: str = ""


@dataclass(frozen=True, slots=True)
class FindingsGuard:
    """Each of these criteria or groups is met."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VerdictGuard:
    """The verdict is one of these."""

    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class ObjectionGuard:
    """No objection to `step` is open or upheld."""

    step: str


Guard: TypeAlias = FindingsGuard | VerdictGuard | ObjectionGuard


@dataclass(frozen=True, slots=True)
class Period:
    """A number of days. It begins with `since`; empty: with the step itself, which lasts that long."""

    count: int
    kind: DayKind
    since: str
    #: Name of a reading → whether the first day counts.
    readings: Mapping[str, FirstDay]
    #: Which of the days that the readings give is kept.
    closes: Literal["later", "earlier"]
    interpretation: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Yearly:
    """A day of every year, by which something about the year before is due."""

    month: int
    day: int
    roll: Roll
    interpretation: str = ""
    why: str = ""


Clock: TypeAlias = Period | Yearly


@dataclass(frozen=True, slots=True)
class Advice:
    """Something to look at unless `unless` is known to be true; it stops nobody."""

    unless: Expression
    say: str
    say_en: str = ""
    interpretation: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a procedure, with the words of the measure that it comes from."""

    id: str
    title: str
    actor: str
    provision: str
    quote: str
    kind: StepKind = "act"
    force: StepForce = "shall"
    title_en: str = ""
    #: Who receives what is done.
    to: str = ""
    after: tuple[Requirement, ...] = ()
    #: Documents that have to be in the case file, before or with this step.
    inputs: tuple[str, ...] = ()
    #: Documents that the step itself brings.
    outputs: tuple[str, ...] = ()
    guards: tuple[Guard, ...] = ()
    results: tuple[Result, ...] = ()
    clock: Clock | None = None
    advice: tuple[Advice, ...] = ()
    #: Objections may be raised to it.
    objections: bool = False
    #: A user may note a ranking of his own; it is none of the measure's.
    ranking: bool = False
    #: What the measure leaves open about this step, one aspect each.
    not_specified: tuple[str, ...] = ()
    interpretation: str = ""
    note: str = ""
    place: Place | None = field(default=None, compare=False)

    @property
    def lasts(self) -> Period | None:
        """The period of the step itself, after which others follow."""
        return self.clock if isinstance(self.clock, Period) and not self.clock.since else None

    @property
    def recurs(self) -> bool:
        """It is done anew: once for every year, or as often as there is something to log."""
        return self.kind == "duty" or isinstance(self.clock, Yearly)


@dataclass(frozen=True, slots=True)
class Procedure:
    """The procedure of one edition. Steps stand in the order of the text."""

    title: str
    version: str
    actors: Mapping[str, Actor]
    documents: tuple[str, ...]
    steps: Mapping[str, Step]
    #: SHA-256 of the content, version included.
    hash: str
    not_specified: tuple[str, ...] = ()
    note: str = ""
