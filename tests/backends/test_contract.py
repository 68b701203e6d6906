"""What every backend promises. A backend that is not installed is skipped with its reason."""

from __future__ import annotations

import random
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import EntryPoint, EntryPoints

import pytest

from cluster_rules.backends import base, forward, scalar
from cluster_rules.backends.base import Backend, backend_names, load_backend
from cluster_rules.errors import RulesError, catalogue
from cluster_rules.model import ir
from cluster_rules.model.ruleset import Condition, Group
from cluster_rules.model.types import BOOLEAN
from tests.agreement import differences, sources
from tests.naive.decisions import by_outer, decided
from tests.rulesets import RulesetMaker, assemble, raising
from tests.strategies import Maker


@pytest.fixture(params=backend_names())
def backend(request) -> Backend:
    loaded = load_backend(request.param)
    if loaded.capabilities.extra == "durable":
        pytest.importorskip("durable.engine", reason="durable-rules is not installed (extra `durable`)")
    return loaded


def drawn(rng: random.Random, errors: float = 0.1):
    maker = Maker(rng, rows=2)
    rulesets = RulesetMaker(maker, lambda: raising() if rng.random() < errors else maker.truth(1))
    return rulesets.ruleset(), maker.facts()


def test_it_decides_as_the_definition_does(backend):
    for name, rng in sources(f"contract-{backend.name}", 100):
        ruleset, facts = drawn(rng, errors=0.02)
        different = differences(backend.decide(ruleset, facts), decided(ruleset, by_outer(facts)))
        assert not different, f"{name}\n{different}"


def test_its_record_is_the_scalar_engine_s(backend):
    for name, rng in sources(f"record-{backend.name}", 100):
        ruleset, facts = drawn(rng)
        assert backend.decide(ruleset, facts) == scalar.decide(ruleset, facts), name


def test_a_prepared_ruleset_decides_many_subjects(backend):
    ruleset, _ = drawn(random.Random("many"))
    decide = backend.prepare(ruleset)
    for number in range(20):
        facts = Maker(random.Random(f"subject {number}")).facts()
        assert decide(facts) == scalar.decide(ruleset, facts)


def test_threads_do_not_disturb_each_other(backend):
    cases = [drawn(random.Random(f"thread {number}")) for number in range(24)]
    expected = [scalar.decide(*case) for case in cases]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda case: backend.decide(*case), cases * 2)) == expected * 2


def test_more_subjects_than_the_library_has_sessions(backend):
    maker = RulesetMaker(Maker(random.Random("sessions")), lambda: ir.FactReference(BOOLEAN, "有规划"), groups=False)
    ruleset, facts = (
        assemble((Condition("条件", "1", "", "", (_without_choices(maker.criterion()),)),)),
        maker.maker.facts(),
    )
    decide, expected = backend.prepare(ruleset), scalar.decide(ruleset, facts)
    assert all(decide(facts) == expected for _ in range(1_100))


def test_deep_and_wide_groups(backend):
    maker = RulesetMaker(Maker(random.Random("wide")), soft=False)
    tree = maker.criterion()
    for depth in range(60):
        children = (tree, *(maker.criterion() for _ in range(8)))
        tree = Group(f"层{depth}", ("all_of", "any_of", "at_least")[depth % 3], children, count=4)
    ruleset, facts = assemble((Condition("条件", "1", "", "", (tree,)),)), maker.maker.facts()
    plain = assemble((Condition("条件", "1", "", "", tuple(_without_choices(c) for c in (tree,))),))
    assert backend.decide(plain, facts) == scalar.decide(plain, facts)
    assert ruleset.choices


def _without_choices(tree):
    from dataclasses import replace

    if isinstance(tree, Group):
        return replace(tree, children=tuple(_without_choices(child) for child in tree.children))
    return replace(tree, choices=(), tests={(): next(iter(tree.tests.values()))})


def test_an_unknown_backend_is_named_with_those_there_are():
    with pytest.raises(RulesError) as caught:
        load_backend("clips")
    assert caught.value.diagnostics[0].code == "CR641"
    assert "scalar" in caught.value.diagnostics[0].help("en")


@pytest.fixture
def plugin(monkeypatch):
    """Makes one entry point of the group stand for a third-party package."""

    def install(value: str) -> None:
        points = EntryPoints([EntryPoint("extra", value, base.GROUP)])
        monkeypatch.setattr(base, "entry_points", lambda group: points)
        base._plugins.cache_clear()

    yield install
    base._plugins.cache_clear()


def test_a_third_party_backend_is_found_by_its_entry_point(plugin):
    plugin("cluster_rules.backends.scalar:BACKEND")
    assert load_backend("extra") is scalar.BACKEND
    assert backend_names()[-1] == "extra"


@pytest.mark.parametrize("value", ["json:loads", "json:no_such_name", "no_such_module:BACKEND"])
def test_a_plugin_that_is_no_backend_is_refused(plugin, value):
    plugin(value)
    with pytest.raises(RulesError) as caught:
        load_backend("extra")
    assert caught.value.diagnostics[0].code == "CR643"


def test_a_missing_extra_is_named(monkeypatch):
    monkeypatch.setattr(forward, "_LOADED", [])
    monkeypatch.setitem(sys.modules, "durable.engine", None)
    ruleset, facts = drawn(random.Random("missing"))
    with pytest.raises(RulesError) as caught:
        load_backend("forward").decide(ruleset, facts)
    assert caught.value.diagnostics[0].code == "CR642"
    assert 'cluster-rules[durable]"' in caught.value.diagnostics[0].help("en")


def test_every_code_of_this_family_has_both_wordings():
    codes = [code for code in catalogue() if code.startswith("CR64")]
    assert {"CR641", "CR642", "CR643", "CR644", "CR645"} <= set(codes)
    assert all(catalogue()[code][key] for code in codes for key in ("zh", "en", "fix_zh", "fix_en"))
