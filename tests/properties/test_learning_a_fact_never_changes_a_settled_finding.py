"""Narrowing a bound, filling a blank, listing a further record or completing a register settles more, never otherwise."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from cluster_rules.backends.scalar import compile_expression, decide
from cluster_rules.model.values import Partial, Reason
from tests.agreement import expression, sources
from tests.naive.bounds import Truth, read
from tests.naive.completions import candidates
from tests.rulesets import RulesetMaker
from tests.strategies import DICTIONARY, Maker, absent

SETTLED = ("met", "not_met")
#: What a verdict may become when a fact is learnt.
MAY_BECOME = {
    "inadmissible": {"inadmissible"},
    "not_met": {"not_met", "inadmissible"},
    "met": {"met"},
}


def learnt(maker: Maker, facts):
    """The same sheet with a few things known better."""
    for _ in range(maker.rng.randint(1, 6)):
        facts = maker.rng.choice((scalar_learnt, field_learnt, record_listed, register_completed))(maker, facts)
    return facts


def narrower(maker: Maker, value, declared):
    """One of the things that `value` may be, or fewer of them."""
    values = candidates(value, declared, "另处")
    one, other = maker.rng.choice(values), maker.rng.choice(values)
    if maker.rng.random() < 0.6 or isinstance(one, bool):
        return one
    if isinstance(one, str):
        return replace(value, options=frozenset({one, other}))
    return replace(value, low=min(one, other), high=max(one, other))


def scalar_learnt(maker, facts):
    open_facts = [name for name, value in facts.facts.items() if isinstance(value, Partial)]
    if not open_facts:
        return facts
    name = maker.rng.choice(open_facts)
    value = narrower(maker, facts.facts[name], DICTIONARY.facts[name])
    return replace(facts, facts={**facts.facts, name: value})


def field_learnt(maker, facts):
    name = maker.rng.choice(list(facts.registers))
    register = facts.registers[name]
    places = [(n, key) for n, r in enumerate(register.records) for key, v in r.items() if isinstance(v, Partial)]
    if not places:
        return facts
    number, key = maker.rng.choice(places)
    records = list(register.records)
    value = narrower(maker, records[number][key], DICTIONARY.registers[name].fields[key])
    records[number] = {**records[number], key: value}
    return changed(facts, replace(register, records=tuple(records)))


def record_listed(maker, facts):
    """A record that an incomplete register did not list. Nothing need be known of it but its identity."""
    name = maker.rng.choice(list(facts.registers))
    register, declared = facts.registers[name], DICTIONARY.registers[name]
    if register.complete or len(register.records) > 4:
        return facts
    key = next(f"{name}{n}" for n in (9, *range(10)) if f"{name}{n}" not in register.keys)
    record = maker.record(declared, key)
    if maker.rng.random() < 0.3:
        record = {f: absent(d, Reason("missing", name, key, f)) for f, d in declared.fields.items()} | {
            declared.key[0]: key
        }
    records, keys = (*register.records, record), (*register.keys, key)
    return changed(facts, replace(register, records=records, keys=keys, places=(None,) * len(keys)))


def register_completed(maker, facts):
    name = maker.rng.choice(list(facts.registers))
    return changed(facts, replace(facts.registers[name], complete=True))


def changed(facts, register):
    return replace(facts, registers=MappingProxyType({**facts.registers, register.name: register}))


def test_what_is_said_of_an_expression_only_becomes_narrower():
    for name, rng in sources("learning", 2500):
        maker = Maker(rng, missing=0.5, complete=0.4)
        formula, facts = expression(maker, 3), maker.facts()
        run = compile_expression(formula)
        before, after = read(run(facts), formula.type), read(run(learnt(maker, facts)), formula.type)
        assert within(after, before), f"{name}\n{formula}\nbefore {before}\nafter  {after}"


def within(after, before) -> bool:
    if isinstance(before, Truth):
        return before.value is None or after.value == before.value
    if after.undefined and not before.undefined:
        return False
    return after.undefined or (before.low <= after.low and after.high <= before.high)


def test_a_settled_finding_and_a_settled_verdict_stay():
    for name, rng in sources("settled", 250):
        maker = Maker(rng, missing=0.5, complete=0.4)
        ruleset, facts = RulesetMaker(maker).ruleset(), maker.facts()
        before, after = decide(ruleset, facts), decide(ruleset, learnt(maker, facts))
        now = {finding.id: finding.status for finding in after.findings}
        lost = {f.id for f in before.findings if f.status in SETTLED and now[f.id] != f.status}
        assert not lost, f"{name} {lost}"
        assert after.verdict in MAY_BECOME.get(before.verdict, {after.verdict}), name
