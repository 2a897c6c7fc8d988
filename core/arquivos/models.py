"""The files that records refer to, and the uploads that are under way.

A record points at a file by `ForeignKey("blob.sha256")`, never from inside a JSON document: what no
foreign key names is collected as unused.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base
from core.db.types import Sha256, choice

WEAK = "weak"
"""`info` of a foreign key to a file that does not keep the file from being collected."""


class BlobState(StrEnum):
    """Where the bytes of a file are."""

    AWAITED = "awaited"
    """A record refers to it or somebody sends it; the bytes are not here yet."""
    PRESENT = "present"
    """Stored, with its size and hash checked."""
    DELETING = "deleting"
    """Unused for long; its bytes may be gone already."""


class Blob(Base):
    """One content, once, whatever names people give it.

    `seen_at` is the last time somebody sent it, asked for it to be there or referred to it by a
    command; the collection of unused files counts from it.
    """

    __tablename__ = "blob"
    __table_args__ = (
        CheckConstraint("size >= 0", name="size"),
        CheckConstraint("length(sha256) = 64", name="sha256"),
        CheckConstraint("state <> 'present' OR stored_at IS NOT NULL", name="stored"),
        Index(None, "state", "seen_at"),
    )

    sha256: Mapped[Sha256] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    type: Mapped[str] = mapped_column(String(100))
    state: Mapped[BlobState] = mapped_column(choice(BlobState))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    stored_at: Mapped[datetime | None]


class Upload(Base):
    """One person's sending of one file; nobody else's bytes can get into it.

    Its bytes wait in the storage under its own key until they are checked. Which parts have
    arrived is asked of the storage, the only one who knows it for certain.
    """

    __tablename__ = "upload"
    __table_args__ = (
        UniqueConstraint("sha256", "user_id"),
        CheckConstraint("size >= 0", name="size"),
        CheckConstraint("part_size > 0", name="part_size"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sha256: Mapped[Sha256] = mapped_column(
        ForeignKey("blob.sha256", ondelete="CASCADE"), info={WEAK: True}
    )
    user_id: Mapped[UUID]
    size: Mapped[int] = mapped_column(BigInteger)
    type: Mapped[str] = mapped_column(String(100))
    part_size: Mapped[int] = mapped_column(BigInteger)
    remote_id: Mapped[str | None] = mapped_column(String(1024))
    created_at: Mapped[datetime]
    planned_at: Mapped[datetime] = mapped_column(index=True)
