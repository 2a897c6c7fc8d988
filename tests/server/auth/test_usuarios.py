"""People over HTTP: the old shapes, and what nobody may send."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import current_thread
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from starlette.testclient import TestClient

from core.acesso.rules.catalogo import CATALOGUE, PERMISSOES
from core.db.unit import Unit
from server.auth.authenticate import authenticate
from server.state import State
from tests.support.serving import PASSWORD, admin, headers, login

_REQUESTS = {"AnyIO worker thread", current_thread().name}
NEW = "Dobradica torta 35"


def person(client: TestClient, boss: dict[str, str], number: int) -> dict[str, Any]:
    people = client.get("/usuarios", headers=boss).json()["usuarios"]
    found: dict[str, Any] = next(each for each in people if each["id"] == number)
    return found


@contextmanager
def counted() -> Iterator[list[str]]:
    """Statements of requests, on every engine: on PostgreSQL two servers answer in turn."""
    said: list[str] = []

    def note(*arguments: Any) -> None:
        # the servers' own runners look for jobs meanwhile, in threads of other names
        if not arguments[2].startswith("BEGIN") and current_thread().name in _REQUESTS:
            said.append(str(arguments[2]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_a_person_is_made_listed_and_changed_in_the_old_shape(client: TestClient) -> None:
    boss = admin(client)
    body = {
        "username": "vendedor1",
        "password": NEW,
        "email": "v@exemplo.test",
        "nome": "Vendedor Um",
        "cargo": "Comercial",
        "permissoes": ["comercial", "comercial/atendimentos"],
    }
    made = client.post("/usuarios", headers=boss, json=body)
    assert made.status_code == 200
    number = made.json()["id"]
    assert isinstance(number, int)

    listed = person(client, boss, number)
    assert listed.keys() == {
        "id", "uuid", "username", "email", "nome", "cargo", "permissoes", "ativo",
    }  # fmt: skip
    assert {key: listed[key] for key in body if key != "password"} == {
        key: value for key, value in body.items() if key != "password"
    }
    changed = body | {"nome": "Vendedora", "password": "", "permissoes": ["comercial"]}
    answer = client.put(f"/usuarios/{number}", headers=boss, json=changed)
    assert answer.json() == {"ok": True}
    assert person(client, boss, number)["nome"] == "Vendedora"
    assert person(client, boss, number)["permissoes"] == ["comercial"]
    assert headers(client, "vendedor1", NEW)


def test_no_answer_holds_a_hash(client: TestClient) -> None:
    boss = admin(client)
    for route in ("/usuarios", "/auth/validate", "/auditoria", "/sessoes", "/dispositivos"):
        answer = client.get(route, headers=boss)
        assert answer.status_code == 200
        assert "$argon2" not in answer.text
        assert "senha_hash" not in answer.text


def test_an_admin_without_a_list_gets_everything(client: TestClient) -> None:
    boss = admin(client)
    body = {"username": "dois", "password": NEW, "cargo": "admin", "permissoes": []}
    number = client.post("/usuarios", headers=boss, json=body).json()["id"]

    assert person(client, boss, number)["permissoes"] == list(PERMISSOES)


def test_a_password_is_set_by_put_and_kept_when_blank(client: TestClient) -> None:
    boss = admin(client)
    login(client, username="ana")
    number = client.get("/usuarios", headers=boss).json()["usuarios"][-1]["id"]

    client.put(f"/usuarios/{number}", headers=boss, json={"nome": "Ana", "password": None})
    assert headers(client, "ana", PASSWORD)
    client.put(f"/usuarios/{number}", headers=boss, json={"password": NEW})
    assert headers(client, "ana", NEW)
    weak = client.put(f"/usuarios/{number}", headers=boss, json={"password": "curta"})
    assert weak.status_code == 422


def test_a_person_without_a_password_gets_one_for_once(client: TestClient) -> None:
    boss = admin(client)
    body = {"username": "ana", "cargo": "operador"}
    made = client.post("/usuarios", headers=boss, json=body).json()

    assert headers(client, "ana", made["senha_provisoria"])


@pytest.mark.parametrize(
    "extra",
    [
        {"id": 1},
        {"uuid": "0192d3a8-6c1f-7000-8000-000000000001"},
        {"papel_id": "0192d3a8-6c1f-7000-8000-000000000001"},
        {"tudo": True},
        {"negadas": []},
        {"hash": "$argon2id$x"},
        {"senha_hash": "$argon2id$x", "senha_trocar": False},
        {"archived_at": None, "number": 1, "created_by": None},
        {"__class__": "x", "scope": "acesso"},
    ],
)
def test_fields_that_are_not_of_the_form_do_nothing(
    client: TestClient, extra: dict[str, object]
) -> None:
    clerk = login(client, "cadastros/usuarios", username="rh")
    boss = admin(client)
    body = {"username": "ana", "password": NEW, "cargo": "visita", **extra}
    number = client.post("/usuarios", headers=clerk, json=body).json()["id"]
    client.put(f"/usuarios/{number}", headers=clerk, json={"nome": "Ana", **extra})

    assert number not in {1, 2}
    ana = person(client, boss, number)
    assert (ana["permissoes"], ana["nome"], ana["cargo"]) == ([], "Ana", "visita")
    assert person(client, boss, 1)["username"] == "admin"
    assert headers(client, "ana", NEW)


@pytest.mark.parametrize(
    "body",
    [
        {"cargo": "admin"},
        {"cargo": "ADMIN ", "permissoes": []},
        {"permissoes": ["acesso/papeis"]},
        {"cargo": "Diretor", "permissoes": ["cadastros/usuarios", "finance"]},
    ],
)
def test_a_clerk_makes_nobody_stronger_than_himself(
    client: TestClient, body: dict[str, object]
) -> None:
    clerk = login(client, "cadastros/usuarios", username="rh")
    boss = admin(client)
    mine = next(
        each["id"]
        for each in client.get("/usuarios", headers=boss).json()["usuarios"]
        if each["username"] == "rh"
    )
    made = {"username": "ana", "password": NEW, "cargo": "visita", **body}

    assert client.post("/usuarios", headers=clerk, json=made).status_code == 403
    assert client.put(f"/usuarios/{mine}", headers=clerk, json=body).status_code == 403
    assert client.put("/usuarios/1", headers=clerk, json={"password": NEW}).status_code == 403
    assert client.post("/usuarios/1/senha", headers=clerk).status_code == 403
    assert client.delete("/usuarios/1", headers=clerk).status_code == 403
    assert person(client, boss, mine)["permissoes"] == ["cadastros/usuarios"]
    denied = client.get("/auditoria", headers=boss, params={"username": "rh"}).json()["auditoria"]
    assert {"usuario.criar", "usuario.alterar"} <= {
        each["ato"] for each in denied if each["resultado"] == "negado"
    }


def test_the_last_administrator_stays(client: TestClient) -> None:
    boss = admin(client)
    body = {"cargo": "operador", "permissoes": []}

    answer = client.put("/usuarios/1", headers=boss, json=body)
    assert (answer.status_code, answer.json()["codigo"]) == (409, "acesso.ultimo_administrador")
    assert client.delete("/usuarios/1", headers=boss).status_code == 409


def test_statuses(client: TestClient) -> None:
    boss = admin(client)
    taken = {"username": "ADMIN", "password": NEW, "cargo": "visita"}

    assert client.post("/usuarios", headers=boss, json=taken).status_code == 409
    assert client.post("/usuarios", headers=boss, json={"cargo": "visita"}).status_code == 422
    assert client.put("/usuarios/999", headers=boss, json={}).status_code == 404
    assert client.delete("/usuarios/999", headers=boss).status_code == 404
    assert client.delete("/usuarios/99999999999999999999", headers=boss).status_code == 422
    assert client.post("/usuarios/999/senha", headers=boss).status_code == 404


def test_deactivated_people_are_listed_when_asked_for(client: TestClient) -> None:
    boss = admin(client)
    login(client, username="ana")
    number = client.get("/usuarios", headers=boss).json()["usuarios"][-1]["id"]
    client.delete(f"/usuarios/{number}", headers=boss)

    assert len(client.get("/usuarios", headers=boss).json()["usuarios"]) == 1
    listed = client.get("/usuarios?inativos=true", headers=boss).json()["usuarios"]
    assert [each["ativo"] for each in listed] == [True, False]
    assert client.post(f"/usuarios/{number}/reativar", headers=boss).json() == {"ok": True}
    assert headers(client, "ana")


def test_the_list_goes_on_by_its_link(client: TestClient) -> None:
    boss = admin(client)
    for _ in range(4):
        login(client)
    first = client.get("/usuarios?limite=3", headers=boss)
    address = first.headers["Link"].split(">")[0].strip("<")
    second = client.get(address, headers=boss)

    numbers = [each["id"] for each in first.json()["usuarios"] + second.json()["usuarios"]]
    assert numbers == [1, 2, 3, 4, 5]
    assert "Link" not in second.headers


def test_lists_take_as_many_statements_for_many_rows_as_for_one(client: TestClient) -> None:
    boss = admin(client)
    routes = ("/usuarios", "/papeis", "/dispositivos", "/sessoes", "/auditoria", "/segredos")
    few = []
    for route in routes:
        with counted() as said:
            client.get(route, headers=boss)
        few.append(len(said))
    for _ in range(5):
        login(client, "producao")
    many = []
    for route in routes:
        with counted() as said:
            client.get(route, headers=boss)
        many.append(len(said))

    assert few == many
    assert max(few) <= 3


def test_a_request_is_authenticated_by_one_statement(client: TestClient) -> None:
    token = login(client, "producao")["Authorization"].removeprefix("Bearer ")
    state: State = client.app.state.radha  # type: ignore[attr-defined]  # an application of ours
    with Unit(state.database, writes=False) as unit, counted() as said:
        person = authenticate(unit.session, token, state.keys, datetime.now(UTC))

    assert person.permissions == {"producao"}
    assert len([each for each in said if each.startswith("SELECT")]) == len(said) == 1


def test_roles_over_http(client: TestClient) -> None:
    boss = admin(client)
    body = {"nome": "Corte", "permissoes": ["producao"]}
    key = client.post("/papeis", headers=boss, json=body).json()["id"]
    client.put(f"/papeis/{key}", headers=boss, json={"descricao": "Serra e router"})
    role = next(
        each for each in client.get("/papeis", headers=boss).json()["papeis"] if each["id"] == key
    )

    assert (role["nome"], role["descricao"], role["permissoes"]) == (
        "Corte", "Serra e router", ["producao"],
    )  # fmt: skip
    assert client.delete(f"/papeis/{key}", headers=boss).json() == {"ok": True}
    assert client.post(f"/papeis/{key}/restaurar", headers=boss).json() == {"ok": True}
    bad = client.post("/papeis", headers=boss, json={"nome": "X", "permissoes": ["*"]})
    assert bad.status_code == 422
    shown = client.get("/permissoes", headers=boss).json()["permissoes"]
    assert {each["permissao"] for each in shown} == CATALOGUE


def test_secrets_over_http_are_written_and_never_shown(client: TestClient) -> None:
    boss = admin(client)
    answer = client.put("/segredos/gabster.token", headers=boss, json={"valor": "muito secreto"})
    assert answer.json() == {"ok": True}

    listed = client.get("/segredos", headers=boss)
    assert [each["nome"] for each in listed.json()["segredos"]] == ["gabster.token"]
    for route in ("/segredos", "/auditoria"):
        assert "muito secreto" not in client.get(route, headers=boss).text
    assert client.post("/segredos/renovar", headers=boss).json() == {"renovados": 0}
    assert client.delete("/segredos/gabster.token", headers=boss).json() == {"ok": True}
    assert client.delete("/segredos/gabster.token", headers=boss).status_code == 404
    bad = client.put("/segredos/..%2Fx", headers=boss, json={"valor": "x"})
    assert bad.status_code in {404, 422}


def test_the_audit_goes_on_by_its_link_and_filters(client: TestClient) -> None:
    boss = admin(client)
    for _ in range(3):
        login(client)
    first = client.get("/auditoria?limite=2&ato=usuario.criar", headers=boss)
    address = first.headers["Link"].split(">")[0].strip("<")
    second = client.get(address, headers=boss)

    assert len(first.json()["auditoria"]) == 2
    assert len(second.json()["auditoria"]) == 1
    future = client.get("/auditoria?desde=2199-01-01T00:00:00Z", headers=boss)
    assert future.json() == {"auditoria": []}
    for bad in ("desde=2026-01-01T00:00:00", "desde=0001-01-01T00:00:00%2B14:00", "ato=%00"):
        assert client.get(f"/auditoria?{bad}", headers=boss).status_code == 422


def test_sessions_over_http(client: TestClient) -> None:
    boss = admin(client)
    ana = login(client, username="ana")
    number = client.get("/usuarios", headers=boss).json()["usuarios"][-1]["id"]
    mine = client.get("/sessoes", headers=ana).json()["sessoes"]
    hers = client.get("/sessoes", headers=boss).json()["sessoes"]

    assert len(mine) == 1
    assert client.delete(f"/sessoes/{hers[0]['id']}", headers=ana).status_code == 403
    seen = client.get(f"/usuarios/{number}/sessoes", headers=boss).json()["sessoes"]
    assert [each["id"] for each in seen] == [mine[0]["id"]]
    assert client.delete(f"/usuarios/{number}/sessoes", headers=boss).json() == {"ok": True}
    assert client.get("/sessoes", headers=ana).status_code == 401
    assert client.delete("/sessoes", headers=boss).json() == {"ok": True}
    assert client.get("/sessoes", headers=boss).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {"username": "a\0b"},
        {"nome": "a\0b"},
        {"cargo": "a\0b"},
        {"email": "a\0@b"},
        {"permissoes": ["\0"]},
        {"username": "x" * 300},
        {"cargo": "x" * 150},
    ],
)
def test_texts_that_no_database_takes_are_422(client: TestClient, body: dict[str, object]) -> None:
    boss = admin(client)
    whole = {"username": "ana", "cargo": "visita", "password": NEW, **body}

    assert client.post("/usuarios", headers=boss, json=whole).status_code == 422
    assert client.put("/usuarios/1", headers=boss, json=body).status_code == 422
    role = client.post("/papeis", headers=boss, json={"nome": "a\0b"})
    assert role.status_code == 422


def test_answers_of_the_door_are_not_to_be_kept(client: TestClient) -> None:
    boss = admin(client)

    assert client.get("/auth/validate", headers=boss).headers["Cache-Control"] == "no-store"
    assert client.get("/usuarios", headers=boss).headers["Cache-Control"] == "no-store"
