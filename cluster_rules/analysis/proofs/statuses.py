"""What a ruleset finds on a world: the truth of each criterion and group, and where each verdict applies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cluster_rules.analysis.proofs import spans, terms
from cluster_rules.analysis.proofs.encoding import Encoder
from cluster_rules.analysis.proofs.spans import Truth
from cluster_rules.analysis.proofs.terms import FALSE, ONE, TRUE, ZERO, Term, at_most, choose, constant
from cluster_rules.model.decision import Verdict
from cluster_rules.model.ruleset import Condition, Criterion, CriterionTree, Group, Reading, Ruleset, criteria_of

#: Choice → option.
Options = Mapping[str, str]


def options_of(ruleset: Ruleset, chosen: Options) -> dict[str, str]:
    """The option of every choice: as chosen, else the default."""
    return {name: chosen.get(name, choice.default) for name, choice in ruleset.choices.items()}


def all_options(rulesets: Iterable[Ruleset]) -> Mapping[str, Sequence[str]]:
    """Choice → its options in any of the rulesets, each once. The same name is the same option."""
    found: dict[str, dict[str, None]] = {}
    for ruleset in rulesets:
        for name, choice in ruleset.choices.items():
            found.setdefault(name, {}).update(dict.fromkeys(choice.names))
    return {name: tuple(options) for name, options in found.items()}


def option_name(choice: str) -> str:
    """The name of the symbol that is the chosen option."""
    return f"口径 {choice}"


def reading_of(criterion: Criterion, options: Options) -> Reading:
    """The reading of `criterion` under these options."""
    return tuple((name, options[name]) for name in criterion.choices)


@dataclass
class Findings:
    """What `ruleset` finds: under `options`, or under options that are free where it is None.

    Free options are counted off in `known`: choice → the options of all the rulesets that are asked about.
    """

    ruleset: Ruleset
    encoder: Encoder
    options: Options | None
    known: Mapping[str, Sequence[str]]
    _free: dict[str, Term] = field(default_factory=dict)

    @cached_property
    def criteria(self) -> Mapping[str, Criterion]:
        return {criterion.id: criterion for criterion in self.ruleset.criteria()}

    def named(self, identity: str) -> Truth:
        """The truth of the criterion or group with this id. What a ruleset does not have asks for nothing."""
        tree = self.ruleset.tree(identity)
        return spans.settled(TRUE) if tree is None else self.tree(tree)

    def criterion(self, identity: str) -> Truth:
        """The truth of one criterion."""
        criterion = self.criteria[identity]
        if self.options is not None:
            return self.under(criterion, reading_of(criterion, self.options))
        readings = list(criterion.tests)
        result = self.under(criterion, readings[-1])
        for reading in readings[-2::-1]:
            chosen = spans.case(self._is_chosen(reading), self.under(criterion, reading), result)
            assert isinstance(chosen, Truth)
            result = chosen
        return result

    def under(self, criterion: Criterion, reading: Reading) -> Truth:
        return self.encoder.truth(criterion.tests[reading].truth)

    def _is_chosen(self, reading: Reading) -> Term:
        return terms.conjunction(self._has(name, option) for name, option in reading)

    def _has(self, choice: str, option: str) -> Term:
        """Where an option is in force: it is chosen, or it is the default and what is chosen is none of this ruleset."""
        own = self.ruleset.choices[choice]
        foreign = set(self.known[choice]) - set(own.names)
        names = {option, *(foreign if option == own.default else ())}
        places = (place for place, name in enumerate(self.known[choice]) if name in names)
        return terms.disjunction(terms.equal(self.option(choice), constant(place)) for place in places)

    def option(self, choice: str) -> Term:
        """The place of the option that is free to be chosen. The same name is the same choice in every ruleset."""
        return self._free.setdefault(choice, terms.symbol(option_name(choice), "int"))

    def free_options(self) -> Iterable[Term]:
        """That every free choice is one of its options."""
        for name, term in self._free.items():
            last = len(self.known[name]) - 1
            yield from (at_most(ZERO, term), at_most(term, constant(last)))

    def tree(self, tree: CriterionTree | Condition) -> Truth:
        """Strong Kleene over the children that count."""
        return truth_of(tree, lambda criterion: self.criterion(criterion.id))

    def verdict(self, verdict: Verdict) -> Term:
        """Where this verdict applies: the first of the five that does."""
        conditions = [(condition.standing, self.tree(condition)) for condition in self.ruleset.conditions]
        inadmissible = terms.disjunction(truth.false for standing, truth in conditions if standing)
        failed = terms.disjunction(truth.false for standing, truth in conditions if not standing)
        met = terms.conjunction(truth.true for _, truth in conditions)
        # With all facts known nothing awaits a judgement: what is open is unknown.
        order = (("inadmissible", inadmissible), ("not_met", failed), ("unknown", terms.negation(met)))
        earlier = FALSE
        for name, holds in order:
            if name == verdict:
                return terms.conjunction((holds, terms.negation(earlier)))
            earlier = terms.disjunction((earlier, holds))
        return met if verdict == "met" else FALSE


def truth_of(tree: CriterionTree | Condition, of: Callable[[Criterion], Truth]) -> Truth:
    """The truth of a tree by the truth `of` its criteria: strong Kleene over the children that count."""
    if isinstance(tree, Criterion):
        return of(tree)
    children = [truth_of(child, of) for child in tree.children if child.force == "shall"]
    if isinstance(tree, Condition) or tree.kind == "all_of":
        return spans.conjunction(children)
    if tree.kind == "at_least":
        return _at_least(tree.count, children)
    found = spans.disjunction(children)
    return spans.negation(found) if tree.kind == "none_of" else found


def _at_least(count: int, children: list[Truth]) -> Truth:
    met = terms.add(choose(child.true, ONE, ZERO) for child in children)
    failed = terms.add(choose(child.false, ONE, ZERO) for child in children)
    true = at_most(constant(count), met)
    if all(child.is_settled for child in children):
        return spans.settled(true)
    return Truth(true, at_most(constant(len(children) - count + 1), failed))


def required_criteria(tree: CriterionTree | Condition) -> tuple[Criterion, ...]:
    """The criteria that count towards `tree`."""
    if isinstance(tree, Criterion):
        return (tree,)
    children = tree.children if isinstance(tree, Condition | Group) else ()
    return tuple(c for child in children if child.force == "shall" for c in criteria_of(child))
