"""Occurrences over the public API, in the shapes of both old systems."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.support.chao import Chao, piece


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
    url = f"{prefix}/download-lote-ocorrencia/{number}"
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
            "servidor.json_caractere",
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
