"""The registers over the public API, in the old shapes."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.support.people import cpf
from tests.support.serving import login

CLIENTE = {
    "nome": "Maria Exemplo",
    "documento": "529.982.247-25",
    "rgIe": "",
    "sexo": "Feminino",
    "dataNascimento": "1980-01-31",
    "telefone1": "(11) 90000-0000",
    "telefone2": "",
    "pais": "Brasil",
    "profissao": "Arquiteto",
    "cep": "00000-000",
    "cidade": "Cidade",
    "estado": "SP",
    "endereco": "Rua A",
    "numero": "10",
    "complemento": "",
    "bairro": "Centro",
    "email": "pessoa@exemplo.com",
    "procedencia": "Instagram",
    "estadoImovel": "em reforma",
    "previsaoFechamento": "2025-12-01",
}
EMPRESA = {
    "codigo": "1",
    "razaoSocial": "Móveis Exemplo Ltda",
    "nomeFantasia": "Exemplo",
    "cnpj": "11.222.333/0001-81",
    "inscricaoEstadual": "ISENTO",
    "cep": "01310-100",
    "rua": "Rua A",
    "numero": "1",
    "complemento": "",
    "bairro": "Centro",
    "cidade": "Cidade",
    "estado": "SP",
    "telefone1": "(11) 3333-4444",
    "telefone2": "",
    "slogan": "Sob medida",
}
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def test_a_customer_comes_back_as_he_was_sent(client: TestClient) -> None:
    who = login(client, "cadastros/clientes")
    made = client.post("/clientes", json=CLIENTE, headers=who)
    assert made.status_code == 200, made.text
    number = made.json()["id"]

    one = client.get(f"/clientes/{number}", headers=who).json()["cliente"]
    every = client.get("/clientes", headers=who).json()["clientes"]

    assert one == CLIENTE | {"id": number, "codigo": "Mar0001"}
    assert every == [one]


def test_a_change_leaves_what_was_not_sent(client: TestClient) -> None:
    who = login(client, "cadastros/clientes")
    number = client.post("/clientes", json=CLIENTE, headers=who).json()["id"]

    answer = client.put(
        f"/clientes/{number}", json={"nome": "Maria Outra", "bairro": "Norte"}, headers=who
    )

    after = client.get(f"/clientes/{number}", headers=who).json()["cliente"]
    assert answer.json() == {"ok": True}
    assert after == CLIENTE | {
        "id": number,
        "codigo": "Mar0001",
        "nome": "Maria Outra",
        "bairro": "Norte",
    }


def test_a_deleted_customer_is_gone_from_the_list(client: TestClient) -> None:
    who = login(client, "cadastros/clientes")
    number = client.post("/clientes", json=CLIENTE, headers=who).json()["id"]

    assert client.delete(f"/clientes/{number}", headers=who).json() == {"ok": True}
    assert client.get("/clientes", headers=who).json() == {"clientes": []}
    assert client.get(f"/clientes/{number}", headers=who).status_code == 404
    assert client.delete(f"/clientes/{number}", headers=who).status_code == 404


@pytest.mark.parametrize(
    ("path", "name", "body"),
    [
        ("/clientes", "clientes", {"json": CLIENTE}),
        ("/fornecedores", "fornecedores", {"json": {"nome": "Chapas Exemplo"}}),
        ("/empresa", "empresas", {"data": EMPRESA}),
    ],
    ids=["clientes", "fornecedores", "empresa"],
)
def test_what_was_put_away_is_listed_apart_and_comes_back(
    client: TestClient, path: str, name: str, body: dict[str, Any]
) -> None:
    right = "dados-empresa" if name == "empresas" else name
    who = login(client, f"cadastros/{right}")

    def numbers(**query: str) -> list[int]:
        rows = client.get(path, params=query, headers=who).json()[name]
        return [row["id"] for row in rows]

    number = client.post(path, headers=who, **body).json()["id"]
    client.delete(f"{path}/{number}", headers=who)
    assert (numbers(), numbers(arquivados="true")) == ([], [number])

    for _ in range(2):
        answer = client.post(f"{path}/{number}/restaurar", headers=who)
        assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert (numbers(), numbers(arquivados="true")) == ([number], [])
    assert client.post(f"{path}/999/restaurar", headers=who).status_code == 404


def test_what_a_client_may_not_set_is_not_set(client: TestClient) -> None:
    who = login(client, "cadastros/clientes")
    sent = CLIENTE | {
        "id": 99,
        "codigo": "XXX",
        "number": 99,
        "ver": 7,
        "archived_at": "2020-01-01",
    }

    number = client.post("/clientes", json=sent, headers=who).json()["id"]

    one = client.get(f"/clientes/{number}", headers=who).json()["cliente"]
    assert (one["id"], one["codigo"]) == (1, "Mar0001")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("documento", "111"),
        ("email", "sem arroba"),
        ("cep", "1"),
        ("nome", ""),
        ("nome", None),
        ("dataNascimento", "31/01/1980"),
        ("telefone1", "x"),
        ("nome", "x" * 201),
        ("bairro", "nulo\0"),
        ("nome", ["lista"]),
    ],
)
def test_bad_fields_are_said(client: TestClient, field: str, value: object) -> None:
    who = login(client, "cadastros/clientes")

    answer = client.post("/clientes", json=CLIENTE | {field: value}, headers=who)

    assert answer.status_code == 422
    assert answer.json()["detail"]
    assert client.get("/clientes", headers=who).json() == {"clientes": []}


def test_the_same_document_twice_is_a_conflict(client: TestClient) -> None:
    who = login(client, "cadastros/clientes")
    client.post("/clientes", json=CLIENTE, headers=who)
    other = client.post("/clientes", json=CLIENTE | {"documento": cpf(5)}, headers=who).json()["id"]

    again = client.post("/clientes", json=CLIENTE, headers=who)
    changed = client.put(f"/clientes/{other}", json=CLIENTE, headers=who)

    assert again.status_code == 409
    assert "Maria Exemplo" in again.json()["detail"]
    assert changed.status_code == 409


def test_a_repeated_request_makes_one_customer(client: TestClient) -> None:
    who = login(client, "cadastros/clientes")
    key = {"Idempotency-Key": "01890000-0000-7000-8000-000000000001"}

    first = client.post("/clientes", json=CLIENTE, headers=who | key).json()
    second = client.post("/clientes", json=CLIENTE, headers=who | key).json()

    assert first == second
    assert len(client.get("/clientes", headers=who).json()["clientes"]) == 1


def test_pages_are_linked(client: TestClient) -> None:
    who = login(client, "cadastros/clientes")
    for index in range(5):
        client.post("/clientes", json={"nome": f"Cliente {index}"}, headers=who)
    names: list[str] = []
    address: str | None = "/clientes?limite=2"
    while address is not None:
        answer = client.get(address, headers=who)
        names += [row["nome"] for row in answer.json()["clientes"]]
        address = answer.links["next"]["url"] if "next" in answer.links else None

    assert names == [f"Cliente {index}" for index in range(5)]


def test_suppliers(client: TestClient) -> None:
    who = login(client, "cadastros/fornecedores")
    number = client.post(
        "/fornecedores", json={"nome": "Chapas Exemplo", "contato": "Bia"}, headers=who
    ).json()["id"]
    client.put(
        f"/fornecedores/{number}", json={"nome": "Chapas Exemplo", "contato": "Caio"}, headers=who
    )

    one = client.get(f"/fornecedores/{number}", headers=who).json()["fornecedor"]
    every = client.get("/fornecedores", headers=who).json()["fornecedores"]
    gone = client.delete(f"/fornecedores/{number}", headers=who).json()

    assert {key: one[key] for key in ("id", "nome", "contato")} == {
        "id": number,
        "nome": "Chapas Exemplo",
        "contato": "Caio",
    }
    assert every == [one]
    assert gone == {"ok": True}


def test_the_company_with_its_logo(client: TestClient) -> None:
    who = login(client, "cadastros/dados-empresa")
    logo = {"logo": ("../../logo.png", PNG, "image/png")}
    made = client.post("/empresa", data=EMPRESA, files=logo, headers=who)
    assert made.status_code == 200, made.text
    number = made.json()["id"]

    changed = client.put(
        f"/empresa/{number}", data=EMPRESA | {"slogan": "Feito para você"}, headers=who
    )
    one = client.get(f"/empresa/{number}", headers=who).json()["empresa"]
    every = client.get("/empresa", headers=who).json()["empresas"]

    assert changed.json() == {"ok": True}
    assert {key: one[key] for key in EMPRESA} == EMPRESA | {"slogan": "Feito para você"}
    assert client.get(one["logo"], headers=who).content == PNG
    assert every == [
        {
            "id": number,
            "codigo": "1",
            "razaoSocial": EMPRESA["razaoSocial"],
            "nomeFantasia": "Exemplo",
            "cnpj": EMPRESA["cnpj"],
            "slogan": "Feito para você",
        }
    ]
    assert client.delete(f"/empresa/{number}", headers=who).json() == {"ok": True}


def test_a_logo_is_a_picture(client: TestClient) -> None:
    who = login(client, "cadastros/dados-empresa")
    program = {"logo": ("logo.png", b"MZ\x90\0" + b"\0" * 64, "image/png")}

    answer = client.post("/empresa", data=EMPRESA, files=program, headers=who)

    assert answer.status_code == 422


ROUTES: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "/empresa", {}),
    ("POST", "/empresa", {"data": EMPRESA}),
    ("GET", "/empresa/1", {}),
    ("GET", "/empresa/1/logo", {}),
    ("PUT", "/empresa/1", {"data": EMPRESA}),
    ("DELETE", "/empresa/1", {}),
    ("POST", "/empresa/1/restaurar", {}),
    ("GET", "/clientes", {}),
    ("POST", "/clientes", {"json": CLIENTE}),
    ("GET", "/clientes/1", {}),
    ("PUT", "/clientes/1", {"json": CLIENTE}),
    ("DELETE", "/clientes/1", {}),
    ("POST", "/clientes/1/restaurar", {}),
    ("GET", "/fornecedores", {}),
    ("POST", "/fornecedores", {"json": {"nome": "x"}}),
    ("GET", "/fornecedores/1", {}),
    ("PUT", "/fornecedores/1", {"json": {"nome": "x"}}),
    ("DELETE", "/fornecedores/1", {}),
    ("POST", "/fornecedores/1/restaurar", {}),
]


def test_strangers_and_others_are_kept_out(client: TestClient) -> None:
    other = login(client, "cadastros")
    for method, path, body in ROUTES:
        assert client.request(method, path, **body).status_code == 401, path
        assert client.request(method, path, headers=other, **body).status_code == 403, path
