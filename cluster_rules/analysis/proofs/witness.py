"""Applications made from a solver's values: as data, as files, and decided again by the engine."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cluster_rules.analysis.proofs.evaluation import evaluated
from cluster_rules.analysis.proofs.solver import Values
from cluster_rules.analysis.proofs.spans import Inexpressible, Span, Text, Truth, Value
from cluster_rules.analysis.proofs.terms import Term
from cluster_rules.analysis.proofs.usage import Texts
from cluster_rules.analysis.proofs.worlds import Row, Rows
from cluster_rules.backends.scalar import prepare
from cluster_rules.errors import RulesError
from cluster_rules.facts import bind, from_data, read_sheet
from cluster_rules.facts.judgements import CRITERION
from cluster_rules.facts.validity import OPEN_END
from cluster_rules.model.decision import DecisionRecord
from cluster_rules.model.dictionary import BUILT_IN_FACTS, EVIDENCE, JUDGEMENTS, Dictionary, FactType
from cluster_rules.model.numbers import MAX_DIGITS, Number, format_number, is_terminating
from cluster_rules.model.ruleset import Ruleset
from cluster_rules.model.sheet import FactSheet
from cluster_rules.model.types import DateType

#: The key of the form that states each built-in fact.
_STATED_BY = {"申报日期": "filing_date", "基准日": "reference_date", "数据年": "data_year"}
MAIN_FILE = "application.yaml"


@dataclass(frozen=True)
class Application:
    """An application as data of the documented form; every value is text as a person would write it."""

    data: Mapping[str, Any]

    def decided(self, ruleset: Ruleset, options: Mapping[str, str] | None = None) -> DecisionRecord:
        """The decision of the scalar engine on what `ruleset` can read of it."""
        return _decided(from_data(self.known_to(ruleset.dictionary).data), ruleset, options)

    def read_again(self, folder: Path, ruleset: Ruleset, options: Mapping[str, str]) -> DecisionRecord:
        """The decision on the files in `folder`."""
        return _decided(read_sheet(folder), ruleset, options)

    def known_to(self, dictionary: Dictionary) -> Application:
        """What a ruleset with this dictionary can read of it."""
        facts = {name: value for name, value in self.data["facts"].items() if name in dictionary.facts}
        registers = {
            name: {
                **listed,
                "rows": [_cells(r, dictionary, name) for r in listed["rows"] if _is_known(r, dictionary, name)],
            }
            for name, listed in self.data["registers"].items()
            if name in dictionary.registers
        }
        return Application({**self.data, "facts": facts, "registers": registers})

    def yaml(self) -> str:
        """The text of `application.yaml`."""
        return "\n".join(_lines(self.data)) + "\n"

    def write(self, folder: Path) -> Path:
        """Write the application to `folder`, and return its file. Raises CR764 where that cannot be done."""
        path = folder / MAIN_FILE
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(self.yaml(), encoding="utf-8", newline="\n")
        except OSError as error:
            raise RulesError.of("CR764", path=path, reason=error.strerror or error) from None
        return path


def _decided(sheet: FactSheet, ruleset: Ruleset, options: Mapping[str, str] | None) -> DecisionRecord:
    return prepare(ruleset)(bind(sheet, ruleset.dictionary), options)


def _is_known(row: Mapping[str, str], dictionary: Dictionary, register: str) -> bool:
    """Evidence for what only another edition asks is not listed: it would be refused."""
    provisions = dictionary.provisions
    return register != EVIDENCE.name or not provisions or row.get(CRITERION, provisions[0]) in provisions


def _cells(row: Mapping[str, str], dictionary: Dictionary, register: str) -> Mapping[str, str]:
    return {name: cell for name, cell in row.items() if name in dictionary.registers[register].fields}


def _lines(data: Mapping[str, Any]) -> Iterator[str]:
    for key, value in data.items():
        if key not in ("facts", "registers"):
            yield f"{key}: {_quoted(value)}"
    if data["facts"]:
        yield "facts:"
        yield from (f"  {_quoted(name)}: {_quoted(value)}" for name, value in data["facts"].items())
    if data["registers"]:
        yield "registers:"
    for name, listed in data["registers"].items():
        yield from (f"  {_quoted(name)}:", "    complete: 是", "    rows:" if listed["rows"] else "    rows: []")
        for row in listed["rows"]:
            cells = ", ".join(f"{_quoted(field)}: {_quoted(cell)}" for field, cell in row.items())
            yield f"      - {{{cells}}}"


def _quoted(text: str) -> str:
    """Plain where YAML reads letters and digits as they are, else in quotes."""
    return text if text.replace("-", "").replace(".", "").isalnum() else json.dumps(text, ensure_ascii=False)


@dataclass(frozen=True)
class Writer:
    """Writes the values of a world's symbols as an application."""

    world: Rows
    values: Values
    texts: Texts
    dictionary: Dictionary
    measure: str

    def application(self) -> Application:
        stated = {name: self.cell(value, self.dictionary.facts[name]) for name, value in self.world.facts.items()}
        days = {_STATED_BY[name]: text for name, text in stated.items() if name in BUILT_IN_FACTS}
        judged = {name: text for name, text in stated.items() if name.startswith(f"{JUDGEMENTS.name}[")}
        facts = {name: text for name, text in stated.items() if name not in BUILT_IN_FACTS and name not in judged}
        registers = {name: self._register(name, rows) for name, rows in self.world.registers.items()}
        if judged:
            registers[JUDGEMENTS.name] = _judgements(judged)
        head = {"measure": self.measure, "subject": "虚构申报主体（反例）", "synthetic": "是"}
        return Application({**head, **_with_basis(days), "facts": facts, "registers": registers})

    def _register(self, name: str, rows: Sequence[Row]) -> Mapping[str, Any]:
        declared = self.dictionary.registers[name]
        end = declared.validity.end if declared.validity else ""
        present = [row for row in rows if self.of(row.present)]
        cells = [{f: self.cell(value, declared.fields[f]) for f, value in row.fields.items()} for row in present]
        ended = [{f: _ended(text) if f == end else text for f, text in row.items()} for row in cells]
        # A row of the index of evidence lists something only where it names a document.
        more = {"文件": "虚构"} if name == EVIDENCE.name else {}
        return {"complete": "是", "rows": [{**row, **more} for row in ended]}

    def cell(self, value: Value, declared: FactType) -> str:
        """The value as a person would write it, a number in the unit of its fact."""
        if isinstance(value, Truth):
            return ("符合" if self.of(value.true) else "不符合") if declared.judged else _yes(self.of(value.true))
        if isinstance(value, Text):
            return self.texts.text(int(self.of(value.code)))
        assert isinstance(value, Span)
        number = self.of(value.low)
        if isinstance(declared.type, DateType):
            return date.fromordinal(int(number)).isoformat()
        return _written(number, declared)

    def of(self, term: Term) -> Number:
        """The value of a term under the assignment."""
        value: Number = evaluated(term, self.values)
        return value


def _ended(day: str) -> str:
    """The end of a title as a person would write it."""
    return "长期" if day == OPEN_END.isoformat() else day


def _yes(holds: object) -> str:
    return "是" if holds else "否"


def _written(number: Number, declared: FactType) -> str:
    value = declared.unit.from_base(number) if declared.unit else number
    text = format_number(value)
    if not is_terminating(value) or len(text.replace(".", "").lstrip("-0")) > MAX_DIGITS:
        raise Inexpressible("value", declared.name)
    return declared.unit.format(number) if declared.unit else text


def _with_basis(days: Mapping[str, str]) -> Mapping[str, str]:
    return {**days, "reference_basis": "notice"} if "reference_date" in days else days


def _judgements(judged: Mapping[str, str]) -> Mapping[str, Any]:
    """What a person finds, one row for each criterion."""
    rows = [
        {"条款": name[len(JUDGEMENTS.name) + 1 : -1], "结论": found, "认定人": "虚构", "理由": "反例"}
        for name, found in judged.items()
    ]
    return {"complete": "是", "rows": rows}
