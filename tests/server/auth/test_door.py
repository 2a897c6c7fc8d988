"""Log-in, renewal, log-out over HTTP: the old shapes, and what attackers send."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import bcrypt
import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from core.acesso import queries
from core.acesso.models import Credencial, Sessao, Usuario
from core.acesso.offline import log_in, open_grant
from core.db.unit import Unit
from server.auth.limits import PLACE_ATTEMPTS
from server.auth.passwords import Passwords
from server.state import State
from tests.support.keys import Station
from tests.support.serving import ADMIN, PASSWORD, admin, headers, login

NEW = "Dobradica torta 35"


def enter(client: TestClient, username: str, password: str, **more: Any) -> Any:
    body = {"username": username, "password": password, **more}
    return client.post("/auth/login", json=body)


def renew(client: TestClient, token: str) -> Any:
    return client.post("/auth/refresh", json={"refresh_token": token})


def who(client: TestClient, bearer: dict[str, str]) -> Any:
    return client.get("/auth/validate", headers=bearer)


def bearer(answer: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def state_of(client: TestClient) -> State:
    state: State = client.app.state.radha  # type: ignore[attr-defined]  # an application of ours
    return state


def set_hash(client: TestClient, username: str, **values: object) -> None:
    person = select(Usuario.id).where(Usuario.username == username).scalar_subquery()
    with Unit(state_of(client).database) as unit:
        unit.session.execute(
            update(Credencial).where(Credencial.usuario_id == person).values(**values)
        )
        unit.commit()


def test_log_in_answers_in_the_old_shape(client: TestClient) -> None:
    login(client, "comercial", username="vendedor1")
    answer = enter(client, "VENDEDOR1", PASSWORD)

    assert answer.status_code == 200
    body = answer.json()
    assert body["usuario"] == {
        "username": "vendedor1",
        "nome": "",
        "cargo": "visita",
        "permissoes": ["comercial"],
    }
    assert body.keys() - {"usuario"} == {
        "access_token",
        "refresh_token",
        "token_type",
        "expires_in",
        "trocar_senha",
    }
    assert body["expires_in"] == 900


def test_validate_answers_the_claims_in_the_old_shape(client: TestClient) -> None:
    answer = who(client, login(client, "comercial", username="vendedor1"))

    assert answer.status_code == 200
    assert answer.json()["status"] == "validado"
    person = answer.json()["usuario"]
    assert (person["sub"], person["username"]) == ("vendedor1", "vendedor1")
    assert (person["cargo"], person["permissoes"]) == ("visita", ["comercial"])
    assert person["exp"] > time.time()


@pytest.mark.parametrize(
    "body", [{}, {"username": "admin"}, {"password": "x"}, {"username": "", "password": "x"}]
)
def test_a_missing_field_is_400(client: TestClient, body: dict[str, str]) -> None:
    answer = client.post("/auth/login", json=body)

    assert answer.status_code == 400
    assert answer.json()["detail"] == answer.json()["erro"] != ""


@pytest.mark.parametrize("name", [ADMIN, "ninguem", "' OR 1=1 --", "x" * 320, "\u202eadmin", "🪚"])
def test_name_and_password_that_do_not_belong_together_are_401(
    client: TestClient, name: str
) -> None:
    answer = enter(client, name, "errada errada")

    assert answer.status_code == 401
    assert answer.json()["codigo"] == "acesso.credenciais"


@pytest.mark.parametrize(
    "body",
    [
        {"username": ["admin"], "password": "x"},
        {"username": {"$ne": 1}, "password": "x"},
        {"username": "a\0b", "password": "x"},
        {"username": "x" * 100_000, "password": "x"},
        {"username": "admin", "password": "x" * 100_000},
        {"username": "admin", "password": "x", "dispositivo": {"id": "x"}},
        [],
        "admin",
        None,
    ],
)
def test_bodies_that_are_none(client: TestClient, body: object) -> None:
    assert client.post("/auth/login", json=body).status_code == 422


def test_a_lone_surrogate_breaks_nothing(client: TestClient) -> None:
    raw = b'{"username": "\\ud800", "password": "\\udfff x"}'
    answer = client.post("/auth/login", content=raw, headers={"Content-Type": "application/json"})

    assert 400 <= answer.status_code < 500


def test_strangers_get_401(client: TestClient) -> None:
    for given in ({}, {"Authorization": "Basic eA=="}, {"Authorization": "Bearer "}):
        assert who(client, given).status_code == 401
    assert (
        who(client, {"Authorization": "Bearer x.y.z"}).json()["codigo"] == "acesso.token_invalido"
    )


def test_a_renewed_token_gives_the_same_successor_until_that_is_used(client: TestClient) -> None:
    first = enter(client, ADMIN, PASSWORD).json()["refresh_token"]
    second = renew(client, first).json()["refresh_token"]
    assert second != first
    assert renew(client, first).json()["refresh_token"] == second
    third = renew(client, second)
    assert third.json()["refresh_token"] not in {first, second}
    assert who(client, bearer(third)).status_code == 200


def test_an_older_token_ends_the_family(client: TestClient) -> None:
    first = enter(client, ADMIN, PASSWORD).json()["refresh_token"]
    second = renew(client, first).json()["refresh_token"]
    third = renew(client, second)

    replayed = renew(client, first)
    assert replayed.status_code == 401
    assert replayed.json()["codigo"] == "acesso.renovacao_repetida"
    assert renew(client, third.json()["refresh_token"]).status_code == 401
    assert who(client, bearer(third)).status_code == 401
    entries = client.get("/auditoria", headers=admin(client), params={"ato": "sessao.roubo"})
    assert len(entries.json()["auditoria"]) == 1


def test_an_access_token_renews_nothing_and_a_refresh_token_opens_nothing(
    client: TestClient,
) -> None:
    body = enter(client, ADMIN, PASSWORD).json()

    assert client.post("/auth/refresh", json={"refresh_token": "x"}).status_code == 401
    assert renew(client, body["access_token"][:200]).status_code == 401
    assert who(client, {"Authorization": f"Bearer {body['refresh_token']}"}).status_code == 401


def test_a_session_expires(client: TestClient) -> None:
    answer = enter(client, ADMIN, PASSWORD)
    with Unit(state_of(client).database) as unit:
        past = datetime.now(UTC) - timedelta(seconds=1)
        unit.session.execute(update(Sessao).values(expires_at=past))
        unit.commit()

    assert renew(client, answer.json()["refresh_token"]).status_code == 401
    assert who(client, bearer(answer)).status_code == 401


def test_log_out_ends_the_session_at_once(client: TestClient) -> None:
    answer, other = enter(client, ADMIN, PASSWORD), admin(client)

    assert client.post("/auth/logout", headers=bearer(answer)).json() == {"ok": True}
    assert who(client, bearer(answer)).status_code == 401
    assert renew(client, answer.json()["refresh_token"]).status_code == 401
    assert who(client, other).status_code == 200


def test_a_bcrypt_hash_is_replaced_at_log_in(client: TestClient) -> None:
    old = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    set_hash(client, ADMIN, senha_hash=old)

    assert enter(client, ADMIN, "errada errada").status_code == 401
    assert stored(client) == old
    assert enter(client, ADMIN, PASSWORD).status_code == 200
    assert stored(client).startswith("$argon2id$")
    assert enter(client, ADMIN, PASSWORD).status_code == 200


def test_a_hash_with_other_parameters_is_replaced_at_log_in(client: TestClient) -> None:
    set_hash(client, ADMIN, senha_hash=Passwords(64, 1).hash(PASSWORD))

    assert enter(client, ADMIN, PASSWORD).status_code == 200
    assert "m=8,t=1" in stored(client)


def test_ones_own_password_changes_against_the_old_one(client: TestClient) -> None:
    mine, elsewhere = admin(client), admin(client)

    def change(**body: str) -> Any:
        return client.post("/auth/senha", headers=mine, json=body)

    wrong = change(senha_atual="errada errada", senha_nova=NEW)
    assert (wrong.status_code, wrong.json()["codigo"]) == (422, "acesso.senha_atual")
    assert who(client, mine).status_code == 200
    weak = change(senha_atual=PASSWORD, senha_nova="Senha12345")
    assert (weak.status_code, weak.json()["codigo"]) == (422, "acesso.senha_comum")
    same = change(senha_atual=PASSWORD, senha_nova=PASSWORD)
    assert same.json()["codigo"] == "acesso.senha_igual"
    assert change(senha_atual=PASSWORD, senha_nova=NEW).json() == {"ok": True}
    assert who(client, mine).status_code == 200
    assert who(client, elsewhere).status_code == 401
    assert enter(client, ADMIN, PASSWORD).status_code == 401
    assert enter(client, ADMIN, NEW).status_code == 200


def test_a_password_for_once_opens_nothing_but_its_change(client: TestClient) -> None:
    login(client, "cadastros/clientes", username="ana")
    boss = admin(client)
    number = number_of(client, "ana")
    given = client.post(f"/usuarios/{number}/senha", headers=boss).json()["senha_provisoria"]
    answer = enter(client, "ana", given)

    assert answer.json()["trocar_senha"] is True
    assert answer.json()["usuario"]["permissoes"] == []
    assert client.get("/clientes", headers=bearer(answer)).status_code == 403
    changed = client.post(
        "/auth/senha", headers=bearer(answer), json={"senha_atual": given, "senha_nova": NEW}
    )
    assert changed.status_code == 200
    assert client.get("/clientes", headers=bearer(answer)).status_code == 200
    assert enter(client, "ana", given).status_code == 401


def test_a_password_for_once_waits_three_days(client: TestClient) -> None:
    login(client, username="ana")
    boss = admin(client)
    number = number_of(client, "ana")
    given = client.post(f"/usuarios/{number}/senha", headers=boss).json()["senha_provisoria"]
    set_hash(client, "ana", expires_at=datetime.now(UTC) - timedelta(seconds=1))

    answer = enter(client, "ana", given)
    assert answer.json()["codigo"] == "acesso.senha_de_uso_unico_vencida"


def test_a_repeated_reset_gives_the_same_password(client: TestClient) -> None:
    login(client, username="ana")
    key = {"Idempotency-Key": "0192d3a8-6c1f-7000-8000-000000000001"}
    address = f"/usuarios/{number_of(client, 'ana')}/senha"
    once = client.post(address, headers=admin(client) | key).json()
    twice = client.post(address, headers=admin(client) | key).json()

    assert once == twice
    assert enter(client, "ana", twice["senha_provisoria"]).status_code == 200


def test_guessing_is_slowed_down_also_for_names_that_nobody_has(client: TestClient) -> None:
    for name in (ADMIN, "ninguem"):
        codes = [enter(client, name, "errada errada").status_code for _ in range(PLACE_ATTEMPTS)]
        blocked = enter(client, name, PASSWORD)
        assert codes == [401] * PLACE_ATTEMPTS
        assert blocked.status_code == 429
        assert 0 < int(blocked.headers["Retry-After"]) <= 15 * 60 + 1
        assert blocked.json()["codigo"] == "acesso.tentativas"


def test_right_passwords_are_not_counted(client: TestClient) -> None:
    for _ in range(PLACE_ATTEMPTS + 3):
        assert enter(client, ADMIN, "errada errada").status_code == 401
        assert enter(client, ADMIN, PASSWORD).status_code == 200


def test_the_password_prompt_cannot_be_used_to_guess(client: TestClient) -> None:
    mine = admin(client)
    body = {"senha_atual": "errada errada", "senha_nova": NEW}
    for _ in range(PLACE_ATTEMPTS):
        assert client.post("/auth/senha", headers=mine, json=body).status_code == 422

    assert client.post("/auth/senha", headers=mine, json=body).status_code == 429


def test_a_taken_permission_and_a_given_one_count_at_once(client: TestClient) -> None:
    boss = admin(client)
    ana = login(client, "cadastros/clientes", username="ana")
    address = f"/usuarios/{number_of(client, 'ana')}"
    more = ["cadastros/clientes", "cadastros/fornecedores"]

    assert client.get("/fornecedores", headers=ana).status_code == 403
    client.put(address, headers=boss, json={"permissoes": more})
    assert client.get("/fornecedores", headers=ana).status_code == 200
    assert who(client, ana).json()["usuario"]["permissoes"] == more
    client.put(address, headers=boss, json={"permissoes": ["cadastros/fornecedores"]})
    assert client.get("/clientes", headers=ana).status_code == 401
    assert client.get("/clientes", headers=headers(client, "ana")).status_code == 403


def test_a_deactivated_person_is_out_at_once(client: TestClient) -> None:
    ana = login(client, username="ana")
    entry = enter(client, "ana", PASSWORD).json()
    number = number_of(client, "ana")

    assert client.delete(f"/usuarios/{number}", headers=admin(client)).json() == {"ok": True}
    assert who(client, ana).status_code == 401
    assert renew(client, entry["refresh_token"]).status_code == 401
    assert enter(client, "ana", PASSWORD).status_code == 401


def test_a_device_proves_itself_and_works_without_the_server(client: TestClient) -> None:
    station, boss = Station(), admin(client)
    login(client, "producao", username="ana")
    made = client.post(
        "/dispositivos", headers=boss, json={"nome": "Serra", "chave_publica": station.public}
    ).json()
    proof = station.proof(made["id"], "ana", int(time.time()))
    answer = enter(client, "ana", PASSWORD, dispositivo=proof)
    assert answer.status_code == 200, answer.text

    body = {"senha": PASSWORD, "pin": "271828"}
    given = client.post("/auth/concessao", headers=bearer(answer), json=body).json()
    grant = open_grant(given["concessao"], made["chave_do_servidor"], UUID(made["id"]))
    person = log_in(grant, "271828", datetime.now(UTC))
    assert (person.username, person.permissions) == ("ana", frozenset({"producao"}))
    assert given["chave_do_servidor"] == made["chave_do_servidor"]

    listed = client.get("/dispositivos", headers=boss).json()["dispositivos"]
    assert listed[0]["visto_em"] is not None
    client.delete(f"/dispositivos/{made['id']}", headers=boss)
    assert who(client, bearer(answer)).status_code == 401
    assert enter(client, "ana", PASSWORD, dispositivo=proof).status_code == 401


def test_a_device_that_does_not_prove_itself(client: TestClient) -> None:
    station, boss = Station(), admin(client)
    made = client.post(
        "/dispositivos", headers=boss, json={"nome": "Serra", "chave_publica": station.public}
    ).json()["id"]
    now = int(time.time())
    unknown = "0192d3a8-6c1f-7000-8000-000000000001"
    for proof in (
        station.proof(made, "outra", now),
        station.proof(made, ADMIN, now - 3600),
        station.proof(unknown, ADMIN, now),
        Station().proof(made, ADMIN, now),
    ):
        answer = enter(client, ADMIN, PASSWORD, dispositivo=proof)
        assert answer.json()["codigo"] == "acesso.dispositivo_prova"


def test_a_pending_device_is_not_in(client: TestClient) -> None:
    station, ana = Station(), login(client, username="ana")
    made = client.post(
        "/dispositivos", headers=ana, json={"nome": "Serra", "chave_publica": station.public}
    ).json()
    proof = station.proof(made["id"], "ana", int(time.time()))

    assert made["estado"] == "pendente"
    assert enter(client, "ana", PASSWORD, dispositivo=proof).status_code == 401


@pytest.mark.parametrize("pin", ["123456", "000000", "12345", "27182a", "٢٧١٨٢٨"])
def test_a_pin_that_anybody_would_try(client: TestClient, pin: str) -> None:
    station, boss = Station(), admin(client)
    made = client.post(
        "/dispositivos", headers=boss, json={"nome": "Serra", "chave_publica": station.public}
    ).json()["id"]
    proof = station.proof(made, ADMIN, int(time.time()))
    here = bearer(enter(client, ADMIN, PASSWORD, dispositivo=proof))

    answer = client.post("/auth/concessao", headers=here, json={"senha": PASSWORD, "pin": pin})
    assert answer.json()["codigo"] == "acesso.pin_curto"


def test_no_grant_from_an_unknown_device(client: TestClient) -> None:
    answer = client.post("/auth/concessao", headers=admin(client), json={"senha": PASSWORD})

    assert (answer.status_code, answer.json()["codigo"]) == (409, "acesso.dispositivo_fora")


def number_of(client: TestClient, username: str) -> int:
    with Unit(state_of(client).database, writes=False) as unit:
        found = queries.candidate(unit.session, username)
    assert found is not None
    assert found[0].user.number is not None
    return found[0].user.number


def stored(client: TestClient) -> str:
    with Unit(state_of(client).database, writes=False) as unit:
        found = queries.candidate(unit.session, ADMIN)
    assert found is not None
    return found[1].senha_hash
