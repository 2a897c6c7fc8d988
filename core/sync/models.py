"""What the server remembers of the workstations' operations."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, Tracked
from core.db.types import choice
from core.sync.wire import Outcome


class Receipt(Tracked):
    """What became of one operation of a workstation; its key is the operation's.

    It is numbered with the changes of its own transaction and fed to its own device alone, so
    that an acknowledgement can neither come before its effect nor get lost with a reply.
    """

    __tablename__ = "receipt"
    __scope__ = "device"
    __table_args__ = (Index(None, "outcome", "resolved_at"),)

    device_id: Mapped[UUID] = mapped_column(index=True)
    inc: Mapped[UUID]
    n: Mapped[int]
    kind: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    arguments: Mapped[dict[str, Any]]
    user_id: Mapped[UUID]
    wall: Mapped[datetime]
    """The workstation's clock at the gesture."""
    outcome: Mapped[Outcome] = mapped_column(choice(Outcome))
    why: Mapped[str | None] = mapped_column(String(80))
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    resolved_at: Mapped[datetime | None]
    """When a person settled what was refused or kept apart."""


class Incarnation(Base):
    """The last number of a ledger's incarnation: tells order, gaps and copied disks."""

    __tablename__ = "incarnation"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    device_id: Mapped[UUID] = mapped_column(index=True)
    last_n: Mapped[int]


class Station(Base):
    """Where a device was when it last asked."""

    __tablename__ = "station"

    device_id: Mapped[UUID] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]
    cursor: Mapped[int]
    schema: Mapped[int]
    client: Mapped[str] = mapped_column(String(40), default="")
    user_id: Mapped[UUID | None]
