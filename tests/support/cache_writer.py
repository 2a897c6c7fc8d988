"""A station that works until it is killed: `python -m tests.support.cache_writer FOLDER FIRST`.

Beside its gestures it takes rounds in and loads snapshots, from a server in its own folder.
"""

import random
import sys
from pathlib import Path

from core.cadastros.commands import CriarCliente
from core.cadastros.rules import DadosCliente
from core.db.engine import Database
from tests.support.caches import Server, Station, person


def work(folder: Path, first: int) -> None:
    """Say the number of each gesture as soon as it is shown."""
    dice = random.Random(first)
    other = person("bia")
    with (
        Database(f"sqlite:///{folder / 'server.db'}") as database,
        Station(folder, Server(database), done=first) as station,
    ):
        station.restart()
        for number in range(first, first + 10_000):
            station.do(CriarCliente(dados=DadosCliente(nome=f"Ana {number}")))
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()
            what = dice.randrange(8)
            if what == 0:
                station.server.run(CriarCliente(dados=DadosCliente(nome="Rui")), other)
            elif what == 1:
                station.push(3)
            elif what == 2:
                station.pull(2)
            elif what == 3:
                plan, pages = station.server.snapshot()
                answers = station.server.answers()
                station.cache.load(plan, pages)
                told = station.cache.replay(station.pending(), station.actor_of, answers)
                station.settle(told.answers)


if __name__ == "__main__":
    work(Path(sys.argv[1]), int(sys.argv[2]))
