"""`cluster-rules sample`: write the bundled sample application."""

from __future__ import annotations

import re
import shlex
from functools import partial

import click

from cluster_rules.cli.application import Command
from cluster_rules.cli.language import Words
from cluster_rules.errors import Locale
from cluster_rules.testing.sample import FAULTS, write_sample

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
    return Command(
        "sample",
        callback=partial(_run, words),
        help=words("sample.help"),
        short_help=words("sample.short"),
        params=[click.Argument(["folder"], metavar=words("metavar.folder")), fault],
    )


def _run(words: Words, folder: str, faults: tuple[str, ...]) -> None:
    written = write_sample(folder, faults=faults)
    path = folder if _PLAIN.fullmatch(folder) else shlex.quote(folder)
    click.echo(words("sample.written", path=path, count=len(written)))
