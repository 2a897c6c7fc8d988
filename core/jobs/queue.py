"""Puts jobs into the table, and tells the queue of this process, if it has one.

The row is the truth. A queue only makes somebody look sooner: what it loses is found again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Protocol, cast
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.command import Actor
from core.db.engine import Database
from core.db.upsert import upsert
from core.errors import InputError, Refused
from core.ids import new_id
from core.jobs.kinds import JobKind, kind_named
from core.jobs.models import Job, JobFile
from core.jobs.people import pack

ARGUMENTS_BYTES = 64 * 1024
"""Larger arguments are files, sent first."""

_QUEUE = "job_queue"


class Queue(Protocol):
    """Whoever wants to know that a job waits."""

    def announce(self, session: Session, job_id: UUID, run_after: datetime) -> None:
        """A job waits from then on, once this session's transaction commits."""


def attach(database: Database, queue: Queue) -> None:
    """Let every session of this database tell the queue of its jobs."""
    info = dict(database.sessions.kw.get("info") or {})
    database.sessions.configure(info={**info, _QUEUE: queue})


def announce(session: Session, job_id: UUID, run_after: datetime) -> None:
    """Tell the queue of this session's database, in its transaction."""
    queue = cast("Queue | None", session.info.get(_QUEUE))
    if queue is not None:
        queue.announce(session, job_id, run_after)


def clock(session: Session) -> datetime:
    """Now, by the one clock that all workers of this database share."""
    if session.connection().dialect.name == "postgresql":
        now: datetime = session.scalars(select(func.clock_timestamp())).one()
        return now.astimezone(UTC)
    return datetime.now(UTC)


def enqueue(
    session: Session,
    kind: str,
    arguments: dict[str, Any],
    actor: Actor,
    *,
    key: str | None = None,
    job_id: UUID | None = None,
    files: Iterable[str] = (),
) -> UUID:
    """Put a job into the caller's transaction; nobody sees it before the commit.

    Args:
        session: the caller's.
        kind: name of a registered kind.
        arguments: JSON, at most 64 kB.
        actor: who asks; the effect runs with his present permissions.
        key: a second job with the same key is the first one; never used up.
        job_id: the job's key where it has to be the same on a repetition.
        files: hashes of files it reads; they are kept as long as the job's row.

    Returns:
        The key of the job, which is an earlier one when `key` is known.

    Raises:
        InputError: the kind is unknown, or the arguments are too large or no JSON.
        Refused: the key belongs to another kind or another person.
    """
    spec = kind_named(kind)
    _check(arguments)
    now = clock(session)
    row = _row(spec, arguments, actor, now) | {"id": job_id or new_id(), "key": key}
    statement = upsert(session.connection(), Job.__table__).values(row)
    statement = statement.on_conflict_do_nothing(index_elements=["key"])
    made = session.execute(statement.returning(Job.id)).scalar_one_or_none()
    if made is None:
        return _earlier(session, str(key), kind, actor)
    session.add_all(JobFile(job_id=made, sha256=sha256) for sha256 in sorted(set(files)))
    announce(session, made, now)
    return made


def _check(arguments: dict[str, Any]) -> None:
    try:
        written = json.dumps(arguments, ensure_ascii=False, allow_nan=False)
        size = len(written.encode())
    except ValueError as error:  # also half a character, which no encoding can write
        raise InputError("trabalhos.argumentos_invalidos") from error
    if r"\u0000" in written:
        raise InputError("trabalhos.argumentos_invalidos")
    if size > ARGUMENTS_BYTES:
        raise InputError("trabalhos.argumentos_grandes", bytes=size, limite=ARGUMENTS_BYTES)


def _row(spec: JobKind, arguments: dict[str, Any], actor: Actor, now: datetime) -> dict[str, Any]:
    return {
        "kind": spec.name,
        "arguments": arguments,
        "requested_by": actor.id,
        "actor": pack(actor),
        "max_attempts": spec.max_attempts,
        "backoff_seconds": spec.backoff_seconds,
        "run_after": now,
        "created_at": now,
    }


def _earlier(session: Session, key: str, kind: str, actor: Actor) -> UUID:
    found = session.execute(select(Job.id, Job.kind, Job.requested_by).where(Job.key == key)).one()
    if (found.kind, found.requested_by) != (kind, actor.id):
        raise Refused("trabalhos.chave_de_outro", chave=key)
    return cast("UUID", found.id)
