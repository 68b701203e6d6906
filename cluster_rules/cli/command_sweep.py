"""`cluster-rules sweep`: a panel while thresholds move; who turns, and exactly where."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from cluster_rules.cli.application import Command
from cluster_rules.cli.command_decide import pairs, rules_for, rules_options
from cluster_rules.cli.language import Words
from cluster_rules.cli.output import format_options, put_document
from cluster_rules.cli.progress import progress
from cluster_rules.errors import Locale


def command(words: Words, locale: Locale) -> click.Command:
    """The subcommand in the language of `words`."""
    return Command(
        "sweep",
        callback=partial(_run, words, locale),
        help=words("sweep.help"),
        short_help=words("sweep.short"),
        params=[
            click.Argument(["panel"], metavar=words("metavar.folder")),
            click.Option(
                ["--set", "ranges"],
                multiple=True,
                required=True,
                metavar=words("metavar.range"),
                help=words("sweep.set"),
            ),
            click.Option(["--steps"], type=int, default=10, help=words("sweep.steps")),
            click.Option(["--together"], is_flag=True, help=words("sweep.together")),
            click.Option(
                ["--reading", "readings"], multiple=True, metavar=words("metavar.reading"), help=words("decide.reading")
            ),
            *rules_options(words),
            *format_options(words),
        ],
    )


def _run(
    words: Words,
    locale: Locale,
    panel: str,
    ranges: tuple[str, ...],
    readings: tuple[str, ...],
    steps: int,
    together: bool,
    form: str,
    output: str | None,
    **chosen: Any,
) -> None:
    from cluster_rules.analysis.panel import read_panel
    from cluster_rules.analysis.sweep import sweep, sweep_document, sweep_record

    members = read_panel(panel)
    rules = rules_for(members.first(), **chosen)
    moved = pairs("--set", ranges, '"5.2.5=200亿元..600亿元"')
    taken = pairs("--reading", readings, '"口径=选项"')
    watched = progress(members, len(members), words("progress.panel"))
    found = sweep(rules, watched, moved, steps=steps, together=together, readings=taken)
    put_document(sweep_document(found, locale), form, output, lambda: sweep_record(found))
