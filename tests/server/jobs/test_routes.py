"""The routes of jobs, and old synchronous routes that wait for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import pytest
from fastapi import Depends, FastAPI
from starlette.testclient import TestClient

from core.ids import new_id
from core.jobs.queries import ALL
from server.api.deps import Caller, needs
from server.jobs.waiting import answer
from server.settings import Settings
from tests.support.job_kinds import RIGHT
from tests.support.jobs import until
from tests.support.serving import login, settings_for


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """A server that carries out the jobs of the tests itself."""
    return settings_for(database_url, tmp_path, job_modules=("tests.support.job_kinds",))


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """The running application, with routes that wait for a job as the old ones do."""

    @app.post("/contar")
    def count(
        call: Annotated[Caller, Depends(needs(RIGHT))], gates: str = "", wait: float = 60
    ) -> Any:
        return answer(call, "teste.contar", {"gates": gates}, wait_seconds=wait)

    @app.post("/recusar")
    def refuse(call: Annotated[Caller, Depends(needs(RIGHT))]) -> Any:
        return answer(call, "teste.recusar", {"valor": "A1"}, wait_seconds=60)

    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as opened:
        yield opened


def test_a_short_job_is_answered_as_if_there_were_none(client: TestClient) -> None:
    person = login(client, RIGHT)
    key = {"Idempotency-Key": str(new_id())}

    answers = [client.post("/contar", headers=person | key) for _ in range(2)]
    refused = client.post("/recusar", headers=person)

    assert [(one.status_code, one.json()["numero"]) for one in answers] == [(200, 1)] * 2
    assert refused.status_code == 409
    assert refused.json()["detail"] == "Já existe um registro com codigo A1."
    listed = client.get("/trabalhos", headers=person).json()["trabalhos"]
    assert [(job["tipo"], job["estado"]) for job in listed] == [
        ("teste.recusar", "falhou"),
        ("teste.contar", "concluido"),
    ]


def test_a_long_job_is_answered_with_its_address(client: TestClient, tmp_path: Path) -> None:
    person, other, boss = login(client, RIGHT), login(client, RIGHT), login(client, ALL)
    (tmp_path / "start.closed").touch()

    told = client.post(f"/contar?wait=0&gates={tmp_path}", headers=person)
    address = told.headers["Location"]

    assert told.status_code == 202
    assert told.json()["trabalho"]["estado"] in ("na_fila", "executando")
    until(lambda: list(tmp_path.glob("start.*.reached")))
    running = client.get(address, headers=person).json()["trabalho"]
    assert (running["estado"], running["progresso"], running["mensagem"]) == (
        "executando",
        0.25,
        "Leitura",
    )
    for path in ("", "/cancelar", "/repetir"):
        send = client.post if path else client.get
        assert send(address + path, headers=other).status_code == 404
        assert send(address + path).status_code == 401
    assert client.get("/trabalhos", headers=other).json() == {"trabalhos": []}
    assert client.get(address, headers=boss).status_code == 200

    cancelled = client.post(f"{address}/cancelar", headers=person)
    assert cancelled.status_code == 200
    assert cancelled.json()["trabalho"]["cancelamento_pedido"] is True
    assert client.post(f"{address}/cancelar", headers=person).status_code in (200, 409)
    until(lambda: client.get(address, headers=person).json()["trabalho"]["estado"] == "cancelado")

    (tmp_path / "start.open").touch()
    again = client.post(f"{address}/repetir", headers=boss)
    assert again.status_code == 200
    assert again.json()["trabalho"]["estado"] in ("na_fila", "executando")
    until(lambda: client.get(address, headers=person).json()["trabalho"]["estado"] == "concluido")
    done = client.post(f"{address}/repetir", headers=person)
    assert (done.status_code, done.json()["codigo"]) == (409, "trabalhos.nao_repete")


def test_pages_of_jobs(client: TestClient) -> None:
    person = login(client, RIGHT)
    asked = [
        client.post("/contar?wait=0&gates=", headers=person).headers["Location"].split("/")[-1]
        for _ in range(3)
    ]

    first = client.get("/trabalhos?limite=2", headers=person)
    following = first.headers["Link"].split(";")[0].strip("<>")
    second = client.get(following, headers=person)

    seen = [job["id"] for page in (first, second) for job in page.json()["trabalhos"]]
    assert seen == sorted(asked, reverse=True, key=UUID)
    assert "Link" not in second.headers
    assert client.get(f"/trabalhos/{new_id()}", headers=person).status_code == 404
    assert client.get("/trabalhos/x", headers=person).status_code == 422
    assert client.get("/trabalhos?limite=0", headers=person).status_code == 422
