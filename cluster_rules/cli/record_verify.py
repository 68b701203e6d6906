"""`cluster-rules record verify`: what is wrong with decision records."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import click

from cluster_rules.cli.application import DONE, FAILED, Command, tell
from cluster_rules.cli.command_decide import rulesets_option
from cluster_rules.cli.language import Words
from cluster_rules.errors import Locale


def command(words: Words, locale: Locale, name: str) -> click.Command:
    """The subcommand in the language of `words`."""
    return Command(
        name,
        callback=partial(_run, words, locale),
        help=words("record.verify.help"),
        short_help=words("record.verify.short"),
        params=[
            click.Argument(["files"], nargs=-1, required=True, metavar=words("metavar.paths")),
            rulesets_option(words),
        ],
    )


def _run(words: Words, locale: Locale, files: tuple[str, ...], rulesets: tuple[str, ...]) -> None:
    failed = [path for path in files if not _verified(words, locale, Path(path), rulesets)]
    sys.exit(FAILED if failed else DONE)


def _verified(words: Words, locale: Locale, path: Path, rulesets: tuple[str, ...]) -> bool:
    from cluster_rules.procedure.entries import canonical_hash
    from cluster_rules.procedure.record_checks import verify_record

    content, problems = verify_record(path, rulesets)
    tell(problems, locale)
    if problems:
        click.echo(words("record.verify.failed", path=path, count=len(problems)))
        return False
    decision = content["decision"]
    said = {name: decision[name] for name in ("measure", "edition", "verdict")}
    click.echo(words("record.verify.passed", path=path, hash=canonical_hash(content), **said))
    return True
