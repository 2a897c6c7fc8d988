"""One running server for many tests that only knock at it; nothing heavy runs behind it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from server.app import create_app
from tests.support.serving import first_start, settings_for


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[TestClient]:
    """A client of a server on SQLite that takes jobs, carries out none and waits for none."""
    folder = tmp_path_factory.mktemp("server")
    shutil.copyfile(sqlite_template, folder / "radha.db")
    settings = settings_for(
        f"sqlite:///{folder / 'radha.db'}", folder, job_runner="none", job_wait_seconds=0
    )
    first_start(settings)
    app = create_app(settings)
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as opened:
        yield opened
