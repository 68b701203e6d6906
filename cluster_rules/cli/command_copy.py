"""`cluster-rules copy`: the rules of a measure, written out to be changed."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import click

from cluster_rules.catalogue import measures
from cluster_rules.cli.application import Command
from cluster_rules.cli.language import Words
from cluster_rules.errors import Locale, RulesError


def command(words: Words, locale: Locale) -> click.Command:
    """The subcommand in the language of `words`."""
    return Command(
        "copy",
        callback=partial(_run, words),
        help=words("copy.help"),
        short_help=words("copy.short"),
        params=[
            click.Argument(["measure"], required=False, metavar=words("metavar.optional_measure")),
            click.Argument(["folder"], default=".", metavar=words("metavar.optional_folder")),
        ],
    )


def _run(words: Words, measure: str | None, folder: str) -> None:
    if measure is None:
        for found in measures().values():
            click.echo(f"{found.id}  {found.title}")
        return
    click.echo(words("copy.written", path=copied(measure, Path(folder)), folder=folder))


def copied(measure: str, folder: Path) -> Path:
    """The folder of `measure` below `folder`, newly written. Raises `RulesError`; nothing is ever overwritten."""
    known = measures()
    if measure not in known:
        raise RulesError.of("CR614", measure=measure, known="、".join(known))
    source = Path(known[measure].place.file).parent
    target = folder / source.name
    if target.exists():
        raise RulesError.of("CR615", path=target)
    try:
        shutil.copytree(source, target)
    except OSError as error:
        raise RulesError.of("CR604", path=target, reason=error.strerror or str(error)) from None
    return target
