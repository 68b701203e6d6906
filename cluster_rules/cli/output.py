"""Where what a command made goes: the terminal, standard output or a file; and documents in each format."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from cluster_rules.cli.language import Words
from cluster_rules.errors import RulesError
from cluster_rules.explain import Document, document_html, document_markdown, document_text

FORMATS = ("text", "json", "md", "html")


def format_options(words: Words) -> list[click.Parameter]:
    """`--format` and `--output`."""
    return [
        click.Option(["--format", "form"], type=click.Choice(FORMATS), default="text", help=words("option.format")),
        click.Option(["--output"], metavar=words("metavar.file"), help=words("option.output")),
    ]


def put_document(document: Document, form: str, output: str | None, data: Callable[[], Any]) -> None:
    """Show `document`, or write it; as JSON, `data` instead."""
    if form == "text" and output is None and sys.stdout.isatty():
        from cluster_rules.cli.terminal_documents import show_document

        show_document(document)
    elif form == "json":
        put(as_json(data()), output)
    else:
        render = {"text": document_text, "md": document_markdown, "html": document_html}[form]
        put(render(document), output)


def put(text: str, output: str | None) -> None:
    """`text` to the file `output`, else to standard output. Raises `RulesError` where the file cannot be written."""
    if output is None or output == "-":
        click.echo(text, nl=False)
        return
    try:
        Path(output).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise RulesError.of("CR604", path=output, reason=error.strerror or str(error)) from None


def as_json(data: Any) -> str:
    """`data` as JSON for people and machines."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
