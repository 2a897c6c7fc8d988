"""The order of a gesture, and what a person is told of it."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from core.cadastros.commands import CriarCliente
from core.cadastros.rules import DadosCliente
from core.command import Actor
from core.errors import Denied, EnvironmentFault
from core.producao.commands.apontamento import RegistrarApontamento
from desktop.sync.ledger import Ledger, State
from desktop.sync.ledger.entry import Cell
from desktop.sync.ledger.store import Connection, Rows, connect_file
from desktop.sync.station import Station
from tests.support.caches import DEVICE, MORNING, person
from tests.support.fake_server import Fake
from tests.support.ledgers import open_ledger
from tests.support.rigs import Rig
from tests.sync.engine.test_exchange import shown

CPF = "52998224725"


def customer(name: str, document: str | None = None) -> CriarCliente:
    """The command that registers one."""
    return CriarCliente(dados=DadosCliente(nome=name, documento=document))


def scan() -> RegistrarApontamento:
    """A fact that no stage is known for."""
    return RegistrarApontamento(codigo="X1", etapa="corte", estacao="b1", lido_em=MORNING)


def test_a_gesture_is_in_the_ledger_and_seen_when_it_returns(rig: Rig) -> None:
    done = rig.add("Ana")

    entry = rig.station.local.ledger.find(str(done.op_id))
    assert entry is not None
    assert (entry.kind, entry.state, entry.boot_id) == ("cliente.criar", State.PENDING, "b")
    assert done.result["id"]
    assert done.doubt is None
    assert shown(rig) == 1


def test_what_the_rules_refuse_is_told_and_not_recorded(rig: Rig) -> None:
    nobody = Actor(rig.me.id, "ana", frozenset(), DEVICE)

    with pytest.raises(Denied):
        rig.station.do(customer("Ana"), nobody)

    assert rig.pending() == 0
    assert shown(rig) == 0


def test_a_fact_is_recorded_even_where_the_rules_speak_against_it(rig: Rig) -> None:
    nobody = Actor(rig.me.id, "ana", frozenset(), DEVICE)

    done = rig.station.do(scan(), nobody)

    assert isinstance(done.doubt, Denied)
    assert rig.pending() == 1


def test_what_the_server_did_not_carry_out_lies_in_the_inbox(rig: Rig, fake: Fake) -> None:
    rig.settle()
    fake.real.run(customer("Ana", CPF), rig.me)
    done = rig.station.do(customer("Bia", CPF), rig.me)

    rig.settle()

    (notice,) = rig.station.inbox()
    assert notice.op_id == done.op_id
    assert (notice.state, notice.kind) == (State.REFUSED, "cliente.criar")
    assert notice.why not in notice.sentence()
    assert shown(rig) == 1


class _Full:
    """A disk that is full whenever something is written."""

    def __init__(self, inner: Connection) -> None:
        self.inner = inner
        self.full = False

    def execute(self, sql: str, parameters: Sequence[Cell] = (), /) -> Rows:
        """Run it, or fail as SQLite does."""
        if self.full and sql.lstrip().startswith("INSERT"):
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error
        return self.inner.execute(sql, parameters)

    def close(self) -> None:
        """Let the file go."""
        self.inner.close()


@pytest.mark.parametrize("fact", [False, True])
def test_on_a_full_disk_nothing_counts_and_nothing_is_shown(rig: Rig, *, fact: bool) -> None:
    rig.station.close()
    disks: list[_Full] = []

    def opened(path: Path) -> Ledger:
        def connect(file: Path) -> Connection:
            disks.append(_Full(connect_file(file)))
            return disks[-1]

        return open_ledger(path, connect=connect)

    with Station.open(rig.folder, lambda _: rig.me, clock=rig.clock, open_ledger=opened) as station:
        disks[-1].full = True
        command = scan() if fact else customer("Ana")
        with pytest.raises(EnvironmentFault) as raised:
            station.do(command, person("ana", device=DEVICE))
        assert raised.value.code == "sync.disco_cheio"
        assert station.status().pending == 0
    rig.open()
    assert shown(rig) == 0
