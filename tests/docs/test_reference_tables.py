"""The reference lists every function and unit there is, and an example of every shape."""

from cluster_rules.compiler.calls import SPECIAL
from cluster_rules.semantics.functions import LIST_FUNCTIONS
from tests.docs.reference_tables import EXAMPLES, PAGE, SHAPES, made


def test_the_made_parts_are_current():
    text = PAGE.read_text(encoding="utf-8")
    assert made(text) == text, "run python -m tests.docs.reference_tables"


def test_every_function_over_lists_is_described():
    assert {function.name for function in LIST_FUNCTIONS} == set(SPECIAL)


def test_every_shape_has_an_example():
    assert set(EXAMPLES) == {path.parent.name for path in SHAPES.glob("*/measure.yaml")}
