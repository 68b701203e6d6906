"""`cluster-rules case`: the case file of one application. Its own subcommands are loaded when they are used."""

from __future__ import annotations

from importlib import import_module

import click

from cluster_rules.cli.application import Context, language_option
from cluster_rules.cli.language import Words
from cluster_rules.errors import Locale

#: Subcommand → the module that makes it.
SUBCOMMANDS = {
    "new": "case_new",
    "add": "case_add",
    "status": "case_papers",
    "due": "case_papers",
    "history": "case_papers",
    "verify": "case_chain",
    "export": "case_chain",
    "import": "case_chain",
}


class CaseGroup(click.Group):
    """The subcommands of `case`, in the language of the run."""

    context_class = Context

    def __init__(self, words: Words, locale: Locale) -> None:
        super().__init__("case", help=words("case.help"), short_help=words("case.short"))
        self.words, self.locale = words, locale
        self.subcommand_metavar = words("metavar.command")

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(SUBCOMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand, imported now."""
        if cmd_name not in SUBCOMMANDS:
            return None
        module = import_module(f"cluster_rules.cli.{SUBCOMMANDS[cmd_name]}")
        made: click.Command = module.command(self.words, self.locale, cmd_name)
        made.params.append(language_option(self.locale))
        made.options_metavar = self.words("metavar.options")
        return made


def command(words: Words, locale: Locale) -> click.Command:
    """The group in the language of `words`."""
    return CaseGroup(words, locale)
