"""`INSERT ... ON CONFLICT`, which both databases have under one dialect's roof each."""

from __future__ import annotations

from sqlalchemy import Connection, FromClause, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(connection: Connection, table: FromClause) -> sqlite.Insert | postgresql.Insert:
    """An INSERT of this connection's dialect that may say what to do on a conflict."""
    assert isinstance(table, Table)  # noqa: S101 - models are tables, the type is wider
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
