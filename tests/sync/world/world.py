"""Workstations, a server and their misfortunes, all from one seed."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.cadastros.commands import ArquivarCliente
from core.cadastros.models import Cliente
from core.command import Actor, Command
from core.command.fields import AlterarCampos, Change
from core.db.unit import Unit
from core.errors import RadhaError
from core.ids import derive_id
from core.sync.models import Receipt
from desktop.sync.engine import Phase, Wait
from desktop.sync.station import CACHE, Station
from tests.support.caches import ROOT, person
from tests.support.ledgers import open_ledger
from tests.support.people import cliente
from tests.support.rigs import HeldClock
from tests.sync.world.central import Central
from tests.sync.world.direct import DirectWire

PATIENCE = 400
"""Steps after which a quiet network must have brought everybody to rest."""


@dataclass
class Made:
    """A gesture that a person was told of: it must never be lost."""

    op_id: UUID
    kind: str
    name: str | None = None


class Post:
    """One workstation with its person; survives being killed, copied and put back."""

    def __init__(self, name: str, folder: Path, central: Central, random: Random) -> None:
        self.name, self.folder, self.central, self.random = name, folder, central, random
        self.device = derive_id(ROOT, f"device-{name}")
        self.person: Actor = person(name, device=self.device)
        self.clock = HeldClock()
        self.made: list[Made] = []
        self.open()

    def open(self) -> None:
        """Start the program."""
        self.folder.mkdir(exist_ok=True)
        self.station = Station.open(
            self.folder, lambda _user: self.person, clock=self.clock, open_ledger=open_ledger
        )
        self.wire = DirectWire(self.central, self.person, self.device, self.random, self.clock)
        self.engine = self.station.connect(self.wire, self.random)

    def restart(self, *, without_cache: bool = False) -> None:
        """End it and start it again."""
        self.station.close()
        if without_cache:
            for suffix in ("", "-wal", "-shm"):
                (self.folder / f"{CACHE}{suffix}").unlink(missing_ok=True)
        self.open()

    def step(self, times: int = 1) -> None:
        """Let the engine work."""
        for _ in range(times):
            done = self.engine.step()
            if isinstance(done, Wait):
                self.clock.seconds += done.seconds + 0.001

    def at_rest(self) -> bool:
        """Whether everything it did is answered and nothing is under way."""
        counts = self.station.local.ledger.counts()
        return counts.pending == 0 and self.engine.phase is Phase.REST

    def do(self, command: Command, name: str | None = None) -> None:
        """A person does something."""
        try:
            done = self.station.do(command, self.person)
        except RadhaError:
            return
        self.made.append(Made(done.op_id, command.kind, name))
        self.engine.wake()

    def customers(self) -> dict[UUID, dict[str, Any]]:
        """What it shows: living customers."""
        with self.station.local.cache.reading() as session:
            rows = session.scalars(select(Cliente).where(Cliente.archived_at.is_(None)))
            return {
                row.id: {"nome": row.nome, "bairro": row.bairro, "ver": row.ver} for row in rows
            }

    def names(self) -> set[str]:
        """Of all customers it holds, put away or not."""
        with self.station.local.cache.reading() as session:
            return set(session.scalars(select(Cliente.nome)))


@dataclass
class World:
    """All of it.

    Attributes:
        log: what happened, for whoever looks at a failure.
    """

    seed: int
    folder: Path
    template: Path
    log: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        file = self.folder / "central.db"
        shutil.copyfile(self.template, file)
        names = ("serra", "borda", "embalagem")
        people = [person(name, device=derive_id(ROOT, f"device-{name}")) for name in names]
        self.central = Central(file, *people)
        self.posts = [Post(name, self.folder / name, self.central, self.random) for name in names]
        self.serial = 0

    def happen(self, times: int) -> None:
        """Let things happen by chance."""
        deeds = (
            (30, self._create),
            (20, self._edit),
            (5, self._archive),
            (60, self._work),
            (8, self._good_round),
            (4, self._network),
            (3, self._restart),
            (2, self._lose_cache),
            (2, self._backup),
            (2, self._put_back),
        )
        weights = [weight for weight, _ in deeds]
        for _ in range(times):
            _, deed = self.random.choices(deeds, weights)[0]
            post = self.random.choice(self.posts)
            self.log.append(f"{deed.__name__} {post.name}")
            deed(post)

    def settle(self) -> None:
        """A quiet network until everybody rests."""
        # three times around, so that each hears of what the others sent last
        for post in self.posts * 3:
            post.wire.trouble = 0.0
            post.engine.wake()
            post.step()
            for _ in range(PATIENCE):
                if post.at_rest():
                    break
                post.step()
            else:
                raise AssertionError(f"PROGRESS {post.name} {post.engine.status()}")

    def close(self) -> None:
        """Let every file go."""
        for post in self.posts:
            post.station.close()
        self.central.close()

    def _create(self, post: Post) -> None:
        self.serial += 1
        name = f"Cliente {self.serial}"
        before = len(post.made)
        post.do(cliente(name), name)
        if len(post.made) > before:
            assert name in {row["nome"] for row in post.customers().values()}, "OWN_WRITES"

    def _edit(self, post: Post) -> None:
        shown = post.customers()
        if not shown:
            return
        key = self.random.choice(sorted(shown))
        row = shown[key]
        wanted = f"Bairro {self.random.randrange(1000)}"
        change = Change(was=row["bairro"], to=wanted)
        command = AlterarCampos(
            collection="cliente", id=key, base=row["ver"], set={"bairro": change}
        )
        before = len(post.made)
        post.do(command)
        if len(post.made) > before:
            assert post.customers()[key]["bairro"] == wanted, "OWN_WRITES"

    def _archive(self, post: Post) -> None:
        shown = post.customers()
        if shown:
            post.do(ArquivarCliente(id=self.random.choice(sorted(shown))))

    def _work(self, post: Post) -> None:
        post.step(self.random.randrange(1, 8))
        waiting = {UUID(entry.op_id) for entry in post.station.local.ledger.pending()}
        mine = {made.name for made in post.made if made.name and made.op_id in waiting}
        assert mine <= post.names(), f"OWN_WRITES {post.name}"

    def _good_round(self, post: Post) -> None:
        trouble, post.wire.trouble = post.wire.trouble, 0.0
        post.engine.wake()
        post.step(40)
        post.wire.trouble = trouble

    def _network(self, post: Post) -> None:
        post.wire.trouble = self.random.choice((0.0, 0.1, 0.4, 1.0))

    def _restart(self, post: Post) -> None:
        trouble = post.wire.trouble
        post.restart()
        post.wire.trouble = trouble

    def _lose_cache(self, post: Post) -> None:
        post.restart(without_cache=True)

    def _backup(self, _post: Post) -> None:
        self.central.save()

    def _put_back(self, _post: Post) -> None:
        self.central.put_back()


def receipts(central: Central) -> dict[UUID, Receipt]:
    """Everything the server answered."""
    with Unit(central.database, writes=False) as unit:
        return {receipt.id: receipt for receipt in unit.session.scalars(select(Receipt))}
