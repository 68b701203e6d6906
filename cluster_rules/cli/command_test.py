"""`cluster-rules test`: run cases and say what differs."""

from __future__ import annotations

import sys
from functools import partial

import click

from cluster_rules.cli.application import DONE, FAILED, Command
from cluster_rules.cli.command_decide import rulesets_option
from cluster_rules.cli.language import Words
from cluster_rules.errors import Locale
from cluster_rules.testing.cases import CaseResult, Difference, run


def command(words: Words, locale: Locale) -> click.Command:
    """The subcommand in the language of `words`."""
    return Command(
        "test",
        callback=partial(_run, words, locale),
        help=words("test.help"),
        short_help=words("test.short"),
        params=[
            click.Argument(["path"], default=".", metavar=words("metavar.path")),
            rulesets_option(words),
        ],
    )


def _run(words: Words, locale: Locale, path: str, rulesets: tuple[str, ...]) -> None:
    results = run(path, rulesets=rulesets)
    failed = [result for result in results if not result.passed]
    for result in failed:
        click.echo("\n".join(told(words, locale, result)))
    if failed:
        click.echo(words("test.failed", total=len(results), count=len(failed)))
    else:
        click.echo(words("test.passed", count=len(results)))
    sys.exit(FAILED if failed else DONE)


def told(words: Words, locale: Locale, result: CaseResult) -> list[str]:
    """A case that failed: where it is written, and each difference with its own place."""
    lines = [words("test.case", place=result.place, name=result.name)]
    lines += [f"  {difference.place}: {_difference(words, difference)}" for difference in result.differences]
    lines += [f"  {line}" for found in result.diagnostics for line in found.render(locale).splitlines()]
    return lines


def _difference(words: Words, difference: Difference) -> str:
    expected = difference.expected
    if difference.unreadable:
        expected = words("test.not_value", text=expected)
    nothing = "test.no_finding" if difference.what == "status" else "test.nothing"
    actual = words(nothing) if difference.actual is None else difference.actual
    what = words(f"test.{difference.what}", id=difference.id)
    return words("test.difference", what=what, expected=expected, actual=actual)
