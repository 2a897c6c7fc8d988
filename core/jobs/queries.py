"""Reads of jobs: one, a page of them, and the form in which the API shows them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, literal, select, true, tuple_
from sqlalchemy.orm import Session

from core.command import Actor
from core.errors import NotFound
from core.jobs.faults import Fault
from core.jobs.models import Job, JobState
from core.messages import known, say, say_error

ALL = "sistema/trabalhos"
"""Permission to see, stop and repeat the jobs of everybody."""

_WORDS = {
    JobState.QUEUED: "na_fila",
    JobState.RUNNING: "executando",
    JobState.DONE: "concluido",
    JobState.FAILED: "falhou",
    JobState.CANCELLED: "cancelado",
    JobState.DEAD: "esgotado",
}


def visible(actor: Actor) -> ColumnElement[bool]:
    """The condition that this person may see a job: his own, or all with the permission."""
    return true() if actor.may(ALL) else Job.requested_by == actor.id


def job_for(session: Session, job_id: UUID, actor: Actor) -> Job:
    """The job as it is now.

    Raises:
        NotFound: there is none, or it is another person's.
    """
    found = session.scalars(select(Job).where(Job.id == job_id, visible(actor))).one_or_none()
    if found is None:
        raise NotFound("registro.ausente", tipo="job", id=str(job_id))
    return found


def latest(session: Session, actor: Actor, limit: int, *, before: UUID | None = None) -> list[Job]:
    """The newest jobs first.

    Args:
        session: where.
        actor: who looks.
        limit: how many at most.
        before: the last job of the page before.

    Raises:
        NotFound: that job is not there any more.
    """
    statement = select(Job).where(visible(actor))
    if before is not None:
        last = job_for(session, before, actor)
        place = (literal(last.created_at, Job.created_at.type), literal(last.id, Job.id.type))
        statement = statement.where(tuple_(Job.created_at, Job.id) < tuple_(*place))
    newest = statement.order_by(Job.created_at.desc(), Job.id.desc())
    return list(session.scalars(newest.limit(limit)))


def word(state: JobState) -> str:
    """A state in the words of the API."""
    return _WORDS[state]


def present(job: Job) -> dict[str, Any]:
    """A job as the API shows it."""
    return {
        "id": str(job.id),
        "tipo": job.kind,
        "estado": word(job.state),
        "progresso": job.progress,
        "mensagem": _message(job),
        "resultado": job.result,
        "erro": _error(job),
        "codigo": job.error_code,
        "tentativa": job.attempt,
        "tentativas": job.max_attempts,
        "cancelamento_pedido": job.cancel_requested,
        "pedido_por": job.actor.get("username"),
        "pedido_em": job.created_at.isoformat(),
        "proxima_tentativa": job.run_after.isoformat() if job.state is JobState.QUEUED else None,
        "terminado_em": job.finished_at.isoformat() if job.finished_at else None,
    }


def fault(job: Job) -> Fault | None:
    """What went wrong with a job, if anything did."""
    if job.error_kind is None or job.error_code is None:
        return None
    return Fault(job.error_kind, job.error_code, job.error_values or {})


def _message(job: Job) -> str | None:
    code = job.progress_code
    return say(code, job.progress_values) if code and known(code) else None


def _error(job: Job) -> str | None:
    wrong = fault(job)
    return say_error(wrong.error()) if wrong else None
