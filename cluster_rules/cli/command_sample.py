"""`cluster-rules sample`: write the bundled sample application, or a made-up panel of many."""

from __future__ import annotations

import re
import shlex
from functools import partial

import click

from cluster_rules.cli.application import Command
from cluster_rules.cli.language import Words
from cluster_rules.errors import Locale, RulesError
from cluster_rules.testing.sample import DEFAULT_SEED, FAULTS, write_sample
from cluster_rules.testing.sample_panel import MOST_APPLICATIONS, write_panel

#: What no shell needs quotation marks for, Chinese names included.
_PLAIN = re.compile(r"[\w./-]+")


def command(words: Words, locale: Locale) -> click.Command:
    """The subcommand in the language of `words`."""
    fault = click.Option(
        ["--fault", "faults"],
        multiple=True,
        metavar=words("metavar.fault"),
        help=words("sample.fault", known=", ".join(FAULTS)),
    )
    count = click.IntRange(1, MOST_APPLICATIONS)
    return Command(
        "sample",
        callback=partial(_run, words),
        help=words("sample.help"),
        short_help=words("sample.short"),
        params=[
            click.Argument(["folder"], metavar=words("metavar.folder")),
            fault,
            click.Option(["--panel"], type=count, metavar=words("metavar.count"), help=words("sample.panel")),
            click.Option(["--seed"], type=int, default=DEFAULT_SEED, help=words("sample.seed")),
        ],
    )


def _run(words: Words, folder: str, faults: tuple[str, ...], panel: int | None, seed: int) -> None:
    if panel is not None and faults:
        raise RulesError.of("CR729")
    try:
        written = len(write_sample(folder, seed=seed, faults=faults)) if panel is None else panel
        if panel is not None:
            write_panel(folder, panel, seed=seed)
    except OSError as error:
        raise RulesError.of("CR604", path=error.filename or folder, reason=error.strerror or str(error)) from None
    path = folder if _PLAIN.fullmatch(folder) else shlex.quote(folder)
    click.echo(words("sample.written" if panel is None else "sample.written_panel", path=path, count=written))
