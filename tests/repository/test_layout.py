"""What the project holds, and what it is called."""

import ast
import re

from tests.repository.sources import PACKAGE, PROJECT, modules, tracked

TOP = {"cluster_rules", "rulesets", "docs", "tests", "pyproject.toml", "README.md"}
LOCKS = {"uv.lock", "poetry.lock", "pdm.lock", "package-lock.json", "Pipfile.lock", "pylock.toml"}
LARGEST = 1_000_000


def test_the_top_level_is_the_agreed_one():
    found = {name.partition("/")[0] for name in tracked()}
    assert sorted(name for name in found - TOP if not name.startswith(".")) == []
    assert found >= TOP


def test_there_is_no_lock_file():
    assert [name for name in tracked() if name.rpartition("/")[2] in LOCKS] == []


def test_no_file_is_large():
    assert [name for name in tracked() if (PROJECT / name).stat().st_size >= LARGEST] == []


def test_the_package_is_typed():
    assert (PACKAGE / "py.typed").is_file()


def test_a_module_is_named_after_what_it_is_the_authority_on():
    nothing = re.compile(r"(^|_)(utils?|helpers?|misc|common|stuff)(_|$)")
    stems = {name: name.rpartition("/")[2].removesuffix(".py") for name in tracked() if name.endswith(".py")}
    assert [name for name, stem in stems.items() if nothing.search(stem)] == []


def test_a_class_is_named_after_what_it_is():
    nothing = re.compile(r"(Manager|Helper|Handler|Util|Utils)$")
    classes = [
        f"{name}:{node.name}"
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and nothing.search(node.name)
    ]
    assert classes == []
