"""Every expression has the same truth as terms and in the scalar engine, over complete registers and known facts."""

import random

from cluster_rules.analysis.proofs import spans, terms
from cluster_rules.analysis.proofs.encoding import Encoder
from cluster_rules.analysis.proofs.solver import Solver
from cluster_rules.analysis.proofs.spans import Inexpressible, Span, Text, Truth
from cluster_rules.analysis.proofs.usage import Texts, texts_of
from cluster_rules.analysis.proofs.worlds import Making, Row, Rows, known
from cluster_rules.backends.scalar import compile_expression
from cluster_rules.model.values import Partial
from tests.agreement import sources
from tests.strategies import DICTIONARY, HOLDERS, LEVELS, Maker

KEYS = [f"{name}{number}" for name in DICTIONARY.registers for number in range(4)]
#: At most so many of a hundred expressions may be beyond what terms can say.
INEXPRESSIBLE = 3


def drawn(rng):
    maker = Maker(rng, missing=0, complete=1.0)
    return maker.facts(), maker.truth(4)


def texts(expression):
    return Texts.of([*texts_of([DICTIONARY], [expression]).named, *LEVELS, *HOLDERS, *KEYS])


def fixed(value, codes):
    if isinstance(value, bool):
        return spans.settled(terms.constant(value))
    if isinstance(value, str):
        return Text(terms.constant(codes[value]))
    return spans.exactly(known(value))


def world_of(facts, make):
    """The world of these facts, each value made by `make` from its name and its value."""
    registers = {
        name: tuple(
            Row(f"{name}#{n}", name, {field: make(f"{name}#{n}.{field}", value) for field, value in record.items()})
            for n, record in enumerate(register.records)
        )
        for name, register in facts.registers.items()
    }
    return Rows({name: make(name, value) for name, value in facts.facts.items()}, registers)


def engine(expression, facts):
    found = compile_expression(expression)(facts)
    return None if isinstance(found, Partial) else found


def test_with_every_fact_in_its_place_terms_fold_to_what_the_engine_finds():
    beyond = total = 0
    for name, rng in sources("terms", 700):
        facts, expression = drawn(rng)
        codes = texts(expression)
        world = world_of(facts, lambda _, value, codes=codes: fixed(value, codes.codes))
        total += 1
        try:
            truth = Encoder(world, codes, DICTIONARY).truth(expression)
        except Inexpressible:
            beyond += 1
            continue
        found = True if truth.true is terms.TRUE else False if truth.false is terms.TRUE else None
        assert truth.true.is_constant, name
        assert truth.false.is_constant, name
        assert found is engine(expression, facts), (name, expression)
    assert 100 * beyond <= INEXPRESSIBLE * total


def test_with_every_fact_asserted_the_solver_finds_what_the_engine_finds():
    for name, rng in sources("solver", 60):
        facts, expression = drawn(rng)
        codes = texts(expression)
        asserted = []

        def free(path, value, codes=codes, asserted=asserted):
            made, wanted = free_like(path, value), fixed(value, codes.codes)
            asserted.append(terms.equal(content(made), content(wanted)))
            return made

        try:
            truth = Encoder(world_of(facts, free), codes, DICTIONARY).truth(expression)
        except Inexpressible:
            continue
        expected = engine(expression, facts)
        denied = terms.negation(truth.true if expected is True else truth.false)
        if expected is None:
            denied = terms.disjunction((truth.true, truth.false))
        solver = Solver(20)
        solver.require(asserted)
        assert solver.ask().kind == "possible", name
        assert solver.ask([denied]).kind == "impossible", (name, expression)


def free_like(path, value):
    if isinstance(value, bool):
        return spans.settled(terms.symbol(path, "bool"))
    if isinstance(value, str):
        return Text(terms.symbol(path, "int"))
    return spans.exactly(terms.symbol(path, "int" if known(value).sort == "int" else "real"))


def content(value):
    if isinstance(value, Truth):
        return value.true
    return value.code if isinstance(value, Text) else value.low


def test_free_facts_keep_what_the_dictionary_requires():
    rng = random.Random(7)
    for _ in range(20):
        facts = Maker(rng, missing=0, complete=1.0).facts()
        making = Making([DICTIONARY], Texts.of([*LEVELS, *HOLDERS, *KEYS]))
        made = making.facts(facts.facts)
        codes = making.texts.codes
        wanted = [terms.equal(content(made[name]), content(fixed(value, codes))) for name, value in facts.facts.items()]
        solver = Solver(20)
        solver.require(making.required)
        assert solver.ask(wanted).kind == "possible"
        span = made["产值"]
        assert isinstance(span, Span)
        assert solver.excludes([terms.below(terms.constant(6), span.low)])
