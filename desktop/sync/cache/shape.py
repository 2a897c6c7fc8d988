"""The tables of the cache as the file has them, and what a row of theirs is as text."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from typing import cast

from core.schema import METADATA
from core.sync.rows import collections

type Cell = int | float | str | bytes | None
type Shape = Mapping[str, Sequence[str]]
"""The columns of each collection in the order of the file."""

_ENCODER = json.JSONEncoder(separators=(",", ":"))

ROUND = "_round"
"""Table of the connection, not of the file: whether the rows written are the server's."""


def shape_of(connection: sqlite3.Connection) -> Shape:
    """The collections that the file has."""
    found = {}
    for name in collections():
        columns = [str(row[1]) for row in connection.execute(f'PRAGMA table_info("{name}")')]
        if columns:
            found[name] = columns
    return found


def shape_in(path: Path) -> Shape:
    """The collections of a file."""
    with closing(sqlite3.connect(path)) as connection:
        return shape_of(connection)


def local_tables() -> list[str]:
    """Tables that only commands of this workstation write."""
    return [name for name in METADATA.tables if name not in collections()]


def image_of(columns: Sequence[str], cells: Sequence[Cell]) -> str:
    """A row as text that gives back the very same values."""
    return _ENCODER.encode(dict(zip(columns, cells, strict=True)))


def cells_of(image: str) -> dict[str, Cell]:
    """The row of a text."""
    return cast("dict[str, Cell]", json.loads(image))


def seal_of(image: str) -> int:
    """Checksum of a row's text: 64 bits with a sign, as the file can hold them."""
    return int.from_bytes(blake2b(image.encode(), digest_size=8).digest(), "big", signed=True)


def named(columns: Sequence[str], prefix: str = "") -> str:
    """The columns as SQL names them."""
    return ", ".join(f'{prefix}"{column}"' for column in columns)
