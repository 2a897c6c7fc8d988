"""The statements that write a ledger, and the one way to run them."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence

from core.ids import new_id
from desktop.sync.ledger.entry import COLUMNS, Cell
from desktop.sync.ledger.store import Connection, one

INSERT = (
    f"INSERT INTO op ({', '.join(COLUMNS)}) "  # noqa: S608 - our own column names
    f"VALUES ({', '.join('?' * len(COLUMNS))}) RETURNING pos"
)
SETTLE = """
    UPDATE op SET state = ?, ack_seq = ?, result = ?, settled_at = ?
    WHERE op_id = ? AND state = 'pending' RETURNING pos
"""
AGAIN = """
    UPDATE op SET state = 'pending', ack_seq = NULL, result = NULL, settled_at = NULL,
        again = again + 1
    WHERE op_id = ? AND state <> 'pending' RETURNING pos
"""
_NUMBER = """
    UPDATE op SET inc = ?, n = line.n
    FROM (SELECT pos, row_number() OVER (ORDER BY pos) AS n FROM op WHERE state = 'pending') AS line
    WHERE op.pos = line.pos RETURNING op.pos
"""
# the last row stays, so that no position is ever given twice
PURGE = """
    DELETE FROM op
    WHERE state IN ('acked', 'merged') AND settled_at < ? AND pos < (SELECT max(pos) FROM op)
    RETURNING pos
"""


def transaction[T](connection: Connection, work: Callable[[Connection], T]) -> T:
    """Run `work` and commit; after an error nothing of it is left.

    Raises:
        sqlite3.Error: a statement or the commit failed.
    """
    connection.execute("BEGIN IMMEDIATE").fetchall()
    try:
        result = work(connection)
        connection.execute("COMMIT").fetchall()
    except BaseException:
        with contextlib.suppress(sqlite3.Error):  # SQLite may have ended it by itself
            connection.execute("ROLLBACK").fetchall()
        raise
    return result


def begin_incarnation(
    connection: Connection, inc: str, found_again: Sequence[Sequence[Cell]]
) -> None:
    """Keep the name of a new incarnation; the first one also names the workstation.

    What was found again belongs to the same transaction: it lies where this one writes over.
    """
    if one(connection, "SELECT value FROM meta WHERE key = 'device_id'") is None:
        set_meta(connection, "device_id", str(new_id()))
    set_meta(connection, "inc", inc)
    run_each(connection, INSERT, found_again)


def run_each(connection: Connection, sql: str, rows: Iterable[Sequence[Cell]]) -> int:
    """Run a statement with each of these values; how many rows it gave in all."""
    return sum(len(connection.execute(sql, row).fetchall()) for row in rows)


def renumber(connection: Connection, inc: str) -> int:
    """Number the unconfirmed operations anew, from 1, for a new incarnation; how many there are."""
    set_meta(connection, "inc", inc)
    return len(connection.execute(_NUMBER, (inc,)).fetchall())


def set_meta(connection: Connection, key: str, value: str) -> None:
    """Keep one fact about the ledger."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value)).fetchall()
