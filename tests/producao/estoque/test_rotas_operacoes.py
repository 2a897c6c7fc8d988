from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.support.serving import PASSWORD, login

type Headers = dict[str, str]


@pytest.fixture
def person(client: TestClient) -> Headers:
    signed_in = login(
        client, "producao/chapas", "producao/chapas/estoque", "producao/chapas/baixar"
    )
    board = {
        "propriedade": "MDF Branco 18mm",
        "espessura": 18,
        "comprimento": 2750,
        "largura": 1850,
        "custo_m2": 50,
        "estoque_minimo": 4,
    }
    client.post("/chapas", json=board, headers=signed_in)
    client.post("/chapas-estoque", json={"chapa_id": 1, "quantidade": 3}, headers=signed_in)
    return signed_in


def post(client: TestClient, person: Headers, path: str, **body: Any) -> dict[str, Any]:
    answer = client.post(path, json=body, headers=person)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def item(client: TestClient, person: Headers, number: int = 1) -> dict[str, Any]:
    return dict(client.get(f"/chapas-estoque/{number}", headers=person).json())


def test_totals_and_shopping_list(client: TestClient, person: Headers) -> None:
    post(client, person, "/chapas-estoque-reservas", item_id=1, quantidade=1)
    post(client, person, "/chapas-estoque-sobras", chapa_id=1, comprimento=900, largura=400)

    (total,) = client.get("/chapas-estoque-totais", headers=person).json()
    (line,) = client.get("/chapas-estoque-compras", headers=person).json()

    assert total == {
        "chapa_id": 1,
        "material": "MDF Branco 18mm",
        "quantidade": 4,
        "disponivel": 3,
        "reservada": 1,
        "prevista": 0,
        "chapas": 3,
        "sobras": 1,
        "minimo": 4,
        "abaixo": True,
        "m2": 15.6225,
        "custo_total": 781.13,
    }
    assert (line["chapa_id"], line["disponivel"], line["comprar"]) == (1, 2, 2)
    assert line["custo_total"] == 508.75


def test_ordered_boards_leave_the_shopping_list(client: TestClient, person: Headers) -> None:
    made = post(client, person, "/chapas-estoque", chapa_id=1, quantidade=2, prevista=True)
    number = made["id"]

    assert client.get("/chapas-estoque-compras", headers=person).json() == []
    post(client, person, f"/chapas-estoque/{number}/receber", quantidade=1)
    assert (
        item(client, person, number)["quantidade"],
        item(client, person, number)["prevista"],
    ) == (1, 1)
    answer = client.post(f"/chapas-estoque/{number}/cancelar", headers=person)
    assert answer.status_code == 200
    assert item(client, person, number)["prevista"] == 0


def test_reservation_lives_and_is_listed(client: TestClient, person: Headers) -> None:
    first = post(client, person, "/chapas-estoque-reservas", item_id=1, motivo="amostra")["id"]
    second = post(client, person, "/chapas-estoque-reservas", item_id=1)["id"]

    listed = client.get("/chapas-estoque-reservas", headers=person).json()
    post(client, person, f"/chapas-estoque-reservas/{first}/consumir", destino="bancada")
    post(client, person, f"/chapas-estoque-reservas/{second}/liberar", motivo="desistiu")
    used = client.get("/chapas-estoque-reservas?estado=consumida", headers=person).json()
    after = item(client, person)

    assert [(row["id"], row["quantidade"], row["estado"]) for row in listed] == [
        (second, 1, "ativa"),
        (first, 1, "ativa"),
    ]
    assert listed[1]["motivo"] == "amostra"
    assert [row["id"] for row in used] == [first]
    assert (after["quantidade"], after["reservada"]) == (2, 0)
    post(client, person, f"/chapas-estoque-reservas/{first}/devolver", motivo="não cortou")
    assert item(client, person)["quantidade"] == 3


def test_material_is_reserved_offcuts_first(client: TestClient, person: Headers) -> None:
    offcut = post(
        client, person, "/chapas-estoque-sobras", chapa_id=1, comprimento=900, largura=400
    )

    made = post(
        client,
        person,
        "/chapas-estoque-reservas/material",
        material="mdf branco 18mm",
        quantidade=2,
    )
    listed = client.get("/chapas-estoque-reservas", headers=person).json()

    assert len(made["reservas"]) == 2
    assert {row["item_id"] for row in listed} == {1, offcut["id"]}


def test_count_sets_the_quantity(client: TestClient, person: Headers) -> None:
    lines = [{"id": 1, "quantidade": 5}]

    done = post(client, person, "/chapas-estoque-contagens", itens=lines, motivo="inventário")

    assert done == {"status": "ok", "contados": 1, "ajustados": 1}
    assert item(client, person)["quantidade"] == 5


def test_bulk_write_off_is_all_or_nothing(client: TestClient, person: Headers) -> None:
    post(client, person, "/chapas-estoque", chapa_id=1, quantidade=1, reservada=1)
    both = [{"id": 1}, {"id": 2}]

    refused = client.post(
        "/chapas-estoque-baixas", json={"itens": both, "motivo": "água"}, headers=person
    )
    before = item(client, person)["quantidade"]
    one = [{"id": 1, "quantidade": 2}]
    post(client, person, "/chapas-estoque-baixas", itens=one, motivo="água", senha=PASSWORD)

    assert (refused.status_code, before) == (409, 3)
    assert item(client, person)["quantidade"] == 1


def test_boards_are_used_and_come_back(client: TestClient, person: Headers) -> None:
    post(client, person, "/chapas-estoque/1/consumir", quantidade=2, destino="protótipo")
    used = item(client, person)["quantidade"]
    post(client, person, "/chapas-estoque/1/retornar", quantidade=1, motivo="não usou")
    movements = client.get("/chapas-estoque-movimentos?item_id=1", headers=person).json()

    assert (used, item(client, person)["quantidade"]) == (1, 2)
    assert [(row["tipo"], row["variacao"], row["saldo"]) for row in movements] == [
        ("retorno", 1, 2),
        ("consumo", -2, 1),
        ("entrada", 3, 3),
    ]


def test_place_is_made_filled_emptied_and_put_away(client: TestClient, person: Headers) -> None:
    place = post(client, person, "/locais-estoque", codigo="b2", descricao="rack")["id"]
    moved = post(client, person, "/chapas-estoque/1/transferir", local_id=place, quantidade=1)["id"]

    full = client.delete(f"/locais-estoque/{place}", headers=person)
    post(client, person, f"/chapas-estoque/{moved}/transferir", local_id=None)
    empty = client.delete(f"/locais-estoque/{place}", headers=person)
    gone = client.get("/locais-estoque", headers=person).json()
    client.post(f"/locais-estoque/{place}/restaurar", headers=person)
    post(client, person, "/locais-estoque", id=place, codigo="C3")
    (back,) = client.get("/locais-estoque", headers=person).json()

    assert (full.status_code, full.json()["codigo"]) == (409, "local_estoque.ocupado")
    assert (empty.status_code, gone) == (200, [])
    assert (back["codigo"], back["descricao"]) == ("C3", "rack")


GUARDED = [
    ("get", "/chapas-estoque-totais"),
    ("get", "/chapas-estoque-compras"),
    ("get", "/chapas-estoque-movimentos"),
    ("get", "/chapas-estoque-mov"),
    ("get", "/chapas-estoque-reservas"),
    ("get", "/locais-estoque"),
    ("get", "/politicas-estoque"),
    ("post", "/chapas-estoque-baixas"),
    ("post", "/chapas-estoque-contagens"),
    ("post", "/chapas-estoque-sobras"),
    ("post", "/chapas-estoque-batch"),
    ("post", "/chapas-estoque-reservas"),
    ("post", "/chapas-estoque-reservas/material"),
    ("post", "/chapas-estoque-reservas/1/liberar"),
    ("post", "/chapas-estoque-reservas/1/consumir"),
    ("post", "/chapas-estoque-reservas/1/devolver"),
    ("post", "/chapas-estoque/1/receber"),
    ("post", "/chapas-estoque/1/cancelar"),
    ("post", "/chapas-estoque/1/transferir"),
    ("post", "/chapas-estoque/1/consumir"),
    ("post", "/chapas-estoque/1/retornar"),
    ("post", "/locais-estoque"),
    ("delete", "/locais-estoque/1"),
    ("post", "/locais-estoque/1/restaurar"),
    ("post", "/politicas-estoque"),
]


def test_routes_are_closed_to_strangers_and_to_the_wrong_person(client: TestClient) -> None:
    person = login(client, "producao/lote")

    strangers = [client.request(m, f"/producao{path}").status_code for m, path in GUARDED]
    others = [client.request(m, path, headers=person).status_code for m, path in GUARDED]

    assert set(strangers) == {401}
    assert set(others) == {403}
