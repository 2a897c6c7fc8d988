"""Rows for every table at once, where only their number matters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Enum,
    Float,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import JSON, TypeDecorator

from core.db.engine import WRITES, Database
from core.ids import derive_id
from core.producao.models.estoque import EstadoItem
from core.schema import METADATA

_ROOT = UUID("01890000-0000-7000-8000-000000000000")
_DAY = datetime(2026, 3, 2, 10, tzinfo=UTC)

type Row = dict[str, Any]


SETTLED: dict[str, Row] = {
    "apontamento": {"ferragem_id": None},
    "chapa_plano": {"aproveitamento": 0.5},
    "item_estoque": {"estado": EstadoItem.DISPONIVEL},
    "job": {"progress": 0.5},
    "plano": {"aproveitamento": 0.5},
    "volume_item": {"ferragem_id": None, "copia_id": None},
}
"""What the rules of a table ask for beyond the types of its columns."""


def fill(database: Database, upto: int, leave: Iterable[str] = ()) -> dict[str, int]:
    """Bring every table to so many rows, each reference pointing at a row that is there.

    Of the rows that refer to others half point at the first, so that details grow as lists do.

    Args:
        database: with its schema; what is there already stays.
        upto: rows of each table of our own making.
        leave: tables that are left as they are.

    Returns:
        The number of rows by table.
    """
    counts = {}
    with database.engine.connect() as plain:
        connection = plain.execution_options(**{WRITES: True})
        for table in METADATA.sorted_tables:
            if table.name not in leave:
                parents = _parents(connection, table)
                for index in range(upto):
                    _add(connection, table, _row(table, parents, index))
            counts[table.name] = len(connection.execute(select(table)).all())
        connection.commit()
    return counts


def _add(connection: Connection, table: Table, row: Row) -> None:
    with connection.begin_nested() as point:
        try:
            connection.execute(insert(table).values(row))
        except IntegrityError:
            # it is there from the last time, or its own rule says no
            point.rollback()


def _parents(connection: Connection, table: Table) -> dict[str, list[Any]]:
    """What each reference of a table may point at; nothing for one to the table itself."""
    found = {}
    for column in table.columns:
        for key in column.foreign_keys:
            order = list(key.column.table.primary_key)
            known = connection.scalars(select(key.column).order_by(*order)).all()
            found[column.name] = [] if key.column.table is table else list(known)
    return found


def _row(table: Table, parents: dict[str, list[Any]], index: int) -> Row:
    row: Row = {}
    alone = _alone(table)
    for column in table.columns:
        if column.name in parents:
            row[column.name] = _parent(parents[column.name], index, alone=column.name in alone)
        elif not column.nullable or column.name in {"number", "codigo"}:
            row[column.name] = _value(table, column, index)
    return row | SETTLED.get(table.name, {})


def _alone(table: Table) -> set[str]:
    """References of which no two rows may have the same, alone or together with another one."""
    uniques = [
        c for c in table.constraints if isinstance(c, UniqueConstraint | PrimaryKeyConstraint)
    ]
    groups = [list(one.columns) for one in [*uniques, *(i for i in table.indexes if i.unique)]]
    whole = [group for group in groups if all(column.foreign_keys for column in group)]
    return {column.name for group in whole for column in group}


def _parent(known: list[Any], index: int, *, alone: bool) -> Any:
    if not known:
        return None
    return known[index % len(known)] if alone or index % 2 else known[0]


def _value(table: Table, column: Column[Any], index: int) -> Any:
    kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    if isinstance(kind, Uuid):
        return derive_id(_ROOT, f"{table.name}/{column.name}/{index}")
    if isinstance(kind, Enum):
        return next(iter(kind.enum_class or ()))
    for family, make in _MAKERS.items():
        if isinstance(kind, family):
            return make(column, index)
    raise TypeError(f"{table.name}.{column.name}: {kind!r}")


def _text(column: Column[Any], index: int) -> str:
    length = getattr(column.type, "length", None) or 40
    return f"{index:064x}" if length == 64 else f"t{index}"[-length:]


def _list(column: Column[Any], _index: int) -> Any:
    given = getattr(column.default, "arg", None)
    return given(None) if callable(given) else {}


_MAKERS: dict[type, Any] = {
    Boolean: lambda _column, _index: False,
    Integer: lambda _column, index: index + 1000,
    Float: lambda _column, index: 100.0 + index,
    DateTime: lambda _column, _index: _DAY,
    Date: lambda _column, _index: date(2026, 3, 2),
    String: _text,
    JSON: _list,
    LargeBinary: lambda _column, index: b"%d" % index,
}
