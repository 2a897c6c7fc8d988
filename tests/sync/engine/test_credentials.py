"""A workstation signs in at the real server, stays signed in, and knows its people offline."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from fastapi import FastAPI

from core.acesso.commands.inicio import INSTALLER
from core.acesso.commands.usuarios import CriarUsuario
from core.command import execute
from core.db.unit import Unit
from core.errors import Denied, EnvironmentFault
from core.ids import new_id
from desktop.sync.credentials import FILE, Credentials, NotApproved
from desktop.sync.transport import SignInNeeded, Transport, Unreachable
from server.auth.passwords import Passwords
from server.state import State
from tests.faults.proxy import Fate, Proxy
from tests.support.serving import ADMIN, NOBODY, PASSWORD
from tests.support.sockets import listening


@pytest.fixture
def server(app: FastAPI) -> Iterator[str]:
    """The address of the real server."""
    with listening(app) as address:
        yield address


def signed_in(folder: Path, server: str) -> Credentials:
    """The administrator at a new workstation."""
    people = Credentials.open(folder)
    people.sign_in(server, ADMIN, PASSWORD, "Serra")
    return people


def test_the_first_sign_in_registers_the_workstation(tmp_path: Path, server: str) -> None:
    people = signed_in(tmp_path, server)

    with closing(Transport(server, people)) as wire:
        assert wire.hello().scopes
    actor, grant = people.person()
    assert actor.username == ADMIN
    assert str(actor.device_id) == people.device_id
    assert grant
    mode = (tmp_path / FILE).stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert PASSWORD not in (tmp_path / FILE).read_text(encoding="utf-8")


def test_a_restart_needs_neither_password_nor_network(tmp_path: Path, server: str) -> None:
    first = signed_in(tmp_path, server)

    again = Credentials.open(tmp_path)

    assert again.ready
    assert again.person() == first.person()
    assert again.access == ""
    with closing(Transport(server, again)) as wire:
        assert wire.hello().scopes
    assert again.access


def test_signing_in_again_registers_nothing_new(tmp_path: Path, server: str) -> None:
    first = signed_in(tmp_path, server).device_id

    again = signed_in(tmp_path, server)

    assert again.device_id == first


def test_a_renewal_whose_answer_is_lost_signs_nobody_out(tmp_path: Path, server: str) -> None:
    people = signed_in(tmp_path, server)
    port = urlsplit(server).port
    assert port is not None
    with Proxy(port, seed=1, only=Fate.SWALLOW_DOWN) as proxy:
        for _ in range(2):
            with (
                httpx2.Client(base_url=proxy.url, timeout=0.7) as client,
                pytest.raises(Unreachable),
            ):
                people.renew(client, people.access)

    with httpx2.Client(base_url=server) as client:
        people.renew(client, people.access)
    with closing(Transport(server, people)) as wire:
        assert wire.hello().scopes


def test_a_wrong_password_is_told(tmp_path: Path, server: str) -> None:
    with pytest.raises(SignInNeeded) as raised:
        Credentials.open(tmp_path).sign_in(server, ADMIN, "outra senha", "Serra")

    assert raised.value.code == "acesso.credenciais"


def test_a_session_that_was_ended_needs_a_person(tmp_path: Path, server: str) -> None:
    people = signed_in(tmp_path, server)
    with httpx2.Client(base_url=server) as client:
        bearer = {"Authorization": f"Bearer {people.access}"}
        assert client.post("/auth/logout", headers=bearer).status_code == 200

    with closing(Transport(server, people)) as wire, pytest.raises(SignInNeeded):
        wire.hello()

    assert people.ready
    assert people.person()[0].username == ADMIN


def test_a_workstation_waits_to_be_let_in(tmp_path: Path, server: str, app: FastAPI) -> None:
    new_person(app, "operador", "producao/apontamento")
    people = Credentials.open(tmp_path / "serra")
    with pytest.raises(NotApproved):
        people.sign_in(server, "operador", PASSWORD, "Serra")
    assert not people.ready
    boss = signed_in(tmp_path / "boss", server)
    with httpx2.Client(base_url=server) as client:
        answer = client.post(
            f"/dispositivos/{people.device_id}/aprovar",
            headers={"Authorization": f"Bearer {boss.access}"},
        )
        assert answer.status_code == 200

    people.sign_in(server, "operador", PASSWORD, "Serra")

    assert people.person()[0].permissions == {"producao/apontamento"}


def new_person(app: FastAPI, name: str, *permissions: str) -> None:
    """Somebody who holds exactly these permissions."""
    state: State = app.state.radha
    hashed = Passwords.of(state.settings).hash(PASSWORD)
    command = CriarUsuario(username=name, cargo=NOBODY, permissoes=list(permissions), hash=hashed)
    with Unit(state.database) as unit:
        execute(unit, command, INSTALLER)
        unit.commit()


def test_nobody_else_is_known(tmp_path: Path, server: str) -> None:
    people = signed_in(tmp_path, server)

    with pytest.raises(Denied):
        people.actor_of(new_id())
    with pytest.raises(EnvironmentFault) as raised:
        people.sign_in("http://127.0.0.1:9", ADMIN, PASSWORD)
    assert raised.value.code == "estacao.outro_servidor"


def test_credentials_that_are_broken_are_told(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("[1", encoding="utf-8")

    with pytest.raises(EnvironmentFault) as raised:
        Credentials.open(tmp_path)

    assert raised.value.code == "estacao.credenciais"
