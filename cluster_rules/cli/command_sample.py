from __future__ import annotations
import click
from cluster_rules.cli.application import Command
from cluster_rules.cli.language import Words
from cluster_rules.errors import Locale


def command(words: Words, locale: Locale) -> click.Command:
    return Command("sample", help=words("sample.help"), short_help=words("sample.short"))
