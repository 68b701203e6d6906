"""`cluster-rules version`: which release this is."""

from __future__ import annotations

import platform

import click

from cluster_rules import __version__
from cluster_rules.cli.application import Command
from cluster_rules.cli.language import Words
from cluster_rules.errors import Locale


def command(words: Words, locale: Locale) -> click.Command:
    """The subcommand in the language of `words`."""
    return Command("version", callback=_run, help=words("version.help"), short_help=words("version.short"))


def _run() -> None:
    click.echo(f"cluster-rules {__version__} (Python {platform.python_version()})")
