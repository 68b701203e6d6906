"""A ruleset with anything changed in it compiles, or is refused with a place for everything: nothing else, and soon."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.agreement import runs
from tests.changes import EDITIONS, SHAPES, WHOLE, changed, compiled, files, rewritten

SHRINKING = settings(max_examples=runs(100), deadline=20_000, suppress_health_check=list(HealthCheck), database=None)


@given(st.randoms(use_true_random=False))
@SHRINKING
def test_a_small_ruleset_with_changes_in_its_files(rng):
    compiled(*changed(rng, EDITIONS))


@given(st.randoms(use_true_random=False))
@SHRINKING
def test_a_small_ruleset_with_changes_in_its_tree(rng):
    compiled(*rewritten(rng, SHAPES))


@pytest.mark.parametrize("change", [changed, rewritten])
def test_the_whole_measure_with_changes(change):
    for number in range(runs(8)):
        compiled(*change(random.Random(f"whole:{number}"), WHOLE[-1:]))


@pytest.mark.parametrize("folder", WHOLE, ids=lambda folder: folder.name)
def test_what_is_not_changed_compiles(folder):
    name = files(folder)[0]
    assert compiled(folder, name, (folder / name).read_text(encoding="utf-8")) is not None
