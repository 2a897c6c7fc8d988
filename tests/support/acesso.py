"""People of a test installation, made by the same commands as real ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from core.acesso import queries
from core.acesso.commands.inicio import INSTALLER, Iniciar
from core.acesso.commands.usuarios import CriarUsuario
from core.acesso.models import Papel, Sessao, Usuario
from core.acesso.rules.nomes import folded
from core.command import Actor
from core.db.engine import Database
from core.db.unit import Unit
from core.ids import new_id
from tests.support.databases import run

HASH = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$ZmFrZWhhc2hmYWtlaGFzaA"
"""Looks like a hash; nobody knows its password."""


def installed(database: Database) -> Actor:
    """An installation with its roles; its first administrator."""
    made = run(database, Iniciar(username="admin", hash=HASH, trocar=False), INSTALLER)
    return actor(database, made["id"])


def hired(database: Database, username: str, *permissions: str, cargo: str = "visita") -> Actor:
    """A person with these permissions, or those of his role."""
    command = CriarUsuario(username=username, cargo=cargo, permissoes=list(permissions), hash=HASH)
    return actor(database, run(database, command, INSTALLER)["id"])


def actor(database: Database, key: object) -> Actor:
    """The person as he is now."""
    with Unit(database, writes=False) as unit:
        person = queries.person(unit.session, UUID(str(key)))
    return Actor(person.user.id, person.user.username, frozenset(person.permissions))


def known(database: Database, person: Actor) -> None:
    """Give an actor that a test made up his user, with these permissions, unless he has one."""
    assert person.id is not None
    name = str(person.id)
    with Unit(database) as unit:
        if unit.session.get(Usuario, person.id) is not None:
            return
        role = Papel(id=new_id(), nome=name, chave=name, permissoes=[], tudo=False)
        unit.session.add(role)
        unit.session.flush()
        own = sorted(person.permissions)
        unit.session.add(
            Usuario(
                id=person.id,
                username=name,
                chave=name,
                nome="",
                papel_id=role.id,
                permissoes=own,
                negadas=[],
            )
        )
        unit.commit()


def role_id(database: Database, name: str) -> UUID:
    """The key of a role."""
    with Unit(database, writes=False) as unit:
        return unit.session.scalars(select(Papel.id).where(Papel.chave == folded(name))).one()


def signed_in(database: Database, person: Actor, device: UUID | None = None) -> UUID:
    """An open session of a person; its key."""
    assert person.id is not None
    now = datetime.now(UTC)
    family = Sessao(
        id=new_id(),
        usuario_id=person.id,
        dispositivo_id=device,
        nonce="nonce",
        created_at=now,
        used_at=now,
        expires_at=now + timedelta(days=30),
    )
    with Unit(database) as unit:
        unit.session.add(family)
        unit.commit()
    return family.id
