"""Lets an old synchronous route stay what it was: it asks for a job and waits for it a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from fastapi.responses import JSONResponse

from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Cancelled, EnvironmentFault, RadhaError
from core.jobs.commands import PedirTrabalho
from core.jobs.models import OPEN, Job, JobState
from core.jobs.queries import fault, present
from server.api.deps import Caller

WAITERS = 16
"""Requests of one process that may wait at once; each holds a thread that others need too."""

_FIRST, _LONGEST = 0.02, 0.25
_PLACES = threading.BoundedSemaphore(WAITERS)


def wait_for(database: Database, job_id: UUID, seconds: float) -> Job:
    """The job once it has ended, or as it stands after so many seconds.

    No connection is held between two looks.

    Raises:
        NoResultFound: there is no such job.
    """
    end = time.monotonic() + seconds
    pause = _FIRST
    while True:
        job = _look(database, job_id)
        left = end - time.monotonic()
        if job.state not in OPEN or left <= 0:
            return job
        time.sleep(min(pause, left))
        pause = min(pause * 1.5, _LONGEST)


def answer(
    call: Caller,
    kind: str,
    arguments: dict[str, Any],
    *,
    files: Iterable[str] = (),
    key: str | None = None,
    wait_seconds: float | None = None,
) -> dict[str, Any] | JSONResponse:
    """Ask for a job and answer with what came of it, or with its address when that takes long.

    Args:
        call: the request; what it read before is given back first.
        kind: the job's kind.
        arguments: the job's arguments.
        files: hashes of files it reads.
        key: what makes two requests one; the request's `Idempotency-Key` does so anyway.
        wait_seconds: how long to wait; the setting `job_wait_seconds` where it is not given.

    Returns:
        The result of the job's command, or 202 with the job's address.

    Raises:
        RadhaError: what the job met, with the status it would have had without a job.
    """
    limit = call.state.settings.job_wait_seconds if wait_seconds is None else wait_seconds
    asked = call.do(
        PedirTrabalho(trabalho=kind, argumentos=arguments, arquivos=tuple(files), chave=key)
    )
    job = _wait_in_turn(call.state.database, UUID(str(asked["id"])), limit)
    return outcome(job)


def outcome(job: Job) -> dict[str, Any] | JSONResponse:
    """The answer that a job gives at this moment.

    Raises:
        RadhaError: the job failed, was given up or cancelled.
    """
    if job.state is JobState.DONE:
        return dict(job.result or {})
    if job.state in OPEN:
        return JSONResponse(
            {"trabalho": present(job)}, 202, headers={"Location": f"/trabalhos/{job.id}"}
        )
    raise _error(job)


def _error(job: Job) -> RadhaError:
    wrong = fault(job)
    if job.state is JobState.CANCELLED or wrong is None:
        return Cancelled("trabalhos.cancelado")
    if job.state is JobState.DEAD:
        # whatever it was, it may be gone later: the person can ask for the job again
        return EnvironmentFault(wrong.code, **wrong.values)
    return wrong.error()


def _wait_in_turn(database: Database, job_id: UUID, limit: float) -> Job:
    if not _PLACES.acquire(blocking=False):
        return wait_for(database, job_id, 0.0)
    try:
        return wait_for(database, job_id, limit)
    finally:
        _PLACES.release()


def _look(database: Database, job_id: UUID) -> Job:
    with Unit(database, writes=False) as unit:
        return unit.session.get_one(Job, job_id)
