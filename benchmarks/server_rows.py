"""Rows by the hundred thousand for `benchmarks.server`, written past the commands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import batched
from typing import Any

from sqlalchemy import Table

import core.schema  # noqa: F401 - makes every table known
from core.cadastros.models import Cliente, Fornecedor
from core.db.engine import WRITES, Database
from core.ids import new_id

CHUNK = 5000
NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)

LISTS = {
    "/clientes": 50_000,
    "/fornecedores": 50_000,
}
"""List routes and a number in the middle of each."""


def _record(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": new_id(),
        "number": number,
        "ver": 0,
        "field_seq": {},
        "scope": "bench",
        "created_at": NOW,
        "updated_at": NOW,
        **fields,
    }


def _cliente(number: int) -> dict[str, Any]:
    return _record(
        number,
        codigo=f"Cli{number:06d}",
        nome=f"Cliente {number}",
        telefone1="+5511987654321",
        cidade="Cidade",
        estado="SP",
    )


def _fornecedor(number: int) -> dict[str, Any]:
    return _record(number, nome=f"Fornecedor {number}", contato="Alguém")


TABLES: dict[type, Callable[[int], dict[str, Any]]] = {Cliente: _cliente, Fornecedor: _fornecedor}


def fill(database: Database, rows: int) -> None:
    """Insert so many rows of each table."""
    with database.engine.connect() as plain:
        connection = plain.execution_options(**{WRITES: True})
        with connection.begin():
            for model, make in TABLES.items():
                table = model.__table__  # type: ignore[attr-defined]  # a model
                assert isinstance(table, Table)
                for numbers in batched(range(1, rows + 1), CHUNK, strict=False):
                    connection.execute(table.insert(), [make(number) for number in numbers])
        if connection.dialect.name == "postgresql":
            with connection.begin():
                connection.exec_driver_sql("ANALYZE")
