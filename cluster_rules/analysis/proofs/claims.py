"""What is claimed of two editions, criterion by criterion and for the verdict: at least as strict, equivalent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal, TypeAlias, TypeVar

from cluster_rules.analysis.proofs import spans, terms
from cluster_rules.analysis.proofs.search import Answered, Effort, Question, answer
from cluster_rules.analysis.proofs.spans import Construct, Truth
from cluster_rules.analysis.proofs.statuses import (
    Findings,
    Options,
    options_of,
    reading_of,
    required_criteria,
)
from cluster_rules.analysis.proofs.terms import Term, conjunction, disjunction, negation
from cluster_rules.model import ir
from cluster_rules.model.decision import VERDICTS, DecisionRecord
from cluster_rules.model.dictionary import FactType
from cluster_rules.model.ruleset import Criterion, CriterionTree, Ruleset
from cluster_rules.semantics.dependencies import facts_of

#: stricter: whatever the new edition finds met, the old one does. looser: the other way round. equivalent: all alike.
Claim: TypeAlias = Literal["stricter", "looser", "equivalent"]
VERDICT = "verdict"

#: The status of a veto → whether it is kept.
_KEPT = {"met": "not_met", "not_met": "met"}

T = TypeVar("T")


@dataclass(frozen=True)
class Proof:
    """One claim about one criterion, or about the verdict, with what became of it."""

    claim: Claim
    #: The id of a criterion, or `verdict`.
    about: str
    #: The options it is about; None for all of them.
    options: Options | None
    answered: Answered

    @property
    def is_proved(self) -> bool:
        """For all applications, of any size."""
        return self.answered.outcome == "proved"


#: Looks on while questions are settled, one after the other: given them and their number, gives them back.
Watch: TypeAlias = Callable[[Iterable[T], int], Iterable[T]]


def unwatched(items: Iterable[T], total: int) -> Iterable[T]:
    """Nobody looks on."""
    return items


def compare(
    old: Ruleset,
    new: Ruleset,
    claims: Sequence[Claim] = ("stricter", "looser"),
    chosen: Options | None = None,
    effort: Effort | None = None,
    only: frozenset[str] = frozenset(),
    watch: Watch[Asked] = unwatched,
) -> tuple[Proof, ...]:
    """What is known of `claims` for every criterion of either edition, for groups put together otherwise, and last for
    the verdict. What counts against the subject is the stricter the more it takes in.

    Under the defaults of each edition or the options `chosen`; under every reading where `chosen` is None. `only` are
    the criteria to ask about, all where it is empty; the verdict is always asked about.
    """
    effort = effort or Effort()
    alone = _incomparable(old, new)
    trees = [*_of_criteria(old, new, claims, chosen), *_of_groups(old, new, claims, chosen, only)]
    asked = [each for each in trees if each.about not in alone]
    asked += _of_verdict(old, new, claims, chosen)
    asked = [each for each in asked if not only or each.about in {*only, VERDICT}]
    proofs: list[Proof] = []
    for each in watch(asked, len(asked)):
        follows = each.about == VERDICT and not only and _follows(old, new, each.claim, proofs)
        proofs.append(replace(each, is_trivial=True).proof(effort) if follows else each.proof(effort))
    return tuple(proofs)


def _incomparable(old: Ruleset, new: Ruleset) -> set[str]:
    """What says nothing by itself: an alternative that one edition alone has, and what is a veto in one edition alone."""
    found = {name for name in old.vetoes() ^ new.vetoes() if old.tree(name) and new.tree(name)}
    for ruleset, other in ((old, new), (new, old)):
        found |= {name for name in ruleset.alternatives() if other.tree(name) is None}
    return found


def _follows(old: Ruleset, new: Ruleset, claim: Claim, proofs: Sequence[Proof]) -> bool:
    """Whether the claim about the verdict follows from those about criteria: both are put together alike, and more
    criteria that are met, or vetoes that are kept, never take a verdict away.
    """
    required = {
        c.id for ruleset in (old, new) for condition in ruleset.conditions for c in required_criteria(condition)
    }
    about = [proof for proof in proofs if proof.claim == claim and proof.about in required]
    return _shape(old) == _shape(new) and all(proof.is_proved for proof in about)


def equivalent(old: Ruleset, new: Ruleset, seconds: float = 60.0) -> Proof:
    """Whether two rulesets find the same of every application whose facts are all known, under every reading.

    Proved only for registers of any size. What is refuted is refuted by a witness; `unknown` names what stood in the
    way, and a difference between the fact dictionaries is one of those.
    """
    if differing := dictionary_differences(old, new):
        constructs = tuple(Construct("dictionary", name) for name in differing)
        return Proof("equivalent", VERDICT, None, Answered("unknown", obstacle="inexpressible", constructs=constructs))
    weakest = Proof("equivalent", VERDICT, None, Answered("proved"))
    asked = [*_of_criteria(old, new, ("equivalent",), None), *_of_trees(old, new)]
    for each in asked:
        proof = each.proof(Effort(seconds))
        if proof.answered.outcome == "refuted":
            return proof
        if weakest.is_proved and not proof.is_proved:
            weakest = proof
    return weakest


def dictionary_differences(old: Ruleset, new: Ruleset) -> tuple[str, ...]:
    """The facts and registers that both editions declare, but not alike: a sheet may be read in two ways."""
    found = []
    for name, declared in old.dictionary.facts.items():
        if name in new.dictionary.facts and _readable(declared) != _readable(new.dictionary.facts[name]):
            found.append(name)
    for name, register in old.dictionary.registers.items():
        other = new.dictionary.registers.get(name)
        if other is None:
            continue
        if (register.key, register.validity, register.crossed) != (other.key, other.validity, other.crossed):
            found.append(name)
        shared = register.fields.keys() & other.fields.keys()
        unlike = (f for f in sorted(shared) if _readable(register.fields[f]) != _readable(other.fields[f]))
        found += [f"{name}.{f}" for f in unlike]
    return tuple(found)


def _readable(declared: FactType) -> tuple[object, ...]:
    """What decides which values a sheet may give, and what they are read as."""
    return (
        *(declared.type, declared.unit, declared.low, declared.high),
        *(declared.integral, declared.judged, declared.format, declared.part_of, declared.whole_of),
        declared.usually_at_most,
        declared.about,
    )


@dataclass(frozen=True)
class Asked:
    """A claim to be settled."""

    claim: Claim
    about: str
    options: tuple[Options, Options] | None
    question: Question
    #: Both editions say the same in the same words: there is nothing to ask.
    is_trivial: bool = False

    def proof(self, effort: Effort) -> Proof:
        found = self._unlike() or (Answered("proved") if self.is_trivial else answer(self.question, effort))
        return Proof(self.claim, self.about, self._asked(), found)

    def _unlike(self) -> Answered | None:
        """No application says the same to editions that read a fact as different things."""
        facts = [path for expression in self.question.expressions for path in facts_of(expression)]
        read = frozenset[str]().union(*(ruleset.dictionary.bearing_on(facts) for ruleset in self.question.rulesets))
        unlike = sorted(path for path in read if _differ([_kind(r, path) for r in self.question.rulesets]))
        constructs = tuple(Construct("dictionary", path) for path in unlike)
        return Answered("unknown", obstacle="inexpressible", constructs=constructs) if constructs else None

    def _asked(self) -> Options | None:
        """The options by the names asked for: what an edition does not have is its default there."""
        if self.options is None:
            return None
        new, (before, after) = self.question.rulesets[-1], self.options
        only_old = {name: option for name, option in before.items() if not _has(new, name, option)}
        return {**before, **after, **only_old}


def _has(ruleset: Ruleset, choice: str, option: str) -> bool:
    return choice in ruleset.choices and option in ruleset.choices[choice].names


def _differ(kinds: Sequence[object]) -> bool:
    """Whether those that declare it declare it as different things."""
    declared = [kind for kind in kinds if kind is not None]
    return any(kind != declared[0] for kind in declared)


def _kind(ruleset: Ruleset, path: str) -> tuple[object, ...] | None:
    """What a fact, register or field is, as a ruleset declares it; None where it does not."""
    register = ruleset.dictionary.registers.get(path)
    if register is not None:
        return register.key, register.validity, register.crossed
    declared = ruleset.dictionary.declared(path)
    if declared is None:
        return None
    return type(declared.type), getattr(declared.type, "dimension", None), declared.integral, declared.format


def _of_criteria(old: Ruleset, new: Ruleset, claims: Sequence[Claim], chosen: Options | None) -> Iterator[Asked]:
    for identity in dict.fromkeys(c.id for ruleset in (new, old) for c in ruleset.criteria()):
        both = [ruleset.tree(identity) for ruleset in (old, new)]
        members = [() if tree is None else required_criteria(tree) for tree in both]
        for options in _assignments(old, new, (*members[0], *members[1]), chosen):
            tests = [[_test(c, o) for c in found] for found, o in zip(members, options, strict=True)]
            alike = tests[0] == tests[1] and all(isinstance(tree, Criterion) for tree in both)
            for claim in claims:
                question = _question(claim, identity, (old, new), options, (*tests[0], *tests[1]))
                yield Asked(claim, identity, options, question, alike)


def _of_groups(
    old: Ruleset, new: Ruleset, claims: Sequence[Claim], chosen: Options | None, only: frozenset[str]
) -> Iterator[Asked]:
    """Groups that have other members, or count them otherwise; and those of `only`."""
    groups = dict.fromkeys(group.id for ruleset in (new, old) for group in ruleset.groups())
    criteria = {criterion.id for ruleset in (old, new) for criterion in ruleset.criteria()}
    for identity in (name for name in groups if name not in criteria):
        both = [tree for ruleset in (old, new) if (tree := ruleset.tree(identity)) is not None]
        if len({_shape_of(tree) for tree in both}) == 2 or len(both) == 1 or identity in only:
            members = [criterion for tree in both for criterion in required_criteria(tree)]
            for options in _assignments(old, new, members, chosen):
                tests = tuple(test.truth for criterion in members for test in criterion.tests.values())
                for claim in claims:
                    yield Asked(claim, identity, options, _question(claim, identity, (old, new), options, tests))


def _test(criterion: Criterion, options: Options) -> ir.Expression:
    return criterion.tests[reading_of(criterion, options)].truth


def _assignments(
    old: Ruleset, new: Ruleset, compared: Sequence[Criterion], chosen: Options | None
) -> Iterator[tuple[Options, Options]]:
    """The options under which a criterion is compared: those chosen, or every combination that it depends on.

    An option that one edition does not have is compared with the default of that edition.
    """
    if chosen is not None:
        yield options_of(old, chosen), options_of(new, chosen)
        return
    names = sorted({name for criterion in compared for name in criterion.choices})
    lists = [
        dict.fromkeys(option for r in (old, new) if name in r.choices for option in r.choices[name].names)
        for name in names
    ]
    for options in product(*lists):
        asked = dict(zip(names, options, strict=True))
        yield _known(old, asked), _known(new, asked)


def _known(ruleset: Ruleset, asked: Options) -> Options:
    return options_of(ruleset, {name: option for name, option in asked.items() if _has(ruleset, name, option)})


def _question(
    claim: Claim,
    identity: str,
    rulesets: tuple[Ruleset, Ruleset],
    options: tuple[Options, Options] | None,
    expressions: tuple[ir.Expression, ...],
) -> Question:
    """Whether some application breaks the claim about a criterion or group. A veto is kept where it is not met."""
    is_veto = any(identity in ruleset.vetoes() for ruleset in rulesets)

    def counterexample(findings: Sequence[Findings]) -> Term:
        old, new = (each.named(identity) for each in findings)
        return _against(claim, spans.negation(old), spans.negation(new)) if is_veto else _against(claim, old, new)

    def holds(records: Sequence[DecisionRecord]) -> bool:
        old, new = (status_in(record, identity) for record in records)
        return _breaks(claim, _KEPT.get(old, old), _KEPT.get(new, new)) if is_veto else _breaks(claim, old, new)

    return Question(rulesets, expressions, counterexample, holds, options, f"{identity} {claim}")


def _against(claim: Claim, old: Truth, new: Truth) -> Term:
    """Where an application is a counterexample to the claim."""
    if claim == "equivalent":
        return negation(conjunction((terms.equal(old.true, new.true), terms.equal(old.false, new.false))))
    strict, loose = (new, old) if claim == "stricter" else (old, new)
    return conjunction((strict.true, negation(loose.true)))


def _breaks(claim: Claim, old: str | None, new: str | None) -> bool:
    """Whether two statuses, or two verdicts, are those of a counterexample."""
    if claim == "equivalent":
        return old != new
    strict, loose = (new, old) if claim == "stricter" else (old, new)
    return strict == "met" and loose != "met"


def status_in(record: DecisionRecord, identity: str) -> str:
    """The status of a criterion or group; what a ruleset does not have asks for nothing."""
    return next((finding.status for finding in record.findings if finding.id == identity), "met")


def _of_verdict(old: Ruleset, new: Ruleset, claims: Sequence[Claim], chosen: Options | None) -> Iterator[Asked]:
    options = None if chosen is None else (options_of(old, chosen), options_of(new, chosen))
    for claim in claims:
        question = Question(
            (old, new),
            _deciding(old, options and options[0]) + _deciding(new, options and options[1]),
            lambda findings, claim=claim: _against_verdict(claim, *findings),  # type: ignore[misc]
            lambda records, claim=claim: _breaks(claim, records[0].verdict, records[1].verdict),  # type: ignore[misc]
            options,
            f"verdict {claim}",
        )
        yield Asked(claim, VERDICT, options, question, old.conditions == new.conditions and _same_options(options))


def _same_options(options: tuple[Options, Options] | None) -> bool:
    return options is None or options[0] == options[1]


def _deciding(ruleset: Ruleset, options: Options | None) -> tuple[ir.Expression, ...]:
    """The tests that the verdict is made of."""
    criteria = (c for condition in ruleset.conditions for c in required_criteria(condition))
    return tuple(
        test.truth
        for criterion in criteria
        for reading, test in criterion.tests.items()
        if options is None or reading == reading_of(criterion, options)
    )


def _against_verdict(claim: Claim, old: Findings, new: Findings) -> Term:
    if claim == "equivalent":
        return disjunction(negation(terms.equal(old.verdict(v), new.verdict(v))) for v in VERDICTS)
    strict, loose = (new, old) if claim == "stricter" else (old, new)
    return conjunction((strict.verdict("met"), negation(loose.verdict("met"))))


def _of_trees(old: Ruleset, new: Ruleset) -> Iterator[Asked]:
    """Groups that are put together otherwise, and the verdict, under every reading."""
    if _shape(old) == _shape(new):
        return
    for identity in dict.fromkeys(group.id for ruleset in (new, old) for group in ruleset.groups()):
        trees = [ruleset.tree(identity) for ruleset in (old, new)]
        if None in trees or _shape_of(trees[0]) != _shape_of(trees[1]):  # type: ignore[arg-type]
            tests = [t.truth for tree in trees if tree for c in required_criteria(tree) for t in c.tests.values()]
            question = _question("equivalent", identity, (old, new), None, tuple(tests))
            yield Asked("equivalent", identity, None, question)
    yield from _of_verdict(old, new, ("equivalent",), None)


def _shape(ruleset: Ruleset) -> object:
    """How criteria are put together, by their ids."""
    return tuple((c.id, c.standing, tuple(map(_shape_of, c.children))) for c in ruleset.conditions)


def _shape_of(tree: CriterionTree) -> object:
    if isinstance(tree, Criterion):
        return (tree.id, tree.force)
    return (tree.id, tree.kind, tree.count, tree.force, tuple(map(_shape_of, tree.children)))
