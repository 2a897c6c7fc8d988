"""Brings a database to the schema of this version."""

from __future__ import annotations

from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, func, select

from core.db.engine import WRITES, Database
from core.errors import EnvironmentFault

_LOCK = 0x524D4947  # "RMIG": any number that nothing else of the database locks


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration over this connection; there is no file to edit."""
    config = Config()
    config.set_main_option("script_location", str(files("core") / "db" / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Run every migration that is missing; of several processes that start at once, one does it.

    Raises:
        EnvironmentFault: the database belongs to a newer version of the product.
    """
    with database.engine.connect() as plain:
        connection = plain.execution_options(**{WRITES: True})
        with connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            _refuse_newer(connection)
            command.upgrade(configuration(connection), revision)


def present(database: Database) -> str | None:
    """The revision a database stands at; None for an empty one."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """The revision of this version of the product."""
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    assert head is not None  # noqa: S101 - there is a first migration
    return head


def _refuse_newer(connection: Connection) -> None:
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is None:
        return
    try:
        ScriptDirectory.from_config(configuration()).get_revision(revision)
    except CommandError as error:
        raise EnvironmentFault("servidor.banco_novo", revision=revision) from error
