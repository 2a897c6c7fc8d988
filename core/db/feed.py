"""The feed: every change of a tracked record, numbered in the order of commits without holes.

A sequence is handed out before its transaction commits, so that a reader can pass a number that is
not visible yet. Here the number is taken last, under a lock that lasts until the commit.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Connection,
    Index,
    String,
    Table,
    bindparam,
    case,
    func,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, Tracked
from core.db.upsert import upsert

_LOCK = 0x52414448  # "RADH": any number that nothing else of the database locks
_TAG_BITS = 31


class FeedHead(Base):
    """The one row that holds the last number given."""

    __tablename__ = "feed_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]


class FeedTx(Base):
    """The last number of each transaction with a random tag, by which a lost history is noticed."""

    __tablename__ = "feed_tx"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    tag: Mapped[int]


class FeedEntry(Base):
    """The latest change of one record; a newer one takes its place."""

    __tablename__ = "feed"
    __table_args__ = (Index("uq_feed_collection_row_id", "collection", "row_id", unique=True),)

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    collection: Mapped[str] = mapped_column(String(64))
    row_id: Mapped[UUID]
    deleted: Mapped[bool]
    scope_from: Mapped[str]
    """Every scope the record ever was in, with spaces between."""
    scope_to: Mapped[str] = mapped_column(String(64))
    op_id: Mapped[UUID | None]
    device_id: Mapped[UUID | None]


@dataclass
class Change:
    """What one transaction does to one record."""

    record: Tracked
    deleted: bool
    scope_from: str
    fields: set[str]
    op_id: UUID | None = None
    device_id: UUID | None = None


def write_feed(connection: Connection, changes: list[Change]) -> int:
    """Number the changes, mark the records and write the entries; nothing may follow but COMMIT.

    Returns:
        The number of the last change.
    """
    last = _take(connection, len(changes))
    first = last - len(changes) + 1
    numbered = list(enumerate(changes, start=first))
    _mark(connection, numbered)
    _replace(connection, numbered)
    tag = secrets.randbits(_TAG_BITS)
    connection.execute(FeedTx.__table__.insert(), {"seq": last, "tag": tag})  # type: ignore[attr-defined]  # a table
    return last


def _take(connection: Connection, count: int) -> int:
    if connection.dialect.name == "postgresql":
        # fairer than the queue of a hot row; SQLite has one writer anyway
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    table = FeedHead.__table__
    statement = upsert(connection, table).values(id=1, seq=count)
    statement = statement.on_conflict_do_update(
        index_elements=["id"], set_={"seq": table.c.seq + count}
    )
    return int(connection.execute(statement.returning(table.c.seq)).scalar_one())


def _mark(connection: Connection, numbered: list[tuple[int, Change]]) -> None:
    rows: dict[Table, list[dict[str, Any]]] = {}
    for seq, change in numbered:
        if change.deleted:
            continue
        record = change.record
        field_seq = dict(record.field_seq or {}) | dict.fromkeys(sorted(change.fields), seq)
        table = record.__table__
        assert isinstance(table, Table)  # noqa: S101 - narrows the type
        rows.setdefault(table, []).append({"_id": record.id, "ver": seq, "field_seq": field_seq})
    for table, values in rows.items():
        statement = update(table).where(table.c.id == bindparam("_id"))
        connection.execute(
            statement.values(ver=bindparam("ver"), field_seq=bindparam("field_seq")), values
        )


def _replace(connection: Connection, numbered: list[tuple[int, Change]]) -> None:
    statement = upsert(connection, FeedEntry.__table__)
    known, new = FeedEntry.__table__.c, statement.excluded
    statement = statement.on_conflict_do_update(
        index_elements=["collection", "row_id"],
        set_={name: new[name] for name in ("seq", "deleted", "scope_to", "op_id", "device_id")}
        # whoever saw the record in any scope it ever had must hear that it left
        | {
            "scope_from": case(
                (new.scope_to == known.scope_to, known.scope_from),
                else_=known.scope_from + " " + known.scope_to,
            )
        },
    )
    connection.execute(
        statement,
        [
            {
                "seq": seq,
                "collection": change.record.__tablename__,
                "row_id": change.record.id,
                "deleted": change.deleted,
                "scope_from": change.scope_from,
                "scope_to": change.record.scope,
                "op_id": change.op_id,
                "device_id": change.device_id,
            }
            for seq, change in numbered
        ],
    )
