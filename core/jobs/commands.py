"""What people do with jobs: ask for one, stop it, ask for it again."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from pydantic import Field
from sqlalchemy import CursorResult, delete, select

from core.command import OWN, Command, Context, Policy, Result
from core.db.types import JsonValue
from core.errors import Denied, NotFound, Refused
from core.jobs.faults import Fault
from core.jobs.kinds import kind_named
from core.jobs.models import OPEN, Job, JobState
from core.jobs.people import pack
from core.jobs.queries import ALL, visible
from core.jobs.queue import announce, clock, enqueue


class PedirTrabalho(Command, kind="trabalho.pedir", permission=OWN, policy=Policy.SERVER_ONLY):
    """Ask for a piece of long work; asking twice with one key is asking once.

    Attributes:
        trabalho: name of the job's kind, which also says the permission.
        arquivos: hashes of files that it reads.
        chave: what makes two askings one; without it the operation's own key does.
    """

    trabalho: str
    argumentos: dict[str, JsonValue] = Field(default_factory=dict)
    arquivos: tuple[str, ...] = ()
    chave: str | None = None

    def needs(self, ctx: Context) -> str:  # noqa: ARG002 - the kind alone decides
        """The permission of the kind."""
        return kind_named(self.trabalho).permission

    def run(self, ctx: Context) -> Result:
        """Put it into the table.

        Raises:
            InputError: the kind is unknown, or the arguments are too large.
            Refused: the key belongs to somebody else.
        """
        job_id = enqueue(
            ctx.session,
            self.trabalho,
            dict(self.argumentos),
            ctx.actor,
            key=self.chave,
            job_id=ctx.new_id("trabalho"),
            files=self.arquivos,
        )
        return {"id": str(job_id)}


class _DoTrabalho(Command):
    id: UUID

    def privileged(self, ctx: Context) -> bool:
        """Only where the job is another person's."""
        return ctx.session.get_one(Job, self.id).requested_by != ctx.actor.id


class CancelarTrabalho(
    _DoTrabalho,
    kind="trabalho.cancelar",
    permission=OWN,
    policy=Policy.SERVER_ONLY,
    audited=True,
):
    """Stop a job: one that waits ends at once, one that runs has no effect any more."""

    def run(self, ctx: Context) -> Result:
        """Mark it.

        Raises:
            NotFound: there is none, or it is another person's.
            Refused: it has ended already.
        """
        job = _own(ctx, self.id)
        if job.state not in OPEN:
            raise Refused("trabalhos.ja_terminou", id=str(self.id))
        job.cancel_requested = True
        if job.state is JobState.QUEUED:
            job.state, job.finished_at = JobState.CANCELLED, clock(ctx.session)
        return {"id": str(job.id), "estado": job.state.value}


class RepetirTrabalho(
    _DoTrabalho, kind="trabalho.repetir", permission=OWN, policy=Policy.SERVER_ONLY, audited=True
):
    """Try again what was given up, failed or cancelled; what is done is never done twice.

    One's own runs with one's present permissions; another person's with those of his that he had
    then and still has when it is done.
    """

    def run(self, ctx: Context) -> Result:
        """Let it wait again, with all its attempts.

        Raises:
            NotFound: there is none, or it is another person's.
            Denied: the person lost the permission of its kind.
            Refused: it is done, or still under way.
        """
        job = _own(ctx, self.id)
        if job.requested_by == ctx.actor.id:
            needed = kind_named(job.kind).permission
            if needed != OWN and not ctx.actor.may(needed):
                raise Denied("acesso.sem_permissao", permissao=needed)
            job.actor = pack(ctx.actor)
        if job.state in OPEN or job.state is JobState.DONE:
            raise Refused("trabalhos.nao_repete", id=str(self.id))
        now = clock(ctx.session)
        job.state, job.attempt, job.cancel_requested = JobState.QUEUED, 0, False
        job.run_after, job.finished_at = now, None
        job.progress, job.progress_code, job.progress_values = 0.0, "", {}
        for column, value in Fault.none().items():
            setattr(job, column, value)
        announce(ctx.session, job.id, now)
        return {"id": str(job.id), "estado": job.state.value}


class LimparTrabalhos(Command, kind="trabalho.limpar", permission=ALL, policy=Policy.SERVER_ONLY):
    """Forget jobs that ended well or were cancelled long ago; given-up ones stay to be seen."""

    antes: datetime

    def run(self, ctx: Context) -> Result:
        """Delete their rows."""
        old = delete(Job).where(
            Job.state.in_((JobState.DONE, JobState.CANCELLED, JobState.FAILED)),
            Job.finished_at < self.antes,
        )
        done = cast("CursorResult[Any]", ctx.session.execute(old))
        return {"apagados": done.rowcount}


def _own(ctx: Context, job_id: UUID) -> Job:
    statement = select(Job).where(Job.id == job_id, visible(ctx.actor)).with_for_update()
    found = ctx.session.scalars(
        statement, execution_options={"populate_existing": True}
    ).one_or_none()
    if found is None:
        raise NotFound("registro.ausente", tipo="job", id=str(job_id))
    return found
