"""`cluster-rules case documents`: the documents of each role, one of them or all in a folder."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click

from cluster_rules.cli.application import Command
from cluster_rules.cli.case_options import case_argument, day_of, moment, proceeding_of, rules_options, today_option
from cluster_rules.cli.language import Words
from cluster_rules.cli.output import FORMATS, as_json, put, put_document
from cluster_rules.errors import Locale, RulesError
from cluster_rules.explain import Document, document_html, document_markdown, document_text
from cluster_rules.procedure import CaseFile
from cluster_rules.procedure.forms import FORMS, NEED_FACTS, Desk
from cluster_rules.procedure.papers import Papers
from cluster_rules.procedure.records import document_data


def command(words: Words, locale: Locale, name: str) -> click.Command:
    """The subcommand in the language of `words`."""
    return Command(
        name,
        callback=partial(_run, words, locale),
        help=words("case.documents.help"),
        short_help=words("case.documents.short"),
        params=[
            case_argument(words),
            click.Option(["--kind"], type=click.Choice([*FORMS]), help=words("case.documents.kind")),
            click.Option(["--output"], metavar=words("metavar.file"), help=words("case.documents.output")),
            click.Option(["--format", "form"], type=click.Choice(FORMATS), default="md", help=words("option.format")),
            today_option(words),
            click.Option(["--known-on"], metavar=words("metavar.day"), help=words("case.known_on")),
            *rules_options(words),
        ],
    )


def _run(
    words: Words,
    locale: Locale,
    case: str,
    kind: str | None,
    output: str | None,
    form: str,
    today: str | None,
    known_on: str | None,
    rulesets: tuple[str, ...],
    calendar: tuple[str, ...],
) -> None:
    if kind is None and output is None:
        raise RulesError.of("CR852", kinds=" ".join(FORMS))
    file = CaseFile(Path(case))
    proceeding, _ = proceeding_of(file, rulesets, calendar, locale)
    known = day_of("--known-on", known_on) if known_on else None
    desk = Desk(Papers(proceeding, file.entries(), moment(today, words).day, locale, known))
    if kind is not None:
        document = FORMS[kind](desk)
        put_document(document, form, output, partial(document_data, document))
    else:
        assert output is not None
        _put_all(words, desk, form, Path(output))


def _put_all(words: Words, desk: Desk, form: str, folder: Path) -> None:
    """Every document that the case has the facts for, one file each."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RulesError.of("CR604", path=str(folder), reason=error.strerror or str(error)) from None
    for kind, make in FORMS.items():
        if kind in NEED_FACTS and not desk.state.facts:
            click.echo(words("case.documents.without_facts", kind=kind), err=True)
            continue
        path = folder / f"{kind}.{'txt' if form == 'text' else form}"
        put(_written(make(desk), form), str(path))
        click.echo(words("case.documents.written", path=path))


def _written(document: Document, form: str) -> str:
    if form == "json":
        return as_json(document_data(document))
    render: dict[str, Any] = {"text": document_text, "md": document_markdown, "html": document_html}
    return str(render[form](document))
