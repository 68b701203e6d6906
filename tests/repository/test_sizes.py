"""Functions and files stay short. What is longer is listed, and the lists only ever shrink."""

import ast

import pytest

from tests.repository.sources import modules, texts

#: Lines, from `def` to the end of the body, without the docstring.
LONGEST_FUNCTION = 25
LONGEST_FILE = 399

#: file:function → its length today. Shorten one, and its entry goes or falls; nothing is added.
LONG_FUNCTIONS = {
    "cluster_rules/compiler/criteria.py:_criterion": 27,
    "cluster_rules/language/parser.py:__init__": 34,
    "cluster_rules/testing/sample.py:stated_facts": 26,
    "tests/explain/sample_material.py:facts": 28,
    "tests/explain/sample_material.py:other_condition": 65,
    "tests/explain/sample_material.py:scale_condition": 43,
    "tests/language/trees.py:branches": 30,
}
LONG_FILES = {}


def functions(folder):
    for name, tree in modules(folder).items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{name}:{node.name}", node.end_lineno - node.lineno + 1 - docstring(node)


def docstring(node):
    """How many lines the docstring of a function takes."""
    if ast.get_docstring(node) is None:
        return 0
    return node.body[0].end_lineno - node.body[0].lineno + 1


def long_functions():
    return {
        place: lines
        for folder in ("cluster_rules", "tests")
        for place, lines in functions(folder)
        if lines > LONGEST_FUNCTION
    }


def long_files():
    lengths = {name: len(text.splitlines()) for name, text in texts().items() if name.endswith(".py")}
    return {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE}


@pytest.mark.parametrize("found, allowed", [(long_functions, LONG_FUNCTIONS), (long_files, LONG_FILES)])
def test_nothing_grows_past_its_size(found, allowed):
    grown = {place: lines for place, lines in found().items() if lines > allowed.get(place, 0)}
    assert grown == {}


@pytest.mark.parametrize("found, allowed", [(long_functions, LONG_FUNCTIONS), (long_files, LONG_FILES)])
def test_the_lists_name_nothing_that_is_short_enough(found, allowed):
    today = found()
    assert {place: lines for place, lines in allowed.items() if today.get(place) != lines} == {}
