"""A station with an engine, and a server over a socket that gives strange answers on demand."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.db.engine import Database
from core.sync.wire import START, Plan
from desktop.sync.cache import Cache
from desktop.sync.station import CACHE
from tests.support.caches import EPOCH, SCOPES, Server
from tests.support.fake_server import Fake
from tests.support.rigs import Rig


@pytest.fixture(scope="session")
def empty_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that is new; the migrations take a while."""
    path = tmp_path_factory.mktemp("cache") / CACHE
    with Cache.open(path):
        pass
    return path


@pytest.fixture(scope="session")
def cache_template(empty_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that has taken the snapshot of a server without any rows."""
    path = tmp_path_factory.mktemp("loaded") / CACHE
    shutil.copyfile(empty_cache, path)
    plan = Plan(epoch=EPOCH, cursor=START, scopes=sorted(SCOPES), collections=[])
    with Cache.open(path) as cache:
        cache.load(plan, [])
    return path


@pytest.fixture
def fake(database: Database) -> Iterator[Fake]:
    """The server."""
    with Fake(Server(database)) as running:
        yield running


def _rig(folder: Path, fake: Fake, template: Path) -> Iterator[Rig]:
    folder.mkdir()
    shutil.copyfile(template, folder / CACHE)
    made = Rig(folder, fake)
    yield made
    made.close()


@pytest.fixture
def rig(fake: Fake, tmp_path: Path, cache_template: Path) -> Iterator[Rig]:
    """A station that was connected before anything happened."""
    yield from _rig(tmp_path / "station", fake, cache_template)


@pytest.fixture
def new_rig(fake: Fake, tmp_path: Path, empty_cache: Path) -> Iterator[Rig]:
    """A station that was never connected."""
    yield from _rig(tmp_path / "new", fake, empty_cache)
