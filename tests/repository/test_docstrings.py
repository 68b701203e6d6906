"""Every module says what it is the authority on; every name a user meets says what it is."""

import ast
import inspect

import pytest

import cluster_rules
from tests.repository.sources import modules


def public():
    for name in cluster_rules.__all__:
        value = getattr(cluster_rules, name)
        if inspect.isclass(value) or inspect.isfunction(value):
            yield name, value
        if inspect.isclass(value):
            yield from ((f"{name}.{key}", member) for key, member in own_members(value))


def own_members(value):
    for key, member in vars(value).items():
        member = getattr(member, "__func__", member)
        if not key.startswith("_") and (
            inspect.isfunction(member) or (hasattr(member, "__doc__") and callable(member))
        ):
            yield key, member


@pytest.mark.parametrize("name, value", list(public()), ids=lambda value: value if isinstance(value, str) else "")
def test_a_public_name_says_what_it_is(name, value):
    assert (value.__doc__ or "").strip()


@pytest.mark.parametrize("name", sorted(modules()))
def test_a_module_says_what_it_is_the_authority_on(name):
    assert ast.get_docstring(modules()[name])


def test_public_functions_and_classes_of_a_package_have_docstrings():
    missing = [
        f"{name}:{node.name}"
        for name, tree in modules().items()
        if name.endswith("__init__.py")
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if not ast.get_docstring(node)
    ]
    assert missing == []


def test_the_public_names_exist():
    assert [name for name in cluster_rules.__all__ if not hasattr(cluster_rules, name)] == []
