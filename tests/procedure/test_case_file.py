"""The case file: every event comes back as it went in, in its place, and the file says what was done to it."""

import contextlib
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster_rules.errors import RulesError
from cluster_rules.procedure import CaseFile, Document, Event, known_on
from cluster_rules.procedure.chain import read_receipt
from cluster_rules.procedure.decoding import MalformedEntryError, read_entry
from cluster_rules.procedure.entries import (
    ActivityLogged,
    CaseEnded,
    Checked,
    Entry,
    EntryWithdrawn,
    FactCorrected,
    FactsFiled,
    ObjectionRaised,
    ObjectionSettled,
    Opened,
    StepDone,
    entry_bytes,
)
from tests.procedure.world import PROCEEDING, Case, day

TEXTS = st.text(max_size=8)
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
NUMBERS = st.integers(1, 10**6)
FACTS = st.recursive(TEXTS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2))
CONTENTS = st.one_of(
    st.builds(Opened, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, st.booleans()),
    st.builds(FactsFiled, st.dictionaries(TEXTS, FACTS, max_size=3), TEXTS),
    st.builds(FactCorrected, TEXTS, TEXTS, TEXTS, st.booleans(), TEXTS),
    st.builds(
        StepDone,
        TEXTS,
        TEXTS,
        st.none() | NUMBERS,
        TEXTS,
        TEXTS,
        st.lists(
            st.builds(Checked, st.sampled_from(["after", "verdict"]), TEXTS, st.booleans(), TEXTS), max_size=2
        ).map(tuple),
    ),
    st.builds(ActivityLogged, TEXTS, TEXTS),
    st.builds(ObjectionRaised, TEXTS, TEXTS),
    st.builds(ObjectionSettled, NUMBERS, st.sampled_from(["upheld", "rejected", "withdrawn"]), TEXTS),
    st.builds(EntryWithdrawn, NUMBERS, TEXTS),
    st.builds(CaseEnded, TEXTS),
)
DOCUMENTS = st.lists(st.builds(Document, TEXTS, TEXTS, TEXTS), max_size=2).map(tuple)
ENTRIES = st.builds(
    Entry, NUMBERS, st.builds(Event, CONTENTS, DAYS, TEXTS, TEXTS, DOCUMENTS, TEXTS, TEXTS), DAYS, TEXTS
)


@given(ENTRIES)
def test_an_entry_comes_back_from_its_bytes(entry):
    assert read_entry(entry_bytes(entry)) == entry


@given(ENTRIES, st.data())
def test_bytes_that_are_not_those_of_an_entry_are_refused_or_are_another_entry(entry, data):
    content = entry_bytes(entry)
    at = data.draw(st.integers(0, len(content) - 1))
    changed = (
        content[:at] + bytes([data.draw(st.integers(0, 255).filter(lambda b: b != content[at]))]) + content[at + 1 :]
    )
    with contextlib.suppress(MalformedEntryError):
        assert read_entry(changed) != entry


@pytest.mark.parametrize(
    "change",
    [
        {"number": 1.0},
        {"number": True},
        {"number": "1"},
        {"kind": "other"},
        {"extra": 1},
        {"recorded_on": "2025-02-30"},
        {"content": {"step": "x"}},
        {"content": {"step": "x", "what": "y", "more": "z"}},
        {"content": []},
        {"documents": {}},
    ],
)
def test_what_is_no_entry_is_refused(change):
    entry = Entry(1, Event(ActivityLogged("x", "y"), date(2025, 1, 1)), date(2025, 1, 1))
    data = json.loads(entry_bytes(entry))
    assert read_entry(entry_bytes(entry)) == entry
    with pytest.raises(MalformedEntryError):
        read_entry(json.dumps({**data, **change}, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())


@pytest.fixture
def case(tmp_path):
    return Case(tmp_path / "a.case").until_publicity()


def test_entries_are_chained(case):
    entries = case.file.entries()
    assert [entry.number for entry in entries] == [1, 2, 3, 4, 5]
    assert [entry.previous for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]
    assert case.file.problems(entry.receipt for entry in entries) == ()


def test_a_case_file_is_never_overwritten(case):
    with pytest.raises(RulesError, match="CR550"):
        Case(case.file.path)
    assert len(case.file.entries()) == 5


def test_a_case_file_is_made_whole_or_not_at_all(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.link", fail)
    with pytest.raises(RulesError, match="CR551"):
        Case(tmp_path / "a.case")
    assert list(tmp_path.iterdir()) == []


def test_export_and_import_give_the_same_bytes(case, tmp_path):
    lines = case.file.exported()
    copy = CaseFile.imported(tmp_path / "copy.case", lines, "copy.jsonl")
    assert copy.exported() == lines
    assert copy.entries() == case.file.entries()
    assert copy.problems([case.file.entries()[-1].receipt]) == ()


def test_an_import_that_was_tampered_with_is_refused_at_its_line(case, tmp_path):
    lines = case.file.exported().splitlines()
    for broken, code in (
        (lines[:2] + lines[3:], "CR556"),
        ([lines[0], lines[2], lines[1]], "CR556"),
        ([*lines[:3], lines[3].replace("合格".encode(), "不合格".encode())], None),
        ([*lines[:2], b"{}"], "CR558"),
        ([lines[0], lines[1].replace(b'"kind"', b' "kind"')], "CR558"),
    ):
        path = tmp_path / f"{code}-{len(broken)}.case"
        if code is None:
            # The last line alone can be made anew: only a receipt tells.
            copy = CaseFile.imported(path, b"\n".join(broken) + b"\n", "x.jsonl")
            receipt = case.file.entries()[3].receipt
            assert [problem.code for problem in copy.problems([receipt])] == ["CR562"]
            continue
        with pytest.raises(RulesError) as caught:
            CaseFile.imported(path, b"\n".join(broken) + b"\n", "x.jsonl")
        assert caught.value.diagnostics[0].code == code
        assert str(caught.value.diagnostics[0].place).startswith("x.jsonl:")
        assert not path.exists()


def tampered(case, *statements):
    connection = sqlite3.connect(case.file.path)
    connection.executescript("DROP TRIGGER never_changed; DROP TRIGGER never_deleted;" + ";".join(statements))
    connection.commit()
    connection.close()


def codes(case, receipts=()):
    return [(problem.code, problem.place.line) for problem in case.file.problems(receipts)]


def test_entries_cannot_be_changed_by_a_slip(case):
    connection = sqlite3.connect(case.file.path)
    for statement in ("UPDATE entry SET hash = 'x' WHERE number = 2", "DELETE FROM entry WHERE number = 2"):
        with pytest.raises(sqlite3.IntegrityError, match="entries are never"):
            connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (
            "UPDATE entry SET content = CAST(replace(CAST(content AS TEXT), '2025', '2024') AS BLOB) WHERE number = 3",
            [("CR557", 3)],
        ),
        ("UPDATE entry SET hash = '" + "0" * 64 + "' WHERE number = 3", [("CR557", 3), ("CR559", 4)]),
        ("UPDATE entry SET key = 'k' WHERE number = 3", [("CR557", 3)]),
        ("DELETE FROM entry WHERE number = 3", [("CR556", 4)]),
        ("DELETE FROM entry WHERE number > 3", [("CR560", 0)]),
        ("DELETE FROM entry WHERE number = 1", [("CR556", 2)]),
        ("DELETE FROM entry", [("CR560", 0)]),
        (
            "UPDATE entry SET number = 99 WHERE number = 2; UPDATE entry SET number = 2 WHERE number = 3;"
            "UPDATE entry SET number = 3 WHERE number = 99",
            [("CR559", 2), ("CR559", 3), ("CR559", 4)],
        ),
    ],
)
def test_tampering_is_found_and_located(case, statement, found):
    tampered(case, statement)
    assert codes(case) == found
    if found != [("CR560", 0)]:
        with pytest.raises(RulesError, match=found[0][0]):
            case.file.entries()
        with pytest.raises(RulesError, match=found[0][0]):
            case.log("2025-05-01")


def test_a_tail_cut_off_with_its_traces_is_found_by_a_receipt(case):
    receipts = [entry.receipt for entry in case.file.entries()]
    tampered(case, "DELETE FROM entry WHERE number > 3", "UPDATE sqlite_sequence SET seq = 3")
    assert codes(case) == []
    assert codes(case, receipts[:3]) == []
    assert codes(case, receipts[4:]) == [("CR561", 0)]


def test_a_chain_made_anew_is_found_by_a_receipt(case):
    entries = case.file.entries()
    previous, statements = entries[1].hash, []
    for entry in entries[2:]:
        forged = replace(entry, previous=previous, event=replace(entry.event, note="改过"))
        previous = forged.hash
        content = entry_bytes(forged).hex()
        statements.append(f"UPDATE entry SET hash = '{previous}', content = x'{content}' WHERE number = {entry.number}")
    tampered(case, *statements)
    assert codes(case) == []
    assert codes(case, [entries[1].receipt]) == []
    assert codes(case, [entries[2].receipt]) == [("CR562", 3)]
    assert codes(case, [entries[4].receipt]) == [("CR562", 5)]


def test_a_receipt_is_read_back(case):
    receipt = case.file.entries()[-1].receipt
    assert read_receipt(f" {receipt}\n") == receipt
    for text in ("", "5", "5-abc", f"x-{receipt.hash}", f"5-{receipt.hash.upper()}", f"５-{receipt.hash}"):
        with pytest.raises(RulesError, match="CR563"):
            read_receipt(text)


def test_the_same_key_is_recorded_once(case):
    event = Event(ActivityLogged("服务", "走访"), day("2025-05-01"), key="k-1")
    first = case.file.append(event, day("2025-05-01"), admit=PROCEEDING.admit)
    again = case.file.append(event, day("2025-05-02"), admit=PROCEEDING.admit)
    assert first == again
    assert len(case.file.entries()) == 6
    other = replace(event, effective_on=day("2025-04-30"))
    with pytest.raises(RulesError, match="CR564"):
        case.file.append(other, day("2025-05-02"), admit=PROCEEDING.admit)


@pytest.mark.parametrize(
    ("effective", "recorded", "code"),
    [
        ("2025-05-02", "2025-05-01", "CR565"),
        ("2025-04-01", "2025-04-01", "CR566"),
        ("2525-05-01", "2525-05-01", "CR567"),
    ],
)
def test_days_go_forward_and_nothing_is_recorded_before_it_happens(case, effective, recorded, code):
    with pytest.raises(RulesError, match=code):
        case.add(ActivityLogged("服务", "走访"), effective, recorded=recorded)


def test_what_was_known_on_a_day_is_what_was_recorded_by_then(case):
    case.add(ActivityLogged("服务", "走访"), "2025-04-10", recorded="2025-05-01")
    entries = case.file.entries()
    assert len(known_on(entries, day("2025-04-30"))) == 5
    assert len(known_on(entries, day("2025-05-01"))) == 6
    assert known_on(entries, day("2025-03-02")) == ()


def test_other_files_are_refused(tmp_path):
    missing, other, text = tmp_path / "missing", tmp_path / "other", tmp_path / "text"
    with closing(sqlite3.connect(other)) as connection:
        connection.executescript("CREATE TABLE t (x); INSERT INTO t VALUES (1)")
    text.write_text("not a database" * 100)
    for path, code in ((missing, "CR552"), (other, "CR553"), (text, "CR555"), (tmp_path, "CR552")):
        with pytest.raises(RulesError, match=code):
            CaseFile(path).entries()
