"""`cluster-rules version`: which release this is."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

import click

from cluster_rules.cli.application import Command
from cluster_rules.cli.language import Words
from cluster_rules.errors import Locale


def command(words: Words, locale: Locale) -> click.Command:
    """The subcommand in the language of `words`."""
    return Command("version", callback=_run, help=words("version.help"), short_help=words("version.short"))


def _run() -> None:
    click.echo(f"cluster-rules {release()} (Python {platform.python_version()})")


def release() -> str:
    """The installed version; `unknown` in a checkout that is not installed."""
    try:
        return version("cluster-rules")
    except PackageNotFoundError:
        return "unknown"
