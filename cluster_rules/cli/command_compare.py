"""`cluster-rules compare`: what one edition changes beside another, by meaning."""

from __future__ import annotations

from functools import partial

import click

from cluster_rules.cli.application import Command
from cluster_rules.cli.command_decide import rulesets_option
from cluster_rules.cli.language import Words
from cluster_rules.cli.output import format_options, put_document
from cluster_rules.errors import Locale


def command(words: Words, locale: Locale) -> click.Command:
    """The subcommand in the language of `words`."""
    return Command(
        "compare",
        callback=partial(_run, locale),
        help=words("compare.help"),
        short_help=words("compare.short"),
        params=[
            click.Argument(["old"], metavar=words("metavar.old")),
            click.Argument(["new"], metavar=words("metavar.new")),
            click.Option(["--measure"], metavar=words("metavar.measure"), help=words("compare.measure")),
            rulesets_option(words),
            *format_options(words),
        ],
    )


def _run(
    locale: Locale, old: str, new: str, measure: str | None, rulesets: tuple[str, ...], form: str, output: str | None
) -> None:
    from cluster_rules.analysis.compare import compare
    from cluster_rules.analysis.compare.record import comparison_record
    from cluster_rules.analysis.compare.report import comparison_document
    from cluster_rules.analysis.compare.sides import rules_meant

    found = compare(rules_meant(old, measure, rulesets), rules_meant(new, measure, rulesets))
    put_document(comparison_document(found, locale), form, output, lambda: comparison_record(found))
