"""Readings, volumes and stages over the public API, in the old shapes."""

from __future__ import annotations

from starlette.testclient import TestClient

from tests.support.chao import Chao


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
