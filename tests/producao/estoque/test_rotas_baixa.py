from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.support.serving import PASSWORD, login

WHITE = {"propriedade": "MDF Branco 18mm", "espessura": 18, "comprimento": 2750, "largura": 1850}
OFFCUT = {
    "chapa_id": 1,
    "descricao": "MDF Branco 18mm (900 x 400)",
    "comprimento": 900,
    "largura": 400,
    "origem": "Lote_7",
}
OLD_KEYS = {
    "id",
    "chapa_id",
    "descricao",
    "comprimento",
    "largura",
    "m2",
    "custo_m2",
    "custo_total",
    "origem",
    "reservada",
}
MOVEMENT_KEYS = OLD_KEYS - {"reservada"} | {"destino", "criado_em"}

type Headers = dict[str, str]


@pytest.fixture
def chief(client: TestClient) -> Headers:
    person = login(
        client,
        "producao/chapas",
        "producao/chapas/estoque",
        "producao/chapas/baixar",
        username="chefe",
    )
    client.post("/chapas", json={**WHITE, "custo_m2": 50.0}, headers=person)
    return person


@pytest.fixture
def operator(client: TestClient) -> Headers:
    return login(client, "producao/chapas/estoque")


def entered(client: TestClient, person: Headers, **more: Any) -> int:
    answer = client.post("/chapas-estoque", json={**OFFCUT, **more}, headers=person)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["id"])


def seen(client: TestClient, person: Headers, number: int) -> dict[str, Any]:
    return dict(client.get(f"/chapas-estoque/{number}", headers=person).json())


def test_deletion_is_a_write_off_with_its_destination(client: TestClient, chief: Headers) -> None:
    number = entered(client, chief)

    answer = client.request(
        "DELETE", f"/chapas-estoque/{number}", json={"destino": "chefe - quebrou"}, headers=chief
    )
    (movement,) = client.get("/chapas-estoque-mov", headers=chief).json()

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert client.get("/chapas-estoque", headers=chief).json() == []
    assert {key: movement[key] for key in MOVEMENT_KEYS - {"id", "criado_em"}} == {
        **OFFCUT,
        "m2": 0.36,
        "custo_m2": 50.0,
        "custo_total": 18.0,
        "destino": "chefe - quebrou",
    }
    assert movement["criado_em"].startswith("20")
    assert movement["usuario"] == "chefe"


def test_promised_item_is_not_written_off(client: TestClient, chief: Headers) -> None:
    number = entered(client, chief, reservada=1)

    answer = client.request(
        "DELETE", f"/chapas-estoque/{number}", json={"destino": "x"}, headers=chief
    )

    assert (answer.status_code, answer.json()["codigo"]) == (409, "item_estoque.faltam")
    assert seen(client, chief, number)["quantidade"] == 1


def test_write_off_needs_its_permission_whatever_the_password(
    client: TestClient, chief: Headers, operator: Headers
) -> None:
    number = entered(client, chief)
    body = {"destino": "x", "senha": PASSWORD}

    answer = client.request("DELETE", f"/chapas-estoque/{number}", json=body, headers=operator)

    assert answer.status_code == 403
    assert seen(client, chief, number)["quantidade"] == 1


def test_password_that_is_given_must_be_right(client: TestClient, chief: Headers) -> None:
    number = entered(client, chief)
    path = f"/chapas-estoque/{number}"

    wrong = client.request("DELETE", path, json={"senha": "outra"}, headers=chief)
    still = seen(client, chief, number)["quantidade"]
    right = client.request("DELETE", path, json={"senha": PASSWORD}, headers=chief)

    assert (wrong.status_code, wrong.json()["codigo"], still) == (409, "item_estoque.senha", 1)
    assert right.status_code == 200


def test_passwords_cannot_be_guessed_here(client: TestClient, chief: Headers) -> None:
    number = entered(client, chief)
    path = f"/chapas-estoque/{number}"

    codes = [
        client.request("DELETE", path, json={"senha": f"{n}"}, headers=chief).status_code
        for n in range(8)
    ]

    assert codes[0] == 409
    assert codes[-1] == 429
    assert seen(client, chief, number)["quantidade"] == 1
