"""Tables that only the cache has, and the place where it stands."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from core.sync.wire import SCHEMA, START, Answer, Cursor

OWN_TABLES = (
    """
    CREATE TABLE IF NOT EXISTS _sync (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        epoch TEXT NOT NULL,
        seq INTEGER NOT NULL,
        tag INTEGER NOT NULL,
        scopes TEXT NOT NULL,
        schema INTEGER NOT NULL
    )
    """,
    "CREATE TABLE IF NOT EXISTS _overlay (op_id TEXT PRIMARY KEY, pos INTEGER NOT NULL UNIQUE)",
    """
    CREATE TABLE IF NOT EXISTS _base (
        collection TEXT NOT NULL,
        row_id TEXT NOT NULL,
        image TEXT,
        PRIMARY KEY (collection, row_id)
    ) WITHOUT ROWID
    """,
    "CREATE TABLE IF NOT EXISTS _answer (op_id TEXT PRIMARY KEY, answer TEXT NOT NULL)",
    """
    CREATE TABLE IF NOT EXISTS _seal (
        collection TEXT NOT NULL,
        row_id TEXT NOT NULL,
        seal INTEGER NOT NULL,
        PRIMARY KEY (collection, row_id)
    ) WITHOUT ROWID
    """,
)
"""`_base`: rows as they were before an unconfirmed command; no image: there was none.
`_seal`: checksum of each of the server's rows, by which a row that was damaged here is found."""


@dataclass(frozen=True)
class Place:
    """Where the cache stands.

    Attributes:
        epoch: the history its rows are of; None before the first of them.
        scopes: whose rows it holds, in order.
        schema: number of the contract under which it was filled.
    """

    epoch: UUID | None = None
    cursor: Cursor = START
    scopes: tuple[str, ...] = ()
    schema: int = SCHEMA


def read_place(connection: Connection) -> Place:
    """Where the cache stands."""
    query = "SELECT epoch, seq, tag, scopes, schema FROM _sync"
    row = connection.exec_driver_sql(query).one_or_none()
    if row is None:
        return Place()
    scopes = tuple(json.loads(row.scopes))
    return Place(UUID(row.epoch), Cursor(seq=row.seq, tag=row.tag), scopes, row.schema)


def write_place(connection: Connection, place: Place) -> None:
    """Stand there."""
    statement = "INSERT OR REPLACE INTO _sync VALUES (1, ?, ?, ?, ?, ?)"
    scopes = json.dumps(sorted(place.scopes))
    cells = (str(place.epoch), place.cursor.seq, place.cursor.tag, scopes, place.schema)
    connection.exec_driver_sql(statement, cells)


def read_answers(connection: Connection, op_ids: Iterable[UUID] | None = None) -> list[Answer]:
    """The server's answers that the cache has to these operations, or to all, by number."""
    rows = connection.exec_driver_sql("SELECT op_id, answer FROM _answer").all()
    wanted = None if op_ids is None else {str(op_id) for op_id in op_ids}
    found = [
        Answer.model_validate_json(row.answer)
        for row in rows
        if wanted is None or row.op_id in wanted
    ]
    return sorted(found, key=lambda answer: answer.seq)


def write_answers(connection: Connection, answers: Sequence[Answer], pending: set[str]) -> None:
    """Keep these; forget those to operations that the ledger has settled already."""
    known = connection.exec_driver_sql("SELECT op_id FROM _answer").scalars().all()
    old = [(op_id,) for op_id in known if op_id not in pending]
    _many(connection, "DELETE FROM _answer WHERE op_id = ?", old)
    new = [(str(answer.op_id), answer.model_dump_json()) for answer in answers]
    _many(connection, "INSERT OR REPLACE INTO _answer VALUES (?, ?)", new)


def read_overlay(connection: Connection) -> list[str]:
    """The commands whose effect lies over the server's rows, in order."""
    query = "SELECT op_id FROM _overlay ORDER BY pos"
    return [str(op_id) for op_id in connection.exec_driver_sql(query).scalars()]


def add_to_overlay(connection: Connection, op_id: UUID) -> None:
    """This one comes last."""
    statement = (
        "INSERT INTO _overlay SELECT ?, coalesce(max(pos), 0) + 1 FROM _overlay"
        " WHERE true ON CONFLICT DO NOTHING"
    )
    connection.exec_driver_sql(statement, (str(op_id),))


def _many(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        connection.exec_driver_sql(statement, list(rows))
