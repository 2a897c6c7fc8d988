"""Tables of access.

What a workstation may see of people and devices (`Usuario`, `Papel`, `Dispositivo`) is tracked and
travels in the feed. What would help a thief (`Credencial`, `Sessao`, `Concessao`, `Segredo`) or
only concerns the server (`Presenca`, `Limite`) stands in tables of its own that no feed reads. The
audit is a table of the commands: `core.command.log.Auditoria`.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Archivable, Base, Numbered, Tracked, unique_among
from core.db.types import Json, choice

HASH_LENGTH = 512
ADDRESS_LENGTH = 64


class EstadoDispositivo(StrEnum):
    """Life of a device: registered, let in by an administrator, shut out for good."""

    PENDENTE = "pendente"
    ATIVO = "ativo"
    REVOGADO = "revogado"


class Papel(Tracked, Archivable):
    """A role (the old `cargo`): a name and the permissions that come with it.

    `tudo` stands for every permission of the catalogue, also those that a later release adds.
    `chave` is the folded name: uniqueness must not depend on what a database thinks of accents.
    """

    __tablename__ = "papel"
    __scope__ = "acesso"

    nome: Mapped[str] = mapped_column(String(80))
    chave: Mapped[str] = mapped_column(String(80))
    descricao: Mapped[str] = mapped_column(String(400), default="")
    permissoes: Mapped[list[str]] = mapped_column(Json, default=list)
    tudo: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (unique_among("uq_papel_chave", "chave"),)


class Usuario(Tracked, Numbered, Archivable):
    """A person who may log in; archived means deactivated.

    Effective permissions are those of the role and `permissoes`, without `negadas`: so a list that
    an old client sends, shorter than its role, is kept exactly.
    """

    __tablename__ = "usuario"
    __scope__ = "acesso"

    username: Mapped[str] = mapped_column(String(80))
    chave: Mapped[str] = mapped_column(String(80), unique=True)
    nome: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str | None] = mapped_column(String(254))
    papel_id: Mapped[UUID] = mapped_column(ForeignKey("papel.id"), index=True)
    permissoes: Mapped[list[str]] = mapped_column(Json, default=list)
    negadas: Mapped[list[str]] = mapped_column(Json, default=list)


class Credencial(Base):
    """The password of a user, hashed; apart from him so that no feed and no list can carry it."""

    __tablename__ = "credencial"

    usuario_id: Mapped[UUID] = mapped_column(ForeignKey("usuario.id"), primary_key=True)
    senha_hash: Mapped[str] = mapped_column(String(HASH_LENGTH))
    senha_trocar: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]


class Dispositivo(Tracked):
    """A workstation or reader that proves itself by an Ed25519 key (base64url of 32 bytes)."""

    __tablename__ = "dispositivo"
    __scope__ = "acesso"

    nome: Mapped[str] = mapped_column(String(120))
    chave_publica: Mapped[str] = mapped_column(String(64), unique=True)
    estado: Mapped[EstadoDispositivo] = mapped_column(
        choice(EstadoDispositivo), default=EstadoDispositivo.PENDENTE
    )
    registrado_por: Mapped[UUID | None] = mapped_column(ForeignKey("usuario.id"), index=True)
    aprovado_por: Mapped[UUID | None] = mapped_column(ForeignKey("usuario.id"), index=True)


class Presenca(Base):
    """When and from where a device was last heard; apart, because it changes all day long."""

    __tablename__ = "presenca"

    dispositivo_id: Mapped[UUID] = mapped_column(ForeignKey("dispositivo.id"), primary_key=True)
    last_seen: Mapped[datetime]
    address: Mapped[str] = mapped_column(String(ADDRESS_LENGTH), default="")


class Sessao(Base):
    """A log-in and its family of refresh tokens.

    No token is kept: the token of a generation is a keyed digest of `id`, `generation` and `nonce`,
    so a copy of the database opens nothing and a lost answer can be given again.
    """

    __tablename__ = "sessao"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    usuario_id: Mapped[UUID] = mapped_column(ForeignKey("usuario.id"), index=True)
    dispositivo_id: Mapped[UUID | None] = mapped_column(ForeignKey("dispositivo.id"), index=True)
    nonce: Mapped[str] = mapped_column(String(64))
    generation: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    revoked_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(40), default="")
    address: Mapped[str] = mapped_column(String(ADDRESS_LENGTH), default="")
    agent: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (CheckConstraint("generation >= 0", name="generation"),)


class Concessao(Base):
    """An offline grant given to a user on a device (the signed text itself is not kept)."""

    __tablename__ = "concessao"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    usuario_id: Mapped[UUID] = mapped_column(ForeignKey("usuario.id"), index=True)
    dispositivo_id: Mapped[UUID] = mapped_column(ForeignKey("dispositivo.id"), index=True)
    permissoes: Mapped[list[str]] = mapped_column(Json, default=list)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Limite(Base):
    """A counter of log-in attempts, shared by every server process; the key names no person."""

    __tablename__ = "limite"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    attempts: Mapped[int] = mapped_column(default=0)
    until: Mapped[datetime] = mapped_column(index=True)


class Segredo(Base):
    """A secret of an outside service, sealed with a key that is not in the database."""

    __tablename__ = "segredo"

    nome: Mapped[str] = mapped_column(String(80), primary_key=True)
    selado: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[str] = mapped_column(String(16))
    updated_at: Mapped[datetime]
    updated_by: Mapped[UUID | None]
