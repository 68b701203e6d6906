"""`cluster-rules case`: the case file of one application. Its own subcommands are loaded when they are used."""

from __future__ import annotations

import click

from cluster_rules.cli.groups import Subcommands
from cluster_rules.cli.language import Words
from cluster_rules.errors import Locale

#: Subcommand → the module that makes it.
SUBCOMMANDS = {
    "new": "case_new",
    "add": "case_add",
    "status": "case_papers",
    "due": "case_papers",
    "history": "case_papers",
    "changes": "case_papers",
    "documents": "case_documents",
    "verify": "case_chain",
    "export": "case_chain",
    "import": "case_chain",
}


def command(words: Words, locale: Locale) -> click.Command:
    """The group in the language of `words`."""
    return Subcommands("case", SUBCOMMANDS, words, locale)
