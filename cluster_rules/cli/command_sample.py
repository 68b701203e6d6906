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
    path = folder if _PLAIN.fullmatch(folder) else shlex.quote(folder)
    if panel is None:
        written = write_sample(folder, seed=seed, faults=faults)
        click.echo(words("sample.written", path=path, count=len(written)))
        return
    if faults:
        raise RulesError.of("CR729")
    write_panel(folder, panel, seed=seed)
    click.echo(words("sample.written_panel", path=path, count=panel))
