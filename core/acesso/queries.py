"""Reads of access: lists for screens, and what the door needs of one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core.acesso import guard
from core.acesso.models import Credencial, Dispositivo, Papel, Presenca, Segredo, Sessao, Usuario
from core.acesso.rules import nomes
from core.acesso.rules.catalogo import PERMISSOES, in_order
from core.command.log import Auditoria
from core.db.base import living
from core.db.paging import EVERYTHING, Window
from core.errors import NotFound


@dataclass(frozen=True)
class Person:
    """A user with his role."""

    user: Usuario
    role: Papel

    @property
    def permissions(self) -> list[str]:
        """What he may do, in the catalogue's order."""
        return in_order(guard.permissions_of(self.user, self.role))

    def old_shape(self) -> dict[str, Any]:
        """As `GET /usuarios` shows him; a password's hash is not here to be shown."""
        return {
            "id": self.user.number,
            "uuid": str(self.user.id),
            "username": self.user.username,
            "email": self.user.email,
            "nome": self.user.nome,
            "cargo": self.role.nome,
            "permissoes": self.permissions,
            "ativo": self.user.archived_at is None,
        }


def _people() -> Select[Usuario, Papel]:
    return select(Usuario, Papel).join(Papel, Usuario.papel_id == Papel.id)


def people(
    session: Session, window: Window = EVERYTHING, *, inactive: bool = False
) -> tuple[list[Person], int | None]:
    """Users by number, and the number to go on after; deactivated ones only where asked for."""
    wanted = _people().order_by(Usuario.number)
    if not inactive:
        wanted = wanted.where(living(Usuario))
    if window.after is not None:
        wanted = wanted.where(Usuario.number > window.after)
    if window.limit is not None:
        wanted = wanted.limit(window.limit + 1)
    found = [Person(user, role) for user, role in session.execute(wanted)]
    if window.limit is None or len(found) <= window.limit:
        return found, None
    shown = found[: window.limit]
    return shown, shown[-1].user.number


def person_by_number(session: Session, number: int) -> Person:
    """The user with this number, active or not.

    Raises:
        NotFound: there is none.
    """
    found = session.execute(_people().where(Usuario.number == number)).one_or_none()
    if found is None:
        raise NotFound("acesso.usuario_ausente", numero=number)
    return Person(*found)


def person(session: Session, key: UUID) -> Person:
    """The user with this key, active or not.

    Raises:
        NotFound: there is none.
    """
    found = session.execute(_people().where(Usuario.id == key)).one_or_none()
    if found is None:
        raise NotFound("registro.ausente", tipo="usuario", id=str(key))
    return Person(*found)


def candidate(session: Session, username: str) -> tuple[Person, Credencial] | None:
    """The active user of this name, in whatever case it was typed, with his password's hash."""
    wanted = (
        select(Usuario, Papel, Credencial)
        .join(Papel, Usuario.papel_id == Papel.id)
        .join(Credencial, Credencial.usuario_id == Usuario.id)
        .where(Usuario.chave == nomes.folded(username), living(Usuario))
    )
    found = session.execute(wanted).one_or_none()
    return None if found is None else (Person(found[0], found[1]), found[2])


def roles(session: Session, *, archived: bool = False) -> list[dict[str, Any]]:
    """Roles by name."""
    wanted = select(Papel).order_by(Papel.chave, Papel.id)
    if not archived:
        wanted = wanted.where(living(Papel))
    return [
        {
            "id": str(role.id),
            "nome": role.nome,
            "descricao": role.descricao,
            "permissoes": in_order(guard.role_permissions(role)),
            "tudo": role.tudo,
            "arquivado": role.archived_at is not None,
        }
        for role in session.scalars(wanted)
    ]


def catalogue() -> list[dict[str, str]]:
    """Every permission with its label."""
    return [{"permissao": key, "rotulo": label} for key, label in PERMISSOES.items()]


def devices(session: Session) -> list[dict[str, Any]]:
    """Devices by name, with when they were last heard."""
    wanted = (
        select(Dispositivo, Presenca)
        .outerjoin(Presenca, Presenca.dispositivo_id == Dispositivo.id)
        .order_by(Dispositivo.nome, Dispositivo.id)
    )
    return [
        {
            "id": str(device.id),
            "nome": device.nome,
            "estado": device.estado.value,
            "chave_publica": device.chave_publica,
            "registrado_em": device.created_at,
            "visto_em": None if seen is None else seen.last_seen,
            "endereco": "" if seen is None else seen.address,
        }
        for device, seen in session.execute(wanted)
    ]


def sessions_of(session: Session, user: UUID, now: datetime) -> list[dict[str, Any]]:
    """The sessions of a person that are open, newest first."""
    wanted = (
        select(Sessao, Dispositivo.nome)
        .outerjoin(Dispositivo, Dispositivo.id == Sessao.dispositivo_id)
        .where(Sessao.usuario_id == user, Sessao.revoked_at.is_(None), Sessao.expires_at > now)
        .order_by(Sessao.created_at.desc(), Sessao.id)
    )
    return [
        {
            "id": str(family.id),
            "dispositivo": device,
            "endereco": family.address,
            "programa": family.agent,
            "desde": family.created_at,
            "usada_em": family.used_at,
            "vence_em": family.expires_at,
        }
        for family, device in session.execute(wanted)
    ]


@dataclass(frozen=True)
class AuditFilter:
    """Which entries of the audit are asked for; None means any."""

    username: str | None = None
    ato: str | None = None
    assunto: str | None = None
    desde: datetime | None = None
    ate: datetime | None = None


def audit(
    session: Session, wanted: AuditFilter, *, limit: int, after: UUID | None = None
) -> tuple[list[dict[str, Any]], UUID | None]:
    """Entries, newest first, and the key to go on after.

    Keys are ordered by time, so the page goes on where the last one ended whatever is added.
    """
    rows = select(Auditoria).order_by(Auditoria.id.desc()).limit(limit + 1)
    if wanted.username is not None:
        rows = rows.where(Auditoria.username == wanted.username)
    if wanted.ato is not None:
        rows = rows.where(Auditoria.ato == wanted.ato)
    if wanted.assunto is not None:
        rows = rows.where(Auditoria.assunto == wanted.assunto)
    if wanted.desde is not None:
        rows = rows.where(Auditoria.momento >= wanted.desde)
    if wanted.ate is not None:
        rows = rows.where(Auditoria.momento < wanted.ate)
    if after is not None:
        rows = rows.where(Auditoria.id < after)
    found = session.scalars(rows).all()
    return _entries(found[:limit]), found[limit - 1].id if len(found) > limit else None


def _entries(rows: Sequence[Auditoria]) -> list[dict[str, Any]]:
    return [
        {
            "id": str(row.id),
            "momento": row.momento,
            "usuario_id": None if row.usuario_id is None else str(row.usuario_id),
            "username": row.username,
            "dispositivo_id": None if row.dispositivo_id is None else str(row.dispositivo_id),
            "ato": row.ato,
            "assunto": row.assunto,
            "detalhe": row.detalhe,
            "endereco": row.endereco,
            "resultado": row.resultado.value,
        }
        for row in rows
    ]


def secret_names(session: Session) -> list[dict[str, Any]]:
    """What secrets are kept, never the secrets."""
    wanted = select(Segredo).order_by(Segredo.nome)
    return [
        {"nome": row.nome, "alterado_em": row.updated_at, "chave": row.key_id}
        for row in session.scalars(wanted)
    ]
