"""A server for the routes of production, whose jobs have time on a crowded machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.settings import Settings
from tests.support.serving import app, client, settings_for

__all__ = ["app", "client"]


@pytest.fixture(autouse=True)
def compiled(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Children load compiled modules even where the tests themselves are told not to write any."""
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    folder = tmp_path_factory.getbasetemp() / "compiled"
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(folder))


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings over a fresh database, of each kind in turn; old routes wait for their jobs."""
    return settings_for(database_url, tmp_path, job_wait_seconds=240)
