"""A workstation and its engine, driven by hand."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import httpx2
import pytest

from core.cadastros.commands import CriarCliente
from core.cadastros.rules import DadosCliente
from desktop.sync.engine import Engine, Phase, Wait
from desktop.sync.station import Done, Station
from desktop.sync.transport import SignInNeeded, Transport
from tests.support.caches import DEVICE, MORNING, person
from tests.support.fake_server import TOKEN, Fake
from tests.support.ledgers import open_ledger


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
        self.url = fake.url
        self.wire = Transport(fake.url, self.session)
        self.open()

    def open(self) -> None:
        """Start the program."""
        self.station = Station.open(
            self.folder, lambda _key: self.me, clock=self.clock, open_ledger=open_ledger
        )
        self.engine: Engine = self.station.connect(self.wire, Random(7))

    def impatient(self) -> None:
        """Wait only a moment for an answer, in a test whose server gives none."""
        self.wire.close()
        self.wire = Transport(self.url, self.session, idle_s=0.3)
        self.engine = self.station.connect(self.wire, Random(7))

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
