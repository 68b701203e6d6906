"""`cluster-rules record`: decision records that anyone can replay."""

from __future__ import annotations

import click

from cluster_rules.cli.groups import Subcommands
from cluster_rules.cli.language import Words
from cluster_rules.errors import Locale

#: Subcommand → the module that makes it.
SUBCOMMANDS = {"make": "record_make", "verify": "record_verify"}


def command(words: Words, locale: Locale) -> click.Command:
    """The group in the language of `words`."""
    return Subcommands("record", SUBCOMMANDS, words, locale)
