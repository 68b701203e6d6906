"""`cluster-rules mutate`: which small mistakes in a ruleset its cases let live."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cluster_rules.cli.application import DONE, FAILED, Command
from cluster_rules.cli.command_decide import rulesets_option
from cluster_rules.cli.language import Words
from cluster_rules.cli.output import format_options, put, put_document
from cluster_rules.cli.progress import progress
from cluster_rules.compiler.surface import RULESET_FILE
from cluster_rules.errors import Locale

if TYPE_CHECKING:
    from cluster_rules.testing.mutation.score import Second, Trial

#: How long a question is looked at where applications are asked for and no time is given.
_SECONDS = 20.0


def command(words: Words, locale: Locale) -> click.Command:
    """The subcommand in the language of `words`."""
    return Command(
        "mutate",
        callback=partial(_run, words, locale),
        help=words("mutate.help"),
        short_help=words("mutate.short"),
        params=[
            click.Argument(["rules"], metavar=words("metavar.rules")),
            click.Option(["--edition"], metavar=words("metavar.edition"), help=words("decide.edition")),
            rulesets_option(words),
            *_own_options(words),
            *format_options(words),
        ],
    )


def _own_options(words: Words) -> list[click.Parameter]:
    path, criterion = words("metavar.path"), words("metavar.criterion")
    return [
        click.Option(["--cases"], multiple=True, metavar=path, help=words("mutate.cases")),
        click.Option(["--passing"], is_flag=True, help=words("mutate.passing")),
        click.Option(["--only"], multiple=True, metavar=criterion, help=words("mutate.only")),
        click.Option(["--seconds"], type=click.FloatRange(min=0), default=0.0, help=words("mutate.seconds")),
        click.Option(["--skeletons"], metavar=words("metavar.file"), help=words("mutate.skeletons")),
    ]


def _run(
    words: Words, locale: Locale, form: str, output: str | None, skeletons: str | None, seconds: float, **asked: Any
) -> None:
    from cluster_rules.testing.mutation import report

    asked["seconds"] = seconds or (_SECONDS if skeletons else 0)
    trial = _trial(**asked)
    settled = list(progress(trial.settled, trial.count, words("mutate.progress")))
    made = report.Report(trial.ruleset, trial.cases, settled, trial.left_out)
    if skeletons:
        put(report.skeletons(made, locale), skeletons)
    put_document(report.document(made, locale), form, output, lambda: report.as_data(made))
    sys.exit(FAILED if made.alive else DONE)


def _trial(
    rules: str,
    edition: str | None,
    rulesets: tuple[str, ...],
    cases: tuple[str, ...],
    only: tuple[str, ...],
    passing: bool,
    seconds: float,
) -> Trial:
    from cluster_rules.engine import surface_of
    from cluster_rules.testing.cases import files
    from cluster_rules.testing.mutation.score import settle

    folder, measure_file = _folder(rules, edition, rulesets)
    surface = surface_of(folder, measure_file=measure_file)
    named = tuple(file for path in cases for file in files(path)) or None
    return settle(surface, named, _second(seconds), frozenset(only), passing=passing)


def _second(seconds: float) -> Second:
    from cluster_rules.testing.mutation.score import alive

    if not seconds:
        return alive
    from cluster_rules.testing.mutation.second import prover

    return prover(seconds)


def _folder(rules: str, edition: str | None, rulesets: tuple[str, ...]) -> tuple[Path, Path | None]:
    """The folder of the edition and its `measure.yaml`: a folder by itself, or an edition of a measure."""
    from cluster_rules.catalogue import Catalogue

    if (Path(rules) / RULESET_FILE).is_file():
        return Path(rules), None
    catalogue = Catalogue(tuple(map(Path, rulesets)))
    editions = catalogue.measure(rules).editions
    name = edition or (editions[0].edition.id if len(editions) == 1 else None)
    chosen = catalogue.edition_for(rules, name)
    return chosen.folder, chosen.measure_file
