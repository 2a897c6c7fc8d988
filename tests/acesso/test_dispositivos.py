"""Devices, sessions, offline grants, kept secrets."""

from __future__ import annotations

import base64
import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from pydantic import ValidationError

from core.acesso import queries
from core.acesso.commands.dispositivos import (
    PENDING_MAX,
    AprovarDispositivo,
    EmitirConcessao,
    EncerrarSessao,
    EncerrarSessoes,
    RegistrarDispositivo,
    RenomearDispositivo,
    RevogarDispositivo,
)
from core.acesso.commands.segredos import GuardarSegredo, RemoverSegredo
from core.acesso.models import Concessao, Dispositivo, EstadoDispositivo, Segredo, Sessao
from core.acesso.rules.catalogo import CATALOGUE
from core.command import Actor, Command
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Denied, NotFound, Refused
from core.ids import new_id
from tests.support.acesso import hired, installed, signed_in
from tests.support.databases import run, someone

LATER = datetime(2030, 1, 1, tzinfo=UTC)


def new_device(name: str = "Serra") -> RegistrarDispositivo:
    key = base64.urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode()
    return RegistrarDispositivo(nome=name, chave_publica=key)


def state(database: Database, key: object) -> EstadoDispositivo:
    with Unit(database, writes=False) as unit:
        return unit.session.get_one(Dispositivo, UUID(str(key))).estado


@pytest.mark.parametrize(
    ("command", "permission"),
    [
        (AprovarDispositivo(id=new_id()), "acesso/dispositivos"),
        (RenomearDispositivo(id=new_id(), nome="x"), "acesso/dispositivos"),
        (RevogarDispositivo(id=new_id()), "acesso/dispositivos"),
        (EncerrarSessao(id=new_id()), "acesso/sessoes"),
        (EncerrarSessoes(usuario_id=new_id()), "acesso/sessoes"),
        (GuardarSegredo(nome="gabster", selado="00", key_id="k"), "acesso/segredos"),
        (RemoverSegredo(nome="gabster"), "acesso/segredos"),
    ],
)
def test_each_needs_its_permission(database: Database, command: Command, permission: str) -> None:
    with pytest.raises(Denied, match=r"^acesso\.sem_permissao\("):
        run(database, command, someone(*CATALOGUE - {permission}))


def test_a_device_waits_until_it_is_let_in(database: Database) -> None:
    boss, ana = installed(database), hired(database, "ana")
    made = run(database, new_device(), ana)
    assert made["estado"] == "pendente"

    run(database, AprovarDispositivo(id=made["id"]), boss)
    run(database, AprovarDispositivo(id=made["id"]), boss)
    assert state(database, made["id"]) is EstadoDispositivo.ATIVO


def test_whoever_lets_devices_in_registers_one_that_is_in(database: Database) -> None:
    boss = installed(database)

    assert run(database, new_device(), boss)["estado"] == "ativo"


def test_a_key_registers_once_and_a_revoked_one_never_again(database: Database) -> None:
    boss = installed(database)
    device = new_device()
    made = run(database, device, boss)
    run(database, RevogarDispositivo(id=made["id"]), boss)

    with pytest.raises(Refused, match=r"^acesso\.dispositivo_repetido\("):
        run(database, device, boss)
    with pytest.raises(Refused, match=r"^acesso\.dispositivo_revogado\("):
        run(database, AprovarDispositivo(id=made["id"]), boss)


def test_nobody_buries_the_administrator_under_devices(database: Database) -> None:
    installed(database)
    ana = hired(database, "ana")
    for _ in range(PENDING_MAX):
        run(database, new_device(), ana)

    with pytest.raises(Refused, match=r"^acesso\.dispositivos_pendentes\("):
        run(database, new_device(), ana)


@pytest.mark.parametrize("key", ["", "A" * 42, "A" * 44, "+" * 43, "A" * 42 + "="])
def test_a_public_key_has_its_form(key: str) -> None:
    with pytest.raises(ValidationError):
        RegistrarDispositivo(nome="x", chave_publica=key)


def test_a_revoked_device_ends_its_sessions_and_grants(database: Database) -> None:
    boss, ana = installed(database), hired(database, "ana")
    made = run(database, new_device(), boss)
    device = UUID(str(made["id"]))
    here = Actor(ana.id, ana.username, ana.permissions, device)
    family, elsewhere = signed_in(database, ana, device), signed_in(database, ana)
    grant = run(database, EmitirConcessao(vence=LATER), here)

    run(database, RevogarDispositivo(id=device), boss)
    with Unit(database, writes=False) as unit:
        assert unit.session.get_one(Sessao, family).reason == "dispositivo"
        assert unit.session.get_one(Sessao, elsewhere).revoked_at is None
        assert unit.session.get_one(Concessao, UUID(str(grant["id"]))).revoked_at is not None


def test_a_grant_is_of_what_the_person_may_and_on_a_device_only(database: Database) -> None:
    boss, ana = installed(database), hired(database, "ana", "producao", "finance")
    device = UUID(str(run(database, new_device(), boss)["id"]))

    with pytest.raises(Refused, match=r"^acesso\.dispositivo_fora\("):
        run(database, EmitirConcessao(vence=LATER), ana)
    here = Actor(ana.id, ana.username, ana.permissions, device)
    made = run(database, EmitirConcessao(vence=LATER), here)
    with Unit(database, writes=False) as unit:
        grant = unit.session.get_one(Concessao, UUID(str(made["id"])))
    assert (grant.permissoes, grant.expires_at) == (["producao", "finance"], LATER)


def test_ones_own_sessions_end_without_a_permission(database: Database) -> None:
    installed(database)
    ana, bia = hired(database, "ana"), hired(database, "bia")
    mine, also_mine, hers = (signed_in(database, each) for each in (ana, ana, bia))

    run(database, EncerrarSessao(id=mine), ana)
    with pytest.raises(Denied):
        run(database, EncerrarSessao(id=hers), ana)
    run(database, EncerrarSessoes(usuario_id=_key(ana)), ana)
    now = datetime.now(UTC)
    with Unit(database, writes=False) as unit:
        assert queries.sessions_of(unit.session, _key(ana), now) == []
        assert [row["id"] for row in queries.sessions_of(unit.session, _key(bia), now)] == [
            str(hers)
        ]
        assert unit.session.get_one(Sessao, also_mine).reason == "encerrada"


def test_one_session_can_be_kept(database: Database) -> None:
    installed(database)
    ana = hired(database, "ana")
    kept, _other = signed_in(database, ana), signed_in(database, ana)

    run(database, EncerrarSessoes(usuario_id=_key(ana), manter=kept), ana)
    with Unit(database, writes=False) as unit:
        found = queries.sessions_of(unit.session, _key(ana), datetime.now(UTC))
        later = queries.sessions_of(unit.session, _key(ana), datetime.now(UTC) + timedelta(days=99))
    assert [row["id"] for row in found] == [str(kept)]
    assert later == []


def test_a_session_that_is_not_there(database: Database) -> None:
    with pytest.raises(NotFound):
        run(database, EncerrarSessao(id=new_id()), someone("acesso/sessoes"))


def test_a_secret_is_kept_replaced_and_removed(database: Database) -> None:
    boss = installed(database)
    run(database, GuardarSegredo(nome="gabster.token", selado="0aff", key_id="k1"), boss)
    run(database, GuardarSegredo(nome="gabster.token", selado="0bff", key_id="k2"), boss)

    with Unit(database, writes=False) as unit:
        assert unit.session.get_one(Segredo, "gabster.token").selado == b"\x0b\xff"
        shown = queries.secret_names(unit.session)
        entries, _ = queries.audit(
            unit.session, queries.AuditFilter(ato="segredo.guardar"), limit=9
        )
    assert [(row["nome"], row["chave"]) for row in shown] == [("gabster.token", "k2")]
    assert "0aff" not in str(entries)
    assert len(entries) == 2
    run(database, RemoverSegredo(nome="gabster.token"), boss)
    with pytest.raises(NotFound):
        run(database, RemoverSegredo(nome="gabster.token"), boss)


def _key(person: Actor) -> UUID:
    assert person.id is not None
    return person.id
