"""Runs the blocks of one page in one folder: files are saved, Python and commands run, output is compared."""

import contextlib
import doctest
import io
import re
import shlex

from click.testing import CliRunner

from cluster_rules.cli import application
from cluster_rules.compiler.schema import FILES
from cluster_rules.compiler.shapes import read_model
from cluster_rules.language.yaml_source import parse_yaml
from cluster_rules.language.yaml_troubles import Source

#: In expected output it stands for any text, of any number of lines.
ANYTHING = "…"


def run(block, names, folder):
    """Run one block. `names` are the Python names of the page so far; `folder` is where it keeps its files."""
    if "skip" in block.marks:
        return
    if block.file and block.language == "diff":
        edit(block, folder)
    elif block.file:
        save(block, folder)
    runner = RUNNERS.get(block.language)
    if runner is not None:
        runner(block, names)


def save(block, folder):
    path = folder / block.file
    assert folder in path.resolve().parents, f"{block}: {block.file} is outside the folder of the page"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block.text, encoding="utf-8")


def edit(block, folder):
    """Lines with a minus become those with a plus, where they stand in the file: exactly once."""
    path = folder / block.file
    sides = {sign: "".join(line[1:] for line in block.text.splitlines(True) if line[0] in f" {sign}") for sign in "-+"}
    text = path.read_text(encoding="utf-8")
    assert text.count(sides["-"]) == 1, f"{block}: {block.file} has {text.count(sides['-'])} such places"
    path.write_text(text.replace(sides["-"], sides["+"]), encoding="utf-8", newline="\n")


def run_python(block, names):
    """Statements; what they print is not compared."""
    code = compile("\n" * (block.line - 1) + block.text, block.page, "exec")
    with contextlib.redirect_stdout(io.StringIO()):
        exec(code, names)


def run_session(block, names):
    """A Python session with prompts."""
    test = doctest.DocTestParser().get_doctest(block.text, names, str(block), block.page, block.line - 1)
    report = io.StringIO()
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(test, out=report.write, clear_globs=False)
    names.update(test.globs)
    assert not runner.failures, report.getvalue()


def run_console(block, names):
    """Commands after `$ `, each followed by its output."""
    for session in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        line, _, expected = session.partition("\n")
        command, _, status = line.partition("# exit ")
        program, *arguments = shlex.split(command)
        assert program == "cluster-rules", f"{block}: only cluster-rules runs in a console block, not {program}"
        result = CliRunner().invoke(application, arguments)
        assert result.exit_code == int(status or 0), f"{block}: {command}\n{result.output}"
        assert matches(expected, result.output), f"{block}: {command}\n{result.output}"


def matches(expected, found):
    """Whether the parts of `expected` around each `…` stand in `found` in order, the first and last at its ends."""
    first, *rest = expected.strip("\n").split(ANYTHING)
    found = found.strip("\n")
    if not rest:
        return first in ("", found)
    at = len(first)
    for part in rest[:-1]:
        at = found.find(part, at) + len(part)
        if at < len(part):
            return False
    return found.startswith(first) and found.endswith(rest[-1]) and len(found) - len(rest[-1]) >= at


def check_yaml(block, names):
    """A whole file of one of the kinds of a ruleset, named as a mark, has its shape; other YAML is not looked at."""
    for kind in set(block.marks) & set(FILES):
        node = parse_yaml(block.text.encode(), str(block))
        read_model(FILES[kind], node, Source(str(block), block.text))


RUNNERS = {"python": run_python, "pycon": run_session, "console": run_console, "yaml": check_yaml}
