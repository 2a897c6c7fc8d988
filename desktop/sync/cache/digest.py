"""Compares the cache with the server, and with what the server once sent."""

# ruff: noqa: S608 - the names of tables and columns are the product's own
from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from core.sync.digest import checksum
from desktop.sync.cache.shape import Cell, Shape, cells_of, image_of, named, seal_of, shape_of


@dataclass(frozen=True)
class Damaged:
    """A row of the server's that is not here as the server sent it.

    Attributes:
        row_id: its key as the file has it; it may be the key itself that was damaged.
        missing: it is not there at all.
    """

    collection: str
    row_id: str
    missing: bool = False


@dataclass(frozen=True)
class _Held:
    collection: str
    row_id: str
    cells: dict[str, Cell]
    sound: bool


def digest_of(path: Path) -> dict[str, tuple[int, str]]:
    """Number and checksum of the server's rows in each collection, without those damaged here.

    A damaged row so makes a difference, although its version is the server's.
    """
    with closing(_open(path)) as connection:
        found = {}
        for name, columns in shape_of(connection).items():
            count, total = 0, 0
            for row in _base_rows(connection, name, columns):
                if row.sound:
                    count += 1
                    total ^= checksum(UUID(row.row_id), int(row.cells["ver"] or 0))
            found[name] = (count, f"{total:016x}")
        return found


def damaged_in(path: Path) -> list[Damaged]:
    """Every row that is not as the server sent it."""
    with closing(_open(path)) as connection:
        return list(_damaged(connection, shape_of(connection)))


def _damaged(connection: sqlite3.Connection, shape: Shape) -> Iterator[Damaged]:
    for name, columns in shape.items():
        seen = set()
        for row in _base_rows(connection, name, columns):
            seen.add(row.row_id)
            if not row.sound:
                yield Damaged(name, row.row_id)
        for row_id in sorted(_seals(connection, name).keys() - seen):
            yield Damaged(name, row_id, missing=True)


def _base_rows(
    connection: sqlite3.Connection, name: str, columns: Sequence[str]
) -> Iterator[_Held]:
    """The server's rows: base images in the place of what unconfirmed commands touched."""
    seals = _seals(connection, name)
    query = "SELECT row_id, image FROM _base WHERE collection = ?"
    images = {str(row[0]): row[1] for row in connection.execute(query, (name,))}
    for row in connection.execute(f'SELECT {named(columns)} FROM "{name}"'):
        cells = dict(zip(columns, row, strict=True))
        key = str(cells["id"])
        if key not in images:
            image = image_of(columns, row)
            yield _Held(name, key, cells, seals.get(key) == seal_of(image))
    for key, image in images.items():
        if image is not None:
            yield _Held(name, key, cells_of(image), seals.get(key) == seal_of(image))


def _seals(connection: sqlite3.Connection, name: str) -> dict[str, int]:
    query = "SELECT row_id, seal FROM _seal WHERE collection = ?"
    return {str(row[0]): int(row[1]) for row in connection.execute(query, (name,))}


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    # a damaged text is read as another one and does not fit its seal
    connection.text_factory = lambda data: data.decode(errors="replace")
    connection.execute("PRAGMA query_only = ON")
    # all of it as of one moment
    connection.execute("BEGIN")
    return connection
