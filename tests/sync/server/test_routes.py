"""The routes of the synchronisation as a registered workstation speaks to them."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from core.command import Command
from core.ids import new_id
from core.sync.digest import checksum
from core.sync.wire import SCHEMAS, Digest, Hello, Known, Page, Plan, Pushed, SnapshotPage
from tests.support.keys import Station
from tests.support.people import cliente
from tests.support.serving import ADMIN, PASSWORD, admin, headers


class Device:
    """A registered workstation at which the administrator signed in."""

    def __init__(self, client: TestClient) -> None:
        station = Station()
        said = {"nome": "Serra", "chave_publica": station.public}
        made = client.post("/dispositivos", headers=admin(client), json=said).json()
        proof = station.proof(made["id"], ADMIN, int(time.time()))
        body = {"username": ADMIN, "password": PASSWORD, "dispositivo": proof}
        entry = client.post("/auth/login", json=body).json()
        self.headers = {"Authorization": f"Bearer {entry['access_token']}"}
        self.user = client.get("/auth/validate", headers=self.headers).json()
        self.client, self.inc, self.n = client, new_id(), 0

    def get(self, path: str, **query: Any) -> Any:
        """The body of an answer."""
        answer = self.client.get(f"/v1/sync/{path}", headers=self.headers, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def push(self, user: UUID, *commands: Command, seq: int = 0, tag: int = 0) -> Any:
        """The answer to these gestures."""
        ops = []
        for command in commands:
            self.n += 1
            ops.append(
                {
                    "n": self.n,
                    "op_id": str(new_id()),
                    "kind": command.kind,
                    "user": str(user),
                    "wall": datetime.now(UTC).isoformat(),
                    "args": command.model_dump(mode="json"),
                }
            )
        body = {"cursor": {"seq": seq, "tag": tag}, "inc": str(self.inc), "ops": ops}
        return self.client.post("/v1/sync/push", headers=self.headers, json=body)


@pytest.fixture
def device(client: TestClient) -> Device:
    return Device(client)


@pytest.fixture
def boss(device: Device) -> UUID:
    page = Page.model_validate(device.get("pull", escopos="acesso,cadastros,producao"))
    (found,) = [row.id for row in page.rows if row.f.get("username") == ADMIN]
    return found


def test_what_is_pushed_comes_back_by_pull_and_by_copy(device: Device, boss: UUID) -> None:
    pushed = Pushed.model_validate(device.push(boss, cliente("Ana"), cliente("Bia")).json())
    hello = Hello.model_validate(device.get("hello"))
    page = Page.model_validate(device.get("pull", escopos=",".join(hello.scopes)))
    plan = Plan.model_validate(device.get("snapshot"))
    copied = SnapshotPage.model_validate(device.get("snapshot/cliente", limite=1))
    rest = SnapshotPage.model_validate(device.get("snapshot/cliente", depois=str(copied.next)))

    assert hello.schemas == SCHEMAS
    assert hello.head == page.cursor.seq == plan.cursor.seq == pushed.head
    assert page.answers == pushed.answers
    pulled = {row.id: row.f for row in page.rows if row.c == "cliente"}
    assert {row.id: row.f for row in (*copied.rows, *rest.rows)} == pulled
    assert {fields["nome"] for fields in pulled.values()} == {"Ana", "Bia"}


def test_the_digest_is_of_what_was_handed_out(device: Device, boss: UUID) -> None:
    device.push(boss, cliente("Ana"), cliente("Bia"))
    page = Page.model_validate(device.get("pull", escopos="acesso,cadastros,producao"))

    digest = Digest.model_validate(device.get("digest"))

    total = 0
    for row in page.rows:
        total ^= checksum(row.id, row.ver) if row.c == "cliente" else 0
    assert digest.cursor == page.cursor
    assert digest.collections["cliente"] == (2, f"{total:016x}")


def test_the_fate_of_operations_can_be_asked_for(device: Device, boss: UUID) -> None:
    answer = Pushed.model_validate(device.push(boss, cliente("Ana")).json()).answers[0]
    stranger = new_id()

    asked = {"op_ids": [str(answer.op_id), str(stranger)]}
    said = device.client.post("/v1/sync/reconcile", headers=device.headers, json=asked)

    assert Known.model_validate(said.json()).answers == [answer]


def test_a_lost_place_is_a_conflict_that_says_which(device: Device, boss: UUID) -> None:
    answer = device.push(boss, cliente("Ana"), seq=1, tag=1)

    assert (answer.status_code, answer.json()["codigo"]) == (409, "sync.feed_reset")


def test_a_session_without_a_device_does_not_synchronise(client: TestClient) -> None:
    for path in ("hello", "pull", "snapshot", "snapshot/cliente", "digest"):
        answer = client.get(f"/v1/sync/{path}", headers=headers(client, ADMIN))
        assert (answer.status_code, answer.json()["codigo"]) == (403, "sync.sem_dispositivo")


def test_an_unknown_collection(device: Device) -> None:
    answer = device.client.get("/v1/sync/snapshot/receipt", headers=device.headers)

    assert (answer.status_code, answer.json()["codigo"]) == (404, "sync.colecao_desconhecida")
