"""How models are written down as a migration, and how a database is compared with them."""

from __future__ import annotations

from typing import Any, Literal

from alembic.autogenerate.api import AutogenContext
from alembic.migration import MigrationContext
from sqlalchemy import JSON, Column
from sqlalchemy.sql.elements import False_, True_
from sqlalchemy.types import TypeEngine

from core.db.types import Utc

_QUEUE = "procrastinate"


def render_item(kind: str, item: Any, context: AutogenContext) -> str | Literal[False]:
    """Our own column types by what they are made of: a migration must not change with the code.

    Truth values are written so that each database gets its own.
    """
    if kind == "server_default" and isinstance(getattr(item, "arg", None), False_ | True_):
        return "sa.true()" if isinstance(item.arg, True_) else "sa.false()"
    if kind != "type":
        return False
    if isinstance(item, Utc):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, JSON):
        context.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def compare_type(
    _context: MigrationContext,
    _inspected: Column[Any],
    _column: Column[Any],
    inspected_type: TypeEngine[Any],
    model_type: TypeEngine[Any],
) -> bool | None:
    """Whether a column's type differs; None leaves it to Alembic."""
    if isinstance(model_type, JSON) and isinstance(inspected_type, JSON):
        return False
    return None


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Whether a thing of the database is ours; the queue keeps tables of its own."""
    return not (kind in {"table", "schema"} and name is not None and name.startswith(_QUEUE))
