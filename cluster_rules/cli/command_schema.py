"""`cluster-rules schema`: the JSON Schemas of the YAML files, for editors, and of the decision record."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import click

from cluster_rules.cli.application import Command
from cluster_rules.cli.language import Words
from cluster_rules.compiler.surface_amendment import AmendmentFile
from cluster_rules.compiler.surface_calendar import CalendarFile
from cluster_rules.compiler.surface_cases import ApplicationFile, CasesFile
from cluster_rules.compiler.surface_criteria import ConditionFile
from cluster_rules.compiler.surface_facts import DefinitionsFile, FactsFile
from cluster_rules.compiler.surface_measure import LedgerFile, MeasureFile, RulesetFile, VersionsFile
from cluster_rules.compiler.surface_procedure import ProcedureFile
from cluster_rules.errors import Locale, RulesError
from cluster_rules.explain.json_schema import decision_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"

KINDS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "measure": MeasureFile.model_json_schema,
    "ruleset": RulesetFile.model_json_schema,
    "facts": FactsFile.model_json_schema,
    "definitions": DefinitionsFile.model_json_schema,
    "condition": ConditionFile.model_json_schema,
    "ledger": LedgerFile.model_json_schema,
    "procedure": ProcedureFile.model_json_schema,
    "versions": VersionsFile.model_json_schema,
    "cases": CasesFile.model_json_schema,
    "application": ApplicationFile.model_json_schema,
    "amendment": AmendmentFile.model_json_schema,
    "calendar": CalendarFile.model_json_schema,
    "decision": decision_schema,
}


def command(words: Words, locale: Locale) -> click.Command:
    """The subcommand in the language of `words`."""
    return Command(
        "schema",
        callback=partial(_run, words),
        help=words("schema.help"),
        short_help=words("schema.short"),
        params=[
            click.Argument(["kind"], required=False, metavar=words("metavar.kind")),
            click.Option(["--output"], metavar=words("metavar.folder"), help=words("schema.output")),
        ],
    )


def _run(words: Words, kind: str | None, output: str | None) -> None:
    if kind is not None and kind not in KINDS:
        raise RulesError.of("CR612", kind=kind, known="、".join(KINDS))
    kinds = [kind] if kind else list(KINDS)
    if output is not None:
        for name in kinds:
            click.echo(words("schema.written", path=_written(Path(output), name)))
    elif kind is not None:
        click.echo(schema(kind), nl=False)
    else:
        click.echo("\n".join(kinds))


def schema(kind: str) -> str:
    """The JSON Schema of one kind of file."""
    return json.dumps({"$schema": DIALECT, **KINDS[kind]()}, ensure_ascii=False, indent=2) + "\n"


def _written(folder: Path, kind: str) -> Path:
    path = folder / f"{kind}.schema.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(schema(kind), encoding="utf-8", newline="\n")
    except OSError as error:
        raise RulesError.of("CR604", path=path, reason=error.strerror or str(error)) from None
    return path
