"""`cluster-rules decide`: one application in, its explained pre-assessment out."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from cluster_rules.cli.application import BROKEN, DONE, FAILED, Command, tell
from cluster_rules.cli.language import Words
from cluster_rules.cli.output import as_json, format_options, put
from cluster_rules.errors import Locale, RulesError, diagnostic
from cluster_rules.explain import (
    Material,
    explanation,
    render_html,
    render_json,
    render_markdown,
    render_text,
)

if TYPE_CHECKING:
    from cluster_rules import FactSheet, Rules


def command(words: Words, locale: Locale) -> click.Command:
    """The subcommand in the language of `words`."""
    return Command(
        "decide",
        callback=partial(_run, locale),
        help=words("decide.help"),
        short_help=words("decide.short"),
        params=[
            click.Argument(["application"], metavar=words("metavar.application")),
            *rules_options(words),
            *what_if_options(words),
            *_output_options(words),
        ],
    )


def rules_options(words: Words) -> list[click.Parameter]:
    """Which rules decide."""
    return [
        click.Option(["--measure"], metavar=words("metavar.measure"), help=words("decide.measure")),
        click.Option(["--edition"], metavar=words("metavar.edition"), help=words("decide.edition")),
        click.Option(["--case"], metavar=words("metavar.case_kind"), help=words("decide.case")),
        click.Option(["--as-of"], metavar=words("metavar.day"), help=words("decide.as_of")),
        rulesets_option(words),
    ]


def rulesets_option(words: Words) -> click.Option:
    """`--rulesets`, where measures outside the package are looked for."""
    return click.Option(["--rulesets"], multiple=True, metavar=words("metavar.folder"), help=words("decide.rulesets"))


def what_if_options(words: Words) -> list[click.Parameter]:
    """`--set` and `--reading`."""
    return [
        click.Option(["--set", "overrides"], multiple=True, metavar=words("metavar.set"), help=words("decide.set")),
        click.Option(
            ["--reading", "readings"], multiple=True, metavar=words("metavar.reading"), help=words("decide.reading")
        ),
    ]


def _output_options(words: Words) -> list[click.Parameter]:
    return [
        *format_options(words),
        click.Option(["--details/--summary"], default=True, help=words("decide.details")),
        click.Option(["--exit-code"], is_flag=True, help=words("decide.exit_code")),
    ]


def _run(
    locale: Locale,
    application: str,
    measure: str | None,
    edition: str | None,
    case: str | None,
    as_of: str | None,
    rulesets: tuple[str, ...],
    overrides: tuple[str, ...],
    readings: tuple[str, ...],
    form: str,
    details: bool,
    output: str | None,
    exit_code: bool,
) -> None:
    material = _decided(
        application,
        {"measure": measure, "edition": edition, "case": case, "as_of": as_of, "rulesets": rulesets},
        pairs("--set", overrides, '"5.2.5=>= 500 亿元"'),
        pairs("--reading", readings, '"口径=选项"'),
    )
    _write(material, locale, form, details, output)
    sys.exit(_status(material, locale, exit_code))


def _decided(
    application: str, rules: Mapping[str, Any], overrides: Mapping[str, str], readings: Mapping[str, str]
) -> Material:
    from cluster_rules import FactSheet

    sheet = FactSheet.read(application)
    return rules_for(sheet, **rules).decide(sheet, readings=readings, overrides=overrides).material


def rules_for(
    sheet: FactSheet,
    measure: str | None,
    edition: str | None,
    as_of: str | None,
    rulesets: tuple[str, ...],
    case: str | None = None,
) -> Rules:
    """The rules that the options name; what they leave open, the sheet says. Raises CR601 or CR603 where nothing does."""
    from cluster_rules import load

    measure = measure or sheet.subject.measure
    if not measure:
        raise RulesError.of("CR603")
    day = sheet.subject.filing_date if as_of is None and edition is None else as_of
    if day is None and edition is None:
        raise RulesError.of("CR601")
    kind = case or sheet.subject.case
    return load(measure, edition=edition, as_of=day, case=kind, rulesets=rulesets)


def pairs(option: str, given: tuple[str, ...], example: str) -> dict[str, str]:
    """Left of the first `=` → right of it."""
    found: dict[str, str] = {}
    for text in given:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not (name and equals and value):
            raise RulesError.of("CR602", option=option, text=text, example=example)
        if found.get(name, value) != value:
            raise RulesError.of("CR609", option=option, name=name, values="、".join((found[name], value)))
        found[name] = value
    return found


def _write(material: Material, locale: Locale, form: str, details: bool, output: str | None) -> None:
    if form == "text" and output is None and sys.stdout.isatty():
        from cluster_rules.cli.terminal import show

        show(explanation(material, locale, with_details=details))
    else:
        put(_rendered(material, locale, form, details), output)


def _rendered(material: Material, locale: Locale, form: str, details: bool) -> str:
    if form == "json":
        return as_json(render_json(material))
    note = explanation(material, locale, with_details=details)
    return {"text": render_text, "md": render_markdown, "html": render_html}[form](note)


def _status(material: Material, locale: Locale, exit_code: bool) -> int:
    """3 where an error withheld the verdict; with `--exit-code` 1 for every verdict but `met`."""
    verdict = material.record.verdict
    if verdict is None:
        broken = [found.id for found in material.record.findings if found.status == "error" and found.kind != "group"]
        tell([diagnostic("CR608", count=len(broken), ids="、".join(broken))], locale)
        return BROKEN
    return FAILED if exit_code and verdict != "met" else DONE
