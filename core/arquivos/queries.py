"""Reads about files, among them which one is referred to by nobody."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, ColumnElement, MetaData, exists, not_, or_, select
from sqlalchemy.orm import Session

from core.arquivos.models import WEAK, Blob, BlobState, Upload
from core.errors import NotFound


def blob(session: Session, sha256: str) -> Blob | None:
    """The row of a file, fresh from the database; None for a stranger."""
    return session.get(Blob, sha256, populate_existing=True)


def stored(session: Session, sha256: str) -> Blob:
    """The row of a file whose bytes are here; of one that is being deleted the storage knows.

    Raises:
        NotFound: nobody knows it, or it is still on its way; the code says which.
    """
    found = blob(session, sha256)
    if found is None:
        raise NotFound("arquivos.ausente")
    if found.state is BlobState.AWAITED:
        raise NotFound("arquivos.aguardando")
    return found


def upload_of(session: Session, sha256: str, user_id: UUID) -> Upload | None:
    """This person's sending of this file."""
    return session.scalars(
        select(Upload).where(Upload.sha256 == sha256, Upload.user_id == user_id),
        execution_options={"populate_existing": True},
    ).one_or_none()


def upload(session: Session, key: UUID, user_id: UUID) -> Upload:
    """This person's sending by its key.

    Raises:
        NotFound: there is none, or it is another person's.
    """
    found = session.get(Upload, key, populate_existing=True)
    if found is None or found.user_id != user_id:
        raise NotFound("arquivos.envio_ausente")
    return found


def references(metadata: MetaData) -> list[Column[str]]:
    """Every column that keeps a file: foreign keys to it, unless marked as weak."""
    return [
        column
        for table in metadata.sorted_tables
        for column in table.columns
        if not column.info.get(WEAK)
        and any(key.column is Blob.__table__.c.sha256 for key in column.foreign_keys)
    ]


def unused(metadata: MetaData) -> ColumnElement[bool]:
    """The condition that no record refers to a file."""
    columns = references(metadata)
    return not_(or_(False, *(exists().where(column == Blob.sha256) for column in columns)))


def collectable(session: Session, metadata: MetaData, before: datetime, limit: int) -> list[str]:
    """Files unused and unseen since `before`, each locked until the transaction ends.

    A reference may have been committed between the moment the statement saw and the moment it had
    the lock: before its bytes are removed a file is looked at again.
    """
    return list(
        session.scalars(
            select(Blob.sha256)
            .where(Blob.state != BlobState.DELETING, Blob.seen_at < before, unused(metadata))
            .order_by(Blob.seen_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )


def is_unused(session: Session, metadata: MetaData, sha256: str) -> bool:
    """Whether no record refers to this file; true for good while its row is locked."""
    statement = select(Blob.sha256).where(Blob.sha256 == sha256, unused(metadata))
    return session.scalar(statement) is not None


def dying(session: Session) -> list[str]:
    """Files that are being deleted, also those whose deletion was interrupted."""
    return list(session.scalars(select(Blob.sha256).where(Blob.state == BlobState.DELETING)))


def stale_uploads(session: Session, before: datetime, limit: int) -> list[Upload]:
    """Sendings that nobody went on with since `before`, each locked until the transaction ends."""
    return list(
        session.scalars(
            select(Upload)
            .where(Upload.planned_at < before)
            .order_by(Upload.planned_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )
