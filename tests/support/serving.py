"""The real application over a fresh database and folder, spoken to as a client does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from core.acesso.commands.inicio import INSTALLER
from core.acesso.commands.usuarios import CriarUsuario
from core.command import execute
from core.db.engine import Database
from core.db.unit import Unit
from core.ids import new_id
from server.app import create_app
from server.auth.first import ensure_first_admin
from server.auth.passwords import Passwords
from server.jobs.queue import ensure_queue
from server.settings import Settings
from server.state import State

ADMIN = "admin"
PASSWORD = "Cola-quente 47 graus"  # noqa: S105 - of people that exist only in tests
NOBODY = "visita"
"""A role that gives nothing."""

SECRETS = {
    "secret_key": "f1e0d3c2b5a4978869708192a3b4c5d6e7f8091a",
    "encryption_key": "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567",
}


def settings_for(url: str, folder: Path, **more: object) -> Settings:
    """Settings of a server under test: cheap hashes, no queue beside it."""
    values: dict[str, object] = {
        "data": folder,
        "database_url": url,
        "admin_user": ADMIN,
        "admin_pass": PASSWORD,
        "argon2_memory_kib": 8,
        "argon2_passes": 1,
        "job_runner": "local",
        "job_parallel": 1,
        **SECRETS,
        **more,
    }
    return Settings.model_validate(values)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings over a fresh database, of each kind in turn."""
    return settings_for(database_url, tmp_path)


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    """The application, its first administrator made."""
    first_start(settings)
    return create_app(settings)


def first_start(settings: Settings) -> None:
    """Make what a server needs beside its tables: the queue's own, roles, first administrator."""
    with Database(settings.database) as database:
        ensure_queue(database, settings)
        with Unit(database) as unit:
            ensure_first_admin(unit, settings)
            unit.commit()


class Turns:
    """Two servers of one database behind one address: each request goes to the other one."""

    def __init__(self, *servers: FastAPI) -> None:
        self.state = servers[0].state
        self.servers = servers
        self._next = cycle(servers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; whoever holds the second server starts and stops it."""
        server = self.servers[0] if scope["type"] == "lifespan" else next(self._next)
        await server(scope, receive, send)


@pytest.fixture
def client(app: FastAPI, settings: Settings) -> Iterator[TestClient]:
    """A client of the running application; nobody is signed in.

    On PostgreSQL there are two servers that take turns, so that nothing can hide in one's memory.
    """
    with ExitStack() as running:
        served: ASGIApp = app
        if settings.database.startswith("postgresql"):
            second = create_app(settings)
            running.enter_context(TestClient(second))
            served = Turns(app, second)
        yield running.enter_context(
            TestClient(served, base_url="http://127.0.0.1", raise_server_exceptions=False)
        )


def every_server(client: TestClient) -> tuple[FastAPI, ...]:
    """The servers behind a client."""
    served = client.app
    return served.servers if isinstance(served, Turns) else (served,)  # type: ignore[return-value]  # ours


def login(client: TestClient, *permissions: str, username: str | None = None) -> dict[str, str]:
    """Headers of a new person who holds exactly these permissions; without any, nothing at all."""
    name = username or f"pessoa{new_id().hex[-12:]}"
    state: State = client.app.state.radha  # type: ignore[attr-defined]  # an application of ours
    hashed = Passwords.of(state.settings).hash(PASSWORD)
    command = CriarUsuario(username=name, cargo=NOBODY, permissoes=list(permissions), hash=hashed)
    with Unit(state.database) as unit:
        execute(unit, command, INSTALLER)
        unit.commit()
    return headers(client, name)


def admin(client: TestClient) -> dict[str, str]:
    """Headers of the first administrator."""
    return headers(client, ADMIN)


def headers(client: TestClient, username: str, password: str = PASSWORD) -> dict[str, str]:
    """Headers of a person who signs in with the password of every person here."""
    answer = client.post("/auth/login", json={"username": username, "password": password})
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}
