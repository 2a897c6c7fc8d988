"""The one history: it makes what the models say, goes back, and the release before still reads."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, make_url, text

from core.db.engine import WRITES, Database
from core.db.migrate import configuration, newest, present, upgrade
from core.db.migrations.rendering import compare_type, include_name
from core.errors import EnvironmentFault
from core.schema import METADATA


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without a single table."""
    if request.param == "sqlite":
        with Database(f"sqlite:///{tmp_path / 'empty.db'}") as database:
            yield database
        return
    address = str(request.getfixturevalue("postgres_address"))
    name = "migrated"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    url = make_url(address).set(database=name).render_as_string(hide_password=False)
    with Database(url) as database:
        yield database
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def steps() -> list[str]:
    """Every revision, oldest first."""
    scripts = ScriptDirectory.from_config(configuration()).walk_revisions()
    return [script.revision for script in scripts][::-1]


def run(database: Database, what: str, revision: str) -> None:
    with database.engine.connect() as plain:
        connection = plain.execution_options(**{WRITES: True})
        with connection.begin():
            getattr(command, what)(configuration(connection), revision)


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": compare_type, "include_name": include_name}
    )
    return list(compare_metadata(context, METADATA))


def shape(database: Database) -> dict[str, object]:
    """Tables with their columns, keys, constraints and indexes, as the database tells them."""
    found = inspect(database.engine)
    return {
        table: (
            sorted(
                (column["name"], str(column["type"]), column["nullable"])
                for column in found.get_columns(table)
            ),
            sorted(str(sorted(key.items(), key=str)) for key in found.get_foreign_keys(table)),
            sorted(str(check["sqltext"]) for check in found.get_check_constraints(table)),
            sorted(str(index["name"]) for index in found.get_indexes(table)),
        )
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def test_a_migrated_database_equals_the_models(empty: Database) -> None:
    upgrade(empty)

    with empty.engine.connect() as connection:
        assert differences(connection) == []


def test_constraints_too_are_those_of_the_models(
    empty: Database, request: pytest.FixtureRequest
) -> None:
    kind = "postgres_url" if empty.dialect == "postgresql" else "sqlite_url"
    upgrade(empty)

    with Database(str(request.getfixturevalue(kind))) as made:
        assert shape(empty) == shape(made)


def test_the_history_goes_down_and_up_again(empty: Database) -> None:
    upgrade(empty)
    before = shape(empty)
    run(empty, "downgrade", "base")
    assert shape(empty) == {}

    upgrade(empty)

    assert shape(empty) == before


def test_every_step_goes_back_to_where_it_came_from(empty: Database) -> None:
    for older, newer in pairwise(steps()):
        upgrade(empty, older)
        before = shape(empty)
        upgrade(empty, newer)
        run(empty, "downgrade", older)

        assert shape(empty) == before, newer


def test_to_upgrade_again_changes_nothing(empty: Database) -> None:
    upgrade(empty)
    upgrade(empty)

    assert present(empty) == newest() == steps()[-1]


def test_there_is_one_line_of_steps() -> None:
    heads = ScriptDirectory.from_config(configuration()).get_heads()

    assert len(heads) == 1


def test_the_release_before_still_reads_and_writes(empty: Database) -> None:
    """What the step before knew is still there, and asks for nothing that it does not know."""
    *_, older = ["", *steps()[:-1]]
    if older:
        upgrade(empty, older)
    before = inspect(empty.engine)
    known = {table: before.get_columns(table) for table in before.get_table_names()}
    upgrade(empty)
    after = inspect(empty.engine)

    for table, columns in known.items():
        now = {column["name"]: column for column in after.get_columns(table)}
        names = {column["name"] for column in columns}
        assert names <= set(now), table
        for name in set(now) - names:
            assert now[name]["nullable"] or now[name]["default"] is not None, (table, name)


def test_a_newer_database_is_refused(empty: Database) -> None:
    upgrade(empty)
    with empty.engine.connect() as plain:
        connection = plain.execution_options(**{WRITES: True})
        with connection.begin():
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(EnvironmentFault, match=r"servidor\.banco_novo"):
        upgrade(empty)
