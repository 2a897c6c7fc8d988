"""Stations at a real server, over a network that treats them badly: nothing lost, nothing twice."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from core.cadastros.commands import CriarCliente
from core.cadastros.models import Cliente
from core.cadastros.rules import DadosCliente
from core.db.unit import Unit
from core.sync.wire import Digest
from desktop.sync.agent import Agent
from desktop.sync.cache import Cache
from desktop.sync.credentials import Credentials
from desktop.sync.station import CACHE, Station
from desktop.sync.transport import Stream, Transport
from tests.faults.proxy import Proxy
from tests.support.ledgers import open_ledger
from tests.support.serving import ADMIN, PASSWORD
from tests.support.sockets import listening

STATIONS, GESTURES = 3, 25
PATIENCE = 90.0


class Bench:
    """A workstation with its agent, behind a proxy.

    Args:
        folder: of its files.
        server: address at which it signs in.
        proxy: through which it exchanges.
    """

    def __init__(self, folder: Path, server: str, proxy: Proxy) -> None:
        self.folder, self.proxy = folder, proxy
        self.people = Credentials.open(folder)
        self.people.sign_in(server, ADMIN, PASSWORD, folder.name)
        self.restarts = 0
        self.start()

    def start(self) -> None:
        """Run the agent."""
        self.station = Station.open(self.folder, self.people.actor_of, open_ledger=open_ledger)
        wire = Transport(self.proxy.url, self.people, idle_s=2.0)
        self.agent = Agent(self.station, wire, Stream(self.proxy.url, self.people, idle_s=4.0))
        self.agent.start()

    def stop(self) -> None:
        """End it."""
        self.agent.stop()
        self.station.close()

    def add(self, name: str) -> None:
        """A gesture."""
        actor, grant = self.people.person()
        self.station.do(CriarCliente(dados=DadosCliente(nome=name)), actor, grant_id=grant)

    def digest(self) -> Digest:
        """What it has."""
        return self.station.local.cache.digest()


def await_true(condition: Callable[[], bool], benches: list[Bench]) -> None:
    """Look again until it is so; somebody at every bench asks for news meanwhile."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(str([bench.station.status() for bench in benches]))
        for bench in benches:
            bench.agent.wake()
        time.sleep(0.2)


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_is_lost_and_nothing_comes_twice(
    app: FastAPI, tmp_path: Path, empty_cache: Path, seed: int
) -> None:
    random = Random(seed)
    with ExitStack() as running:
        server = running.enter_context(listening(app))
        port = urlsplit(server).port
        assert port is not None
        benches = []
        for number in range(STATIONS):
            proxy = running.enter_context(Proxy(port, seed * 100 + number))
            folder = tmp_path / f"bancada{number}"
            folder.mkdir()
            shutil.copyfile(empty_cache, folder / CACHE)
            bench = Bench(folder, server, proxy)
            running.callback(bench.stop)
            benches.append(bench)
        for number in range(GESTURES * STATIONS):
            bench = random.choice(benches)
            bench.add(f"C{number:03d}")
            if random.random() < 0.06:
                bench.stop()
                bench.start()
        for bench in benches:
            bench.proxy.calm()
            bench.agent.wake()
        await_true(lambda: _drained(benches), benches)
        await_true(lambda: _all_equal(benches, server), benches)
        state = app.state.radha
        with Unit(state.database, writes=False) as unit:
            names = sorted(unit.session.scalars(select(Cliente.nome)))
        assert names == [f"C{number:03d}" for number in range(GESTURES * STATIONS)]
        assert all(not bench.station.inbox() for bench in benches)
        # how many connections there were is the threads' chance; each way must have gone wrong
        assert all(sum(bench.proxy.fates.values()) > 0 for bench in benches)


def _drained(benches: list[Bench]) -> bool:
    return not any(bench.station.status().pending for bench in benches)


def _all_equal(benches: list[Bench], server: str) -> bool:
    with closing(Transport(server, benches[0].people)) as wire:
        theirs = wire.digest()
    return all(bench.digest().collections == theirs.collections for bench in benches)


@pytest.fixture(scope="session")
def empty_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that is new; the migrations take a while."""
    path = tmp_path_factory.mktemp("cache") / CACHE
    with Cache.open(path):
        pass
    return path
