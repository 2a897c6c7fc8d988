"""A shop of each kind: SQLite and PostgreSQL with the runner inside, PostgreSQL with workers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.db.engine import Database
from server.jobs import kinds
from server.jobs.queue import attach_queue, ensure_queue
from server.settings import Settings
from tests.support.jobs import Shop

SHOPS = ("sqlite-local", "postgresql-local", "postgresql-procrastinate")


@pytest.fixture(autouse=True)
def compiled(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Children load compiled modules even where the tests themselves are told not to write any."""
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path_factory.getbasetemp() / "compiled"))


@pytest.fixture(params=SHOPS)
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    """A fresh database with settings for each runner in turn."""
    kind, _, runner = str(request.param).partition("-")
    name = "postgres_url" if kind == "postgresql" else "sqlite_url"
    gates = tmp_path / "gates"
    gates.mkdir()
    settings = Settings(
        data=tmp_path,
        database_url=request.getfixturevalue(name),
        secret_key="k7Jq2vXw9RtBz4Yd8Lm3Np6Hs5Gf1Cc0Aa",  # noqa: S106 - of a test
        encryption_key="Zx3Vb7Nm1Qw5Er9Ty2Ui6Op4As8Df0Gh",
        job_runner=runner,
        job_parallel=2,
        job_modules=("tests.support.job_kinds",),
    )
    kinds.load(settings.job_modules)
    with Database(settings.database) as database:
        ensure_queue(database, settings)
        shop = Shop(settings, database, gates)
        shop.settle_periodic()
        attach_queue(database, settings)
        yield shop
