"""A power cut takes the end of the cache's log, any byte of it; the ledger loses nothing.

The log is flushed before any of it goes into the file. As long as nothing went there, a disk can
hold any beginning of the log, and behind it anything.
"""

import os
import random
from pathlib import Path

import pytest

from core.cadastros.commands import CriarCliente
from core.cadastros.rules import DadosCliente
from core.db.engine import Database
from desktop.sync.cache import Cache
from tests.support.caches import Server, Station, dump, person, rebuilt

CUTS = int(os.environ.get("RADHA_CACHE_CUTS", "16"))
"""The long run cuts 400 times."""
OTHER = person("bia")


def customer(name: str) -> CriarCliente:
    """The command that registers one."""
    return CriarCliente(dados=DadosCliente(nome=name))


def work(station: Station, dice: random.Random) -> None:
    """What a station does in a while."""
    for number in range(12):
        station.do(customer(f"Ana {number}"))
        if dice.random() < 0.4:
            station.server.run(customer(f"Rui {number}"), OTHER)
        if dice.random() < 0.4:
            station.push(dice.randint(1, 3))
        if dice.random() < 0.5:
            station.pull(dice.randint(1, 2))


def after_cut(file: bytes, log: bytes, into: Path, dice: random.Random) -> Path:
    """Put into a folder what the disk could hold."""
    into.mkdir()
    path = into / "cache.db"
    path.write_bytes(file)
    kept = log[: dice.randint(0, len(log))]
    if dice.random() < 0.5:
        kept += dice.randbytes(dice.randint(1, 9000))
    path.with_name("cache.db-wal").write_bytes(kept)
    return path


@pytest.mark.parametrize("seed", range(4))
def test_the_cache_comes_back_older_and_catches_up(
    seed: int, sqlite_url: str, tmp_path: Path, cache_template: Path
) -> None:
    dice = random.Random(seed)
    places = set()
    with (
        Database(sqlite_url) as database,
        Station(tmp_path / "station", Server(database), cache_template) as station,
    ):
        file = station.path.read_bytes()
        work(station, dice)
        assert station.path.read_bytes() == file
        log = station.path.with_name("cache.db-wal").read_bytes()
        whole = station.cache
        for cut in range(CUTS // 4):
            path = after_cut(file, log, tmp_path / f"cut-{cut}", dice)
            with Cache.open(path) as station.cache:
                places.add(station.cache.place().cursor.seq)
                assert not station.cache.made_anew
                assert station.cache.damaged() == []
                station.cache.replay(station.pending(), station.actor_of)
                pages = station.server.pull(station.cache.place().cursor)
                applied = station.cache.apply(pages, station.pending(), station.actor_of)
                station.settle(applied.answers)
                station.cache.replay(station.pending(), station.actor_of)
            station.cache = whole
            station.pull()
            assert dump(path) == dump(station.path)
        assert dump(station.path) == rebuilt(tmp_path, station, cache_template)
        # the cuts did take something
        assert min(places) < whole.place().cursor.seq
