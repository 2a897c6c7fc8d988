"""Who calls, and a batch that is there."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.support.chao import Chao, of, semear
from tests.support.serving import login

FLOOR = (
    "producao/apontamento",
    "producao/apontamento-volume",
    "producao/ocorrencias",
    "producao/motivos",
    "producao/relatorios/ocorrencias",
    "producao/maquinas",
    "planos-producao/nesting",
)


@pytest.fixture
def who(client: TestClient) -> dict[str, str]:
    return login(client, *FLOOR, username="ana")


@pytest.fixture
def chao(client: TestClient) -> Chao:
    return semear(of(client))


@pytest.fixture
def reason(client: TestClient, who: dict[str, str]) -> None:
    body = {"codigo": "M1", "descricao": "Risco", "tipo": "Interna", "setor": "Corte"}
    client.post("/motivos-ocorrencias", json=body, headers=who)
