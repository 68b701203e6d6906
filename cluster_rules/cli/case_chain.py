"""`cluster-rules case verify`, `export` and `import`: whether a case file is whole, and how it travels."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import click

from cluster_rules.cli.application import DONE, FAILED, Command, tell
from cluster_rules.cli.case_options import case_argument
from cluster_rules.cli.language import Words
from cluster_rules.cli.output import put
from cluster_rules.errors import Locale, Place, RulesError
from cluster_rules.procedure import CaseFile
from cluster_rules.procedure.chain import read_receipt


def command(words: Words, locale: Locale, name: str) -> click.Command:
    """The subcommand in the language of `words`."""
    make = {"verify": _verify_command, "export": _export_command, "import": _import_command}[name]
    made = make(words, locale)
    made.help, made.short_help = words(f"case.{name}.help"), words(f"case.{name}.short")
    return made


def _verify_command(words: Words, locale: Locale) -> click.Command:
    receipt = click.Option(
        ["--receipt"], multiple=True, metavar=words("metavar.receipt"), help=words("case.verify.receipt")
    )
    return Command("verify", callback=partial(_verify, words, locale), params=[case_argument(words), receipt])


def _export_command(words: Words, locale: Locale) -> click.Command:
    output = click.Option(["--output"], metavar=words("metavar.file"), help=words("option.output"))
    return Command("export", callback=_export, params=[case_argument(words), output])


def _import_command(words: Words, locale: Locale) -> click.Command:
    lines = click.Argument(["lines"], metavar=words("metavar.lines"))
    return Command("import", callback=partial(_import, words), params=[lines, case_argument(words)])


def _verify(words: Words, locale: Locale, case: str, receipt: tuple[str, ...]) -> None:
    file = CaseFile(Path(case))
    problems = file.problems([read_receipt(text) for text in receipt])
    if problems:
        tell(problems, locale)
        sys.exit(FAILED)
    entries = file.entries()
    click.echo(words("case.verify.whole", case=case, count=len(entries), receipts=len(receipt)))
    click.echo(words("case.receipt", receipt=entries[-1].receipt))
    sys.exit(DONE)


def _export(case: str, output: str | None) -> None:
    put(CaseFile(Path(case)).exported().decode(), output)


def _import(words: Words, lines: str, case: str) -> None:
    try:
        content = Path(lines).read_bytes()
    except OSError as error:
        raise RulesError.of("CR548", Place(lines), reason=error.strerror or type(error).__name__) from None
    entries = CaseFile.imported(case, content, lines).entries()
    click.echo(words("case.import.done", case=case, count=len(entries)))
    click.echo(words("case.receipt", receipt=entries[-1].receipt))
