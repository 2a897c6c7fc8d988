"""The file itself: how it is opened, what its tables are, and what they refuse by themselves."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from core.errors import EnvironmentFault
from desktop.sync.ledger.entry import Cell

BUSY_S = 5.0
"""How long a reader that is just there is waited for."""
APPLICATION = 0x52444C47
"""Tells our ledgers from other SQLite files ("RDLG")."""
FORM = 1
"""Form of the tables. The ledger is never migrated: a later form is another file."""

_TABLES = (
    """
    CREATE TABLE IF NOT EXISTS op (
        pos INTEGER PRIMARY KEY,
        op_id TEXT NOT NULL UNIQUE,
        inc TEXT NOT NULL,
        n INTEGER NOT NULL,
        kind TEXT NOT NULL,
        v INTEGER NOT NULL,
        args TEXT NOT NULL,
        user_id TEXT NOT NULL,
        grant_id TEXT,
        boot_id TEXT NOT NULL,
        mono_ms INTEGER NOT NULL,
        wall TEXT NOT NULL,
        skew_ms INTEGER,
        state TEXT NOT NULL DEFAULT 'pending'
            CHECK (state IN ('pending', 'acked', 'merged', 'refused', 'quarantined')),
        ack_seq INTEGER,
        result TEXT,
        settled_at TEXT,
        again INTEGER NOT NULL DEFAULT 0,
        crc INTEGER NOT NULL
    )
    """,
    "CREATE INDEX IF NOT EXISTS op_state ON op (state, pos)",
    "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    # what was done stays as it was done
    """
    CREATE TRIGGER IF NOT EXISTS op_stays_as_done BEFORE UPDATE OF
        pos, op_id, kind, v, args, user_id, grant_id, boot_id, mono_ms, wall, skew_ms, crc ON op
    BEGIN SELECT RAISE(ABORT, 'a gesture does not change'); END
    """,
    # the one move backwards counts itself, so that no other can pass for it
    """
    CREATE TRIGGER IF NOT EXISTS op_moves_forward BEFORE UPDATE OF state ON op
    WHEN OLD.state <> 'pending' AND NEW.again <> OLD.again + 1
    BEGIN SELECT RAISE(ABORT, 'an operation is settled once'); END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS op_is_kept BEFORE DELETE ON op
    WHEN OLD.state NOT IN ('acked', 'merged')
    BEGIN SELECT RAISE(ABORT, 'an unconfirmed operation is kept'); END
    """,
)


class Rows(Protocol):
    """What a statement gave."""

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        """Row by row."""

    def fetchall(self) -> list[Sequence[Cell]]:
        """Every row."""


class Connection(Protocol):
    """As much of `sqlite3.Connection`, without transactions of its own, as the ledger uses."""

    def execute(self, sql: str, parameters: Sequence[Cell] = (), /) -> Rows:
        """Run one statement."""

    def close(self) -> None:
        """Let the file go."""


type Connect = Callable[[Path], Connection]


class _Connection(sqlite3.Connection):
    """Tells every kind of damage as SQLite's own error."""

    def execute(self, sql: str, parameters: Sequence[Cell] = (), /) -> sqlite3.Cursor:  # type: ignore[override] # no names
        try:
            return super().execute(sql, parameters)
        except UnicodeDecodeError as error:
            # SQLite's message quotes the damaged schema, and Python cannot read the message
            told = sqlite3.DatabaseError("malformed schema")
            told.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise told from error


def connect_file(path: Path) -> Connection:
    """A connection that may be used by any thread, one at a time."""
    return _connect(str(path))


def connect_reader(path: Path) -> Connection:
    """A connection that cannot write; it may be open beside the writer."""
    return _connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _connect(name: str, *, uri: bool = False) -> Connection:
    connection = sqlite3.connect(
        name,
        uri=uri,
        timeout=BUSY_S,
        isolation_level=None,
        check_same_thread=False,
        factory=_Connection,
    )
    # a damaged text is read as another one and fails its line's checksum
    connection.text_factory = lambda data: data.decode(errors="replace")
    return connection


def one(connection: Connection, sql: str, parameters: Sequence[Cell] = ()) -> Cell:
    """The first value of the first row, None where there is none."""
    rows = connection.execute(sql, parameters).fetchall()
    return rows[0][0] if rows else None


def prepare(connection: Connection, path: Path) -> None:
    """Make the connection durable and the tables present.

    Raises:
        EnvironmentFault: durability cannot be had here.
        sqlite3.Error: the disk is full or fails.
    """
    _make_durable(connection, path)
    if one(connection, "PRAGMA user_version") == 0:
        _create(connection)


def _make_durable(connection: Connection, path: Path) -> None:
    """Every commit is flushed to the disk before it returns; what was asked for is asked after."""
    connection.execute("PRAGMA journal_mode = WAL").fetchall()
    connection.execute("PRAGMA synchronous = FULL").fetchall()
    # macOS flushes only to the drive's own cache otherwise; elsewhere these mean nothing
    connection.execute("PRAGMA fullfsync = ON").fetchall()
    connection.execute("PRAGMA checkpoint_fullfsync = ON").fetchall()
    found = (one(connection, "PRAGMA journal_mode"), one(connection, "PRAGMA synchronous"))
    if found != ("wal", 2):
        detail = f"journal_mode={found[0]!r} synchronous={found[1]!r}"
        raise EnvironmentFault("sync.diario_sem_garantia", file=str(path), detail=detail)


def _create(connection: Connection) -> None:
    connection.execute("BEGIN IMMEDIATE").fetchall()
    for statement in _TABLES:
        connection.execute(statement).fetchall()
    connection.execute(f"PRAGMA application_id = {APPLICATION}").fetchall()
    connection.execute(f"PRAGMA user_version = {FORM}").fetchall()
    connection.execute("COMMIT").fetchall()
