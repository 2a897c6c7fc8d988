"""What can be wrong with a cache, or with what is to be put into it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from core.errors import EnvironmentFault, Refused

_PRIMARY = 0xFF
"""The low byte of a result code tells its kind (https://sqlite.org/rescode.html)."""
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class StaleRound(Refused):
    """The pages do not begin where the cache stands; nothing was changed. Pull again."""


class DamagedCache(EnvironmentFault):
    """The file cannot be read; close the cache and open it anew, which makes an empty one."""


class UnreadablePage(EnvironmentFault):
    """The server sent a value that is not of its column's type; nothing was changed."""


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Tell what SQLite says as errors of ours.

    Raises:
        DamagedCache: the file is not sound.
        EnvironmentFault: it cannot be read or written: disk full, no right, held by another one.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise _fault(error, path) from error
    except DatabaseError as error:
        if not isinstance(error.orig, sqlite3.Error):
            raise
        raise _fault(error.orig, path) from error


@contextmanager
def told_of_disk(path: Path) -> Iterator[None]:
    """The same, where files are moved as well.

    Raises:
        DamagedCache, EnvironmentFault: as `told`.
    """
    with told(path):
        try:
            yield
        except OSError as error:
            raise EnvironmentFault("cache.gravacao", file=str(path), detail=str(error)) from error


def is_damage(error: sqlite3.Error) -> bool:
    """Whether SQLite says that the file is no sound database."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY in _DAMAGE


def _fault(error: sqlite3.Error, path: Path) -> EnvironmentFault:
    if is_damage(error):
        return DamagedCache("cache.danificado", file=str(path), detail=str(error))
    return EnvironmentFault("cache.gravacao", file=str(path), detail=str(error))
