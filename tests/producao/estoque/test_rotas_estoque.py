from typing import Any

import pytest
from starlette.testclient import TestClient

from core.producao.commands.plano import ConfirmarPlano
from tests.support.planos import do, itens, lote, registrar, tabuas
from tests.support.serving import login

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


@pytest.mark.parametrize("prefix", ["", "/producao"])
def test_item_goes_in_and_out_in_the_old_shape(
    client: TestClient, chief: Headers, prefix: str
) -> None:
    answer = client.post(f"{prefix}/chapas-estoque", json=OFFCUT, headers=chief)
    (shown,) = client.get(f"{prefix}/chapas-estoque", headers=chief).json()

    assert answer.json() == {"status": "ok", "id": 1}
    assert {key: shown[key] for key in OLD_KEYS} == {
        **OFFCUT,
        "id": 1,
        "m2": 0.36,
        "custo_m2": 50.0,
        "custo_total": 18.0,
        "reservada": 0,
    }


def test_cost_follows_the_material(client: TestClient, chief: Headers) -> None:
    number = entered(client, chief)

    client.post("/chapas", json={"id": 1, "custo_m2": 100.0}, headers=chief)

    assert seen(client, chief, number)["custo_total"] == 36.0


def test_description_filters_by_part_and_takes_wildcards_literally(
    client: TestClient, chief: Headers
) -> None:
    entered(client, chief)
    entered(client, chief, descricao="100% pinus_a", codigo="S-9")

    def found(text: str) -> list[int]:
        answer = client.get("/chapas-estoque", params={"descricao": text}, headers=chief)
        return [row["id"] for row in answer.json()]

    assert found("branco 18") == [1]
    assert found("%") == [2]
    assert found("s_a") == [2]
    assert found("S-9") == [2]
    assert found("Preto") == []


def test_filters_narrow_the_list(client: TestClient, chief: Headers) -> None:
    place = client.post("/locais-estoque", json={"codigo": "B2"}, headers=chief).json()["id"]
    entered(client, chief)
    entered(client, chief, local_id=place, reservada=1)
    entered(client, chief, descricao="Laca", chapa_id=None, prevista=True)

    def found(**filters: object) -> list[int]:
        answer = client.get("/chapas-estoque", params=filters, headers=chief)  # type: ignore[arg-type]  # plain values
        assert answer.status_code == 200, answer.text
        return [row["id"] for row in answer.json()]

    assert found() == [1, 2]
    assert found(estado="previsto") == [3]
    assert found(livres=True) == [1]
    assert found(reservados=True) == [2]
    assert found(local_id=place) == [2]
    assert found(sem_local=True) == [1]
    assert found(tipo="chapa") == []
    assert found(chapa_id=1, material="mdf branco 18mm") == [1, 2]
    assert found(material="MDF Branco") == []
    assert found(parado_dias=1) == []


def test_text_that_no_database_can_keep_is_refused(client: TestClient, chief: Headers) -> None:
    asked = client.get("/chapas-estoque", params={"descricao": "a\0b"}, headers=chief)
    sent = client.post("/chapas-estoque", json={**OFFCUT, "origem": "a\0b"}, headers=chief)
    names = client.post("/chapas-estoque-batch", json={"materiais": ["\0"]}, headers=chief)
    pasted = entered(client, chief, descricao="MDF\u00a0Branco 18mm")

    assert (asked.status_code, sent.status_code, names.status_code) == (422, 422, 422)
    assert seen(client, chief, pasted)["chapa_id"] == 1


def test_batch_matches_whole_names_and_gives_every_name_a_key(
    client: TestClient, chief: Headers
) -> None:
    entered(client, chief)
    names = ["Branco 18mm", "MDF Branco 18,50 mm", "MDF Preto 18mm", ""]

    answer = client.post("/chapas-estoque-batch", json={"materiais": names}, headers=chief).json()

    assert {name: [row["id"] for row in rows] for name, rows in answer.items()} == {
        "Branco 18mm": [],
        "MDF Branco 18,50 mm": [1],
        "MDF Preto 18mm": [],
        "": [],
    }


def test_batch_leaves_promised_boards_out(client: TestClient, chief: Headers) -> None:
    entered(client, chief, reservada=1)

    answer = client.post(
        "/chapas-estoque-batch", json={"materiais": ["MDF Branco 18mm"]}, headers=chief
    )

    assert answer.json() == {"MDF Branco 18mm": []}


def test_old_form_changes_the_item_and_leaves_its_reservation(
    client: TestClient, chief: Headers
) -> None:
    number = entered(client, chief, reservada=1)

    client.post("/chapas-estoque", json={**OFFCUT, "id": number, "origem": "Lote_8"}, headers=chief)
    shown = seen(client, chief, number)

    assert (shown["origem"], shown["reservada"]) == ("Lote_8", 1)


def test_old_flag_reserves_and_releases(client: TestClient, chief: Headers) -> None:
    number = entered(client, chief)

    client.post("/chapas-estoque", json={**OFFCUT, "id": number, "reservada": 1}, headers=chief)
    reserved = seen(client, chief, number)["reservada"]
    client.post("/chapas-estoque", json={**OFFCUT, "id": number, "reservada": 0}, headers=chief)

    assert (reserved, seen(client, chief, number)["reservada"]) == (1, 0)


def test_old_flag_gives_up_nothing_of_a_plan(client: TestClient, chief: Headers) -> None:
    cena = lote(client.app.state.radha.database)  # type: ignore[attr-defined]  # an application of ours
    tabuas(cena.database, 5)
    do(cena, ConfirmarPlano(id=registrar(cena)))
    item = itens(cena)[0]
    board = {**WHITE, "descricao": item.descricao, "id": item.number}
    client.post("/chapas-estoque", json={**board, "reservada": 3}, headers=chief)
    more = itens(cena)[0].reservada

    answer = client.post("/chapas-estoque", json={**board, "reservada": 0}, headers=chief)

    assert answer.status_code == 200, answer.text
    assert (more, itens(cena)[0].reservada) == (3, 2)


def test_a_board_has_the_grain_of_its_material(client: TestClient, chief: Headers) -> None:
    wood = {**WHITE, "propriedade": "MDF Carvalho 18mm", "possui_veio": 1}
    number = client.post("/chapas", json=wood, headers=chief).json()["id"]
    client.post("/chapas-estoque", json={"chapa_id": number}, headers=chief)
    offcut = {"chapa_id": number, "comprimento": 900, "largura": 400}
    client.post("/chapas-estoque-sobras", json=offcut, headers=chief)
    client.post("/chapas-estoque", json={"chapa_id": 1}, headers=chief)

    rows = client.get("/chapas-estoque", headers=chief).json()
    client.post("/chapas-estoque", json={"id": rows[0]["id"], "veio": "largura"}, headers=chief)
    said = client.get("/chapas-estoque", headers=chief).json()[0]

    assert [(row["tipo"], row["veio"]) for row in rows] == [
        ("chapa", "comprimento"),
        ("sobra", "sem"),
        ("chapa", "sem"),
    ]
    assert said["veio"] == "largura"


def test_same_record_sent_back_changes_nothing(client: TestClient, operator: Headers) -> None:
    answer = client.post(
        "/chapas-estoque",
        json={"descricao": "Compensado", "comprimento": 900, "largura": 400},
        headers=operator,
    )
    number = answer.json()["id"]
    shown = seen(client, operator, number)

    again = client.post("/chapas-estoque", json=shown, headers=operator)

    assert again.status_code == 200
    assert seen(client, operator, number) == shown


@pytest.mark.parametrize("method", ["get", "post"])
def test_stock_is_not_shown_without_its_permission(client: TestClient, method: str) -> None:
    person = login(client, "producao/chapas")

    answer = client.request(method, "/chapas-estoque", headers=person)

    assert (answer.status_code, answer.json()["codigo"]) == (403, "acesso.sem_permissao")


def test_photo_must_be_a_file_that_is_here(client: TestClient, chief: Headers) -> None:
    number = entered(client, chief)

    answer = client.post("/chapas-estoque", json={"id": number, "foto": "0" * 64}, headers=chief)

    assert (answer.status_code, answer.json()["codigo"]) == (409, "registro.restricao")


def test_unknown_item_is_not_found(client: TestClient, chief: Headers) -> None:
    assert client.get("/chapas-estoque/9", headers=chief).status_code == 404
    assert client.request("DELETE", "/chapas-estoque/9", json={}, headers=chief).status_code == 404
    assert client.post("/chapas-estoque", json={"id": 9}, headers=chief).status_code == 404
    assert client.get(f"/chapas-estoque/{2**80}", headers=chief).status_code == 422
    assert client.get("/chapas-estoque?chapa_id=9", headers=chief).status_code == 404


def test_repeated_request_enters_once(client: TestClient, chief: Headers) -> None:
    key = {"Idempotency-Key": "0193a7c2-1111-7abc-8def-000000000001"}

    first = client.post("/chapas-estoque", json=OFFCUT, headers=chief | key)
    again = client.post("/chapas-estoque", json=OFFCUT, headers=chief | key)

    assert first.json() == again.json()
    assert len(client.get("/chapas-estoque", headers=chief).json()) == 1
