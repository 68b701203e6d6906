"""`cluster-rules case new`: a new case file."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from cluster_rules.cli.application import Command
from cluster_rules.cli.case_options import case_argument, moment, rules_options, today_option
from cluster_rules.cli.language import Words
from cluster_rules.engine import load
from cluster_rules.errors import Locale
from cluster_rules.procedure import CaseFile, Proceeding, load_calendar


def command(words: Words, locale: Locale, name: str) -> click.Command:
    """The subcommand in the language of `words`."""
    return Command(
        name,
        callback=partial(_run, words),
        help=words("case.new.help"),
        short_help=words("case.new.short"),
        params=[
            case_argument(words),
            click.Option(["--measure"], required=True, metavar=words("metavar.measure"), help=words("decide.measure")),
            click.Option(["--edition"], metavar=words("metavar.edition"), help=words("decide.edition")),
            click.Option(["--as-of"], metavar=words("metavar.day"), help=words("case.new.as_of")),
            click.Option(["--number"], metavar=words("metavar.number"), help=words("case.new.number")),
            click.Option(["--subject"], required=True, metavar=words("metavar.name"), help=words("case.new.subject")),
            click.Option(["--synthetic"], is_flag=True, help=words("case.new.synthetic")),
            click.Option(["--by"], default="", metavar=words("metavar.name"), help=words("case.by")),
            today_option(words),
            *rules_options(words),
        ],
    )


def _run(
    words: Words,
    case: str,
    measure: str,
    edition: str | None,
    as_of: str | None,
    number: str | None,
    subject: str,
    synthetic: bool,
    by: str,
    today: str | None,
    rulesets: tuple[str, ...],
    calendar: tuple[str, ...],
) -> None:
    rules = load(measure, edition=edition, as_of=as_of, rulesets=rulesets)
    proceeding = Proceeding(rules, load_calendar(*map(Path, calendar)))
    at = moment(today, words)
    opening = proceeding.opening(number or Path(case).stem, subject, at.day, by, synthetic=synthetic)
    entry = CaseFile.create(case, opening, at.day, at.clock).entries()[0]
    click.echo(words("case.new.opened", case=case))
    click.echo(words("case.receipt", receipt=entry.receipt))
