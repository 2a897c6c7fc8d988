"""Lists need as many statements for many rows as for few."""

from itertools import count

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from core.command import Command
from core.db.engine import Database
from core.producao.commands.estoque import (
    ConsumirReserva,
    CriarLocal,
    RegistrarEntrada,
    ReservarItem,
)
from core.producao.commands.material import CriarChapa
from server.state import State
from tests.support.databases import run
from tests.support.estoque import CHEFE
from tests.support.serving import login
from tests.support.statements import statements

LISTS = [
    "/chapas",
    "/chapas-estoque",
    "/chapas-estoque-mov",
    "/chapas-estoque-movimentos",
    "/chapas-estoque-reservas",
    "/chapas-estoque-totais",
    "/chapas-estoque-compras",
    "/locais-estoque",
]
_serial = count()


@pytest.fixture
def database(app: FastAPI) -> Database:
    state: State = app.state.radha
    return state.database


def fill(database: Database, times: int) -> None:
    """Each time one of everything that the lists show."""

    def key(command: Command) -> str:
        return str(run(database, command, CHEFE)["id"])

    for n in (next(_serial) for _ in range(times)):
        board = CriarChapa(
            propriedade=f"MDF {n}", espessura=18, comprimento=2750, largura=1850, estoque_minimo=9
        )
        material, place = key(board), key(CriarLocal(codigo=f"L{n}"))
        held = key(RegistrarEntrada(chapa_id=material, local_id=place, quantidade=3))
        key(ReservarItem(item_id=held))
        key(ConsumirReserva(id=key(ReservarItem(item_id=held))))


def test_lists_do_not_ask_more_for_more_rows(client: TestClient, database: Database) -> None:
    person = login(client, "producao/chapas", "producao/chapas/estoque")

    def asked(path: str) -> tuple[int, int]:
        client.get(path, headers=person)  # what a first request asks besides
        with statements(database.engine) as seen:
            answer = client.get(path, headers=person)
        assert answer.status_code == 200, answer.text
        return len(answer.json()), len(seen)

    fill(database, 2)
    few = {path: asked(path) for path in LISTS}
    fill(database, 5)
    many = {path: asked(path) for path in LISTS}

    assert all(many[path][0] > few[path][0] for path in LISTS)
    assert {path: n for path, (_, n) in many.items()} == {path: n for path, (_, n) in few.items()}
