"""One running server for many tests that only knock at it; nothing heavy runs behind it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from server.app import create_app
from tests.support.serving import first_start, settings_for

ADDRESS = "10.0.0.1"
"""Where the persons of these tests sign in from: attempts elsewhere must not use theirs up."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[TestClient]:
    """A client of a server on SQLite that takes jobs, carries out none and waits for none."""
    folder = tmp_path_factory.mktemp("server")
    shutil.copyfile(sqlite_template, folder / "radha.db")
    settings = settings_for(
        f"sqlite:///{folder / 'radha.db'}",
        folder,
        job_runner="none",
        job_wait_seconds=0,
        access_minutes=1440,
        body_limit_bytes=256 * 1024,
        upload_limit_bytes=1024 * 1024,
    )
    first_start(settings)
    with TestClient(
        create_app(settings),
        base_url="http://127.0.0.1",
        client=(ADDRESS, 50000),
        raise_server_exceptions=False,
    ) as opened:
        yield opened
