"""What the package may import. The layers among its own modules are in `.importlinter`."""

import ast
import re
import subprocess
import sys
from collections import defaultdict

from tests.repository.sources import configuration, modules

#: Import name → distribution, where they differ.
DISTRIBUTIONS = {
    "chinese_calendar": "chinesecalendar",
    "durable": "durable-rules",
    "pydantic_core": "pydantic",
    "yaml": "PyYAML",
    "z3": "z3-solver",
}

#: Packages that hold the meaning and its words: the standard library only.
PURE = ("errors.py", "messages/", "model/", "semantics/", "explain/", "backends/")

#: What the core needs, with what that needs itself.
CORE = {"pydantic", "pydantic_core", "annotated_types", "typing_extensions", "typing_inspection"}
CORE |= {"yaml", "_yaml", "click", "rich", "pygments", "markdown_it", "mdurl", "rfc8785", "chinese_calendar"}

BLOCKED = f"""
import sys

class Blocked:
    allowed = {sorted(CORE | {"cluster_rules"})!r}

    def find_spec(self, name, path=None, target=None):
        package = name.partition(".")[0]
        if package not in {{*self.allowed, *sys.stdlib_module_names}} and not package.startswith("_sysconfigdata"):
            raise ModuleNotFoundError(f"blocked: {{name}}", name=name)

sys.meta_path.insert(0, Blocked())
"""


def outside(tree):
    """The top-level packages that a module imports from outside the standard library and this package."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module.partition(".")[0])
    return names - {"cluster_rules"} - set(sys.stdlib_module_names)


def importers():
    found = defaultdict(set)
    for name, tree in modules().items():
        for package in outside(tree):
            found[package].add(name)
    return found


def listed(requirements):
    """The distributions of a list of requirements, in lower case."""
    return {re.match(r"[\w.-]+", requirement)[0].lower() for requirement in requirements}


def distribution(package):
    return DISTRIBUTIONS.get(package, package).lower()


def core():
    return listed(configuration()["project"]["dependencies"])


def optional():
    """The files that import what only an extra installs."""
    return {package: files for package, files in importers().items() if distribution(package) not in core()}


def test_an_optional_dependency_has_one_importing_file():
    assert {package: files for package, files in optional().items() if len(files) > 1} == {}


def test_everything_imported_is_required():
    extras = configuration()["project"]["optional-dependencies"]
    shipped = listed(item for name, items in extras.items() if name != "dev" for item in items)
    assert {package for package in importers() if distribution(package) not in core() | shipped} == set()


def test_the_meaning_and_its_words_import_nothing_from_outside():
    exempt = {file for files in optional().values() for file in files if file.startswith("cluster_rules/backends/")}
    pure = tuple(f"cluster_rules/{part}" for part in PURE)
    found = {name: outside(tree) for name, tree in modules().items() if name.startswith(pure) and name not in exempt}
    assert {name: packages for name, packages in found.items() if packages} == {}


#: Of no use without the file that imports an optional dependency.
BUILT_ON = {"cluster_rules/testing/laws.py"}


def run(program):
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_core_needs_its_own_dependencies_only():
    extra = {file for files in optional().values() for file in files} | BUILT_ON
    names = [
        name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in modules() if name not in extra
    ]
    run(BLOCKED + "".join(f"import {name}\n" for name in names if not name.endswith("__main__")))


def test_importing_the_package_loads_no_terminal_and_no_test_library():
    heavy = {"click", "rich", "hypothesis", "pytest", "durable"}
    loaded = run("import sys, cluster_rules; print(*sorted({name.partition('.')[0] for name in sys.modules}))").split()
    assert sorted(heavy & set(loaded)) == []
