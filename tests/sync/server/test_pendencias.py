"""What waits for a person: seen in plain words, decided once, by whoever may."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from core.cadastros.commands import ArquivarCliente
from core.command.fields import AlterarCampos, Change
from core.ids import new_id
from core.sync.wire import Page, Row
from tests.support.people import cliente
from tests.support.serving import login
from tests.sync.server.test_routes import Device

SCOPES = "acesso,cadastros,producao"


@pytest.fixture
def device(client: TestClient) -> Device:
    return Device(client)


@pytest.fixture
def boss(device: Device) -> UUID:
    page = Page.model_validate(device.get("pull", escopos=SCOPES))
    return next(row.id for row in page.rows if row.f.get("username") == "admin")


def customer(device: Device) -> tuple[UUID, int, Row]:
    page = Page.model_validate(device.get("pull", escopos=SCOPES))
    return next((row.id, row.ver, row.f) for row in page.rows if row.c == "cliente")


@pytest.fixture
def conflict(device: Device, boss: UUID) -> dict[str, Any]:
    """Two edits of one field that did not know of each other."""
    device.push(boss, cliente("Ana", bairro="Centro"))
    key, ver, _ = customer(device)
    for wanted in ("Norte", "Sul"):
        change = Change(was="Centro", to=wanted)
        edit = AlterarCampos(collection="cliente", id=key, base=ver, set={"bairro": change})
        assert device.push(boss, edit).status_code == 200
    (found,) = device.get("conflitos")["conflitos"]
    return dict(found)


def decide(device: Device, conflict: dict[str, Any], *, bring: bool) -> int:
    address = f"/v1/sync/conflitos/{conflict['id']}"
    answer = device.client.post(address, headers=device.headers, json={"trazer": bring})
    return answer.status_code


def test_a_conflict_names_record_field_and_both_values(conflict: dict[str, Any]) -> None:
    shown = {name: conflict[name] for name in ("registro", "campo", "ficou", "perdeu", "por")}

    assert shown == {
        "registro": "Ana",
        "campo": "bairro",
        "ficou": "Sul",
        "perdeu": "Norte",
        "por": "admin",
    }


@pytest.mark.parametrize(("bring", "after"), [(True, "Norte"), (False, "Sul")])
def test_a_conflict_is_decided_once(
    device: Device, conflict: dict[str, Any], *, bring: bool, after: str
) -> None:
    assert decide(device, conflict, bring=bring) == 200
    assert decide(device, conflict, bring=not bring) == 409

    assert device.get("conflitos") == {"conflitos": []}
    assert customer(device)[2]["bairro"] == after


def test_who_may_not_edit_may_not_decide(
    client: TestClient, device: Device, conflict: dict[str, Any]
) -> None:
    other = login(client, "acesso/dispositivos")
    address = f"/v1/sync/conflitos/{conflict['id']}"

    assert client.post(address, headers=other, json={"trazer": True}).status_code == 403
    assert customer(device)[2]["bairro"] == "Sul"


def test_a_refused_operation_waits_until_somebody_has_dealt_with_it(
    device: Device, boss: UUID
) -> None:
    device.push(boss, ArquivarCliente(id=new_id()))
    device.get("hello")

    (found,) = device.get("recusados")["recusados"]
    (station,) = device.get("situacao")["estacoes"]
    address = f"/v1/sync/recusados/{found['id']}/encerrar"
    codes = [device.client.post(address, headers=device.headers).status_code for _ in range(2)]

    assert (found["estado"], found["comando"], found["por"]) == (
        "refused",
        "cliente.arquivar",
        "admin",
    )
    assert found["motivo"].endswith(".")
    assert (station["nome"], station["a_decidir"]) == ("Serra", 1)
    assert station["atraso"] > 0
    assert codes == [200, 409]
    assert device.get("recusados") == {"recusados": []}
