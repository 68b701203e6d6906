"""An amendment as it is written, with the places that its refusals are told at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cluster_rules.compiler.shapes import read_model
from cluster_rules.compiler.surface_amendment import AmendmentFile
from cluster_rules.errors import Diagnostic, Place, RulesError
from cluster_rules.language.yaml_edits import source_of
from cluster_rules.language.yaml_nodes import YamlMap, YamlNode
from cluster_rules.language.yaml_source import parse_yaml, read_text
from cluster_rules.language.yaml_troubles import Source


@dataclass(frozen=True)
class Amendment:
    """The file, and its text."""

    path: Path
    file: AmendmentFile
    source: Source

    def refusal(self, code: str, place: Place, *related: Place, width: int = 1, **values: Any) -> Diagnostic:
        """The diagnostic at a place of the amendment; `related` are places of the edition that it amends."""
        return self.source.diagnose(code, place, values, width=width, related=related)

    def written(self, *path: str | int) -> str:
        """The source of what stands at `path` of the file, its later lines as far to the left as the first."""
        return source_of(self.source.text, path)


class RefusedError(Exception):
    """A change that cannot be made; the amendment goes on to its next change, so that all refusals are told."""

    def __init__(self, found: Diagnostic) -> None:
        super().__init__(found.code)
        self.found = found


def read_amendment(path: Path | str) -> Amendment:
    """The amendment at `path`. Raises `RulesError` with every error of shape."""
    text = read_text(path)
    source = Source(str(path), text)
    return Amendment(Path(path), read_model(AmendmentFile, parse_yaml(text, str(path)), source), source)


def is_amendment(path: Path | str) -> bool:
    """Whether the file at `path` says that it is an amendment."""
    try:
        node: YamlNode = parse_yaml(read_text(path), str(path))
    except RulesError:
        return False
    return isinstance(node, YamlMap) and "amendment" in node.entries
