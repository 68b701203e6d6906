"""The smallest repair of an application: the fewest figures, and then the least change of them, that meet what is not met.

What has to be met are the parts of the conditions: a criterion, or a group with as many of its criteria as it asks for.
Of as few figures, those that only rise come before those that fall. Figures alone are changed, in the records that are
there: neither firms nor titles are made up. What is fixed stays, and nothing is hoped of what is not known. Every repair
that is returned has been decided by the scalar engine. It is smallest where the solver has shown that fewer figures do
not do (`fewest`) and that no smaller change of so many does (`least`); otherwise that is said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import gcd

from cluster_rules.analysis.proofs import spans, terms
from cluster_rules.analysis.proofs.encoding import Encoder
from cluster_rules.analysis.proofs.repaired import Figure, bound_again, linked, repaired
from cluster_rules.analysis.proofs.solver import Answer, Solver
from cluster_rules.analysis.proofs.spans import Construct, Inexpressible, Truth, Value
from cluster_rules.analysis.proofs.statuses import reading_of, required_criteria, truth_of
from cluster_rules.analysis.proofs.terms import ONE, ZERO, Term, at_most, choose, constant, negation
from cluster_rules.analysis.proofs.usage import Texts, Usage, texts_of
from cluster_rules.analysis.proofs.worlds import Row, Rows, kin_agree, known, parts_within, within_wholes
from cluster_rules.compiler.suggest import closest
from cluster_rules.engine import Rules
from cluster_rules.errors import RulesError
from cluster_rules.model import ir
from cluster_rules.model.dictionary import BUILT_IN_FACTS, BUILT_IN_REGISTERS, Dictionary, FactType
from cluster_rules.model.numbers import Number, normal
from cluster_rules.model.ruleset import Criterion, CriterionTree
from cluster_rules.model.sheet import BoundFacts
from cluster_rules.model.types import BooleanType, NumberType, TextType
from cluster_rules.model.values import Known, Partial
from cluster_rules.semantics.dependencies import facts_of

#: More figures than this are not tried together.
_MOST = 8
#: Where the steps of the figures do not do, so many times finer ones are tried.
_FINER = 100


@dataclass(frozen=True)
class Repair:
    """What has to change so that what is in `asked` is met and nothing else is lost."""

    #: The criteria and groups that are not met, and have to be.
    asked: tuple[str, ...]
    #: None where there is no repair, or none was found.
    figures: tuple[Figure, ...] | None
    #: Shown: with what is fixed, no change of figures repairs it.
    impossible: bool = False
    #: Shown: fewer figures do not do; so many with less change do not.
    fewest: bool = False
    least: bool = False
    #: What could not be said to the solver, or is not known.
    obstacles: tuple[Construct, ...] = ()


def repair(rules: Rules, facts: BoundFacts, fixed: Collection[str] = (), seconds: float = 30.0) -> Repair:
    """The smallest repair of `facts` under the default readings, where the names in `fixed` stay as they are.

    `fixed` are facts, registers, and fields (`企业.营业收入`). Raises CR760 where the solver is not installed, and CR763
    for a name in `fixed` that is none of them.
    """
    _require_known(rules, fixed)
    decision = rules.decide_bound(facts)
    trees = [child for c in rules.ruleset.conditions for child in c.children if child.force == "shall"]
    asked = [tree for tree in trees if decision[tree.id].status == "not_met"]
    kept = [tree for tree in trees if decision[tree.id].status == "met"]
    if not asked:
        return Repair((), (), fewest=True, least=True)
    open_ = [tree for tree in trees if tree not in asked and tree not in kept]
    search = _Search(rules, facts, asked, kept, open_, frozenset(fixed), seconds)
    try:
        return _in_any_steps(search)
    except Inexpressible as refused:
        return Repair(search.names, None, obstacles=(refused.construct,))


def _in_any_steps(search: _Search) -> Repair:
    """The repair in steps of the figures. What is shown of these is shown of any figures too, or not said to be shown."""
    found = search.found()
    free = replace(search, finer=0)
    if found.impossible and search.is_stepped and not free.excludes(None):
        found = replace(search, finer=_FINER).found()
        names = "、".join(sorted(search.free))
        found = replace(found, impossible=False, obstacles=(Construct("value", names),)) if found.impossible else found
    if found.figures and found.fewest and search.is_stepped:
        found = replace(found, fewest=len(found.figures) == 1 or free.excludes(len(found.figures) - 1))
    return found


def _require_known(rules: Rules, fixed: Collection[str]) -> None:
    dictionary = rules.ruleset.dictionary
    fields = (f"{name}.{field}" for name, register in dictionary.registers.items() for field in register.fields)
    known = [*dictionary.facts, *dictionary.registers, *fields]
    for name in fixed:
        if name not in known:
            raise RulesError.of("CR763", name=name, close=closest(name, known))


@dataclass
class _Search:
    rules: Rules
    facts: BoundFacts
    asked: Sequence[CriterionTree]
    kept: Sequence[CriterionTree]
    #: What is neither met nor not: a repair does not settle it for the worse.
    open: Sequence[CriterionTree]
    fixed: frozenset[str]
    seconds: float
    #: A step is divided into so many; 0 for any number at all.
    finer: int = 1

    def __post_init__(self) -> None:
        ruleset = self.rules.ruleset
        self.options = {name: choice.default for name, choice in ruleset.choices.items()}
        self.names = tuple(tree.id for tree in self.asked)
        self.free = self._free()
        touched = [tree for tree in (*self.kept, *self.open) if self.free & self._read([tree])]
        self.trees = (*self.asked, *touched)
        tests = [self._test(criterion) for tree in self.trees for criterion in required_criteria(tree)]
        links = linked(ruleset.dictionary)
        beside = {other for path in self.free for other in links.get(path, ())}
        self.usage = Usage.of(tests, [ruleset.dictionary], self.free | beside)
        records = (record for register in self.facts.registers.values() for record in register.records)
        stated = (value for values in (self.facts.facts, *records) for value in values.values())
        named = texts_of([ruleset.dictionary], tests).named
        self.texts = Texts.of([*named, *(value for value in stated if isinstance(value, str))])
        #: Symbol → the figure that it stands for, its declared type and its value.
        self.figures: dict[str, tuple[Figure, FactType, Term]] = {}
        self.required: list[Term] = []
        #: What is not known, of the criteria of which nothing can be hoped.
        self.missing: dict[Construct, None] = {}

    def _free(self) -> set[str]:
        """The figures that may change: what is asked reads them, or they bound one that may, or are bounded by it."""
        free, links = set[str](), linked(self.rules.ruleset.dictionary)
        more = self._read(self.asked)
        while more := {path for path in more if not self._is_fixed(path)} - free:
            free |= more
            touched = [tree for tree in (*self.kept, *self.open) if more & self._read([tree])]
            more = self._read(touched) | {other for path in more for other in links.get(path, ())}
        return free

    def _test(self, criterion: Criterion) -> ir.Expression:
        return criterion.tests[reading_of(criterion, self.options)].truth

    def _read(self, trees: Sequence[CriterionTree]) -> set[str]:
        return {path for tree in trees for c in required_criteria(tree) for path in facts_of(self._test(c))}

    def _is_fixed(self, path: str) -> bool:
        register, _, field = path.partition(".")
        dictionary = self.rules.ruleset.dictionary
        declared, owner = dictionary.declared(path), dictionary.registers.get(register)
        if declared is None or not isinstance(declared.type, NumberType) or (owner and field in owner.key):
            return True
        return path in BUILT_IN_FACTS or register in BUILT_IN_REGISTERS or not self.fixed.isdisjoint((path, register))

    @property
    def is_stepped(self) -> bool:
        """Whether some figure could be other than in its steps."""
        declared = map(self.rules.ruleset.dictionary.declared, self.free)
        return any(fact is not None and not fact.integral for fact in declared)

    def excludes(self, figures: int | None) -> bool:
        """Whether it is shown that so many figures do not do; None for any number of them."""
        goal, count = self._posed()
        solver = Solver(self.seconds)
        solver.require(goal)
        few = [] if figures is None else [at_most(count, constant(figures))]
        return solver.ask(few).kind == "impossible"

    def found(self) -> Repair:
        return self._smallest(*self._posed())

    def _posed(self) -> tuple[list[Term], Term]:
        """What a repair has to be, and how many figures it changes."""
        world = Rows(
            {name: self._value("", "", name, self.facts.facts[name]) for name in sorted(self.usage.facts)},
            {name: tuple(self._rows(name)) for name in self.usage.fields},
        )
        dictionary = self.rules.ruleset.dictionary
        self.required += self._within(world, dictionary)
        encoder = Encoder(world, self.texts, dictionary)
        goal = [self._goal(tree, encoder) for tree in self.trees]
        changed = [negation(terms.equal(term, constant(figure.old))) for figure, _, term in self.figures.values()]
        return [*goal, *self.required], terms.add(choose(each, ONE, ZERO) for each in changed)

    def _goal(self, tree: CriterionTree, encoder: Encoder) -> Term:
        """Where the tree is met, whatever is not known. Refused where that hangs on what is not known.

        An open one is only not to be lost.
        """
        if tree in self.open:
            return negation(truth_of(tree, lambda criterion: self._known(criterion, encoder)[0]).false)
        before = len(self.missing)
        met = truth_of(tree, lambda criterion: self._truth(criterion, encoder)).true
        if met is terms.FALSE and len(self.missing) > before:
            first = list(self.missing)[before]
            raise Inexpressible(first.kind, first.name)
        return met

    def _truth(self, criterion: Criterion, encoder: Encoder) -> Truth:
        truth, missing = self._known(criterion, encoder)
        self.missing |= dict.fromkeys(missing)
        return truth

    def _known(self, criterion: Criterion, encoder: Encoder) -> tuple[Truth, list[Construct]]:
        """The truth of a criterion, unknown where it hangs on what is not known; and what that is."""
        registers = {path.partition(".")[0] for path in facts_of(self._test(criterion))} & self.facts.registers.keys()
        missing = [Construct("register", name) for name in sorted(registers) if not self.facts.registers[name].complete]
        truth = encoder.truth(self._test(criterion))
        missing += [Construct("missing", name) for name in _unknown_in(truth)]
        return (spans.UNKNOWN if missing else truth), missing

    def _within(self, world: Rows, dictionary: Dictionary) -> Iterator[Term]:
        """No part becomes greater than its whole, no figure than is usual, and rows about one thing agree on it."""
        yield from parts_within(dictionary.facts, world.facts, confirming=False)
        for name, rows in world.registers.items():
            for row in rows:
                yield from parts_within(dictionary.registers[name].fields, row.fields, confirming=False)
            yield from kin_agree(dictionary.registers[name], rows)
        yield from within_wholes(world.registers, dictionary)

    def _smallest(self, goal: list[Term], count: Term) -> Repair:
        solver = Solver(self.seconds)
        solver.require(goal)
        if solver.ask().kind == "impossible":
            return Repair(self.names, None, impossible=not self.missing, obstacles=tuple(self.missing))
        fewest = not self.missing
        for number in range(1, _MOST + 1):
            few = [at_most(count, constant(number))]
            for wanted in ([*few, *self._risen()], few):
                answer = solver.ask(wanted)
                if answer.kind == "possible":
                    return self._least(solver, wanted, answer, fewest)
                fewest = fewest and answer.kind == "impossible"
        return Repair(self.names, None)

    def _risen(self) -> Iterator[Term]:
        """No figure falls: a share is mended by more research rather than by less revenue, where that can be."""
        return (at_most(constant(figure.old), term) for figure, _, term in self.figures.values())

    def _least(self, solver: Solver, wanted: Sequence[Term], answer: Answer, fewest: bool) -> Repair:
        better = solver.least(self._change(), wanted)
        used = better if better.kind == "possible" else answer
        figures = tuple(self._changed(used))
        if not self._holds(figures):
            return Repair(self.names, None, obstacles=(Construct("value", "、".join(f.path for f in figures)),))
        return Repair(self.names, figures, fewest=fewest, least=used is better)

    def _change(self) -> Term:
        """How much all figures change, each as a share of what it was."""
        return terms.add(
            terms.scale(normal(1 / Fraction(_size(figure, declared))), _distance(term, figure.old))
            for figure, declared, term in self.figures.values()
        )

    def _changed(self, answer: Answer) -> Iterator[Figure]:
        for name, (figure, declared, _) in self.figures.items():
            value = answer.values.get(name)
            new = figure.old if value is None else normal(Fraction(value) * _step(figure, declared, self.finer))
            if new != figure.old:
                yield replace(figure, new=new)

    def _holds(self, figures: Sequence[Figure]) -> bool:
        """Whether the engine finds what is promised of the repaired application."""
        facts = bound_again(repaired(self.facts, figures), self.rules.ruleset.dictionary)
        if facts is None:
            return False
        decision = self.rules.decide_bound(facts)
        lost = any(decision[tree.id].status == "not_met" for tree in self.open)
        return not lost and all(decision[tree.id].status == "met" for tree in (*self.asked, *self.kept))

    # The world

    def _rows(self, register: str) -> Iterator[Row]:
        bound = self.facts.registers[register]
        for key, record in zip(bound.keys, bound.records, strict=True):
            fields = {f: self._value(register, key, f, record[f]) for f in sorted(self.usage.fields[register])}
            yield Row(f"{register}#{key}", register, fields)

    def _value(self, register: str, key: str, field: str, value: Known | Partial) -> Value:
        dictionary = self.rules.ruleset.dictionary
        declared = dictionary.registers[register].fields[field] if register else dictionary.facts[field]
        path = f"{register}.{field}" if register else field
        name = f"{register}[{key}].{field}" if register else field
        if isinstance(value, Partial):
            blank = _blank(name, declared)
            if isinstance(blank, spans.Span) and declared.low is not None:
                self.required.append(at_most(known(declared.low), blank.low))
            return blank
        if isinstance(declared.type, BooleanType):
            return spans.settled(constant(bool(value)))
        if isinstance(declared.type, TextType):
            return spans.Text(constant(self.texts.codes[str(value)]))
        if path not in self.free or not isinstance(declared.type, NumberType) or isinstance(value, date):
            return spans.exactly(known(value))
        return spans.exactly(self._figure(Figure(register, key, field, value, value), declared, name))  # type: ignore[arg-type]

    def _figure(self, figure: Figure, declared: FactType, name: str) -> Term:
        any_number = not self.finer and not declared.integral
        term = terms.scale(_step(figure, declared, self.finer), terms.symbol(name, "real" if any_number else "int"))
        self.figures[name] = (figure, declared, term)
        self.required += [at_most(known(declared.low), term)] if declared.low is not None else []
        self.required += [at_most(term, known(declared.high))] if declared.high is not None else []
        return term


_UNKNOWN = "? "


def _unknown_in(truth: Truth) -> Iterator[str]:
    """What nobody has stated and `truth` hangs on."""
    names = (part.value for term in (truth.true, truth.false) for part in terms.parts_of(term))
    found = {name.removeprefix(_UNKNOWN) for name in names if isinstance(name, str) and name.startswith(_UNKNOWN)}
    yield from sorted(found)


def _blank(name: str, declared: FactType) -> Value:
    """A value that nobody has stated: a symbol that a goal may not hang on."""
    if isinstance(declared.type, BooleanType):
        return spans.settled(terms.symbol(_UNKNOWN + name, "bool"))
    symbol = terms.symbol(_UNKNOWN + name, "int")
    return spans.Text(symbol) if isinstance(declared.type, TextType) else spans.exactly(symbol)


def _size(figure: Figure, declared: FactType) -> Number:
    """What a change is a share of: what the figure was, or one step where it was nothing."""
    return max(figure.old, -figure.old) or declared.quantum or 1


def _step(figure: Figure, declared: FactType, finer: int) -> Number:
    """What the figure may become is counted in these: in its smallest step, or finer where it is itself stated finer."""
    if not declared.integral and not finer:
        return 1
    whole = declared.unit.factor if declared.unit else 1
    step = whole if declared.integral else Fraction(declared.quantum or 1) / finer
    one, other = Fraction(figure.old), Fraction(step)
    below = one.denominator * other.denominator
    return normal(Fraction(gcd(one.numerator * other.denominator, other.numerator * one.denominator), below))


def _distance(term: Term, old: Number) -> Term:
    more, less = terms.subtract(term, constant(old)), terms.subtract(constant(old), term)
    return terms.greatest(more, less)
