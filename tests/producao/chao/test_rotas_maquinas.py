"""Machines and their settings over the public API, in the old shapes."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient


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
