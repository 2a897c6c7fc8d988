"""The person behind a request: keys of repeated requests, and denials in the audit."""

from sqlalchemy import select
from starlette.testclient import TestClient

from core.cadastros.models import Cliente
from core.command.log import Auditoria, Resultado
from core.ids import new_id
from server.api.deps import Caller
from server.state import State
from tests.support.databases import someone
from tests.support.people import cliente
from tests.support.serving import login


def state_of(client: TestClient) -> State:
    state: State = client.app.state.radha  # type: ignore[attr-defined]  # an application of ours
    return state


CLERK = someone("cadastros/clientes")


def test_a_request_that_does_two_things_can_be_repeated(client: TestClient) -> None:
    key, state = new_id(), state_of(client)

    def both() -> list[object]:
        call = Caller(state, key, "request")
        call.actor = CLERK
        return [call.do(cliente("Ana"))["id"], call.do(cliente("Bia"))["id"]]

    first, second = both(), both()

    with state.database.sessions() as session:
        names = list(session.scalars(select(Cliente.nome).order_by(Cliente.number)))
    assert first == second
    assert names == ["Ana", "Bia"]


def test_a_key_with_other_data_is_refused_and_nothing_is_lost(client: TestClient) -> None:
    who = login(client, "cadastros/clientes")
    key = {"Idempotency-Key": str(new_id())}
    client.post("/clientes", json={"nome": "Ana"}, headers=who | key)

    other = client.post("/clientes", json={"nome": "Outra"}, headers=who | key)
    same = client.post("/clientes", json={"nome": "Ana"}, headers=who | key)

    assert (other.status_code, other.json()["codigo"]) == (409, "comando.chave_com_outros_dados")
    assert same.status_code == 200


def test_whoever_tries_without_the_permission_stands_in_the_audit(client: TestClient) -> None:
    who = login(client, "cadastros", username="curioso")
    client.post("/clientes", json={"nome": "Ana"}, headers=who)
    client.get("/clientes", headers=who)

    with state_of(client).database.sessions() as session:
        denied = select(Auditoria).where(Auditoria.resultado == Resultado.NEGADO)
        lines = list(session.scalars(denied))
    assert [(line.username, line.ato) for line in lines] == [("curioso", "POST /clientes")]


def test_a_fault_of_a_field_is_told_in_portuguese(client: TestClient) -> None:
    who = login(client, "cadastros/clientes")

    answer = client.post("/clientes", json={}, headers=who)

    assert answer.json()["campos"] == [{"campo": "nome", "motivo": "falta este campo"}]
