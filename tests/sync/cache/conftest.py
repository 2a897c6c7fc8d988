"""A server and a station for every test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.db.engine import Database
from desktop.sync.cache import Cache
from tests.support.caches import Server, Station


@pytest.fixture(scope="session")
def cache_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that is new; the migrations take a while."""
    path = tmp_path_factory.mktemp("cache") / "cache.db"
    with Cache.open(path):
        pass
    return path


@pytest.fixture
def server(database: Database) -> Server:
    """A server on each kind of database."""
    return Server(database)


@pytest.fixture
def station(server: Server, tmp_path: Path, cache_template: Path) -> Iterator[Station]:
    """A station of it, without any rows yet."""
    with Station(tmp_path / "station", server, cache_template) as opened:
        yield opened


@pytest.fixture
def fresh(tmp_path: Path, cache_template: Path) -> Path:
    """A cache file that nothing was done to."""
    path = tmp_path / "fresh.db"
    shutil.copyfile(cache_template, path)
    return path
