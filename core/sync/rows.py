"""Rows as they travel: every column that may leave the server, in plain JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from pydantic_core import to_jsonable_python
from sqlalchemy import RowMapping, Table

from core.db.base import Base, Tracked
from core.db.types import JsonValue
from core.sync.models import Receipt
from core.sync.wire import Row

SECRET = "secret"  # noqa: S105 - the name of a mark
"""Mark in a column's `info`: it never leaves the server."""


@cache
def collections() -> dict[str, Table]:
    """The tables whose rows travel, each after those it refers to."""
    tracked = {
        mapper.class_.__tablename__
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Tracked) and mapper.class_ is not Receipt
    }
    return {table.name: table for table in Base.metadata.sorted_tables if table.name in tracked}


def to_wire(table: Table, row: RowMapping) -> Row:
    """A row of a table, read by its columns, as JSON."""
    shown: Row = to_jsonable_python(
        {column.name: row[column.name] for column in table.c if not column.info.get(SECRET)}
    )
    return shown


def from_wire(table: Table, fields: Mapping[str, JsonValue]) -> dict[str, Any]:
    """The values to be written; columns that this side does not know are passed over.

    Raises:
        pydantic.ValidationError: a value is not of its column's type.
    """
    readers = _readers(table)
    return {
        name: None if value is None else readers[name].validate_python(value)
        for name, value in fields.items()
        if name in readers
    }


@cache
def _readers(table: Table) -> dict[str, TypeAdapter[Any]]:
    plain = {UUID, datetime, date, bool, int, float, str}
    found = {}
    for column in table.c:
        kind = column.type.python_type
        found[column.name] = TypeAdapter(kind if kind in plain else _known(kind))
    return found


def _known(kind: type[Any]) -> Any:
    return kind if isinstance(kind, type) and hasattr(kind, "__members__") else Any
