"""Procrastinate's schema and its tickets, on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from procrastinate.schema import SchemaManager
from sqlalchemy import text

from core.command import execute
from core.db.unit import Unit
from core.errors import InputError
from core.jobs.commands import PedirTrabalho
from server.jobs.choices import queued
from server.jobs.queue import SCHEMA, Tickets, ensure_queue, find_forgotten
from server.jobs.worker import run_worker
from tests.support.jobs import PERSON, Shop, carry_out, open_shop, taken


@pytest.fixture
def counter(postgres_url: str, tmp_path: Path) -> Iterator[Shop]:
    """A shop whose jobs get tickets that nobody takes."""
    with open_shop(postgres_url, tmp_path, "procrastinate") as opened:
        yield opened


def tickets(shop: Shop) -> list[str]:
    with shop.database.engine.connect() as connection:
        rows = connection.execute(
            text(f"SELECT args ->> 'job_id' FROM {SCHEMA}.procrastinate_jobs")  # noqa: S608 - a constant
        )
        return [str(row[0]) for row in rows]


def functions(shop: Shop) -> set[tuple[str, str]]:
    """Names and sources of what the schema holds."""
    with shop.database.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT proname, prosrc FROM pg_proc WHERE pronamespace = to_regnamespace(:s)"),
            {"s": SCHEMA},
        )
        return {(row[0], " ".join(row[1].split())) for row in rows}


def test_a_ticket_is_made_in_the_transaction_of_its_job(counter: Shop) -> None:
    asked = PedirTrabalho(trabalho="teste.contar")
    with Unit(counter.database) as unit:
        execute(unit, asked, PERSON)
        undone = tickets(counter)
    left = tickets(counter)
    job_id = counter.ask("teste.contar")

    assert (undone, left, tickets(counter)) == ([], [], [str(job_id)])


def test_another_attempt_gets_another_ticket(counter: Shop) -> None:
    job_id = counter.ask("teste.falhar", gates=str(counter.gates), times=1)
    carry_out(counter, taken(counter))

    assert tickets(counter) == [str(job_id)] * 2


def test_a_due_job_without_a_ticket_gets_one(counter: Shop) -> None:
    job_id = counter.ask("teste.contar")
    assert find_forgotten(counter.database, Tickets()) == 0

    with counter.database.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {SCHEMA}.procrastinate_jobs CASCADE"))
    assert find_forgotten(counter.database, Tickets()) == 1
    assert tickets(counter) == [str(job_id)]


def test_the_schema_is_made_once_and_nothing_of_it_is_ours(counter: Shop) -> None:
    before = functions(counter)
    ensure_queue(counter.database, counter.settings)

    assert functions(counter) == before
    with counter.database.engine.connect() as connection:
        ours = connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        )
        assert not [row for row in ours if row[0].startswith("procrastinate")]


def test_a_schema_of_an_older_version_is_brought_up(counter: Shop) -> None:
    fresh = functions(counter)
    folder = Path(SchemaManager.get_migrations_path())
    steps = sorted(file.name for file in folder.glob("*.sql"))
    with counter.database.engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {SCHEMA} CASCADE"))
        connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
        connection.execute(text(f"SET LOCAL search_path TO {SCHEMA}"))
        connection.execute(text("CREATE TABLE radha_applied (name text PRIMARY KEY)"))
        driver = connection.connection.driver_connection
        assert driver is not None
        for step in steps:
            if step < "03.01":
                driver.execute((folder / step).read_text(encoding="utf-8"))
                connection.execute(text("INSERT INTO radha_applied VALUES (:n)"), {"n": step})
    assert functions(counter) != fresh

    ensure_queue(counter.database, counter.settings)

    assert {name for name, _ in functions(counter)} >= {name for name, _ in fresh}
    job_id = counter.ask("teste.contar")
    assert tickets(counter) == [str(job_id)]


def test_workers_need_postgresql(sqlite_url: str, tmp_path: Path) -> None:
    with open_shop(sqlite_url, tmp_path, "local") as shop:
        for runner in ("local", "procrastinate"):
            with pytest.raises(InputError) as refusal:
                run_worker(shop.settings.model_copy(update={"job_runner": runner}))
            assert refusal.value.code == "trabalhos.sem_fila"
        assert not queued(shop.settings.model_copy(update={"job_runner": "auto"}))
