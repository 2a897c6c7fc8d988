"""What is read from a ledger, by its writer and by readers beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.errors import InputError
from desktop.sync.ledger.entry import (
    COLUMNS,
    CONFIRMED,
    Cell,
    DamagedRow,
    Entry,
    State,
    from_cells,
    stamp,
)
from desktop.sync.ledger.faults import damaged, fault_of
from desktop.sync.ledger.store import Connection, connect_reader, one

SELECT = f"SELECT {', '.join(COLUMNS)} FROM op"  # noqa: S608 - our own column names


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How the ledger stands.

    Args:
        pending: operations that the server has not confirmed.
        oldest_pending: the workstation's time of the first of them.
        confirmed: operations that the server took and that are still kept.
        refused: operations that the server refused.
        quarantined: operations that the server could not carry out and keeps for a person.
        last_confirmed: the server's time of its latest confirmation.
    """

    pending: int
    oldest_pending: datetime | None
    confirmed: int
    refused: int
    quarantined: int
    last_confirmed: datetime | None

    def oldest_age_s(self, now: datetime | None = None) -> float:
        """Seconds since the first unconfirmed gesture; 0 for none, or after the clock went back."""
        if self.oldest_pending is None:
            return 0.0
        return max(((now or datetime.now(UTC)) - self.oldest_pending).total_seconds(), 0.0)


@contextmanager
def reading(path: Path) -> Iterator[Connection]:
    """A connection that cannot write, for as long as the block lasts.

    Raises:
        InputError: there is no such file.
        DamagedLedger: it cannot be read as a ledger.
        EnvironmentFault: it cannot be read at all.
    """
    if not path.is_file():
        raise InputError("sync.diario_ausente", file=str(path))
    try:
        connection = connect_reader(path)
        try:
            yield connection
        finally:
            connection.close()
    except DamagedRow as error:
        raise damaged(path, error) from error
    except sqlite3.Error as error:
        raise fault_of(error, path) from error


def entries(connection: Connection, state: State | None = None, limit: int = -1) -> list[Entry]:
    """Entries in the order of the gestures; of one state, at most `limit`, where these are given.

    Raises:
        DamagedRow: a row is damaged.
    """
    where, values = ("", ()) if state is None else (" WHERE state = ?", (state.value,))
    rows = connection.execute(f"{SELECT}{where} ORDER BY pos LIMIT ?", (*values, limit))
    return [from_cells(row) for row in rows.fetchall()]


def find(connection: Connection, op_id: str) -> Entry | None:
    """The entry of an operation, None where there is none.

    Raises:
        DamagedRow: its row is damaged.
    """
    rows = connection.execute(f"{SELECT} WHERE op_id = ?", (op_id,)).fetchall()
    return from_cells(rows[0]) if rows else None


def last_position(connection: Connection) -> int:
    """The position of the last gesture, 0 before the first."""
    found = one(connection, "SELECT max(pos) FROM op")
    return found if isinstance(found, int) else 0


def device_id(connection: Connection) -> str | None:
    """The key that the ledger was made with."""
    found = one(connection, "SELECT value FROM meta WHERE key = 'device_id'")
    return found if isinstance(found, str) else None


def op_ids(connection: Connection, since: datetime | None = None) -> list[str]:
    """Keys in the order of the gestures: what is unsettled, and what was settled since."""
    sql = "SELECT op_id FROM op WHERE settled_at IS NULL OR settled_at >= ? ORDER BY pos"
    rows = connection.execute(sql, ("" if since is None else stamp(since),))
    return [str(row[0]) for row in rows.fetchall()]


def answered_after(connection: Connection, seq: int) -> list[str]:
    """Keys of what was answered behind this number."""
    rows = connection.execute("SELECT op_id FROM op WHERE ack_seq > ? ORDER BY pos", (seq,))
    return [str(row[0]) for row in rows.fetchall()]


def counts(connection: Connection) -> Counts:
    """How the ledger stands."""
    grouped = connection.execute("SELECT state, count(*) FROM op GROUP BY state").fetchall()
    by_state = {str(state): int(str(number)) for state, number in grouped}
    oldest = one(connection, "SELECT wall FROM op WHERE state = 'pending' ORDER BY pos LIMIT 1")
    latest = [_latest(connection, state) for state in CONFIRMED]
    return Counts(
        pending=by_state.get(State.PENDING, 0),
        oldest_pending=_moment(oldest),
        confirmed=sum(by_state.get(state, 0) for state in CONFIRMED),
        refused=by_state.get(State.REFUSED, 0),
        quarantined=by_state.get(State.QUARANTINED, 0),
        last_confirmed=max((one for one in latest if one is not None), default=None),
    )


def _latest(connection: Connection, state: State) -> datetime | None:
    # of the last gesture of the state: looking through all of them takes too long for a screen
    sql = "SELECT settled_at FROM op WHERE state = ? ORDER BY pos DESC LIMIT 1"
    return _moment(one(connection, sql, (state.value,)))


def _moment(cell: Cell) -> datetime | None:
    return None if cell is None else datetime.fromisoformat(str(cell))
