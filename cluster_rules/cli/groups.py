"""Commands that have subcommands of their own, each loaded when it is used."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click

from cluster_rules.cli.application import Context, language_option
from cluster_rules.cli.language import Words
from cluster_rules.errors import Locale


class Subcommands(click.Group):
    """The subcommands of one command, in the language of the run; `modules` names the module that makes each."""

    context_class = Context

    def __init__(self, name: str, modules: Mapping[str, str], words: Words, locale: Locale) -> None:
        super().__init__(name, help=words(f"{name}.help"), short_help=words(f"{name}.short"))
        self.modules, self.words, self.locale = modules, words, locale
        self.subcommand_metavar = words("metavar.command")

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand, imported now."""
        if cmd_name not in self.modules:
            return None
        module = import_module(f"cluster_rules.cli.{self.modules[cmd_name]}")
        made: click.Command = module.command(self.words, self.locale, cmd_name)
        made.params.append(language_option(self.locale))
        made.options_metavar = self.words("metavar.options")
        return made
