"""Keeps rows as they were before unconfirmed commands, and puts them back.

The images are taken by triggers of the writing connection, so that no way of writing escapes them:
neither a bulk statement nor an upsert. They lie in the connection and not in the file, which thus
has the very schema that the migrations know.
"""

# ruff: noqa: S608 - the names of tables and columns are the product's own
from __future__ import annotations

import sqlite3

from sqlalchemy import Connection, inspect

from desktop.sync.cache.shape import (
    ROUND,
    Cell,
    Shape,
    cells_of,
    image_of,
    local_tables,
    named,
    seal_of,
    shape_of,
)

_INTO = "INSERT INTO _base (collection, row_id, image)"
_UNKNOWN = (
    f"(SELECT on_ FROM {ROUND}) = 0 AND NOT EXISTS"
    " (SELECT 1 FROM _base WHERE collection = '{name}' AND row_id = {row}.id)"
)


def prepare_writer(connection: sqlite3.Connection) -> None:
    """Teach a connection to keep base images and to seal rows."""
    shape = shape_of(connection)

    def image(collection: str, *cells: Cell) -> str:
        return image_of(shape[collection], cells)

    def seal(collection: str, *cells: Cell) -> int:
        return seal_of(image(collection, *cells))

    connection.create_function("radha_image", -1, image, deterministic=True)
    connection.create_function("radha_seal", -1, seal, deterministic=True)
    # a row that another one replaces is kept too
    connection.execute("PRAGMA recursive_triggers = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"CREATE TEMP TABLE {ROUND} (on_ INTEGER NOT NULL)")
    connection.execute(f"INSERT INTO {ROUND} VALUES (0)")
    for name, columns in shape.items():
        _install(connection, name, f"radha_image('{name}', {named(columns, 'OLD.')})")


def _install(connection: sqlite3.Connection, name: str, image: str) -> None:
    old = _UNKNOWN.format(name=name, row="OLD")
    new = _UNKNOWN.format(name=name, row="NEW")
    kept = f"BEGIN {_INTO} VALUES ('{name}', OLD.id, {image}); END"
    for when in ("UPDATE", "DELETE"):
        connection.execute(
            f'CREATE TEMP TRIGGER "_{name}_{when}" BEFORE {when} ON main."{name}" WHEN {old} {kept}'
        )
    # before an insert it is not certain yet that there will be one: it may become an update
    connection.execute(
        f'CREATE TEMP TRIGGER "_{name}_INSERT" AFTER INSERT ON main."{name}" WHEN {new}'
        f" BEGIN {_INTO} VALUES ('{name}', NEW.id, NULL); END"
    )


def begin_round(connection: Connection) -> None:
    """What is written from now on in this transaction is the server's: no images."""
    connection.exec_driver_sql(f"UPDATE {ROUND} SET on_ = 1")


def end_round(connection: Connection) -> None:
    """What is written from now on is this workstation's."""
    connection.exec_driver_sql(f"UPDATE {ROUND} SET on_ = 0")


def undo_overlay(connection: Connection) -> None:
    """Put every base image back, and forget what unconfirmed commands left elsewhere.

    All touched rows leave before the first comes back: two of them may have swapped a value that
    must be unique.
    """
    rows = connection.exec_driver_sql("SELECT collection, row_id, image FROM _base").all()
    for collection, row_id, _ in rows:
        connection.exec_driver_sql(f'DELETE FROM "{collection}" WHERE id = ?', (row_id,))
    for collection, _, image in rows:
        if image is not None:
            _put_back(connection, collection, cells_of(image))
    # the schema may still be an older one
    there = inspect(connection).get_table_names()
    for table in local_tables():
        if table in there:
            connection.exec_driver_sql(f'DELETE FROM "{table}"')
    connection.exec_driver_sql("DELETE FROM _base")
    connection.exec_driver_sql("DELETE FROM _overlay")


def _put_back(connection: Connection, collection: str, cells: dict[str, Cell]) -> None:
    marks = ", ".join("?" * len(cells))
    statement = f'INSERT OR REPLACE INTO "{collection}" ({named([*cells])}) VALUES ({marks})'
    connection.exec_driver_sql(statement, tuple(cells.values()))


def seal_rows(connection: Connection, shape: Shape, collection: str, keys: list[str]) -> None:
    """Note the checksums of these rows as they are now."""
    columns = named(shape[collection])
    statement = (
        "INSERT OR REPLACE INTO _seal"
        f" SELECT '{collection}', id, radha_seal('{collection}', {columns})"
        f' FROM "{collection}" WHERE id = ?'
    )
    if keys:
        connection.exec_driver_sql(statement, [(key,) for key in keys])


def seal_all(connection: Connection, shape: Shape) -> None:
    """Note the checksums of all rows anew; there must be no overlay."""
    connection.exec_driver_sql("DELETE FROM _seal")
    for collection, columns in shape.items():
        connection.exec_driver_sql(
            f"INSERT INTO _seal SELECT '{collection}', id,"
            f" radha_seal('{collection}', {named(columns)}) FROM \"{collection}\""
        )
