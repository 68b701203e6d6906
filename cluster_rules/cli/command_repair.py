"""`cluster-rules repair`: the least that has to change for what is not met to be met."""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

import click

from cluster_rules.cli.application import DONE, FAILED, Command
from cluster_rules.cli.command_decide import rules_for, rules_options
from cluster_rules.cli.language import Words
from cluster_rules.cli.output import format_options, put_document
from cluster_rules.errors import Locale


def command(words: Words, locale: Locale) -> click.Command:
    """The subcommand in the language of `words`."""
    return Command(
        "repair",
        callback=partial(_run, locale),
        help=words("repair.help"),
        short_help=words("repair.short"),
        params=[
            click.Argument(["application"], metavar=words("metavar.application")),
            click.Option(["--fixed"], multiple=True, metavar=words("metavar.fact"), help=words("repair.fixed")),
            click.Option(["--seconds"], type=click.FloatRange(min=0.1), default=30.0, help=words("repair.seconds")),
            *rules_options(words),
            *format_options(words),
        ],
    )


def _run(
    locale: Locale,
    application: str,
    fixed: tuple[str, ...],
    seconds: float,
    form: str,
    output: str | None,
    **asked: Any,
) -> None:
    from cluster_rules import FactSheet
    from cluster_rules.analysis.proofs.repair import repair
    from cluster_rules.analysis.proofs.repair_report import repair_data, repair_document

    sheet = FactSheet.read(application)
    rules = rules_for(sheet, **asked)
    facts = rules.bind(sheet)
    found = repair(rules, facts, fixed, seconds)
    decision = rules.decide_bound(facts)
    document = repair_document(rules, decision, found, locale)
    put_document(document, form, output, lambda: repair_data(rules, decision, found))
    sys.exit(FAILED if found.figures is None else DONE)
