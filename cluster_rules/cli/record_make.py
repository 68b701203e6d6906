"""`cluster-rules record make`: one application in, its decision record out."""

from __future__ import annotations

from typing import Any

import click

from cluster_rules.cli.application import Command
from cluster_rules.cli.command_decide import pairs, rules_for, rules_options, what_if_options
from cluster_rules.cli.language import Words
from cluster_rules.cli.output import put
from cluster_rules.errors import Locale


def command(words: Words, locale: Locale, name: str) -> click.Command:
    """The subcommand in the language of `words`."""
    return Command(
        name,
        callback=_run,
        help=words("record.make.help"),
        short_help=words("record.make.short"),
        params=[
            click.Argument(["application"], metavar=words("metavar.application")),
            *rules_options(words),
            *what_if_options(words),
            click.Option(["--output"], metavar=words("metavar.file"), help=words("option.output")),
        ],
    )


def _run(
    application: str, overrides: tuple[str, ...], readings: tuple[str, ...], output: str | None, **rules: Any
) -> None:
    from cluster_rules import FactSheet
    from cluster_rules.procedure.decision_record import decision_record

    sheet = FactSheet.read(application)
    record = decision_record(
        rules_for(sheet, **rules),
        sheet,
        readings=pairs("--reading", readings, '"口径=选项"'),
        overrides=pairs("--set", overrides, '"5.2.5=>= 500 亿元"'),
    )
    put(record.decode("utf-8"), output)
