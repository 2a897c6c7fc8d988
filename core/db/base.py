"""The base of every table, and what records have in common."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    Double,
    Index,
    MetaData,
    String,
    TextClause,
    Uuid,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from core.db.types import Json, Utc

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Constraints get names, so that a migration can drop what an earlier one made."""


class Base(DeclarativeBase):
    """All tables of the product, on the server and on the workstation."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        UUID: Uuid(),
        str: String(),
        int: BigInteger(),
        float: Double(),
        bool: Boolean(),
        date: Date(),
        datetime: Utc(),
        dict[str, Any]: Json,
        list[Any]: Json,
        list[str]: Json,
        list[dict[str, Any]]: Json,
    }


class Merge(StrEnum):
    """What becomes of two edits of one field that did not know of each other."""

    LAST = "last"
    """The later to arrive stands; the loser is kept as a conflict."""
    MAX = "max"
    MIN = "min"
    UNION = "union"
    """Both lists together."""
    ASK = "ask"
    """The server's value stands; a person decides."""


MERGE = "merge"


def editable(merge: Merge = Merge.LAST) -> dict[str, Any]:
    """`info` of a column that the generic field edit may change."""
    return {MERGE: merge}


class Tracked(Base):
    """A record that workstations may hold: its changes are numbered and fed to them.

    `ver` is the feed number of the last change, `field_seq` the same for each editable field,
    `scope` says who may see the row. The unit of work sets these and the stamps.
    """

    __abstract__ = True
    __scope__: ClassVar[str]
    __edit_permission__: ClassVar[str | None] = None
    """Permission of the generic field edit; None where every change has a command of its own."""

    id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-10)
    ver: Mapped[int] = mapped_column(default=0, server_default="0", sort_order=90)
    field_seq: Mapped[dict[str, Any]] = mapped_column(
        default=dict, server_default="{}", sort_order=91
    )
    scope: Mapped[str] = mapped_column(String(64), sort_order=92)
    created_at: Mapped[datetime] = mapped_column(sort_order=93)
    created_by: Mapped[UUID | None] = mapped_column(sort_order=94)
    updated_at: Mapped[datetime] = mapped_column(sort_order=95)
    updated_by: Mapped[UUID | None] = mapped_column(sort_order=96)


class Numbered:
    """A record with the integer that is its `id` in the public JSON, given by the server."""

    number: Mapped[int | None] = mapped_column(unique=True, sort_order=-9)


class Archivable:
    """A record that is put away rather than deleted, because others refer to it."""

    archived_at: Mapped[datetime | None] = mapped_column(sort_order=97)


LIVING = text("archived_at IS NULL")


def unique_among(name: str, *columns: str, where: TextClause = LIVING) -> Index:
    """A uniqueness that holds among some rows only: by default those that are not archived."""
    return Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)


def living(model: type[Archivable]) -> ColumnElement[bool]:
    """The condition that a record is not archived."""
    return model.archived_at.is_(None)
