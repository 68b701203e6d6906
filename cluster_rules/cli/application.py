"""The command `cluster-rules`: its language, its subcommands loaded when they are used, and its exit statuses."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from cluster_rules.cli.language import chosen, speaking, words
from cluster_rules.cli.wrapping import Formatter
from cluster_rules.errors import Diagnostic, Locale, Place, RulesError, diagnostic

#: Done; what was checked failed; bad input or usage; a plugin or the program itself failed.
DONE, FAILED, REFUSED, BROKEN = 0, 1, 2, 3

COMMANDS = (
    "decide",
    "check",
    "fmt",
    "test",
    "amend",
    "compare",
    "sweep",
    "prove",
    "repair",
    "mutate",
    "case",
    "record",
    "sample",
    "copy",
    "schema",
    "version",
)

#: Set to anything: an unexpected error shows its traceback.
DEBUG = "CLUSTER_RULES_DEBUG"


class Context(click.Context):
    """Click's context, with help laid out by columns."""

    formatter_class = Formatter


class Command(click.Command):
    """A subcommand."""

    context_class = Context


class Application(click.Group):
    """The whole command."""

    context_class = Context
    locale: Locale = "zh"

    def main(self, args: Sequence[str] | None = None, *rest: Any, **settings: Any) -> Any:
        arguments = list(sys.argv[1:] if args is None else args)
        self.locale = chosen(arguments, os.environ)
        self.help = words(self.locale)("help")
        self.options_metavar = words(self.locale)("metavar.options")
        self.subcommand_metavar = words(self.locale)("metavar.command")
        self.params = [language_option(self.locale)]
        # Click keeps the option that it made first, in the language of that run.
        self._help_option = None
        _never_fail_on_encoding()
        with speaking(self.locale):
            return super().main(arguments, *rest, **settings)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now: the others cost nothing."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"cluster_rules.cli.command_{cmd_name}")
        made: click.Command = module.command(words(self.locale), self.locale)
        made.params.append(language_option(self.locale))
        made.options_metavar = words(self.locale)("metavar.options")
        return made

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except RulesError as error:
            tell(error.diagnostics, self.locale)
            ctx.exit(REFUSED)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError, KeyboardInterrupt):
            raise
        except Exception as error:
            found = _unexpected(error)
            tell([found], self.locale)
            ctx.exit(REFUSED if found.code == "CR604" else BROKEN)


def language_option(locale: Locale) -> click.Option:
    """`--lang`; it was read before, so here it is only checked and shown in the help."""
    return click.Option(
        ["--lang"], type=click.Choice(["zh", "en"]), expose_value=False, help=words(locale)("option.lang")
    )


def tell(diagnostics: Sequence[Diagnostic], locale: Locale) -> None:
    """Every diagnostic on standard error."""
    for found in diagnostics:
        click.echo((found if found.place else found.at(Place("cluster-rules"))).render(locale), err=True)


def _unexpected(error: Exception) -> Diagnostic:
    """A full disk, or a failure of the program itself, in one line."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return diagnostic("CR604", path=error.filename or "-", reason=error.strerror)
    if os.environ.get(DEBUG):
        click.echo("".join(traceback.format_exception(error)), err=True)
    text = " ".join(str(error).split())[:200]
    return diagnostic("CR699", error=f"{type(error).__name__}: {text}" if text else type(error).__name__)


def _never_fail_on_encoding() -> None:
    """A terminal that cannot show a character shows its code instead of ending the command."""
    for stream in (sys.stdout, sys.stderr):
        encoding = (getattr(stream, "encoding", "") or "").lower().replace("-", "")
        if encoding != "utf8" and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
