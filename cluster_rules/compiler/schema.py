"""JSON Schemas of the files of a ruleset, for editors. They are derived from the surface models and from nothing else.

An editor sees numbers and truth values where we see text, so a text may be either. Keys that plugins add are unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from cluster_rules.compiler.located import Located
from cluster_rules.compiler.surface_amendment import AmendmentFile
from cluster_rules.compiler.surface_calendar import CalendarFile
from cluster_rules.compiler.surface_cases import ApplicationFile, CasesFile
from cluster_rules.compiler.surface_criteria import ConditionFile
from cluster_rules.compiler.surface_facts import DefinitionsFile, FactsFile
from cluster_rules.compiler.surface_measure import LedgerFile, MeasureFile, RulesetFile, VersionsFile
from cluster_rules.compiler.surface_procedure import ProcedureFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"

#: The model of each kind of file.
FILES: Mapping[str, type[Located]] = MappingProxyType(
    {
        "measure": MeasureFile,
        "ruleset": RulesetFile,
        "facts": FactsFile,
        "definitions": DefinitionsFile,
        "condition": ConditionFile,
        "ledger": LedgerFile,
        "procedure": ProcedureFile,
        "versions": VersionsFile,
        "cases": CasesFile,
        "application": ApplicationFile,
        "amendment": AmendmentFile,
        "calendar": CalendarFile,
    }
)


def json_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of one kind of file, a key of `FILES`."""
    schema = FILES[kind].model_json_schema(by_alias=True, schema_generator=_Generator)
    # A model that holds itself is a reference; editors look for the title and the keys at the root.
    name = schema.pop("$ref", "").rpartition("/")[2]
    return {"$schema": DIALECT, "$id": f"urn:cluster-rules:{kind}", **schema, **schema.get("$defs", {}).get(name, {})}


def json_schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema of every kind of file."""
    return {kind: json_schema(kind) for kind in FILES}


class _Generator(GenerateJsonSchema):
    """A key that is absent is absent: null is no value of it."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])
