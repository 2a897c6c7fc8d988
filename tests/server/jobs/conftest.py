"""A shop of each kind: SQLite and PostgreSQL with the runner inside, PostgreSQL with workers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.jobs import kinds
from tests.support.jobs import Shop, open_shop
from tests.support.serving import app, settings

__all__ = ["app", "settings"]

SHOPS = ("sqlite-local", "postgresql-local", "postgresql-procrastinate")


@pytest.fixture(autouse=True)
def compiled(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Children load compiled modules even where the tests themselves are told not to write any."""
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    folder = tmp_path_factory.getbasetemp() / "compiled"
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(folder))


@pytest.fixture(scope="session", autouse=True)
def known_kinds() -> None:
    """The kinds of the tests, in the tests' own process."""
    kinds.load(["tests.support.job_kinds"])


@pytest.fixture(params=SHOPS)
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    """A fresh database with the settings of each runner in turn."""
    kind, _, runner = str(request.param).partition("-")
    name = "postgres_url" if kind == "postgresql" else "sqlite_url"
    with open_shop(request.getfixturevalue(name), tmp_path, runner) as opened:
        yield opened


@pytest.fixture(params=["local", "procrastinate"])
def shared(request: pytest.FixtureRequest, postgres_url: str, tmp_path: Path) -> Iterator[Shop]:
    """A PostgreSQL that several programs share, with each runner in turn."""
    with open_shop(postgres_url, tmp_path, request.param) as opened:
        yield opened


@pytest.fixture
def table(database_url: str, tmp_path: Path) -> Iterator[Shop]:
    """A fresh database of each kind, where nobody carries anything out."""
    with open_shop(database_url, tmp_path, "none") as opened:
        yield opened
