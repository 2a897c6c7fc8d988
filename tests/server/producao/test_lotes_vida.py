"""A batch step by step over HTTP, and its parts one at a time."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from core.geometry import Path
from core.parts import Operation, OperationKind
from core.producao.rules.forma import operations_form
from server.state import State
from tests.server.producao.test_lotes import files_of
from tests.support.lotes import imported, sample
from tests.support.serving import login
from tests.support.statements import statements

OFFICE = ("producao", "producao/lote")
BOARD = {
    "nome": "LATERAL",
    "comprimento": 700,
    "largura": 500,
    "espessura": 18,
    "material": "MDF 18mm",
}
HOLE = Operation(kind=OperationKind.DRILL, path=Path.point((10, 20)), depth=12.0, diameter=8.0)


@pytest.fixture
def state(client: TestClient) -> State:
    found: State = client.app.state.radha  # type: ignore[attr-defined]  # an application of ours
    return found


class Office:
    """A person of the office at the keyboard."""

    def __init__(self, client: TestClient) -> None:
        self._client = client
        self._headers = login(client, *OFFICE)

    def __call__(self, method: str, path: str, *, expect: int = 200, **body: Any) -> Any:
        """The answer's JSON."""
        answer = self._client.request(method, path, headers=self._headers, json=body or None)
        assert answer.status_code == expect, answer.text
        return answer.json()


@pytest.fixture
def office(client: TestClient) -> Office:
    return Office(client)


@pytest.fixture
def lote(office: Office) -> int:
    """A batch with one package of one part."""
    number = office("POST", "/lotes-producao", nome="Cozinha")["id"]
    package = office("POST", f"/lotes/{number}/pacotes", cliente="Ana", ambiente="Sala")
    office("POST", f"/pacotes/{package['number']}/pecas", peca=BOARD, quantidade=2)
    return int(number)


def test_a_batch_goes_through_its_life(office: Office, lote: int) -> None:
    path = f"/producao/lotes/{lote}"
    states = [
        office("POST", f"{path}/passo/{step}")["estado"]
        for step in ("conferir", "planejar", "liberar", "iniciar", "concluir")
    ]
    assert states == ["conferido", "planejado", "liberado", "em_producao", "concluido"]
    assert office("POST", f"{path}/voltar", de="concluido")["estado"] == "em_producao"
    told = office("POST", f"{path}/voltar", expect=409, de="em_producao")
    assert told["codigo"] == "lote.sem_volta"
    office("POST", f"{path}/passo/voar", expect=422)


def test_a_batch_is_held_up_and_goes_on(office: Office, lote: int) -> None:
    path = f"/lotes/{lote}"
    held = office("POST", f"{path}/suspender", motivo="falta cola")
    assert (held["suspenso"], held["motivo_suspensao"]) == (True, "falta cola")
    assert office("POST", f"{path}/passo/conferir", expect=409)["codigo"] == "lote.suspenso"
    assert office("POST", f"{path}/retomar")["suspenso"] is False


def test_a_header_changes(client: TestClient, office: Office, lote: int) -> None:
    path = f"/lotes/{lote}"
    people = client.get("/usuarios", headers=login(client, "cadastros/usuarios")).json()
    person = people["usuarios"][0]["id"]

    office("POST", f"{path}/prazo", prazo="2031-02-05")
    office("POST", f"{path}/responsavel", usuario=person)
    office("POST", f"{path}/observacoes", observacoes="frágil")
    office("POST", f"{path}/nome", nome="Cozinha Ana")

    shown = office("GET", path)
    assert (shown["prazo"], shown["observacoes"]) == ("2031-02-05", "frágil")
    assert (shown["nome"], shown["clientes"], shown["pecas"]) == ("Cozinha Ana", ["Ana"], 2)
    assert shown["m2"] == pytest.approx(0.7)
    office("DELETE", "/lotes-producao/Cozinha Ana")
    office("GET", path, expect=404)
    assert office("POST", f"{path}/restaurar")["nome"] == "Cozinha Ana"


def test_a_part_one_step_at_a_time(office: Office, lote: int) -> None:
    shown = office("GET", "/pecas/1")
    assert (shown["nome"], shown["orientacao"], shown["quantidade"]) == ("LATERAL", "horizontal", 2)
    assert [one["codigo"] for one in shown["copias"]] == ["SV000001", "SV000002"]

    office("PUT", "/pecas/1", mudanca={"nome": "BASE"}, vista=1)
    told = office("PUT", "/pecas/1", expect=409, mudanca={"nome": "B"}, vista=1)
    assert told["codigo"] == "peca.mudou"
    office("PUT", "/pecas/1/operacoes", operacoes=operations_form((HOLE,)))
    office("POST", "/pecas/1/quantidade", quantidade=3)
    again = office("POST", "/pecas/1/refazer", copias=[2])
    copied = office("POST", "/pecas/1/duplicar")
    office("DELETE", f"/pecas/{copied['number']}")
    office("POST", f"/pecas/{copied['number']}/restaurar")

    after = office("GET", "/pecas/1")
    assert (after["nome"], after["operacoes"]) == ("BASE", operations_form((HOLE,)))
    assert again["codigos"] == ["SV000004"]
    assert {(one["copia"], one["situacao"]) for one in after["copias"]} == {
        (1, "ativa"),
        (2, "ativa"),
        (2, "substituida"),
        (3, "ativa"),
    }
    assert office("GET", f"/lotes/{lote}")["pecas"] == 6


def test_a_released_part_changes_in_a_revision(office: Office, lote: int) -> None:
    for step in ("conferir", "planejar", "liberar"):
        office("POST", f"/lotes/{lote}/passo/{step}")
    told = office("PUT", "/pecas/1", expect=409, mudanca={"nome": "B"})
    assert told["codigo"] == "peca.liberada"
    office("POST", "/pecas/1/revisao", motivo="medida")
    office("PUT", "/pecas/1", mudanca={"nome": "B"})
    assert office("GET", f"/lotes/{lote}")["em_revisao"] == 1
    assert office("DELETE", "/pecas/1/revisao")["revisao"] == 3
    assert office("POST", "/pecas/1/confirmar-retangulo", expect=409)["codigo"] == "peca.liberada"


def test_packages_and_hardware(office: Office, lote: int) -> None:
    item = office("POST", "/pacotes/1/ferragens", nome="Dobradiça", quantidade=4)["number"]
    office("PUT", f"/ferragens/{item}", quantidade=6)
    office("PUT", "/pacotes/1", ambiente="Quarto")
    assert office("DELETE", "/pacotes/1", expect=409)["codigo"] == "pacote.com_pecas"
    office("DELETE", f"/ferragens/{item}")
    office("POST", f"/ferragens/{item}/restaurar")
    empty = office("POST", f"/lotes/{lote}/pacotes", cliente="Bia")["number"]
    office("PUT", "/pecas/1", pacote=empty)
    office("DELETE", f"/ferragens/{item}")
    office("DELETE", "/pacotes/1")
    office("POST", "/pacotes/1/restaurar")

    packages = office("GET", "/lotes-producao/Cozinha")["pacotes"]
    assert [(one["nome_pacote"], len(one["pecas"])) for one in packages] == [
        ("Ana - Sala", 0),
        ("Bia", 1),
    ]


def test_what_would_change_is_told_before_it_is_done(client: TestClient, office: Office) -> None:
    me = login(client, *OFFICE)
    files = files_of("cozinha_promob")

    def send(**more: str) -> Any:
        data = {"nome": "C", **more}
        return client.post("/importar-xml", data=data, files=files, headers=me)

    first = send().json()
    part = first["pacotes"][0]["pecas"][0]["id"]
    office("PUT", f"/pecas/{part}", mudanca={"observacoes": "minha"})
    told = send(comparar="1").json()
    (only,) = told["diferencas"]
    assert (only["mudanca"], only["editada"], only["decisao"]) == ("alterada", True, "manter")
    assert office("GET", f"/pecas/{part}")["observacoes"] == "minha"
    wrong = send(decisoes='{"x": "rasgar"}')
    assert (wrong.status_code, wrong.json()["codigo"]) == (422, "registro.campo_invalido")

    done = send(decisoes=json.dumps({only["chave"]: "trocar"})).json()

    assert (done["alteradas"], done["mantidas"]) == (1, 0)
    assert office("GET", f"/pecas/{part}")["observacoes"] != "minha"
    readings = office("GET", f"/lotes/{first['id']}/leituras")
    assert [one["diferencas"]["alteradas"] for one in readings] == [0, 1]
    report = office("GET", f"/lotes/{first['id']}/relatorio")
    assert report["counts"] == first["contagens"]


def test_one_record_needs_a_fixed_number_of_statements(
    state: State, office: Office, lote: int
) -> None:
    def counted(path: str) -> int:
        with statements(state.database.engine) as seen:
            office("GET", path)
        return len(seen)

    paths = (f"/lotes/{lote}", "/pecas/1", f"/lotes/{lote}/leituras")
    before = [counted(path) for path in paths]
    imported(state.database, sample(), nome="Cozinha")
    office("POST", "/pecas/1/quantidade", quantidade=9)

    assert before == [counted(path) for path in paths]


def test_who_may_not_is_refused(client: TestClient, office: Office, lote: int) -> None:
    reader = login(client, "producao")
    calls = [
        ("POST", f"/lotes/{lote}/passo/conferir", None),
        ("POST", f"/lotes/{lote}/prazo", {"prazo": None}),
        ("PUT", "/pecas/1", {"mudanca": {"nome": "B"}}),
        ("DELETE", "/pecas/1", None),
        ("PUT", "/pacotes/1", {"ambiente": "x"}),
        ("POST", "/pacotes/1/ferragens", {"nome": "x", "quantidade": 1}),
    ]
    for method, path, body in calls:
        answer = client.request(method, path, headers=reader, json=body)
        assert answer.status_code == 403, (path, answer.text)
    assert client.get("/pecas/1", headers=reader).status_code == 200
    assert office("GET", "/pecas/1")["nome"] == "LATERAL"
