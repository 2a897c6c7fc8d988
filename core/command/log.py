"""What commands leave behind: the operation itself, the audit, and values that lost a merge."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base
from core.db.types import Json, choice


class Op(Base):
    """A command that ran; its id answers a repetition with the same result for ever."""

    __tablename__ = "op"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    arguments: Mapped[dict[str, Any]]
    user_id: Mapped[UUID | None] = mapped_column(index=True)
    device_id: Mapped[UUID | None]
    result: Mapped[dict[str, Any]]
    received_at: Mapped[datetime] = mapped_column(index=True)
    request: Mapped[str | None] = mapped_column(String(64))
    """Fingerprint of the request that brought it, where one did."""


class Resultado(StrEnum):
    """How an audited act ended: done, refused by a rule, denied for want of a permission."""

    OK = "ok"
    RECUSADO = "recusado"
    NEGADO = "negado"


class Auditoria(Base):
    """What was done with a privilege, or tried: never changed, never deleted.

    `usuario_id` and `dispositivo_id` carry no foreign key: the record must outlive what it names,
    and it also tells of attempts with names that nobody has.
    """

    __tablename__ = "auditoria"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    momento: Mapped[datetime] = mapped_column(index=True)
    usuario_id: Mapped[UUID | None] = mapped_column(index=True)
    username: Mapped[str] = mapped_column(String(80), default="")
    dispositivo_id: Mapped[UUID | None]
    ato: Mapped[str] = mapped_column(String(80), index=True)
    assunto: Mapped[str] = mapped_column(String(200), default="", index=True)
    detalhe: Mapped[dict[str, Any]] = mapped_column(default=dict)
    endereco: Mapped[str] = mapped_column(String(64), default="")
    resultado: Mapped[Resultado] = mapped_column(choice(Resultado), default=Resultado.OK)
    op_id: Mapped[UUID | None]


class Conflict(Base):
    """A value that lost a merge: visible, and to be brought back by a person."""

    __tablename__ = "conflict"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    op_id: Mapped[UUID] = mapped_column(ForeignKey("op.id"), index=True)
    collection: Mapped[str] = mapped_column(String(64))
    row_id: Mapped[UUID] = mapped_column(index=True)
    field: Mapped[str] = mapped_column(String(64))
    kept: Mapped[Any | None] = mapped_column(Json)
    lost: Mapped[Any | None] = mapped_column(Json)
    by: Mapped[UUID | None]
    at: Mapped[datetime]
    resolved_by: Mapped[UUID | None]
    resolved_at: Mapped[datetime | None]
