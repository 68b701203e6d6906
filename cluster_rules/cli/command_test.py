"""`cluster-rules test`: run cases, say what differs, and what of the rules the cases reach."""

from __future__ import annotations

import sys
from functools import partial

import click

from cluster_rules.cli.application import DONE, FAILED, Command
from cluster_rules.cli.command_decide import rulesets_option
from cluster_rules.cli.language import Words
from cluster_rules.cli.output import put_document
from cluster_rules.errors import Locale
from cluster_rules.testing.cases import CaseResult, coverage, run
from cluster_rules.testing.told import coverage_document, told


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
            click.Option(["--coverage", "shown"], is_flag=True, help=words("test.coverage")),
            click.Option(["--minimum"], type=click.FloatRange(0, 100), help=words("test.minimum")),
        ],
    )


def _run(
    words: Words, locale: Locale, path: str, rulesets: tuple[str, ...], shown: bool, minimum: float | None
) -> None:
    results = run(path, rulesets=rulesets)
    failed = [result for result in results if not result.passed]
    for result in failed:
        click.echo("\n".join(told(locale, result)))
    if failed:
        click.echo(words("test.failed", total=len(results), count=len(failed)))
    else:
        click.echo(words("test.passed", count=len(results)))
    too_low = _covered(words, locale, results, shown, minimum)
    sys.exit(FAILED if failed or too_low else DONE)


def _covered(words: Words, locale: Locale, results: tuple[CaseResult, ...], shown: bool, minimum: float | None) -> bool:
    """Show coverage where it is asked for, and say whether some ruleset has less than the minimum."""
    found = coverage(results) if shown or minimum is not None else ()
    too_low = [covered for covered in found if minimum is not None and covered.percent < minimum]
    for covered in found if shown else ():
        click.echo()
        put_document(coverage_document(covered, locale), "text", "-", dict)
    for covered in too_low:
        percent = int(covered.percent)
        text = words("test.below", measure=covered.measure, edition=covered.edition, percent=percent, minimum=minimum)
        click.echo(text)
    return bool(too_low)
