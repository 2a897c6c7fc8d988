"""Makes the file, brings it to the schema of this version, and exchanges it for another one.

Whatever is wrong with a cache, it can be made anew: everything that is only here stands in the
ledger. So nothing is repaired.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic.util import CommandError
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError

from core.db.engine import Database
from core.db.migrate import newest, present, upgrade
from core.errors import EnvironmentFault
from desktop.sync.cache.digest import damaged_in
from desktop.sync.cache.faults import is_damage
from desktop.sync.cache.images import begin_round, prepare_writer, seal_all, undo_overlay
from desktop.sync.cache.shape import shape_in
from desktop.sync.cache.tables import OWN_TABLES
from desktop.sync.ledger.disk import flush_folder, make_folder

_PARTS = ("-wal", "-shm", "")


def fresh_name(path: Path) -> Path:
    """Where a new file is built."""
    return path.with_name(f"{path.name}.new")


def aside_name(path: Path) -> Path:
    """Where the last file that could not be used lies, for whoever looks for the reason."""
    return path.with_name(f"{path.stem}-quebrado{path.suffix}")


def make_ready(path: Path) -> bool:
    """See to it that a sound file of this version's schema is there.

    Returns:
        Whether it is a new one, which has no rows yet.

    Raises:
        sqlite3.Error, SQLAlchemyError: not even a new one can be made.
    """
    make_folder(path.parent)
    _remove(fresh_name(path))
    if path.exists():
        if _usable(path):
            return False
        put_aside(path)
        # what a migration that failed left
        _remove(fresh_name(path))
    build(fresh_name(path))
    swap(path)
    return True


def _usable(path: Path) -> bool:
    """Whether the file can be used, if need be after a migration."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            sound = connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
        if not sound:
            return False
        with Database(address(path)) as database:
            revision = present(database)
        if revision != newest():
            if damaged_in(path):
                return False
            _migrate(path)
    except sqlite3.Error as error:
        if not is_damage(error):
            raise
        return False
    except (SQLAlchemyError, EnvironmentFault, CommandError):
        return False
    return True


def _migrate(path: Path) -> None:
    """Run what is missing of the migrations on a copy, and take the copy.

    The overlay is put away before, because its images are of the old schema; the caller replays.
    """
    fresh = fresh_name(path)
    with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(fresh)) as new:
        old.backup(new)
    with open_writer(fresh) as database, database.engine.connect() as writing:
        begin_round(writing)
        undo_overlay(writing)
        writing.commit()
    build(fresh)
    swap(path)


def build(path: Path) -> None:
    """Bring a file that may be empty to the schema, with nothing left in its log."""
    with _loose(Database(address(path))) as database:
        upgrade(database)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in OWN_TABLES:
            connection.execute(statement)
    with open_writer(path) as database, database.engine.connect() as writing:
        seal_all(writing, shape_in(path))
        writing.commit()
    settle(path)


def settle(path: Path) -> None:
    """Take everything out of the log into the file, flushed."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def swap(path: Path) -> None:
    """Put the new file in the old one's place; nobody may have either open.

    The old one's log leaves first, because the new one would be read with it. Whoever dies between
    finds the old file or, where it needed its log, a broken one.
    """
    for part in ("-wal", "-shm"):
        Path(f"{path}{part}").unlink(missing_ok=True)
    fresh_name(path).replace(path)
    flush_folder(path.parent)


def put_aside(path: Path) -> None:
    """Take the file away; the one before it is forgotten."""
    aside = aside_name(path)
    _remove(aside)
    for part in _PARTS:
        found = Path(f"{path}{part}")
        if found.exists():
            found.replace(f"{aside}{part}")


def open_writer(path: Path) -> Database:
    """The file for the one thread that writes it; its schema must be there."""

    def prepare(connection: DBAPIConnection, _record: object) -> None:
        assert isinstance(connection, sqlite3.Connection)  # noqa: S101 - narrows the type
        prepare_writer(connection)

    database = _loose(Database(address(path), pool_size=1))
    event.listen(database.engine, "connect", prepare)
    return database


def open_reader(path: Path) -> Database:
    """The file for whoever only reads."""

    def prepare(connection: DBAPIConnection, _record: object) -> None:
        assert isinstance(connection, sqlite3.Connection)  # noqa: S101 - narrows the type
        connection.execute("PRAGMA query_only = ON")

    database = _loose(Database(address(path)))
    event.listen(database.engine, "connect", prepare)
    return database


def _loose(database: Database) -> Database:
    event.listen(database.engine, "connect", _loosen)
    return database


def _loosen(connection: DBAPIConnection, _record: object) -> None:
    """The server's rows are in order, but not all of them are here; none is only here."""
    assert isinstance(connection, sqlite3.Connection)  # noqa: S101 - narrows the type
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA synchronous = NORMAL")


def address(path: Path) -> str:
    """The file as SQLAlchemy names it."""
    return f"sqlite:///{path}"


def _remove(path: Path) -> None:
    for part in _PARTS:
        Path(f"{path}{part}").unlink(missing_ok=True)
