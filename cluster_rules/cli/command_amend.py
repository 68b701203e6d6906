"""`cluster-rules amend`: an amendment applied, the next edition written out whole."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from cluster_rules.cli.application import Command
from cluster_rules.cli.command_decide import rulesets_option
from cluster_rules.cli.language import Words
from cluster_rules.cli.output import FORMATS, put_document
from cluster_rules.errors import Locale


def command(words: Words, locale: Locale) -> click.Command:
    """The subcommand in the language of `words`."""
    return Command(
        "amend",
        callback=partial(_run, words, locale),
        help=words("amend.help"),
        short_help=words("amend.short"),
        params=[
            click.Argument(["amendment"], metavar=words("metavar.amendment")),
            click.Option(["--output"], metavar=words("metavar.folder"), help=words("amend.output")),
            rulesets_option(words),
            click.Option(["--format", "form"], type=click.Choice(FORMATS), default="text", help=words("option.format")),
        ],
    )


def _run(
    words: Words, locale: Locale, amendment: str, output: str | None, rulesets: tuple[str, ...], form: str
) -> None:
    from cluster_rules.analysis.amend import amend
    from cluster_rules.analysis.amend.report import amendment_document, amendment_record

    amended = amend(amendment, rulesets=rulesets)
    if output is None:
        put_document(amendment_document(amended, locale), form, None, lambda: amendment_record(amended))
        return
    path = amended.write(Path(output))
    base = amended.base.edition.id
    click.echo(words("amend.written", path=path, base=base, edition=amended.edition, folder=output))
