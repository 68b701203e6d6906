"""A compiled ruleset: criteria, groups, choices of reading, and the ledger of the measure's text. Data only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from cluster_rules.errors import Place
from cluster_rules.model.dictionary import Dictionary
from cluster_rules.model.ir import Comparison, Expression
from cluster_rules.model.procedure import Procedure
from cluster_rules.model.units import Unit

CriterionKind = Literal["number", "benchmark", "trend", "document", "judgement"]
Force = Literal["shall", "should"]
Role = Literal["standing", "condition", "soft"]
GroupKind = Literal["all_of", "any_of", "at_least", "none_of"]

#: One option for each named choice: `(("级别", "就高计一次"),)`. Sorted by choice.
Reading: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One way to read an ambiguous provision."""

    name: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """An ambiguity of the text with its named options; the decision is made under the default."""

    name: str
    question: str
    options: tuple[Option, ...]
    default: str
    why: str
    #: The record in `docs/interpretations`, such as A5.
    interpretation: str = ""
    place: Place | None = field(default=None, compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the options, in order."""
        return tuple(option.name for option in self.options)


@dataclass(frozen=True, slots=True)
class Comparand:
    """One comparison inside a test, for explanations and gaps: indicator, operator, threshold, and the unit to show."""

    comparison: Comparison
    unit: Unit | None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Test:
    """What a criterion asks under one reading."""

    truth: Expression
    #: The comparisons that `truth` is made of at its top, in order; one for most criteria, none for judgements.
    comparands: tuple[Comparand, ...]
    #: The requirement in words, as the ruleset writes it.
    requirement: str


@dataclass(frozen=True, slots=True)
class Aid:
    """A figure that helps a person to judge; it decides nothing."""

    title: str
    value: Expression
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class Criterion:
    """The smallest thing with a finding."""

    id: str
    version: str
    title: str
    kind: CriterionKind
    provision: str
    quote: str
    #: Reading → test, for every combination of the options of `choices`.
    tests: Mapping[Reading, Test]
    #: The choices that this criterion depends on, sorted.
    choices: tuple[str, ...] = ()
    force: Force = "shall"
    evidence: tuple[str, ...] = ()
    #: What a person is asked, for judgements.
    question: str = ""
    guidance: str = ""
    aids: tuple[Aid, ...] = ()
    note: str = ""
    #: The quote has a defect that is kept as it is printed.
    sic: str = ""
    #: The plugin that lowered it; empty for our own notation.
    plugin: str = ""
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Group:
    """Criteria joined by strong Kleene logic."""

    id: str
    kind: GroupKind
    children: tuple[Criterion | Group, ...]
    title: str = ""
    provision: str = ""
    quote: str = ""
    #: For `at_least`.
    count: int = 0
    force: Force = "shall"
    place: Place | None = field(default=None, compare=False)


CriterionTree: TypeAlias = Criterion | Group


@dataclass(frozen=True, slots=True)
class Condition:
    """One 认定条件: an all-of over its children."""

    id: str
    version: str
    title: str
    provision: str
    children: tuple[CriterionTree, ...]
    standing: bool = False
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What became of one stretch of the measure's text."""

    provision: str
    quote: str
    treatment: Literal["encoded", "judged", "procedural", "set_aside"]
    #: Ids of criteria.
    ids: tuple[str, ...] = ()
    reason: str = ""
    #: Ids of steps of the procedure.
    steps: tuple[str, ...] = ()
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Edition:
    """The text of a measure in force from a day. An unknown day is None; it is never guessed."""

    measure: str
    id: str
    title: str
    title_en: str
    issuer: str
    status: Literal["in_force", "draft", "superseded"]
    issued_on: date | None = None
    effective_from: date | None = None
    effective_until: date | None = None
    interpreter: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruleset:
    """The formal reading of one edition."""

    edition: Edition
    version: str
    dictionary: Dictionary
    conditions: tuple[Condition, ...]
    choices: Mapping[str, Choice]
    ledger: tuple[LedgerEntry, ...]
    #: SHA-256 of the ruleset's content and of the measure's text.
    hash: str
    text_hash: str
    #: Set where the text binding was waived or a threshold was replaced: every output says 假设.
    hypothetical: tuple[str, ...] = ()
    plugins: Mapping[str, str] = field(default_factory=dict)
    procedure: Procedure | None = None

    def criteria(self) -> Iterator[Criterion]:
        """Every criterion, in the order of the text."""
        return (criterion for child in self._children() for criterion in criteria_of(child))

    def groups(self) -> Iterator[Group]:
        """Every group, each before those inside it."""
        return (group for child in self._children() for group in groups_of(child))

    def trees(self) -> Iterator[CriterionTree]:
        """Every group and criterion, in the order of the text."""
        return (tree for child in self._children() for tree in trees_of(child))

    def tree(self, identity: str) -> CriterionTree | None:
        """The criterion or group with this id."""
        return next((tree for tree in self.trees() if tree.id == identity), None)

    def vetoes(self) -> frozenset[str]:
        """The criteria and groups that count against the subject: those inside a none_of, or an odd number of them."""
        return frozenset(identity for child in self._children() for identity, against, _ in _placed(child) if against)

    def alternatives(self) -> frozenset[str]:
        """The criteria and groups of which not every one has to hold: those inside a group that is no all_of."""
        return frozenset(identity for child in self._children() for identity, _, free in _placed(child) if free)

    def _children(self) -> Iterator[CriterionTree]:
        return (child for condition in self.conditions for child in condition.children)


def _placed(tree: CriterionTree, against: bool = False, free: bool = False) -> Iterator[tuple[str, bool, bool]]:
    """The ids in `tree`, each with whether it counts against the subject, and whether it may fail."""
    yield tree.id, against, free
    for child in tree.children if isinstance(tree, Group) else ():
        yield from _placed(child, against != (tree.kind == "none_of"), free or tree.kind != "all_of")


def trees_of(tree: CriterionTree) -> Iterator[CriterionTree]:
    """`tree` and every group and criterion in it, each group before what is inside it."""
    yield tree
    for child in tree.children if isinstance(tree, Group) else ():
        yield from trees_of(child)


def criteria_of(tree: CriterionTree) -> Iterator[Criterion]:
    """The criteria at the leaves of `tree`, in order."""
    if isinstance(tree, Criterion):
        yield tree
    else:
        for child in tree.children:
            yield from criteria_of(child)


def groups_of(tree: CriterionTree) -> Iterator[Group]:
    """The groups in `tree`, each before those inside it."""
    if isinstance(tree, Group):
        yield tree
        for child in tree.children:
            yield from groups_of(child)
