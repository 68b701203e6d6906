"""Case files: small applications beside a ruleset, with what is expected of them. Only what is written is compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from os import PathLike
from pathlib import Path
from typing import Literal

from cluster_rules.compiler.editions import MEASURE_FILE
from cluster_rules.compiler.shapes import read_model
from cluster_rules.compiler.surface import CASES_SUFFIX, RULESET_FILE, read_manifest
from cluster_rules.compiler.surface_cases import CaseEntry, CasesFile, Expectation, ExpectedFinding
from cluster_rules.engine import FactSheet, Rules, load
from cluster_rules.errors import Diagnostic, Place, RulesError
from cluster_rules.facts import from_yaml_node
from cluster_rules.language.yaml_nodes import YamlText
from cluster_rules.language.yaml_source import parse_yaml, read_text
from cluster_rules.language.yaml_troubles import Source
from cluster_rules.model.decision import DecisionRecord, Finding, Measurement
from cluster_rules.model.dictionary import RegisterType
from cluster_rules.model.numbers import Number, format_number, normal, parse_number
from cluster_rules.model.ruleset import Ruleset
from cluster_rules.model.sheet import FactSheet as Sheet
from cluster_rules.model.sheet import Subject
from cluster_rules.model.units import Unit, unit
from cluster_rules.model.values import Partial, Value
from cluster_rules.testing.bases import application
from cluster_rules.testing.coverage import Coverage, Goal, coverage_of, reached

What = Literal[
    "verdict", "reading_dependent", "status", "role", "required", "actual", "gap", "finding_reading_dependent"
]

_TRUTHS = {"是": True, "true": True, "否": False, "false": False}
_REQUIREMENT = re.compile(r"(?P<operator>[<>!]?=|[<>≥≤≠])\s*(?P<bound>\S.*)")
_SPELLINGS = {"≥": ">=", "≤": "<=", "≠": "!="}
_QUANTITY = re.compile(r"(?P<number>[-+0-9.eE]+)(?:\s*/\s*(?P<below>[0-9]+))?\s*(?P<unit>[^\d\s]\S*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Difference:
    """One expectation that the decision does not fulfil. `actual` is None where there is nothing to compare."""

    what: What
    expected: str
    actual: str | None
    #: Where the expectation is written.
    place: Place
    #: The criterion or group; empty for the verdict.
    id: str = ""
    #: The expectation is no value of this criterion's unit.
    unreadable: bool = False


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What became of one case. A case whose own input is refused has `diagnostics`."""

    name: str
    place: Place
    differences: tuple[Difference, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    #: The ruleset that decided, and what the case shows of it; nothing of what does not hold.
    ruleset: Ruleset | None = None
    reached: frozenset[Goal] = frozenset()

    @property
    def passed(self) -> bool:
        return not self.differences and not self.diagnostics


@dataclass(frozen=True, slots=True)
class Cases:
    """A case file, read, with the edition it belongs to."""

    path: Path
    file: CasesFile
    measure: str
    edition: str | None
    #: Folders to look for the measure in.
    rulesets: tuple[Path, ...] = field(default=())


def run(path: str | PathLike[str], *, rulesets: Iterable[str | PathLike[str]] = ()) -> tuple[CaseResult, ...]:
    """The results of every case in the file, or in the case files below the folder, in order.

    Raises `RulesError` where there are no cases, or where a case file or a ruleset is refused.
    """
    loaded: dict[tuple[object, ...], Rules] = {}
    found = [read(file, rulesets) for file in files(path)]
    for cases in found:
        check_rules(cases, loaded)
    return tuple(run_case(case, cases, loaded) for cases in found for case in cases.file.cases)


def check_rules(cases: Cases, loaded: dict[tuple[object, ...], Rules]) -> None:
    """Load the ruleset of the file: one that is refused is refused once, not once for each of its cases."""
    if cases.edition is not None:
        _rules(cases, None, loaded)


def coverage(results: Iterable[CaseResult]) -> tuple[Coverage, ...]:
    """What the cases reach of each ruleset that decided one of them, by measure and edition."""
    found: dict[tuple[str, str], tuple[Ruleset, set[Goal]]] = {}
    for result in results:
        if result.ruleset is not None:
            edition = result.ruleset.edition
            found.setdefault((edition.measure, edition.id), (result.ruleset, set()))[1].update(result.reached)
    return tuple(coverage_of(*found[key]) for key in sorted(found))


def files(path: str | PathLike[str]) -> tuple[Path, ...]:
    """The case files at or below `path`. Raises `RulesError` where there are none."""
    start = Path(path)
    if not start.exists():
        raise RulesError.of("CR606", path=start)
    found = tuple(sorted(start.rglob(f"*{CASES_SUFFIX}"))) if start.is_dir() else (start,)
    if not found:
        raise RulesError.of("CR610", path=start)
    return found


def read(path: Path, rulesets: Iterable[str | PathLike[str]] = ()) -> Cases:
    """The case file at `path`. Raises `RulesError`.

    The measure and the edition are those that it names, else those of the ruleset it lies in. Beside one edition, cases
    of another one are refused (CR611): it would seem tested and would not be.
    """
    text = read_text(path)
    file = read_model(CasesFile, parse_yaml(text, str(path)), Source(str(path), text))
    folder = next(
        (above for above in (*path.parents, *path.absolute().parents) if (above / RULESET_FILE).is_file()), None
    )
    manifest = read_manifest(folder) if folder is not None else None
    measure = file.measure or (manifest.measure if manifest else None)
    edition = file.edition or (manifest.edition if manifest and file.measure in (None, manifest.measure) else None)
    if measure is None:
        raise RulesError.of("CR613", Place(str(path)))
    if manifest and edition and measure.text == manifest.measure.text and edition.text != manifest.edition.text:
        raise RulesError.of("CR611", edition.place, named=edition.text, own=manifest.edition.text)
    around = (_root(folder),) if folder is not None else ()
    return Cases(path, file, measure.text, edition.text if edition else None, (*map(Path, rulesets), *around))


def _root(folder: Path) -> Path:
    """The folder that holds the measure of the edition in `folder`."""
    measure = next((f for f in (folder, folder.parent) if (f / MEASURE_FILE).is_file()), folder)
    return measure.parent


def sheet_of(case: CaseEntry, cases: Cases, registers: Mapping[str, RegisterType]) -> Sheet:
    """The claims of the case, on top of those of its base; `registers` are declared, with their keys. `RulesError`."""
    keys = {name: declared.key for name, declared in registers.items()}
    return from_yaml_node(application(case, cases.file.cases, keys), cases.path.parent)


def run_case(case: CaseEntry, cases: Cases, loaded: dict[tuple[object, ...], Rules]) -> CaseResult:
    """What becomes of one case; `loaded` keeps rulesets from one case to the next."""
    name, place = case.name.text, case.place_of("name")
    try:
        subject = None if cases.edition else sheet_of(case, cases, {}).subject
        rules = _rules(cases, subject, loaded)
        sheet = sheet_of(case, cases, rules.ruleset.dictionary.registers)
        readings = {choice: option.text for choice, option in case.readings.items()}
        record = rules.decide(FactSheet(sheet), readings=readings).material.record
    except RulesError as error:
        return CaseResult(name, place, diagnostics=error.diagnostics)
    found = tuple(differences(case.expect, record))
    shown = () if found else reached(case.expect, record, rules.ruleset, readings)
    return CaseResult(name, place, found, (), rules.ruleset, frozenset(shown))


def _rules(cases: Cases, subject: Subject | None, loaded: dict[tuple[object, ...], Rules]) -> Rules:
    """The rules of the edition that the cases name, else of the one that binds the subject."""
    day, kind = (subject.filing_date, subject.case) if subject else (None, "")
    key = (cases.measure, cases.edition, day, kind, cases.rulesets)
    if key not in loaded:
        loaded[key] = load(cases.measure, edition=cases.edition, as_of=day, case=kind, rulesets=cases.rulesets)
    return loaded[key]


def differences(expect: Expectation, record: DecisionRecord) -> Iterator[Difference]:
    """What `record` does not fulfil of `expect`."""
    place = expect.place_of("verdict")
    if expect.verdict is not None and expect.verdict != record.verdict:
        yield Difference("verdict", expect.verdict, record.verdict, place)
    # Whether something hangs on a reading costs many times what the decision does: worked out only where asked.
    if expect.reading_dependent is not None and expect.reading_dependent != record.reading_dependent:
        yield _flag("reading_dependent", record.reading_dependent, expect.place_of("reading_dependent"))
    found = {finding.id: finding for finding in record.findings}
    for id, expected in expect.findings.items():
        yield from _of_finding(id, expected, found.get(id), expect.place_of("findings", id))


def _of_finding(id: str, expected: str | ExpectedFinding, found: Finding | None, place: Place) -> Iterator[Difference]:
    status = expected if isinstance(expected, str) else expected.status
    if found is None:
        yield Difference("status", status or "", None, place, id)
        return
    if status is not None and status != found.status:
        yield Difference("status", status, found.status, place, id)
    if isinstance(expected, str):
        return
    if expected.role not in (None, found.role):
        yield Difference("role", expected.role or "", found.role, place, id)
    held = [list(_of_measurement(expected, measured, id)) for measured in found.measurements or (None,)]
    yield from min(held, key=len)
    if expected.reading_dependent is not None and expected.reading_dependent != found.reading_dependent:
        yield _flag("finding_reading_dependent", found.reading_dependent, expected.place_of("reading_dependent"), id)


def _of_measurement(expected: ExpectedFinding, measured: Measurement | None, id: str) -> Iterator[Difference]:
    """Of a finding with several comparisons, as year by year, one has to be as expected in everything that is said."""
    yield from _of_requirement(expected.required, measured, id)
    if measured is None:
        yield from _of_value("actual", expected.actual, None, None, id)
    else:
        yield from _of_value("actual", expected.actual, measured.actual, measured.unit, id)
    if measured is None or measured.gap is None:
        yield from _of_value("gap", expected.gap, None, None, id)
    else:
        yield from _of_value("gap", expected.gap, measured.gap.amount, measured.gap.unit, id)


def _of_requirement(expected: YamlText | None, measured: Measurement | None, id: str) -> Iterator[Difference]:
    if expected is None:
        return
    match = _REQUIREMENT.fullmatch(expected.text.strip())
    wanted = _parsed(match["bound"], measured.unit) if match and measured else None
    shown = f"{measured.operator} {_shown(measured.threshold, measured.unit)}" if measured else None
    if match is None or wanted is None or measured is None:
        yield Difference("required", expected.text, shown, expected.place, id, unreadable=measured is not None)
    elif (_SPELLINGS.get(match["operator"], match["operator"]), wanted) != (
        measured.operator,
        _comparable(measured.threshold),
    ):
        yield Difference("required", expected.text, shown, expected.place, id)


def _flag(what: What, actual: bool, place: Place, id: str = "") -> Difference:
    return Difference(what, str(not actual).lower(), str(actual).lower(), place, id)


def _of_value(
    what: What, expected: YamlText | None, actual: Value | None, written: Unit | None, id: str
) -> Iterator[Difference]:
    """Compared exactly: there is no tolerance."""
    if expected is None:
        return
    wanted = _parsed(expected.text.strip(), written)
    if wanted is None:
        shown = None if actual is None else _shown(actual, written)
        yield Difference(what, expected.text, shown, expected.place, id, unreadable=True)
    elif actual is None or wanted != _comparable(actual):
        yield Difference(what, expected.text, None if actual is None else _shown(actual, written), expected.place, id)


#: A known value, or the two ends of an interval.
_Comparable = Number | str | bool | tuple[Number | str | None, Number | str | None]


def _comparable(actual: Value) -> _Comparable:
    if isinstance(actual, Partial):
        return (_end(actual.low), _end(actual.high))
    return actual.isoformat() if isinstance(actual, date) else actual


def _end(end: Number | date | None) -> Number | str | None:
    return end.isoformat() if isinstance(end, date) else end


def _parsed(text: str, written: Unit | None) -> _Comparable | None:
    """`1.99%`, `849/430 %`, `300 亿元`, an interval `1.8%..2.4%` (an open end is left out), or a word."""
    if ".." in text:
        low, _, high = text.partition("..")
        ends = [_quantity(end.strip(), written) if end.strip() else None for end in (low, high)]
        return (ends[0], ends[1]) if any(end is not None for end in ends) else None
    if written is None:
        return _TRUTHS.get(text, _quantity(text, None) if _QUANTITY.fullmatch(text) else text)
    return _quantity(text, written)


def _quantity(text: str, written: Unit | None) -> Number | None:
    match = _QUANTITY.fullmatch(text)
    number = parse_number(match["number"]) if match else None
    if match is None or number is None:
        return None
    symbol = match["unit"]
    meant = unit(symbol) if symbol else written
    if symbol and (meant is None or (written is not None and meant.dimension != written.dimension)):
        return None
    value = normal(Fraction(number) / int(match["below"] or 1))
    return meant.to_base(value) if meant else value


def _shown(actual: Value, written: Unit | None) -> str:
    if isinstance(actual, Partial):
        low, high = ("" if end is None else _shown(end, written) for end in (actual.low, actual.high))
        return f"{low}..{high}"
    if isinstance(actual, bool):
        return "是" if actual else "否"
    if isinstance(actual, (str, date)):
        return str(actual)
    return written.format(actual) if written else format_number(actual)
