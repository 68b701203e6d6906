"""`cluster-rules compare`: what one edition changes beside another, by meaning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from cluster_rules.cli.application import Command
from cluster_rules.cli.command_decide import rulesets_option
from cluster_rules.cli.language import Words
from cluster_rules.cli.output import format_options, put_document
from cluster_rules.cli.progress import progress
from cluster_rules.errors import Locale
from cluster_rules.explain import Document

if TYPE_CHECKING:
    from cluster_rules.analysis.compare import Comparison
    from cluster_rules.analysis.impact import Impact

#: Makes the data of a report when they are asked for.
Data: TypeAlias = Callable[[], dict[str, Any]]


def command(words: Words, locale: Locale) -> click.Command:
    """The subcommand in the language of `words`."""
    return Command(
        "compare",
        callback=partial(_run, words, locale),
        help=words("compare.help"),
        short_help=words("compare.short"),
        params=[
            click.Argument(["old"], metavar=words("metavar.old")),
            click.Argument(["new"], metavar=words("metavar.new")),
            click.Option(["--measure"], metavar=words("metavar.measure"), help=words("compare.measure")),
            rulesets_option(words),
            click.Option(["--panel"], metavar=words("metavar.folder"), help=words("compare.panel")),
            click.Option(["--by"], metavar=words("metavar.fact"), help=words("compare.by")),
            *format_options(words),
        ],
    )


def _run(
    words: Words,
    locale: Locale,
    old: str,
    new: str,
    measure: str | None,
    rulesets: tuple[str, ...],
    panel: str | None,
    by: str | None,
    form: str,
    output: str | None,
) -> None:
    from cluster_rules.analysis.compare import compare
    from cluster_rules.analysis.compare.record import comparison_record
    from cluster_rules.analysis.compare.report import comparison_document
    from cluster_rules.analysis.compare.sides import rules_meant

    with rules_meant(old, measure, rulesets) as before, rules_meant(new, measure, rulesets) as after:
        found = compare(before, after)
        document = comparison_document(found, locale)
        data: Data = partial(comparison_record, found)
        if panel is not None:
            document, data = _with_impact(document, data, _impact(words, found, panel, by))
        put_document(document, form, output, data)


def _impact(words: Words, found: Comparison, panel: str, by: str | None) -> Impact:
    from cluster_rules.analysis.impact import impact
    from cluster_rules.analysis.panel import read_panel

    members = read_panel(panel)
    return impact(found.old, found.new, progress(members, len(members), words("progress.panel")), by=by)


def _with_impact(document: Document, data: Data, effect: Impact) -> tuple[Document, Data]:
    """The comparison with the impact after it."""
    from cluster_rules.analysis.impact import impact_document, impact_record

    study = impact_document(effect, document.locale)
    whole = replace(
        document,
        blocks=(*document.blocks, *study.blocks),
        stamps=(*document.stamps, *(stamp for stamp in study.stamps if stamp not in document.stamps)),
        header=(*document.header, *study.header[-1:]),
    )
    return whole, lambda: {**data(), "impact": impact_record(effect)}
