"""`cluster-rules case status`, `due`, `history` and `changes`: the papers of one case."""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from pathlib import Path

import click

from cluster_rules.backends.live import LiveDecision
from cluster_rules.cli.application import Command
from cluster_rules.cli.case_options import case_argument, day_of, moment, proceeding_of, rules_options, today_option
from cluster_rules.cli.language import Words
from cluster_rules.cli.output import format_options, put_document
from cluster_rules.errors import Locale
from cluster_rules.model.ruleset import Ruleset
from cluster_rules.procedure import CaseFile
from cluster_rules.procedure.following import changes_data, changes_document
from cluster_rules.procedure.papers import Papers
from cluster_rules.procedure.records import due_data, history_data, status_data


def command(words: Words, locale: Locale, name: str) -> click.Command:
    """The subcommand in the language of `words`."""
    return Command(
        name,
        callback=partial(_run, words, locale, name),
        help=words(f"case.{name}.help"),
        short_help=words(f"case.{name}.short"),
        params=[
            case_argument(words),
            today_option(words),
            click.Option(["--known-on"], metavar=words("metavar.day"), help=words("case.known_on")),
            *_engine_option(words, name),
            *rules_options(words),
            *format_options(words),
        ],
    )


def _engine_option(words: Words, name: str) -> list[click.Parameter]:
    if name != "changes":
        return []
    engines = click.Choice(["scalar", "forward"])
    return [click.Option(["--engine"], type=engines, default="scalar", help=words("case.changes.engine"))]


def _put_changes(papers: Papers, ruleset: Ruleset, engine: str, form: str, output: str | None) -> None:
    with LiveDecision(ruleset) if engine == "forward" else nullcontext() as live:
        document = changes_document(papers, live)
    put_document(document, form, output, lambda: changes_data(papers))


def _run(
    words: Words,
    locale: Locale,
    name: str,
    case: str,
    today: str | None,
    known_on: str | None,
    rulesets: tuple[str, ...],
    calendar: tuple[str, ...],
    form: str,
    output: str | None,
    engine: str = "scalar",
) -> None:
    file = CaseFile(Path(case))
    proceeding, _ = proceeding_of(file, rulesets, calendar, locale)
    day = moment(today, words).day
    papers = Papers(proceeding, file.entries(), day, locale, day_of("--known-on", known_on) if known_on else None)
    if name == "changes":
        _put_changes(papers, proceeding.rules.ruleset, engine, form, output)
        return
    make = {"status": papers.status, "due": papers.due, "history": papers.history}[name]
    data = {"status": status_data, "due": due_data, "history": history_data}[name]
    put_document(make(), form, output, lambda: data(papers))
