"""CSV in: RFC 4180 with a place for every cell. Nothing is interpreted here but widths of header names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cluster_rules.errors import Place, RulesError
from cluster_rules.facts.notes import Notes
from cluster_rules.facts.texts import invisible, narrow, shown
from cluster_rules.model.sheet import Claim, Row, Source

MAX_ROWS = 100_000

_QUOTED = re.compile(r'"([^"]*(?:""[^"]*)*)"')
_BARE = re.compile(r"[^,\r\n]*")
_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    line: int
    column: int


def decode(data: bytes, file: str) -> str:
    """The text of a file: UTF-8, with or without a byte order mark, if it is valid as that; else GB18030."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RulesError.of("CR405", Place(file))


@dataclass(frozen=True, slots=True)
class Table:
    """The header with the place of each name, and the rows that are not blank."""

    columns: Mapping[str, Place]
    rows: tuple[Row, ...]


def parse_csv(text: str, file: str, source: Source) -> Table:
    """The rows of a table whose first row names the fields. Raises `RulesError` with every row that does not fit."""
    records = [record for record in _records(text, file) if any(narrow(cell.text) for cell in record)]
    if not records:
        raise RulesError.of("CR412", Place(file))
    if len(records) > MAX_ROWS + 1:
        raise RulesError.of("CR415", Place(file, records[-1][0].line, 1), limit=MAX_ROWS)
    notes = Notes()
    header = _header(records[0], file, notes)
    if len(header) == 1 and len(records) > 1 and sum(bool(narrow(cell.text)) for cell in records[1]) > 1:
        notes.error("CR445", Place(file, records[0][0].line, 1), {"found": shown(header[0])})
    notes.raise_errors()
    rows = tuple(_row(record, header, file, source, notes) for record in records[1:])
    notes.raise_errors()
    return Table({n: Place(file, c.line, c.column) for n, c in zip(header, records[0], strict=False)}, rows)


def _records(text: str, file: str) -> Iterator[list[Cell]]:
    at, line, start = 0, 1, 0
    record: list[Cell] = []
    while True:
        column = at - start + 1
        if quoted := _QUOTED.match(text, at):
            record.append(Cell(quoted.group(1).replace('""', '"'), line, column))
            breaks = list(_END.finditer(text, at, quoted.end()))
            line, start = line + len(breaks), breaks[-1].end() if breaks else start
            at = quoted.end()
        else:
            bare = _bare(text, at, Place(file, line, column))
            record.append(Cell(bare, line, column))
            at += len(bare)
        if text.startswith(",", at):
            at += 1
            continue
        yield record
        if at >= len(text):
            return
        ending = _END.match(text, at)
        if ending is None:
            raise RulesError.of("CR411", Place(file, line, at - start + 1), found=shown(_BARE.findall(text, at)[0]))
        record, at, line, start = [], ending.end(), line + 1, ending.end()


def _bare(text: str, at: int, place: Place) -> str:
    match = _BARE.match(text, at)
    bare = match.group() if match else ""
    if bare.startswith('"'):
        raise RulesError.of("CR411", place, found=shown(bare))
    return bare


def _header(record: list[Cell], file: str, notes: Notes) -> list[str]:
    names = [narrow(cell.text) for cell in record]
    while names and not names[-1]:
        names.pop()
    first: dict[str, Place] = {}
    for name, cell in zip(names, record, strict=False):
        place = Place(file, cell.line, cell.column)
        if code := invisible(name):
            notes.error("CR420", place, {"what": shown(name), "code_point": code})
        elif not name:
            notes.error("CR413", place, {"number": record.index(cell) + 1})
        elif name in first:
            notes.error("CR409", place, {"column": name}, first[name])
        first.setdefault(name, place)
    if len(names) == 1 and (wrong := next((c for c in "\t;|，、；" if c in record[0].text), None)):
        notes.error("CR414", Place(file, record[0].line, 1), {"found": shown(wrong)})
    return names


def _row(record: list[Cell], header: list[str], file: str, source: Source, notes: Notes) -> Row:
    place = Place(file, record[0].line, 1)
    extra = record[len(header) :]
    if len(record) < len(header) or any(narrow(cell.text) for cell in extra):
        notes.error("CR410", place, {"found": len(record), "wanted": len(header)})
    cells = {
        name: Claim(cell.text.strip() or None, source, Place(file, cell.line, cell.column))
        for name, cell in zip(header, record, strict=False)
    }
    return Row(cells, place)
