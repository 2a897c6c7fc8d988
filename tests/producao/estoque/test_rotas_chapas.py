import pytest
from starlette.testclient import TestClient

from tests.support.serving import login

WHITE = {
    "possui_veio": 0,
    "propriedade": "MDF Branco 18mm",
    "espessura": 18,
    "comprimento": 2750,
    "largura": 1850,
    "custo_m2": 62.5,
}
OLD_KEYS = set(WHITE) | {"id"}


@pytest.fixture
def person(client: TestClient) -> dict[str, str]:
    return login(client, "producao/chapas")


@pytest.mark.parametrize("prefix", ["", "/producao"])
def test_material_goes_in_and_out_in_the_old_shape(
    client: TestClient, person: dict[str, str], prefix: str
) -> None:
    answer = client.post(f"{prefix}/chapas", json=WHITE, headers=person)
    (shown,) = client.get(f"{prefix}/chapas", headers=person).json()

    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "id": 1})
    assert {key: shown[key] for key in OLD_KEYS} == {**WHITE, "id": 1}
    assert isinstance(shown["possui_veio"], int)


def test_old_form_changes_the_material_with_its_id(
    client: TestClient, person: dict[str, str]
) -> None:
    client.post("/chapas", json=WHITE, headers=person)

    answer = client.post("/chapas", json={**WHITE, "id": 1, "custo_m2": 70.005}, headers=person)
    shown = client.get("/chapas/1", headers=person).json()

    assert answer.json() == {"status": "ok", "id": 1}
    assert shown["custo_m2"] == 70.01


def test_who_keeps_the_stock_reads_its_materials_and_no_more(
    client: TestClient, person: dict[str, str]
) -> None:
    client.post("/chapas", json=WHITE, headers=person)
    clerk = login(client, "producao/chapas/estoque", username="bia")
    stranger = login(client, "producao", username="leo")

    for path in ("/chapas", "/producao/chapas/1"):
        assert client.get(path, headers=clerk).status_code == 200
        assert client.get(path, headers=stranger).status_code == 403
    refused = [
        client.post("/chapas", json=WHITE, headers=clerk),
        client.delete("/chapas/1", headers=clerk),
        client.post("/chapas/1/restaurar", headers=clerk),
    ]
    assert [answer.status_code for answer in refused] == [403] * 3


def test_twin_is_refused_in_words(client: TestClient, person: dict[str, str]) -> None:
    client.post("/chapas", json=WHITE, headers=person)

    answer = client.post(
        "/chapas", json={**WHITE, "propriedade": "mdf  branco 18,50 mm"}, headers=person
    )

    assert (answer.status_code, answer.json()["codigo"]) == (409, "chapa.repetida")
    assert answer.json()["erro"] == "Já existe mdf  branco 18,50 mm de 2750.0 x 1850.0 mm."


def test_deleted_material_is_put_away_and_can_be_taken_up(
    client: TestClient, person: dict[str, str]
) -> None:
    client.post("/chapas", json=WHITE, headers=person)

    gone = client.delete("/chapas/1", headers=person)
    living = client.get("/chapas", headers=person).json()
    archived = client.get("/chapas?arquivadas=true", headers=person).json()
    back = client.post("/chapas/1/restaurar", headers=person)

    assert (gone.status_code, gone.json()) == (200, {"status": "ok"})
    assert (living, [row["id"] for row in archived]) == ([], [1])
    assert back.status_code == 200
    assert [row["id"] for row in client.get("/chapas", headers=person).json()] == [1]


WRONG: list[tuple[dict[str, object], str]] = [
    ({"comprimento": -1}, "comprimento"),
    ({"custo_m2": -0.01}, "custo_m2"),
    ({"custo_m2": "muito"}, "custo_m2"),
    ({"custo_m2": 1e300}, "custo_m2"),
    ({"espessura": None}, "espessura"),
    ({"propriedade": "   "}, "propriedade"),
    ({"id": 0}, "id"),
]


def test_wrong_value_is_named(client: TestClient, person: dict[str, str]) -> None:
    for change, place in WRONG:
        answer = client.post("/chapas", json={**WHITE, **change}, headers=person)

        assert (answer.status_code, change) == (422, change)
        assert place in str(answer.json()["campos"])


def test_unknown_material_is_not_found(client: TestClient, person: dict[str, str]) -> None:
    assert client.delete("/chapas/7", headers=person).status_code == 404
    assert client.get("/chapas/7", headers=person).status_code == 404
    assert client.post("/chapas", json={"id": 7}, headers=person).status_code == 404
    assert client.post("/chapas/7/restaurar", headers=person).status_code == 404
    assert client.post("/chapas", json={"id": 2**70}, headers=person).status_code == 422
    assert client.get(f"/chapas/{2**70}", headers=person).status_code == 422


def test_pages_follow_each_other(client: TestClient, person: dict[str, str]) -> None:
    for thickness in (6, 15, 18):
        name = f"MDF Branco {thickness}mm"
        client.post("/chapas", json={**WHITE, "propriedade": name}, headers=person)

    first = client.get("/chapas?limite=2", headers=person)
    rest = client.get(first.links["next"]["url"], headers=person)

    assert [row["id"] for row in first.json()] == [1, 2]
    assert [row["id"] for row in rest.json()] == [3]
    assert "next" not in rest.links


def test_policy_is_set_and_listed(client: TestClient, person: dict[str, str]) -> None:
    policy = {"material": "mdf", "lado_minimo": 200, "area_minima": 0.2, "ordem": "so_chapas"}

    assert client.post("/politicas-estoque", json=policy, headers=person).status_code == 200
    assert client.get("/politicas-estoque", headers=person).json() == [policy]
