"""`cluster-rules fmt`: the expressions of rulesets in their canonical spelling, shown as a difference or written."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterator
from difflib import unified_diff
from functools import partial
from pathlib import Path

import click

from cluster_rules.cli.application import DONE, FAILED, REFUSED, Command, tell
from cluster_rules.cli.language import Words
from cluster_rules.compiler.formatting import format_file
from cluster_rules.errors import Diagnostic, Locale, RulesError
from cluster_rules.language.yaml_source import read_text
from cluster_rules.plugins import load_plugins


def command(words: Words, locale: Locale) -> click.Command:
    """The subcommand in the language of `words`."""
    return Command(
        "fmt",
        callback=partial(_run, words, locale),
        help=words("fmt.help"),
        short_help=words("fmt.short"),
        params=[
            click.Argument(["paths"], nargs=-1, required=True, metavar=words("metavar.paths")),
            click.Option(["--check"], is_flag=True, help=words("fmt.check")),
            click.Option(["--write"], is_flag=True, help=words("fmt.write")),
        ],
    )


def _run(words: Words, locale: Locale, paths: tuple[str, ...], check: bool, write: bool) -> None:
    if check and write:
        raise RulesError.of("CR616")
    files = [file for given in paths for file in _files(Path(given))]
    changed, problems = _formatted(files)
    if problems:
        tell(problems, locale)
        sys.exit(REFUSED)
    for path, (before, after) in changed.items():
        if write:
            _write(path, after)
            click.echo(words("fmt.written", path=path))
        else:
            click.echo("".join(_difference(path, before, after)), nl=False)
    if changed:
        click.echo(words("fmt.versions") if write else words("fmt.changed", count=len(changed)))
    else:
        click.echo(words("fmt.unchanged", count=len(files)))
    sys.exit(FAILED if check and changed else DONE)


def _files(path: Path) -> Iterator[Path]:
    """The YAML files at or below `path`. Raises `RulesError` where there are none."""
    if not path.exists():
        raise RulesError.of("CR606", path=path)
    found = [path] if path.is_file() else sorted(file for file in path.rglob("*.y*ml") if file.is_file())
    if not found:
        raise RulesError.of("CR617", path=path)
    yield from found


def _formatted(files: list[Path]) -> tuple[dict[Path, tuple[str, str]], list[Diagnostic]]:
    """Of the files that change, the content before and after; and everything that cannot be read."""
    kinds = frozenset(load_plugins().criteria)
    changed: dict[Path, tuple[str, str]] = {}
    problems: list[Diagnostic] = []
    for path in files:
        try:
            before = read_text(path)
            after = format_file(before, str(path), kinds=kinds)
        except RulesError as error:
            problems.extend(error.diagnostics)
            continue
        if after != before:
            changed[path] = before, after
    return changed, problems


def _difference(path: Path, before: str, after: str) -> Iterator[str]:
    old, new = ([line + "\n" for line in text.splitlines()] for text in (before, after))
    return unified_diff(old, new, str(path), str(path))


def _write(path: Path, text: str) -> None:
    """`text` in place of the content of the file; a byte order mark stays."""
    try:
        mark = codecs.BOM_UTF8 if path.read_bytes().startswith(codecs.BOM_UTF8) else b""
        path.write_bytes(mark + text.encode())
    except OSError as error:
        raise RulesError.of("CR604", path=path, reason=error.strerror or str(error)) from None
