"""Nesting and saw over HTTP, in the shapes of the old clients, with the real search and proof."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from core.db.unit import Unit
from core.ids import new_id
from core.parts.codes import MemoryRegister
from core.pipeline.reading import read
from core.producao.commands.plano import Arquivo, ConfirmarPlano, ExportarPlano
from core.producao.models.estoque import ItemEstoque
from core.producao.models.lote import Lote
from core.producao.models.plano import Plano
from core.producao.rules.estados_estoque import TipoItem
from server.state import State
from tests.support.lotes import imported
from tests.support.pipeline import settings as search_settings
from tests.support.pipeline import small_source
from tests.support.planos import SHA, Cena, do, plano, registrar, tabuas
from tests.support.planos import lote as lote_de_teste
from tests.support.serving import every_server, login
from tests.support.statements import statements

MINE = ("planos-producao/nesting", "planos-producao/seccionadora", "producao/corte")
NEST: dict[str, Any] = {
    "pasta_lote": "lotes/Lote_Teste.zip",
    "largura_chapa": "",
    "ferramentas": [],
    "config_maquina": None,
    "config_layers": [],
    "sobras_ids": [],
    "segundos": 0.3,
}
KEY = "nestings/Nesting_Lote_Teste.zip"


@pytest.fixture
def state(client: TestClient) -> State:
    found: State = client.app.state.radha  # type: ignore[attr-defined]  # an application of ours
    return found


@pytest.fixture
def lote(state: State, tmp_path: Path) -> int:
    """A batch of three small panels of one white board, and its number."""
    source = small_source(tmp_path / "fonte")
    batch = read([source], search_settings(), codes=MemoryRegister()).batch
    return int(str(imported(state.database, batch, nome="Teste")["number"]))


@pytest.fixture
def me(client: TestClient, lote: int) -> dict[str, str]:  # noqa: ARG001 - the batch must be there
    return login(client, *MINE)


def boards(state: State) -> list[tuple[int, int]]:
    """Whole boards: how many there are, how many are promised."""
    with Unit(state.database, writes=False) as unit:
        rows = unit.session.query(ItemEstoque).filter_by(tipo=TipoItem.CHAPA).all()
        return [(row.quantidade, row.reservada) for row in rows]


def wait(client: TestClient, state: State, seconds: float) -> None:
    """Let the old routes wait so long from now on."""
    changed = state.settings.model_copy(update={"job_wait_seconds": seconds})
    for server in every_server(client):
        server.state.radha = replace(server.state.radha, settings=changed)


def plans(state: State) -> int:
    with Unit(state.database, writes=False) as unit:
        return unit.session.query(Plano).count()


def test_from_batch_to_files_in_the_old_shapes(
    client: TestClient, state: State, me: dict[str, str]
) -> None:
    tabuas(state.database, 3)

    shown = client.post("/executar-nesting", json=NEST, headers=me)
    assert shown.status_code == 200, shown.text
    body = shown.json()
    assert body["status"] == "ok"
    assert body["layers"]
    (sheet,) = body["preview"]
    assert (sheet["codigo"], sheet["largura"], sheet["altura"]) == ("001", 2750, 1850)
    assert {entry["tipo"] for entry in sheet["operacoes"]} == {"Peca", "Sobra", "Operacao"}

    again = client.post("/producao/nesting-preview", json=NEST, headers=me)
    assert again.json() == {"chapas": body["preview"]}
    assert client.get("/nestings", headers=me).json() == {"nestings": []}

    final = client.post("/executar-nesting-final", json=NEST, headers=me)
    assert final.status_code == 200, final.text
    assert final.json()["status"] == "ok"
    assert final.json()["pasta_resultado"] == KEY
    assert boards(state) == [(3, 1)]
    assert client.post("/executar-nesting-final", json=NEST, headers=me).json() == final.json()
    assert (boards(state), plans(state)) == ([(3, 1)], 1)

    (row,) = client.get("/producao/nestings", headers=me).json()["nestings"]
    assert (row["id"], row["lote"], row["obj_key"]) == (body["id"], "Teste", KEY)
    assert row["arquivo_url"] == f"/producao/download-nesting/{row['id']}"
    (same,) = client.get("/nestings", headers=me).json()["nestings"]
    assert same["arquivo_url"] == f"/download-nesting/{row['id']}"
    packed = client.get(row["arquivo_url"], headers=me)
    names = zipfile.ZipFile(io.BytesIO(packed.content)).namelist()
    assert {"layout.json", "report.json", "plan.pdf", "labels.pdf"} <= set(names)
    assert any(name.endswith(".nc") for name in names)

    loaded = client.get("/carregar-nesting-preview", params={"obj_key": KEY}, headers=me)
    assert loaded.json() == {"chapas": body["preview"]}
    named = {"obj_key": f"producao/{KEY}", "pasta_resultado": "x"}
    assert client.post("/remover-nesting", json=named, headers=me).json() == {"status": "ok"}
    assert client.get("/nestings", headers=me).json() == {"nestings": []}
    assert boards(state) == [(3, 0)]


def test_the_final_step_alone_and_sent_twice_has_one_effect(
    client: TestClient, state: State, me: dict[str, str]
) -> None:
    tabuas(state.database, 3)
    machine = {
        **NEST,
        "config_maquina": {"nome": "Da fábrica", "espacoEntrePecas": "12", "zSeguranca": "45"},
        "ferramentas": [
            {"tipo": "Fresa", "codigo": "1", "descricao": "FRESA 6MM", "diametro": "6"},
            {"tipo": "Broca", "codigo": "8", "descricao": "BROCA 8MM", "diametro": "8"},
            {"tipo": "Broca", "codigo": "5", "descricao": "BROCA 5MM", "diametro": "5"},
        ],
    }
    once = {**me, "Idempotency-Key": str(new_id())}

    first = client.post("/producao/executar-nesting-final", json=machine, headers=once)
    second = client.post("/producao/executar-nesting-final", json=machine, headers=once)

    assert first.status_code == 200, first.text
    assert first.json() == second.json()
    assert (boards(state), plans(state)) == ([(3, 1)], 1)
    (row,) = client.get("/nestings", headers=me).json()["nestings"]
    detail = client.get(f"/nestings/{row['id']}", headers=me).json()
    assert (detail["maquina"], detail["estado"]) == ("Da fábrica", "exportado")


def test_the_saw_from_batch_to_lists(client: TestClient, state: State, me: dict[str, str]) -> None:
    asked = {"pasta_lote": "Lote_Teste", "segundos": 0.3}

    shown = client.post("/seccionadora-preview", json=asked, headers=me)
    assert shown.status_code == 200, shown.text
    (sheet,) = shown.json()["chapas"]
    assert set(sheet[0]) == {"x", "y", "width", "height", "Material"}
    assert len(sheet) == 3

    final = client.post("/producao/executar-seccionadora", json=asked, headers=me)
    assert final.status_code == 200, final.text
    assert final.json()["pasta_resultado"] == "seccionadoras/Seccionadora_Lote_Teste.zip"

    (row,) = client.get("/seccionadoras", headers=me).json()["seccionadoras"]
    detail = client.get(f"/seccionadoras/{row['id']}", headers=me).json()
    cuts = detail["folhas"][0]["cortes"]
    assert [cut["numero"] for cut in cuts] == list(range(1, len(cuts) + 1))
    assert sum(1 for cut in cuts if cut["peca"]) >= 1
    assert client.get(row["arquivo_url"], headers=me).status_code == 200
    assert client.get(f"/nestings/{row['id']}", headers=me).status_code == 404
    assert plans(state) == 1


def test_a_search_that_takes_longer_than_a_request_answers_with_its_address(
    client: TestClient, state: State, me: dict[str, str]
) -> None:
    wait(client, state, 0.0)
    long = {**NEST, "segundos": 3000}

    told = client.post("/executar-nesting", json=long, headers=me)

    assert told.status_code == 202
    job = told.headers["Location"]
    key = job.rpartition("/")[2]
    assert client.post("/executar-nesting", json=long, headers=me).headers["Location"] == job
    assert client.post(f"/nestings/buscas/{key}/parar", headers=me).status_code == 200
    wait(client, state, 240.0)
    kept = client.post("/executar-nesting", json=long, headers=me)
    assert kept.status_code == 200, kept.text
    assert kept.json()["preview"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/executar-nesting", NEST),
        ("/nesting-preview", NEST),
        ("/executar-nesting-final", NEST),
        ("/seccionadora-preview", NEST),
        ("/executar-seccionadora", NEST),
        ("/remover-nesting", {"id": 1}),
        ("/nestings/1/confirmar", {}),
        ("/nestings/1/chapas/001/iniciar", {}),
    ],
)
def test_strangers_and_people_without_the_permission_are_told_so(
    client: TestClient, path: str, body: dict[str, Any]
) -> None:
    other = login(client, "producao")

    assert client.post(path, json=body).status_code == 401
    assert client.post(f"/producao{path}", json=body, headers=other).status_code == 403


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"pasta_lote": "Lote_Nenhum"}, 404, "lote.ausente"),
        ({"pasta_lote": ""}, 422, "servidor.dados_invalidos"),
        ({"largura_chapa": -1}, 422, "servidor.dados_invalidos"),
        ({"sobras_ids": [99]}, 422, "plano.sobra_ausente"),
        ({"sobras_ids": [2**70]}, 422, "servidor."),
        ({"pasta_lote": "a\x00b"}, 422, "servidor."),
        ({"config_maquina": {"nome": "\ud800"}}, 422, "servidor."),
        ({"ferramentas": ["x"]}, 422, "servidor.dados_invalidos"),
        (
            {"config_maquina": {"comprimentoX": "-5"}, "cortes": [1]},
            422,
            "servidor.dados_invalidos",
        ),
    ],
)
def test_bad_requests_are_answered_and_never_a_fault(
    client: TestClient, me: dict[str, str], change: dict[str, Any], status: int, code: str
) -> None:
    body = json.dumps({**NEST, **change})  # what a strict client would refuse to send
    typed = {**me, "Content-Type": "application/json"}

    told = client.post("/executar-nesting", content=body, headers=typed)

    assert told.status_code == status
    assert told.json()["codigo"].startswith(code)


def test_what_is_not_there_is_said_so(client: TestClient, me: dict[str, str]) -> None:
    for path in (
        "/download-nesting/9",
        "/nestings/9",
        "/nestings/9/layout",
        "/seccionadoras/9/arquivo",
        "/carregar-nesting-preview?obj_key=nestings/Nesting_x.zip",
        "/nestings/9/chapas/001/pecas",
    ):
        assert client.get(path, headers=me).status_code == 404, path
    assert client.post("/remover-nesting", json={"id": 9}, headers=me).status_code == 404
    assert client.post("/remover-nesting", json={}, headers=me).status_code == 422
    strange = client.get("/carregar-nesting-preview?obj_key=a%00b", headers=me)
    assert strange.status_code == 422
    assert client.get("/nestings/9/arquivos/a%00b", headers=me).status_code == 422


def test_a_search_that_failed_may_be_asked_for_again(
    client: TestClient, state: State, me: dict[str, str]
) -> None:
    change(state, suspenso=True)
    refused = client.post("/executar-nesting-final", json=NEST, headers=me)
    assert (refused.status_code, refused.json()["codigo"]) == (409, "plano.lote_suspenso")
    change(state, suspenso=False)

    assert client.post("/executar-nesting-final", json=NEST, headers=me).status_code == 200
    assert plans(state) == 1


def change(state: State, **values: object) -> None:
    with Unit(state.database) as unit:
        row = unit.session.query(Lote).one()
        for name, value in values.items():
            setattr(row, name, value)
        unit.commit()


def exported(state: State) -> tuple[Cena, int]:
    """A plan of two sheets with files, made without any search; its number."""
    cena = lote_de_teste(state.database)
    tabuas(state.database, 3)
    key = registrar(cena)
    do(cena, ConfirmarPlano(id=key))
    files = (Arquivo(nome="001.nc", tipo="programa", tamanho=1, sha256=SHA, chapa="001"),)
    do(cena, ExportarPlano(id=key, arquivo_sha256=SHA, arquivos=files))
    return cena, int(plano(cena, key).number or 0)


def test_sheets_at_the_machine(client: TestClient, state: State) -> None:
    cena, number = exported(state)
    operator = login(client, "producao/corte")
    planner = login(client, "planos-producao/nesting")
    base = f"/producao/nestings/{number}"

    def step(sheet: str, what: str, **body: Any) -> Any:
        told = client.post(f"{base}/chapas/{sheet}/{what}", json=body, headers=operator)
        assert told.status_code == 200, told.text
        return told.json()

    queue = client.get("/nestings/corte/fila", headers=operator).json()["chapas"]
    assert [(one["plano"], one["codigo"], one["liberada"]) for one in queue] == [
        (number, "001", True),
        (number, "002", True),
    ]
    places = client.get(f"{base}/chapas/001/pecas", headers=operator).json()
    assert [one["codigo"] for one in places] == list(cena.codigos[:2])
    assert step("001", "iniciar")["estado"] == "em_corte"
    assert step("001", "parou", peca=cena.codigos[0])["boa_ate"] == cena.codigos[0]
    assert step("001", "ruim", motivo="empenada")["estado"] == "exportada"
    assert step("001", "cortada", em="2026-11-25T10:00:00-03:00")["sobras"] == 1
    assert step("001", "cortada")["repetida"] is True
    assert step("002", "refugar", motivo="quebrou")["estado"] == "refugada"
    assert boards(state) == [(0, 0)]

    sheets = client.get(base, headers=planner).json()["folhas"]
    assert [one["estado"] for one in sheets] == ["cortada", "refugada"]
    assert sheets[0]["cortada_em"] == "2026-11-25T13:00:00Z"
    undo = f"{base}/chapas/001/desfazer"
    assert client.post(undo, json={"motivo": "x"}, headers=operator).status_code == 403
    assert client.post(undo, json={"motivo": "x"}, headers=planner).status_code == 200
    assert boards(state) == [(1, 1)]
    gone = f"{base}/chapas/009/iniciar"
    assert client.post(gone, json={}, headers=operator).status_code == 404
    assert client.post(gone.replace("009", "x"), json={}, headers=operator).status_code == 422


def test_a_plan_step_by_step(client: TestClient, state: State) -> None:
    cena = lote_de_teste(state.database)
    tabuas(state.database, 1)
    me = login(client, "planos-producao/nesting")
    number = plano(cena, registrar(cena)).number
    base = f"/nestings/{number}"

    def step(what: str, status: int = 200, **body: Any) -> Any:
        told = client.post(f"{base}/{what}", json=body, headers=me)
        assert told.status_code == status, told.text
        return told.json()

    assert client.get(f"{base}/arquivo", headers=me).status_code == 409
    (row,) = client.get("/nestings", params={"todos": True}, headers=me).json()["nestings"]
    assert (row["estado"], row["arquivo_url"]) == ("otimizado", None)
    assert step("confirmar")["faltam"] == 1
    assert step("confirmar", 409)["codigo"] == "plano.estado"
    tabuas(state.database, 1)
    assert step("reservar-faltantes")["reservadas"] == 1
    assert step("desfazer", 409)["codigo"] == "plano.ja_confirmado"
    assert step("cancelar", 422)["codigo"] == "servidor.dados_invalidos"
    assert step("cancelar", motivo="cliente desistiu")["liberadas"] == 2
    assert step("arquivar")["estado"] == "cancelado"
    assert client.get(base, headers=me).status_code == 404
    step("restaurar")
    assert client.get(base, headers=me).json()["motivo"] == "cliente desistiu"
    assert boards(state) == [(1, 0), (1, 0)]


def test_lists_take_as_many_statements_for_many_plans_as_for_one(
    client: TestClient, state: State
) -> None:
    cena = lote_de_teste(state.database)
    me = login(client, "planos-producao/nesting", "producao/corte")

    def cost(path: str) -> int:
        with statements(state.database.engine) as sent:
            assert client.get(path, headers=me).status_code == 200
        return len(sent)

    registrar(cena, (1,))
    few = [cost("/nestings?todos=true"), cost("/nestings/1"), cost("/nestings/corte/fila")]
    for _ in range(4):
        registrar(cena, (1,), (2,), (3,), (4,))
    many = [cost("/nestings?todos=true"), cost("/nestings/5"), cost("/nestings/corte/fila")]

    assert few == many
    page = client.get("/nestings?todos=true&limite=2", headers=me)
    assert [one["id"] for one in page.json()["nestings"]] == [5, 4]
    assert 'rel="next"' in page.headers["Link"]
