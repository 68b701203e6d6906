"""The measures that files describe, and their editions in time. It reads `measure.yaml`; it chooses nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from cluster_rules.compiler.shapes import read_model
from cluster_rules.compiler.surface_measure import EditionEntry, MeasureFile
from cluster_rules.language.yaml_nodes import YamlText
from cluster_rules.language.yaml_source import parse_yaml, read_text
from cluster_rules.language.yaml_troubles import Source
from cluster_rules.model.days import parse_day
from cluster_rules.model.ruleset import Edition

MEASURE_FILE = "measure.yaml"


def read_measure(path: Path) -> MeasureFile:
    """The `measure.yaml` at `path`. Raises `RulesError`."""
    text = read_text(path)
    return read_model(MeasureFile, parse_yaml(text, str(path)), Source(str(path), text))


def edition_of(measure: MeasureFile, entry: EditionEntry, interpreter: str = "") -> Edition:
    """The edition as the rest of the library knows it. A day that is unknown is None."""
    return Edition(
        measure=measure.measure.text,
        id=entry.id.text,
        title=entry.title.text,
        title_en=_text(entry.title_en or measure.title_en),
        issuer=measure.issuer.text,
        status=entry.status,
        issued_on=_day(entry.issued_on),
        effective_from=_day(entry.effective_from),
        effective_until=_day(entry.effective_until),
        interpreter=interpreter,
        notes=tuple(note.text for note in (*measure.notes, *entry.notes)),
    )


def _text(text: YamlText | None) -> str:
    return text.text if text else ""


def _day(text: YamlText | None) -> date | None:
    return parse_day(text.text) if text else None
