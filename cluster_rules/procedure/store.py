"""The case file on disk: one SQLite database in WAL mode that is only ever appended to.

A commit is durable before `append` returns (synchronous=FULL). Several processes may append at once: each takes the
write lock before it reads the end of the chain, so none is lost and none takes another's place. Only this file knows
SQLite.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cluster_rules.errors import Place, RulesError

#: Written into the header of the database: "CRcf".
APPLICATION_ID = 0x43526366
FORMAT = 1
#: How long to wait for another process, in seconds.
PATIENCE = 60.0

# The numbers of AUTOINCREMENT are kept apart from the rows: rows cut off at the end leave their highest number behind.
_SCHEMA = """
CREATE TABLE entry (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE,
    key TEXT UNIQUE,
    content BLOB NOT NULL
) STRICT;
CREATE TRIGGER never_changed BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER never_deleted BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it is stored."""

    number: int
    hash: str
    key: str
    content: bytes


def create(path: Path, rows: Iterable[Row]) -> None:
    """A case file at `path` with `rows`, whole or not at all. Raises `RulesError` where something is there already.

    It is made under another name and then given its own, which fails where that is taken.
    """
    if path.exists():
        raise RulesError.of("CR550", Place(str(path)))
    made = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _make(made, rows)
        os.link(made, path)
    except FileExistsError:
        raise RulesError.of("CR550", Place(str(path))) from None
    except OSError as error:
        raise RulesError.of("CR551", Place(str(path)), reason=error.strerror or type(error).__name__) from None
    finally:
        made.unlink(missing_ok=True)


def _make(path: Path, rows: Iterable[Row]) -> None:
    path.touch()
    with _connection(path) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("BEGIN EXCLUSIVE")
        for statement in _statements():
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={FORMAT}")
        for row in rows:
            _insert(connection, row)
        connection.execute("COMMIT")


def _statements() -> Iterator[str]:
    held = ""
    for line in _SCHEMA.splitlines(keepends=True):
        held += line
        if sqlite3.complete_statement(held):
            yield held
            held = ""


def read(path: Path) -> tuple[tuple[Row, ...], int]:
    """All rows in order, and the highest number that was ever given. Raises `RulesError`."""
    with _opened(path) as connection:
        return _rows(connection), _highest(connection)


def append(path: Path, make: Callable[[tuple[Row, ...]], Row | None]) -> None:
    """Appends the row that `make` gives for the rows before it; nothing where it gives None.

    `make` runs while no other process can write. When this returns, the row is on the disk.
    """
    with _opened(path) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            row = make(_rows(connection))
            if row is not None:
                _insert(connection, row)
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise


def damage(path: Path) -> str:
    """What SQLite finds wrong with the file itself; empty where it is sound."""
    with _opened(path) as connection:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(1)")]
    return "" if found == ["ok"] else "; ".join(found)


def _insert(connection: sqlite3.Connection, row: Row) -> None:
    values = (row.number, row.hash, row.key or None, row.content)
    connection.execute("INSERT INTO entry (number, hash, key, content) VALUES (?, ?, ?, ?)", values)


def _rows(connection: sqlite3.Connection) -> tuple[Row, ...]:
    found = connection.execute("SELECT number, hash, key, content FROM entry ORDER BY number")
    return tuple(Row(number, hash, key or "", bytes(content)) for number, hash, key, content in found)


def _highest(connection: sqlite3.Connection) -> int:
    found = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'entry'").fetchone()
    return int(found[0]) if found else 0


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to an existing case file."""
    if not path.is_file():
        raise RulesError.of("CR552", Place(str(path)))
    with _connection(path) as connection:
        found = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
        if found != [APPLICATION_ID, FORMAT]:
            raise RulesError.of("CR553", Place(str(path)))
        yield connection


@contextmanager
def _connection(path: Path) -> Iterator[sqlite3.Connection]:
    """Transactions are begun by hand. What SQLite cannot do becomes a `RulesError`."""
    try:
        connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
        try:
            connection.execute("PRAGMA synchronous=FULL")
            yield connection
        finally:
            connection.close()
    except sqlite3.OperationalError as error:
        code = "CR554" if "locked" in str(error) or "busy" in str(error) else "CR551"
        raise RulesError.of(code, Place(str(path)), reason=error) from None
    except sqlite3.DatabaseError as error:
        raise RulesError.of("CR555", Place(str(path)), reason=error) from None
