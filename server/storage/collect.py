"""Collects files that no record refers to, and sendings that nobody goes on with.

A file is marked in one transaction and removed in another, which holds its row until the bytes and
the row are gone. Whoever wants to refer to it or send it anew meets that row: before, he makes it
wanted again; during, he waits; after, he finds none and starts from nothing. A process that dies in
between leaves a marked row, with or without bytes, and the next run finishes or repairs it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import MetaData, select, update

from core.arquivos import queries
from core.arquivos.models import Blob, BlobState, Upload
from core.arquivos.rules import KEEP_DAYS
from core.db.engine import Database
from core.db.unit import Unit
from core.db.upsert import upsert
from core.errors import EnvironmentFault
from core.schema import METADATA
from server.storage.base import Storage, Stored
from server.storage.sending import ticket_of

KEEP = timedelta(days=KEEP_DAYS)
"""An unused file stays so long after somebody last sent it, asked for it or referred to it."""

UPLOAD_KEEP = timedelta(days=7)
"""A sending that nobody went on with is forgotten after so long."""

UNKNOWN = "application/octet-stream"
_BATCH = 500
_LOG = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Collected:
    """What one run did: files removed, files wanted again at the last moment, sendings ended."""

    removed: int
    kept: int
    uploads: int


def collect(
    database: Database, storage: Storage, now: datetime, *, metadata: MetaData = METADATA
) -> Collected:
    """Remove what nobody needs; any number of servers may do it at once.

    Args:
        database: whose records refer to files.
        storage: where the bytes are.
        now: the moment, aware.
        metadata: all tables that may hold references.
    """
    uploads = _end_uploads(database, storage, now - UPLOAD_KEEP)
    with Unit(database, writes=False) as unit:
        alive = list(unit.session.scalars(select(Upload.id)))
    storage.sweep(now - UPLOAD_KEEP, alive)
    while _mark(database, metadata, now - KEEP) == _BATCH:
        pass
    with Unit(database, writes=False) as unit:
        marked = queries.dying(unit.session)
    removed = sum(_finish(database, storage, metadata, sha256) for sha256 in marked)
    return Collected(removed, len(marked) - removed, uploads)


def adopt(database: Database, storage: Storage) -> int:
    """Give a row to every stored file that has none, left by a transaction that did not commit.

    It counts as seen when it was written, so that `collect` removes it in its time. Reads the whole
    store: now and then, not daily.

    Returns:
        How many were without a row.
    """
    found, batch = 0, list[Stored]()
    for item in storage.listing():
        batch.append(item)
        if len(batch) == _BATCH:
            found += _adopt(database, batch)
            batch.clear()
    return found + _adopt(database, batch)


def _adopt(database: Database, batch: list[Stored]) -> int:
    if not batch:
        return 0
    with Unit(database) as unit:
        known = set(
            unit.session.scalars(
                select(Blob.sha256).where(Blob.sha256.in_([item.sha256 for item in batch]))
            )
        )
        strangers = sorted(
            (item for item in batch if item.sha256 not in known), key=lambda item: item.sha256
        )
        for item in strangers:
            # the key makes a transaction that is just storing the same file and this one meet
            statement = upsert(unit.session.connection(), Blob.__table__).values(
                sha256=item.sha256,
                size=item.size,
                type=UNKNOWN,
                state=BlobState.PRESENT,
                created_at=item.modified,
                seen_at=item.modified,
                stored_at=item.modified,
            )
            unit.session.execute(statement.on_conflict_do_nothing())
        unit.commit()
    return len(strangers)


def _mark(database: Database, metadata: MetaData, before: datetime) -> int:
    with Unit(database) as unit:
        hashes = queries.collectable(unit.session, metadata, before, _BATCH)
        if hashes:
            unit.session.execute(
                update(Blob).where(Blob.sha256.in_(hashes)).values(state=BlobState.DELETING)
            )
        unit.commit()
    return len(hashes)


def _finish(database: Database, storage: Storage, metadata: MetaData, sha256: str) -> bool:
    """Remove one marked file, or take the mark off; whether it was removed."""
    with Unit(database) as unit:
        blob = unit.session.scalars(
            select(Blob)
            .where(Blob.sha256 == sha256, Blob.state == BlobState.DELETING)
            .with_for_update(skip_locked=True)
        ).one_or_none()
        if blob is None:
            return False
        wanted = not queries.is_unused(unit.session, metadata, sha256)
        try:
            if wanted:
                _restore(blob, storage)
            else:
                storage.delete(sha256)
                unit.session.delete(blob)
        except EnvironmentFault as fault:
            # stays marked; the next run tries again
            _LOG.warning("collect", sha256=sha256, fault=str(fault))
            return False
        unit.commit()
    return not wanted


def _restore(blob: Blob, storage: Storage) -> None:
    """A record refers to it after all; an interrupted run may have removed its bytes."""
    here = storage.size(blob.sha256) == blob.size and blob.stored_at is not None
    blob.state = BlobState.PRESENT if here else BlobState.AWAITED
    blob.stored_at = blob.stored_at if here else None


def _end_uploads(database: Database, storage: Storage, before: datetime) -> int:
    ended = 0
    while True:
        with Unit(database) as unit:
            uploads = queries.stale_uploads(unit.session, before, 1)
            if not uploads:
                return ended
            try:
                storage.discard(ticket_of(uploads[0]))
            except EnvironmentFault as fault:
                _LOG.warning("collect", upload=str(uploads[0].id), fault=str(fault))
                return ended
            unit.session.delete(uploads[0])
            unit.commit()
        ended += 1
