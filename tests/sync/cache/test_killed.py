"""`kill -9` of a real station at any moment: what it showed is shown again."""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from core.cadastros.models import Cliente
from core.db.engine import Database
from tests.support.caches import Server, Station

ROOT = Path(__file__).parents[3]
KILLS = int(os.environ.get("RADHA_CACHE_KILLS", "4"))
"""The long run kills 200 times."""


def work_and_die(folder: Path, first: int, lines: int, more_bytes: int) -> list[int]:
    """Kill the station after this many gestures; the numbers of all that it showed."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.support.cache_writer", str(folder), str(first)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        said = b"".join(process.stdout.readline() for _ in range(lines))
        # somewhere in the middle of the next steps
        said += process.stdout.read(more_bytes)
        process.kill()
        said += process.stdout.read()
    return [int(line) for line in said.decode().splitlines(keepends=True) if line.endswith("\n")]


def shown(station: Station) -> set[str]:
    """The customers that the station shows."""
    with station.cache.reading() as session:
        return set(session.scalars(select(Cliente.nome)))


@pytest.mark.parametrize("seed", range(2))
def test_what_was_shown_is_shown_again(
    seed: int, tmp_path: Path, sqlite_template: Path, cache_template: Path
) -> None:
    dice = random.Random(seed)
    shutil.copyfile(sqlite_template, tmp_path / "server.db")
    shutil.copyfile(cache_template, tmp_path / "cache.db")
    said: list[int] = []
    for _ in range(KILLS // 2):
        first = said[-1] + 2 if said else 0
        said += work_and_die(tmp_path, first, dice.randint(1, 40), dice.randint(0, 30))
        with (
            Database(f"sqlite:///{tmp_path / 'server.db'}") as database,
            Station(tmp_path, Server(database)) as station,
        ):
            assert not station.cache.made_anew
            station.restart()
            station.pull()
            assert {f"Ana {number}" for number in said} <= shown(station)
            # in the end nothing is lost and nothing is there twice
            station.push()
            station.pull()
            assert station.pending() == []
            assert station.cache.digest().collections == station.server.digest()
            assert station.cache.digest().collections["cliente"][0] >= len(said)
            assert station.cache.damaged() == []
