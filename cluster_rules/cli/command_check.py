"""`cluster-rules check`: everything wrong with rulesets, case files and applications."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from cluster_rules.analysis.amend import amend, is_amendment
from cluster_rules.cli.application import DONE, FAILED, Command, tell
from cluster_rules.cli.command_decide import rulesets_option
from cluster_rules.cli.language import Words
from cluster_rules.compiler.compile import compile_ruleset
from cluster_rules.compiler.editions import MEASURE_FILE
from cluster_rules.compiler.surface import CASES_SUFFIX, RULESET_FILE, Surface
from cluster_rules.compiler.versions import version_problems, write_versions
from cluster_rules.engine import FactSheet, load, surface_of
from cluster_rules.errors import Diagnostic, Locale, RulesError
from cluster_rules.facts.reader import MAIN_FILES
from cluster_rules.plugins import load_plugins
from cluster_rules.testing.cases import read

#: What is wrong with one thing, errors and warnings.
Check = Callable[[], tuple[Diagnostic, ...]]


def command(words: Words, locale: Locale) -> click.Command:
    """The subcommand in the language of `words`."""
    return Command(
        "check",
        callback=partial(_run, words, locale),
        help=words("check.help"),
        short_help=words("check.short"),
        params=[
            click.Argument(["paths"], nargs=-1, required=True, metavar=words("metavar.paths")),
            rulesets_option(words),
            click.Option(["--accept"], is_flag=True, help=words("check.accept")),
        ],
    )


def _run(words: Words, locale: Locale, paths: tuple[str, ...], rulesets: tuple[str, ...], accept: bool) -> None:
    failed = False
    for path, check in [thing for given in paths for thing in things(Path(given), rulesets, accept)]:
        diagnostics = _refusals(check)
        tell(diagnostics, locale)
        errors = sum(found.severity == "error" for found in diagnostics)
        failed = failed or bool(errors)
        key = "failed" if errors else "warned" if diagnostics else "passed"
        click.echo(words(f"check.{key}", path=path, count=errors or len(diagnostics)))
    sys.exit(FAILED if failed else DONE)


def _refusals(check: Check) -> tuple[Diagnostic, ...]:
    try:
        return check()
    except RulesError as error:
        return error.diagnostics


def things(path: Path, rulesets: tuple[str, ...], accept: bool) -> list[tuple[Path, Check]]:
    """What there is to check at or below `path`. Raises `RulesError` where there is nothing."""
    if not path.exists():
        raise RulesError.of("CR606", path=path)
    found = list(_things(path, rulesets, accept))
    if not found:
        raise RulesError.of("CR607", path=path)
    return found


def _things(path: Path, rulesets: tuple[str, ...], accept: bool) -> Iterator[tuple[Path, Check]]:
    if path.name.endswith(CASES_SUFFIX):
        yield path, partial(_check_cases, path)
    elif path.is_file():
        if path.name in (RULESET_FILE, MEASURE_FILE):
            yield from _things(path.parent, rulesets, accept)
        elif is_amendment(path):
            yield path, partial(_check_amendment, path, rulesets)
        elif path.suffix in {".yaml", ".yml", ".json"}:
            yield path, partial(_check_application, path, rulesets)
    elif any((path / name).is_file() for name in MAIN_FILES):
        yield path, partial(_check_application, path, rulesets)
    else:
        for manifest in sorted(path.rglob(RULESET_FILE)):
            yield manifest.parent, partial(_check_ruleset, manifest.parent, accept)
        for cases in sorted(path.rglob(f"*{CASES_SUFFIX}")):
            yield cases, partial(_check_cases, cases)
        for name in MAIN_FILES:
            for form in sorted(path.rglob(name)):
                yield form.parent, partial(_check_application, form.parent, rulesets)


def _check_ruleset(folder: Path, accept: bool) -> tuple[Diagnostic, ...]:
    """The ruleset compiles, and nothing changed under an unchanged version; `accept` records new versions."""
    surface = surface_of(folder)
    edition = surface.manifest.edition.text
    root = folder if (folder / MEASURE_FILE).is_file() else folder.parent
    load(surface.manifest.measure.text, edition=edition, rulesets=(root.parent,))
    problems = (*_unbound(surface), *version_problems(surface))
    if not accept or any(found.severity == "error" for found in problems):
        return problems
    write_versions(surface)
    return ()


def _unbound(surface: Surface) -> tuple[Diagnostic, ...]:
    """What a draft may say and an edition in force may not, as warnings: its thresholds, quotes and text disagree."""
    if surface.edition.status != "draft":
        return ()
    binding = surface.entry.model_copy(update={"status": "in_force"})
    try:
        compile_ruleset(replace(surface, entry=binding), plugins=load_plugins().criteria)
    except RulesError as error:
        return tuple(replace(found, severity="warning") for found in error.diagnostics)
    return ()


def _check_cases(path: Path) -> tuple[Diagnostic, ...]:
    """The cases are well formed; `cluster-rules test` says whether they hold."""
    read(path)
    return ()


def _check_amendment(path: Path, rulesets: tuple[str, ...]) -> tuple[Diagnostic, ...]:
    """Every change fits the edition that it amends, and the amended edition holds together."""
    amend(path, rulesets=rulesets)
    return ()


def _check_application(path: Path, rulesets: tuple[str, ...]) -> tuple[Diagnostic, ...]:
    """The application is well formed, and fits the fact dictionary of the measure that it names."""
    sheet = FactSheet.read(path)
    subject = sheet.subject
    if not subject.measure or subject.filing_date is None:
        return sheet.claims.warnings
    return tuple(
        load(subject.measure, as_of=subject.filing_date, case=subject.case, rulesets=rulesets).bind(sheet).warnings
    )
