"""The floor over the public API, in the old shapes, under both prefixes."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from starlette.testclient import TestClient

from core.db.engine import Database
from server.state import State
from tests.support.chao import Chao, semear
from tests.support.serving import login
from tests.support.statements import statements

FLOOR = (
    "producao/apontamento",
    "producao/apontamento-volume",
    "producao/ocorrencias",
    "producao/motivos",
    "producao/relatorios/ocorrencias",
    "producao/maquinas",
    "planos-producao/nesting",
)


def of(client: TestClient) -> Database:
    state: State = client.app.state.radha  # type: ignore[attr-defined]  # an application of ours
    return state.database


@pytest.fixture
def who(client: TestClient) -> dict[str, str]:
    return login(client, *FLOOR, username="ana")


@pytest.fixture
def chao(client: TestClient) -> Chao:
    return semear(of(client))


@pytest.mark.parametrize("prefix", ["", "/producao"])
def test_settings_in_the_old_shapes(client: TestClient, who: dict[str, str], prefix: str) -> None:
    empty = {name: client.get(f"{prefix}/config-{name}", headers=who).json() for name in _SENT}
    for name, body in _SENT.items():
        answer = client.post(f"{prefix}/config-{name}", json=body, headers=who)
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"}), answer.text
    shown = {name: client.get(f"{prefix}/config-{name}", headers=who).json() for name in _SENT}

    assert empty == {"maquina": {}, "ferramentas": [], "cortes": [], "layers": []}
    assert shown == _SENT


_SENT: dict[str, Any] = {
    "maquina": {
        "nome": "CNC", "casasDecimais": "4", "zSeguranca": "", "possuiEtiquetadora": True,
        "layoutEtiqueta": [{"id": 1717171717171, "campo": "PartName", "x": 2, "y": 3}],
    },
    "ferramentas": [{"tipo": "Broca", "codigo": "8", "diametro": "8", "cor": None}],
    "cortes": [{"ordenarPecas": True, "padrao": True, "tamanhoMaximo": "", "x": 1}],
    "layers": [{"nome": "FURO_8_12", "tipo": "Operação", "profundidade": 12.5, "ferramenta": "8"}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("maquina", [1]),
        ("maquina", {"a": "\x00"}),
        ("ferramentas", {"a": 1}),
        ("ferramentas", [1]),
        ("ferramentas", [{"diametro": "oito"}]),
        ("layers", [{"tipo": "Chapa"}]),
        ("layers", [{"nome": "A"}, {"nome": "a"}]),
    ],
)
def test_settings_that_are_none_are_refused(
    client: TestClient, who: dict[str, str], name: str, body: Any
) -> None:
    answer = client.post(f"/config-{name}", json=body, headers=who)

    assert answer.status_code in {409, 422}
    assert answer.json()["erro"]


def test_volumes_in_the_old_shape(client: TestClient, who: dict[str, str], chao: Chao) -> None:
    place = {"lote": "Lote_L1.zip", "pacote": chao.nome_pacote}
    item = {"id": chao.numeros[0], "nome": "LATERAL 0", "status": "Pendente", "operacoes": []}
    volumes = [{"numero": 1, "pecas": [item], "barcode": "17171717171711"}]
    assert client.get("/producao/apontamentos", params=place, headers=who).json() == {"volumes": []}
    answer = client.post("/apontamentos", json={**place, "volumes": volumes}, headers=who)
    assert answer.json() == {"status": "ok"}, answer.text

    assert client.get("/apontamentos", params=place, headers=who).json() == {"volumes": volumes}
    assert client.post("/apontamentos", json=place, headers=who).status_code == 422


def test_reading_packing_and_undoing(client: TestClient, who: dict[str, str], chao: Chao) -> None:
    place = {"lote": "L1", "pacote": chao.nome_pacote}
    volume = client.post("/volumes", json=place, headers=who).json()
    read = {"codigo": chao.codigos[0][0], "etapa": "expedicao", "estacao": "e1", "lote": "L1"}
    answers = [
        client.post("/apontamentos/leituras", json={**read, "volume": volume["id"]}, headers=who)
        for _ in range(2)
    ]
    assert [a.json()["resposta"] for a in answers] == ["ETAPA_ANTERIOR_FALTA", "JA_LIDA"]
    closed = client.post(f"/volumes/{volume['id']}/fechar", json={}, headers=who).json()
    assert (closed["numero"], closed["barcode"]) == (1, volume["barcode"])
    again = client.post(f"/volumes/{volume['id']}/fechar", json={}, headers=who)
    assert (again.status_code, again.json()["codigo"]) == (409, "volume.ja_fechado")
    printed = client.post(f"/volumes/{volume['id']}/imprimir", json={}, headers=who).json()
    assert printed["impressoes"] == 1

    shown = client.get("/apontamentos", params=place, headers=who).json()["volumes"]
    assert [one["id"] for one in shown[0]["pecas"]] == [chao.numeros[0]]
    by_code = client.get(f"/volumes/codigo/{volume['barcode']}", headers=who).json()
    assert (by_code["estado"], len(by_code["itens"])) == ("fechado", 1)
    undo = f"/apontamentos/leituras/{answers[0].json()['id']}/desfazer"
    assert client.post(undo, json={"estacao": "e1"}, headers=who).json()["resposta"] == "OK"
    last = client.get("/apontamentos/leituras", params={"estacao": "e1"}, headers=who).json()
    assert [(one["resposta"], one["desfeita"]) for one in last] == [
        ("JA_LIDA", False),
        ("ETAPA_ANTERIOR_FALTA", True),
    ]
    assert client.get(f"/volumes/{volume['id']}", headers=who).json()["estado"] == "reaberto"


def test_volume_is_opened_again_emptied_and_put_away(
    client: TestClient, who: dict[str, str], chao: Chao
) -> None:
    place = {"lote": "L1", "pacote": chao.nome_pacote}
    volume = client.post("/volumes", json=place, headers=who).json()["id"]
    for code in (chao.codigos[0][0], chao.codigos[1][0]):
        read = {"codigo": code, "etapa": "expedicao", "estacao": "e", "volume": volume}
        client.post("/apontamentos/leituras", json=read, headers=who)
    client.post(f"/volumes/{volume}/fechar", json={}, headers=who)
    item = client.get(f"/volumes/{volume}", headers=who).json()["itens"][0]["id"]
    assert client.delete(f"/volumes/{volume}/itens/{item}", headers=who).status_code == 409
    assert client.post(f"/volumes/{volume}/reabrir", headers=who).json() == {"status": "ok"}
    assert client.delete(f"/volumes/{volume}/itens/{item}", headers=who).status_code == 200
    [shown] = client.get("/volumes", params=place, headers=who).json()["volumes"]
    assert [one["codigo"] for one in shown["itens"]] == [chao.codigos[1][0]]
    assert client.delete(f"/volumes/{volume}", headers=who).json() == {"status": "ok"}

    assert client.get(f"/volumes/{volume}", headers=who).status_code == 404


def test_progress_and_missing(client: TestClient, who: dict[str, str], chao: Chao) -> None:
    read = {"codigo": chao.codigos[1][0], "etapa": "corte", "estacao": "c1"}
    client.post("/producao/apontamentos/leituras", json=read, headers=who)
    client.post("/apontamentos/leituras", json={**read, "codigo": "nada"}, headers=who)
    got = client.get("/apontamentos/progresso", params={"lote": "L1"}, headers=who).json()
    assert got["etapas"][0] == {"etapa": "corte", "nome": "Corte", "feitas": 1, "total": 3}
    missing = client.get(
        "/apontamentos/faltantes", params={"lote": "L1", "etapa": "corte"}, headers=who
    ).json()
    assert [(one["nome"], one["faltam"]) for one in missing["faltantes"]] == [
        ("LATERAL 0", 1),
        ("LATERAL 1", 1),
    ]
    unknown = client.get("/apontamentos/nao-resolvidos", headers=who).json()

    assert [one["codigo"] for one in unknown] == ["nada"]
    for params in ({"lote": "X", "etapa": "corte"}, {"lote": "L1", "etapa": "X"}):
        answer = client.get("/apontamentos/faltantes", params=params, headers=who)
        assert answer.status_code == 404


def test_stages_are_data(client: TestClient, who: dict[str, str]) -> None:
    client.post("/etapas/iniciar", headers=who)
    new = {"codigo": "pintura", "nome": "Pintura", "ordem": 25, "exige": "fita"}
    assert client.post("/etapas", json=new, headers=who).json() == {"status": "ok"}
    assert client.post("/etapas", json=new, headers=who).status_code == 409
    change = {"nome": "Pintura PU", "exige": "corte", "embala": True}
    assert client.put("/etapas/pintura", json=change, headers=who).status_code == 200
    circle = client.put("/etapas/corte", json={"exige": "pintura"}, headers=who)
    assert (circle.status_code, circle.json()["codigo"]) == (409, "etapa.circulo")
    assert client.delete("/etapas/pintura", headers=who).status_code == 409
    client.put("/etapas/expedicao", json={"embala": True}, headers=who)
    assert client.delete("/etapas/pintura", headers=who).status_code == 200
    assert client.post("/etapas/pintura/restaurar", headers=who).status_code == 200

    shown = client.get("/etapas", headers=who).json()
    assert [(one["codigo"], one["exige"]) for one in shown][:4] == [
        ("corte", None),
        ("fita", "corte"),
        ("pintura", "corte"),
        ("furacao", "corte"),
    ]
    assert [one["codigo"] for one in shown if one["embala"]] == ["expedicao"]


@pytest.mark.parametrize("prefix", ["", "/producao"])
def test_reasons_in_the_old_shape(client: TestClient, who: dict[str, str], prefix: str) -> None:
    route = f"{prefix}/motivos-ocorrencias"
    reason = {"codigo": "A/1", "descricao": "Risco", "tipo": "Externa", "setor": "Obra"}
    for one in ({**reason, "setor": "Corte"}, reason):
        assert client.post(route, json=one, headers=who).json() == {"status": "ok"}
    assert client.get(route, headers=who).json() == [reason]
    assert client.delete(f"{route}/A/1", headers=who).json() == {"status": "ok"}
    assert client.get(route, headers=who).json() == []
    assert client.delete(f"{route}/A/1", headers=who).status_code == 404
    assert client.post(f"{route}/A/1/restaurar", headers=who).json() == {"status": "ok"}

    assert client.get(route, headers=who).json() == [reason]
    assert client.post(route, json={**reason, "tipo": "x"}, headers=who).status_code == 422


def piece(chao: Chao, **more: Any) -> dict[str, Any]:
    return {"id": chao.numeros[0], "nome": "LATERAL 0", "motivo_codigo": "M1", **more}


@pytest.fixture
def reason(client: TestClient, who: dict[str, str]) -> None:
    body = {"codigo": "M1", "descricao": "Risco", "tipo": "Interna", "setor": "Corte"}
    client.post("/motivos-ocorrencias", json=body, headers=who)


@pytest.mark.usefixtures("reason")
@pytest.mark.parametrize("prefix", ["", "/producao"])
def test_occurrence_in_the_shapes_of_both_old_systems(
    client: TestClient, who: dict[str, str], chao: Chao, prefix: str
) -> None:
    route = f"{prefix}/lotes-ocorrencias"
    body = {"lote": "L1", "pacote": chao.nome_pacote, "pecas": [piece(chao, livre={"a": [1]})]}
    made = client.post(route, json=body, headers=who)
    assert made.status_code == 200, made.text
    number = made.json()["id"]
    url = f"/producao/download-lote-ocorrencia/{number}"
    assert made.json() == {"id": number, "oc_numero": 1, "arquivo_url": url, "status": "ok"}
    [listed] = client.get(route, headers=who).json()["lotes"]
    one = client.get(f"{route}/{number}", headers=who).json()
    assert listed == one
    assert {key: one[key] for key in ("lote", "pacote", "pecas")} == body
    assert one["obj_key"] == "ocorrencias/Lote_L1_OC00000001.zip"
    assert one["arquivo_url"] == url
    changed = {"pecas": [piece(chao, nome="OUTRA")], "observacoes": "urgente"}
    assert client.put(f"{route}/{number}", json=changed, headers=who).json() == {"status": "ok"}
    again = client.get(f"{route}/{number}", headers=who).json()
    assert (again["pecas"], again["observacoes"]) == (changed["pecas"], "urgente")
    assert client.delete(f"{route}/{number}", headers=who).json() == {"status": "ok"}

    for gone in (client.get, client.delete):
        assert gone(f"{route}/{number}", headers=who).status_code == 404
    client.post(f"{route}/{number}/restaurar", headers=who)
    assert client.get(f"{route}/{number}", headers=who).status_code == 200


@pytest.mark.usefixtures("reason")
def test_occurrence_with_its_archive_as_a_form(
    client: TestClient, who: dict[str, str], chao: Chao
) -> None:
    import json  # noqa: PLC0415 - only the form needs it

    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("a.dxt", "x")
    payload = json.dumps({"lote": "L1", "pacote": "", "pecas": [piece(chao)]})
    made = client.post(
        "/lotes-ocorrencias",
        data={"payload": payload},
        files={"file": ("../../x.zip", archive.getvalue(), "application/zip")},
        headers=who,
    )
    assert made.status_code == 200, made.text
    got = client.get(made.json()["arquivo_url"], headers=who)

    assert got.content == archive.getvalue()
    assert 'filename="Lote_L1_OC00000001.zip"' in got.headers["content-disposition"]
    wrong = client.post(
        "/lotes-ocorrencias",
        data={"payload": payload},
        files={"file": ("x.zip", b"nothing", "application/zip")},
        headers=who,
    )
    assert wrong.status_code == 422


@pytest.mark.usefixtures("reason")
def test_archive_holds_list_and_drawings_of_the_pieces(
    client: TestClient, who: dict[str, str], chao: Chao
) -> None:
    hole = {"tipo": "Furo", "x": 50, "y": 60, "profundidade": 12, "diametro": 8}
    free = {"nome": "TAMPO", "motivo_codigo": "M1", "comprimento": 300, "largura": 200,
            "espessura": 18, "material": "MDF", "operacoes": [hole]}  # fmt: skip
    pecas = [piece(chao, comprimento=650), free]
    made = client.post("/lotes-ocorrencias", json={"lote": "L1", "pecas": pecas}, headers=who)
    got = client.get(made.json()["arquivo_url"], headers=who)
    assert got.status_code == 200, got.text
    with zipfile.ZipFile(io.BytesIO(got.content)) as packed:
        names = sorted(packed.namelist())
        listed = packed.read("Lote_L1_OC00000001.dxt").decode()

    assert names == ["00000001.DXF", "Lote_L1_OC00000001.dxt", "oc-2.DXF"]
    assert "<Value>650</Value>" in listed
    assert client.get(made.json()["arquivo_url"], headers=who).content == got.content


@pytest.mark.usefixtures("reason")
@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"lote": "L1", "pecas": [{"nome": "A"}]}, "ocorrencia.sem_motivo"),
        ({"lote": "L1", "pecas": []}, "ocorrencia.sem_pecas"),
        ({"lote": "L1", "pecas": [{"motivo_codigo": "M9"}]}, "motivo.ausente"),
        ({"lote": "", "pecas": [{"motivo_codigo": "M1"}]}, "servidor.dados_invalidos"),
        (
            {"lote": "L1", "pecas": [{"motivo_codigo": "M1", "a": "\x00"}]},
            "servidor.dados_invalidos",
        ),
    ],
)
def test_wrong_occurrence_is_refused(
    client: TestClient, who: dict[str, str], body: Any, code: str
) -> None:
    answer = client.post("/lotes-ocorrencias", json=body, headers=who)

    assert answer.status_code in {404, 422}
    assert answer.json()["codigo"] == code


def test_body_that_is_no_json_is_refused(client: TestClient, who: dict[str, str]) -> None:
    for content, kind in ((b"{", "application/json"), (b"x", "multipart/form-data; boundary=b")):
        answer = client.post(
            "/lotes-ocorrencias", content=content, headers={**who, "content-type": kind}
        )
        assert answer.status_code in {400, 422}
    assert client.post("/lotes-ocorrencias", content=b"{").status_code == 401


@pytest.mark.usefixtures("reason")
def test_piece_without_sizes_gives_no_archive(client: TestClient, who: dict[str, str]) -> None:
    body = {"lote": "L1", "pecas": [{"nome": "A", "motivo_codigo": "M1"}]}
    made = client.post("/lotes-ocorrencias", json=body, headers=who).json()
    answer = client.get(made["arquivo_url"], headers=who)

    assert (answer.status_code, answer.json()["codigo"]) == (422, "ocorrencia.sem_medida")


@pytest.mark.usefixtures("reason")
def test_steps_of_an_occurrence(client: TestClient, who: dict[str, str], chao: Chao) -> None:
    body = {"lote": "L1", "pecas": [piece(chao)]}
    number = client.post("/lotes-ocorrencias", json=body, headers=who).json()["id"]
    route = f"/lotes-ocorrencias/{number}"
    for step in ("repor", "concluir"):
        assert client.post(f"{route}/{step}", json={}, headers=who).json() == {"status": "ok"}
    assert client.post(f"{route}/cancelar", json={}, headers=who).status_code == 409

    assert client.get(route, headers=who).json()["estado"] == "concluida"


@pytest.mark.usefixtures("reason")
@pytest.mark.parametrize("prefix", ["", "/producao"])
def test_report_in_the_old_shape(
    client: TestClient, who: dict[str, str], chao: Chao, prefix: str
) -> None:
    body = {
        "lote": "L1",
        "pacote": "P",
        "pecas": [piece(chao)],
        "aberta_em": "2026-03-02T12:00:00Z",
    }
    client.post("/lotes-ocorrencias", json=body, headers=who)
    route = f"{prefix}/relatorio-ocorrencias"
    empty = dict.fromkeys(("data_inicio", "data_fim", "motivo", "tipo", "setor"), "")

    assert client.get(route, params=empty, headers=who).json() == [
        {
            "oc_numero": 1,
            "lote": "L1",
            "pacote": "P",
            "criado_em": "2026-03-02T12:00:00Z",
            "peca_id": chao.numeros[0],
            "descricao_peca": "LATERAL 0",
            "motivo_codigo": "M1",
            "motivo_descricao": "Risco",
            "tipo": "Interna",
            "setor": "Corte",
        }
    ]
    day = {**empty, "data_inicio": "2026-03-02", "data_fim": "2026-03-02"}
    assert len(client.get(route, params=day, headers=who).json()) == 1
    assert client.get(route, params={"tipo": "Externa"}, headers=who).json() == []
    assert client.get(route, params={"data_fim": "ontem"}, headers=who).status_code == 422


def test_machines_and_labels(client: TestClient, who: dict[str, str]) -> None:
    made = client.post("/maquinas", json={"nome": "Roteador"}, headers=who).json()
    other = client.post("/maquinas", json={"nome": "Reserva"}, headers=who).json()
    assert (made["padrao"], other["padrao"]) == (True, False)
    route = f"/maquinas/{other['id']}"
    tools = [{"tipo": "Fresa", "codigo": "1", "diametro": "6"}]
    table = f"{route}/tabelas/ferramentas"
    assert client.put(table, json=tools, headers=who).json() == {"status": "ok"}
    assert client.get(table, headers=who).json() == tools
    assert client.get("/config-ferramentas", headers=who).json() == []
    client.put(f"{route}/config", json={"nome": "R2"}, headers=who)
    assert client.get(f"{route}/config", headers=who).json() == {"nome": "R2"}
    shown = client.get(route, headers=who).json()
    assert (shown["perfil"]["name"], shown["perfil"]["tools"][0]["number"]) == ("R2", "1")
    client.post(f"{route}/padrao", headers=who)
    assert client.get("/config-ferramentas", headers=who).json() == tools
    assert client.put(route, json={"nome": "ROTEADOR"}, headers=who).status_code == 409
    bad = client.put(f"{route}/perfil", json={"perfil": {"name": "x"}}, headers=who)
    assert (bad.status_code, bad.json()["codigo"]) == (422, "maquina.perfil_errado")
    own = client.put(f"{route}/perfil", json={"perfil": shown["perfil"]}, headers=who)
    assert own.status_code == 200
    size = {"nome": "Grande", "comprimento": 60, "largura": 40}
    label = client.post(f"{route}/etiquetas", json=size, headers=who).json()["id"]
    assert client.put(f"/etiquetas/{label}", json={"largura": 50}, headers=who).status_code == 200
    assert client.delete(f"/etiquetas/{label}", headers=who).status_code == 409
    second = client.post(f"{route}/etiquetas", json={**size, "nome": "B"}, headers=who).json()["id"]
    client.post(f"/etiquetas/{second}/padrao", headers=who)
    assert client.delete(f"/etiquetas/{label}", headers=who).status_code == 200
    assert client.post(f"/etiquetas/{label}/restaurar", headers=who).status_code == 200
    found = client.get(f"{route}/etiquetas", headers=who).json()
    assert [(one["nome"], one["largura"], one["padrao"]) for one in found] == [
        ("Grande", 50.0, False),
        ("B", 40.0, True),
    ]
    assert client.delete(f"/maquinas/{made['id']}", headers=who).status_code == 200
    assert [one["nome"] for one in client.get("/maquinas", headers=who).json()] == ["Reserva"]

    client.post(f"/maquinas/{made['id']}/restaurar", headers=who)
    assert len(client.get("/maquinas", params={"limite": 1}, headers=who).json()) == 1


LISTS = (
    "/lotes-ocorrencias",
    "/motivos-ocorrencias",
    "/relatorio-ocorrencias",
    "/apontamentos?lote=L1&pacote=Ana - Cozinha",
    "/volumes?lote=L1&pacote=Ana - Cozinha",
    "/apontamentos/progresso?lote=L1",
    "/apontamentos/faltantes?lote=L1&etapa=corte",
    "/apontamentos/leituras?estacao=e&quantas=100",
    "/apontamentos/nao-resolvidos",
    "/config-ferramentas",
    "/config-cortes",
    "/config-layers",
    "/maquinas",
    "/etapas",
)


def test_no_list_needs_more_statements_for_more_rows(
    client: TestClient, who: dict[str, str], chao: Chao
) -> None:
    counts = []
    for size in (1, 12):
        _fill(client, who, chao, size)
        counts.append({route: _count(client, who, route) for route in LISTS})

    assert counts[0] == counts[1]


def _count(client: TestClient, who: dict[str, str], route: str) -> int:
    with statements(of(client).engine) as seen:
        answer = client.get(route, headers=who)
    assert answer.status_code == 200, answer.text
    assert answer.json()
    return len(seen)


def _fill(client: TestClient, who: dict[str, str], chao: Chao, size: int) -> None:
    some = range(size)
    post = {
        "/config-ferramentas": [{"codigo": str(n)} for n in some],
        "/config-cortes": [{"tamanhoMaximo": n} for n in some],
        "/config-layers": [{"nome": f"L{n}"} for n in some],
        "/apontamentos": {
            "lote": "L1",
            "pacote": chao.nome_pacote,
            "volumes": [
                {"numero": n + 1, "barcode": f"b{n}", "pecas": [{"id": chao.numeros[0]}, {"n": n}]}
                for n in some
            ],
        },
    }
    for route, body in post.items():
        assert client.post(route, json=body, headers=who).status_code == 200
    for n in some:
        client.post("/motivos-ocorrencias", json={"codigo": f"M{n}"}, headers=who)
        pecas = [{"id": chao.numeros[0], "motivo_codigo": f"M{n}"} for _ in range(n + 1)]
        client.post("/lotes-ocorrencias", json={"lote": "L1", "pecas": pecas}, headers=who)
        client.post("/maquinas", json={"nome": f"m{size}-{n}"}, headers=who)
        for code in ("nada", chao.codigos[1][0]):
            read = {"codigo": code, "etapa": "corte", "estacao": "e"}
            client.post("/apontamentos/leituras", json=read, headers=who)


def test_lists_go_by_pages(client: TestClient, who: dict[str, str]) -> None:
    for n in range(3):
        client.post("/motivos-ocorrencias", json={"codigo": f"M{n}"}, headers=who)
    first = client.get("/motivos-ocorrencias?limite=2", headers=who)
    address = first.headers["link"].split(";")[0].strip("<>")
    rest = client.get(address, headers=who)

    assert [one["codigo"] for one in first.json() + rest.json()] == ["M0", "M1", "M2"]
    assert "link" not in rest.headers


READ_BY = {
    "/apontamentos?lote=L1": ("producao/apontamento", "producao/apontamento-volume"),
    "/volumes?lote=L1": ("producao/apontamento", "producao/apontamento-volume"),
    "/motivos-ocorrencias": (
        "producao/ocorrencias",
        "producao/motivos",
        "producao/relatorios/ocorrencias",
    ),
    "/config-layers": ("planos-producao/nesting", "producao/maquinas"),
    "/maquinas": ("planos-producao/seccionadora", "producao/maquinas"),
    "/etapas": ("producao/apontamento", "producao/maquinas"),
}
"""What several screens read; any of these permissions will do."""


def test_what_several_screens_read_needs_one_of_their_permissions(client: TestClient) -> None:
    people = {one: login(client, one) for several in READ_BY.values() for one in several}
    stranger = login(client, "producao")
    for route, several in READ_BY.items():
        allowed = {
            one
            for one, headers in people.items()
            if client.get(route, headers=headers).status_code == 200
        }
        refused = client.get(route, headers=stranger)

        assert set(several) <= allowed, route
        assert refused.status_code == 403, route
        assert refused.json()["codigo"] == "acesso.sem_permissao"
        assert client.get(route).status_code == 401
