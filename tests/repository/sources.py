"""The files of the project as the tests of this folder read them."""

import ast
import subprocess
import tomllib
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).parents[2]
PACKAGE = PROJECT / "cluster_rules"


@cache
def tracked() -> tuple[str, ...]:
    """The files that belong to the project, relative to its folder: those git knows, new ones included."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=PROJECT, capture_output=True, check=True).stdout.decode().split("\0")
    return tuple(sorted({name for name in listed if name and (PROJECT / name).is_file()}))


@cache
def texts() -> dict[str, str]:
    """The content of each tracked file that is UTF-8 text."""
    found = {}
    for name in tracked():
        content = (PROJECT / name).read_bytes()
        if b"\0" not in content:
            found[name] = content.decode("utf-8", errors="replace")
    return found


@cache
def modules(folder: str = "cluster_rules") -> dict[str, ast.Module]:
    """The tree of each Python file below `folder`, by its path."""
    return {
        name: ast.parse(text)
        for name, text in texts().items()
        if name.startswith(f"{folder}/") and name.endswith(".py")
    }


@cache
def configuration() -> dict:
    """The content of `pyproject.toml`."""
    return tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
