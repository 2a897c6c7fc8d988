"""Procrastinate beside our table: its own PostgreSQL schema, and the tickets that name our jobs.

A ticket says only "look at this job"; it is made in the transaction that puts the job there. What
the job is, how often it is tried and how it ends stands in our row alone.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from core.db.engine import Database
from core.db.unit import Unit
from core.jobs.queue import attach
from server.jobs.choices import queued
from server.settings import Settings

SCHEMA = "radha_queue"
"""PostgreSQL schema of Procrastinate's tables and functions."""

CARRY_OUT = "radha.carry_out"
"""Task that carries out the job its ticket names."""

JOBS, UPKEEP = "jobs", "upkeep"
"""Queues; upkeep has workers of its own, so that long jobs never hold it up."""

_LOCK = 0x52414451  # "RADQ": one server at a time changes the schema


def ensure_queue(database: Database, settings: Settings) -> None:
    """Bring Procrastinate's schema to the installed version; nothing where it is not used."""
    if not queued(settings):
        return
    from procrastinate.schema import SchemaManager  # noqa: PLC0415 - as in `Tickets`

    folder = Path(SchemaManager.get_migrations_path())
    steps = sorted(file.name for file in folder.glob("*.sql"))
    with database.engine.begin() as connection:
        _enter(connection)
        if not _applied(connection):
            _apply(connection, SchemaManager.get_schema(), steps)
    for step in steps:
        # each in a transaction of its own: a value added to an enumeration counts only afterwards
        with database.engine.begin() as connection:
            _enter(connection)
            if step not in _applied(connection):
                _apply(connection, (folder / step).read_text(encoding="utf-8"), [step])


def attach_queue(database: Database, settings: Settings) -> None:
    """Let the jobs of this database's sessions get their tickets, where tickets are used."""
    if queued(settings):
        attach(database, Tickets())


class Tickets:
    """Makes a ticket for each job that waits, in the transaction that lets it wait."""

    def __init__(self) -> None:
        # late, here and below: with SQLite nobody needs it
        from procrastinate import App, SyncPsycopgConnector  # noqa: PLC0415

        self._app = App(connector=SyncPsycopgConnector())

    def announce(self, session: Session, job_id: UUID, run_after: datetime) -> None:
        """Defer the ticket through the session's own connection."""
        connection = session.connection()
        # after ours, so that no name of ours can be hidden; reset when the transaction ends
        connection.execute(
            text("SELECT set_config('search_path', current_setting('search_path') || :more, true)"),
            {"more": f", {SCHEMA}"},
        )
        driver: Any = connection.connection.driver_connection
        ticket = self._app.configure_task(
            CARRY_OUT, queue=JOBS, schedule_at=run_after, connection=driver
        )
        ticket.defer(job_id=str(job_id))


def find_forgotten(database: Database, queue: Tickets) -> int:
    """Give a ticket to each due job that has none: of another runner, or of a torn database.

    Returns:
        How many there were.
    """
    with Unit(database, writes=False) as unit:
        rows = unit.session.execute(text(_FORGOTTEN)).all()
        for row in rows:
            queue.announce(unit.session, row.id, row.run_after)
        unit.commit()
    return len(rows)


_FORGOTTEN = f"""
    SELECT id, run_after FROM job
    WHERE state = 'queued' AND run_after <= clock_timestamp() AND NOT EXISTS (
        SELECT 1 FROM {SCHEMA}.procrastinate_jobs ticket
        WHERE ticket.status IN ('todo', 'doing') AND ticket.args ->> 'job_id' = job.id::text
    )
    FOR UPDATE SKIP LOCKED
"""  # noqa: S608 - a constant name


def _enter(connection: Connection) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
    connection.execute(text(f"SET LOCAL search_path TO {SCHEMA}"))
    connection.execute(text("CREATE TABLE IF NOT EXISTS radha_applied (name text PRIMARY KEY)"))


def _applied(connection: Connection) -> set[str]:
    return set(connection.scalars(text("SELECT name FROM radha_applied")))


def _apply(connection: Connection, script: str, steps: list[str]) -> None:
    # whole, and without parameters: several statements, with per cent signs of their own
    driver: Any = connection.connection.driver_connection
    driver.execute(script)
    connection.execute(
        text("INSERT INTO radha_applied VALUES (:name)"), [{"name": step} for step in steps]
    )
