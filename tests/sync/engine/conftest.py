"""A station with an engine, and a server over a socket that gives strange answers on demand."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import httpx2
import pytest

from core.cadastros.commands import CriarCliente
from core.cadastros.rules import DadosCliente
from core.db.engine import Database
from desktop.sync.cache import Cache
from desktop.sync.engine import Engine, Phase, Wait
from desktop.sync.station import CACHE, Done, Station
from desktop.sync.transport import SignInNeeded, Transport
from tests.support.caches import DEVICE, MORNING, Server, person
from tests.support.ledgers import open_ledger
from tests.sync.engine.fake import TOKEN, Fake


class HeldClock:
    """A clock that only moves when it is told to."""

    boot = "b"

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        """The morning and what has passed since."""
        return MORNING + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        """What has passed."""
        return self.seconds


class Fixed:
    """A session whose next tokens are known.

    Attributes:
        coming: tokens that a renewal gives; none left: the person has to come.
    """

    device_id = str(DEVICE)

    def __init__(self) -> None:
        self.access = TOKEN
        self.coming: list[str] = []

    def renew(self, client: httpx2.Client, spent: str) -> None:  # noqa: ARG002 - as the real one
        """The next token."""
        if not self.coming:
            raise SignInNeeded("estacao.entrar_de_novo")
        self.access = self.coming.pop(0)


class Rig:
    """A station and its engine, driven by hand.

    Args:
        folder: of the station's files.
        fake: the server.
    """

    def __init__(self, folder: Path, fake: Fake) -> None:
        self.folder = folder
        self.clock = HeldClock()
        self.session = Fixed()
        self.me = person("ana", device=DEVICE)
        self.wire = Transport(fake.url, self.session, idle_s=0.3)
        self.open()

    def open(self) -> None:
        """Start the program."""
        self.station = Station.open(
            self.folder, lambda _key: self.me, clock=self.clock, open_ledger=open_ledger
        )
        self.engine: Engine = self.station.connect(self.wire, Random(7))  # noqa: S311 - a seed

    def restart(self) -> None:
        """End the program and start it."""
        self.station.close()
        self.open()

    def add(self, name: str) -> Done:
        """A gesture: a new customer."""
        return self.station.do(CriarCliente(dados=DadosCliente(nome=name)), self.me)

    def pending(self) -> int:
        """How many operations nobody has confirmed."""
        return self.station.status().pending

    def drive(self, until: Callable[[], bool], steps: int = 400) -> None:
        """Step, and let the time pass that the engine wants to wait."""
        for _ in range(steps):
            done = self.engine.step()
            if until():
                return
            if isinstance(done, Wait):
                self.clock.seconds += done.seconds + 0.001
        pytest.fail(f"not there after {steps} steps: {self.engine.phase} {self.station.status()}")

    def settle(self) -> None:
        """Step until the engine has nothing to do."""
        self.engine.wake()
        if self.engine.phase is Phase.REST:
            self.engine.step()
        self.drive(lambda: self.engine.phase is Phase.REST and not self.pending())

    def close(self) -> None:
        """Let everything go."""
        self.station.close()
        self.wire.close()


@pytest.fixture(scope="session")
def cache_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that is new; the migrations take a while."""
    path = tmp_path_factory.mktemp("cache") / CACHE
    with Cache.open(path):
        pass
    return path


@pytest.fixture
def fake(database: Database) -> Iterator[Fake]:
    """The server."""
    with Fake(Server(database)) as running:
        yield running


@pytest.fixture
def rig(fake: Fake, tmp_path: Path, cache_template: Path) -> Iterator[Rig]:
    """A station that was never connected."""
    folder = tmp_path / "station"
    folder.mkdir()
    shutil.copyfile(cache_template, folder / CACHE)
    made = Rig(folder, fake)
    yield made
    made.close()
