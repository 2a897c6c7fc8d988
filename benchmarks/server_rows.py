"""Rows by the hundred thousand for `benchmarks.server`, made from the tables themselves.

Written past the commands and therefore without feed: what is measured is reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import batched
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Enum,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    Uuid,
)
from sqlalchemy.sql.schema import CallableColumnDefault, ScalarElementColumnDefault
from sqlalchemy.types import TypeEngine

from core.db.engine import WRITES, Database
from core.db.types import Utc
from core.ids import new_id
from core.schema import METADATA

CHUNK = 5000
FIRST = 1000
"""Numbers below are those of a server that has started."""
NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)

LISTS = {
    "/usuarios": "usuario",
    "/auditoria": "auditoria",
    "/trabalhos": "job",
    "/clientes": "cliente",
    "/fornecedores": "fornecedor",
    "/producao/lotes-ocorrencias": "ocorrencia",
    "/producao/motivos-ocorrencias": "motivo",
    "/producao/chapas": "chapa",
    "/producao/chapas-estoque": "item_estoque",
    "/producao/chapas-estoque-mov": "movimento_estoque",
    "/producao/chapas-estoque-reservas": "reserva_estoque",
    "/producao/locais-estoque": "local_estoque",
    "/producao/lotes-producao": "lote",
    "/producao/nestings": "plano",
    "/producao/maquinas": "maquina",
}
"""List routes and the table of each."""

SAID: dict[str, Any] = {
    "item_estoque.estado": "disponivel",
    "movimento_estoque.tipo": "consumo",
    "movimento_estoque.quantidade": 1,
    "movimento_estoque.variacao": -1,
    "apontamento.tipo": "leitura",
    "plano.estado": "exportado",
    "plano.prova": "aprovada",
}
"""Values that a table's constraints or its list ask for, by table and column."""


REFERS = {"plano.arquivo_sha256"}
"""Columns that may be empty and are not."""

_NUMBERED: dict[str, Callable[[int], Any]] = {
    "number": lambda number: number + FIRST,
    "sha256": lambda number: f"{number:064x}",
}


def fill(database: Database, rows: int) -> None:
    """Insert so many rows into the table of each list, and into what they refer to."""
    keys: dict[Table, list[Any]] = {}
    with database.engine.connect() as plain:
        connection = plain.execution_options(**{WRITES: True})
        with connection.begin():
            for table in _wanted():
                keys[table] = []
                for numbers in batched(range(1, rows + 1), CHUNK, strict=False):
                    made = [_row(table, number, keys) for number in numbers]
                    keys[table] += [_key(table, row) for row in made]
                    connection.execute(table.insert(), made)
        if connection.dialect.name == "postgresql":
            with connection.begin():
                connection.exec_driver_sql("ANALYZE")


def _wanted() -> Iterator[Table]:
    """The lists' tables and those they cannot be without, in the order in which they refer."""
    needed: set[Table] = set()
    for table in reversed(METADATA.sorted_tables):
        if table.name in LISTS.values() or table in needed:
            needed.add(table)
            needed |= {
                key.column.table
                for column in table.columns
                if not column.nullable
                for key in column.foreign_keys
            }
    return (table for table in METADATA.sorted_tables if table in needed)


def _key(table: Table, row: dict[str, Any]) -> Any:
    return row[next(iter(table.primary_key)).key]


def _row(table: Table, number: int, keys: dict[Table, list[Any]]) -> dict[str, Any]:
    return {column.key: _value(column, number, keys) for column in table.columns}


def _value(column: Column[Any], number: int, keys: dict[Table, list[Any]]) -> Any:
    name = f"{column.table.name}.{column.key}"
    if name in SAID:
        return column.type.enum_class(SAID[name]) if isinstance(column.type, Enum) else SAID[name]
    if column.key in _NUMBERED:
        return _NUMBERED[column.key](number)
    if name not in REFERS and column.nullable:
        return None
    for key in column.foreign_keys:
        return keys[key.column.table][number - 1]
    return _plain(column, number) if column.default is None else _default(column)


def _default(column: Column[Any]) -> Any:
    if isinstance(column.default, CallableColumnDefault):
        return column.default.arg(None)  # type: ignore[arg-type]  # the defaults here ask for nothing
    assert isinstance(column.default, ScalarElementColumnDefault), column
    return column.default.arg


def _plain(column: Column[Any], number: int) -> Any:
    kind = column.type
    if isinstance(kind, Enum):
        return (kind.enum_class or str)(kind.enums[0])
    if isinstance(kind, String):
        return f"{column.key[:8]} {number:06d}"[-(kind.length or 40) :]
    for family, value in _VALUES:
        if isinstance(kind, family):
            return value() if callable(value) else value
    raise TypeError(column)


_VALUES: tuple[tuple[type[TypeEngine[Any]], Any], ...] = (
    (Utc, NOW),
    (Date, NOW.date()),
    (Uuid, new_id),
    (Boolean, False),
    (Integer, 1),
    (Float, 1.0),
    (JSON, dict),
    (LargeBinary, b""),
)
