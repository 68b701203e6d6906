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

#: In expected output: alone on a line it stands for any lines, inside a line for any text.
ANYTHING = "…"

COMMAND = re.compile(r"^\$ (?P<command>.+?)(?: +# exit (?P<status>\d))?$")


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
    for command, status, expected in commands(block):
        program, *arguments = shlex.split(command)
        assert program == "cluster-rules", f"{block}: only cluster-rules runs in a console block, not {program}"
        result = CliRunner().invoke(application, arguments)
        assert result.exit_code == status, f"{block}: {command}\n{result.output}"
        assert matches(expected, result.output.splitlines()), f"{block}: {command}\n{result.output}"


def commands(block):
    """Each command with its exit status and its expected lines."""
    found = []
    for line in block.text.splitlines():
        if match := COMMAND.match(line):
            found.append((match["command"], int(match["status"] or 0), []))
        else:
            assert found, f"{block}: output without a command"
            found[-1][2].append(line)
    return found


def matches(expected, found):
    """Whether `found` is what `expected` says; no expected line asks nothing."""
    wanted, lines = ("\n".join(part.rstrip() for part in text).strip("\n").split("\n") for text in (expected, found))
    return wanted == [""] or _matches(wanted, lines)


def _matches(wanted, lines):
    if not wanted:
        return not lines
    if wanted[0].strip() == ANYTHING:
        return any(_matches(wanted[1:], lines[skipped:]) for skipped in range(len(lines) + 1))
    return bool(lines) and _same(wanted[0], lines[0]) and _matches(wanted[1:], lines[1:])


def _same(wanted, line):
    return re.fullmatch(".*".join(map(re.escape, wanted.split(ANYTHING))), line) is not None


def check_yaml(block, names):
    """A whole file of one of the kinds of a ruleset, named as a mark, has its shape; other YAML is not looked at."""
    for kind in set(block.marks) & set(FILES):
        node = parse_yaml(block.text.encode(), str(block))
        read_model(FILES[kind], node, Source(str(block), block.text))


RUNNERS = {"python": run_python, "pycon": run_session, "console": run_console, "yaml": check_yaml}
