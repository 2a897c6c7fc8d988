"""The steps of a job's life. Each is one guarded UPDATE: who lost the job meanwhile writes nothing.

None commits; the caller's transaction decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, and_, select, update
from sqlalchemy.orm import Session

from core.errors import RadhaError
from core.ids import new_id
from core.jobs.faults import Fault, fault_of
from core.jobs.kinds import known
from core.jobs.models import Job, JobState
from core.jobs.queue import announce, clock

LONGEST_BACKOFF = 600.0
"""However often a job was lost, the next attempt is never further away than this, s."""

LOST = Fault("environment", "trabalhos.perdido", {})
"""Nobody heard of the attempt for as long as its lease."""


@dataclass(frozen=True)
class Claim:
    """One attempt's right to a job."""

    job_id: UUID
    kind: str
    attempt: int
    owner: UUID

    def holds(self) -> ColumnElement[bool]:
        """The condition that the job is still this attempt's."""
        return and_(
            Job.id == self.job_id,
            Job.attempt == self.attempt,
            Job.owner == self.owner,
            Job.state == JobState.RUNNING,
        )


def claim(session: Session, lease_seconds: float, *, job_id: UUID | None = None) -> Claim | None:
    """Take a job that waits: this one, or the one that waits longest; None without one."""
    now = clock(session)
    waits = select(Job.id).where(_due(now))
    if job_id is not None:
        waits = waits.where(Job.id == job_id)
    first = waits.order_by(Job.run_after, Job.id).limit(1).with_for_update(skip_locked=True)
    owner = new_id()
    taken = session.execute(
        update(Job)
        .where(Job.id == first.scalar_subquery(), Job.state == JobState.QUEUED)
        .values(
            state=JobState.RUNNING,
            attempt=Job.attempt + 1,
            owner=owner,
            lease_until=now + timedelta(seconds=lease_seconds),
            heartbeat_at=now,
            started_at=now,
            progress=0.0,
            progress_code="",
            progress_values={},
        )
        .returning(Job.id, Job.kind, Job.attempt),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    return None if taken is None else Claim(taken.id, taken.kind, taken.attempt, owner)


def beat(session: Session, held: Claim, lease_seconds: float) -> bool:
    """Say that the attempt lives; never waits for it.

    Returns:
        False when the job is not its own any more, or its effect is just being written: the
        transaction that writes it holds the row, and nobody takes the job from it meanwhile.
    """
    now = clock(session)
    until = now + timedelta(seconds=lease_seconds)
    free = select(Job.id).where(held.holds()).with_for_update(skip_locked=True)
    own = and_(Job.id == free.scalar_subquery(), held.holds())
    return _write(session, own, heartbeat_at=now, lease_until=until)


def report(
    session: Session, held: Claim, fraction: float, code: str, values: dict[str, Any]
) -> bool:
    """Note how far it is; False when the job is not this attempt's any more."""
    return _write(
        session,
        held.holds(),
        progress=min(max(fraction, 0.0), 1.0),
        progress_code=code,
        progress_values=values,
    )


def finish(session: Session, held: Claim) -> bool:
    """Mark it done, before the effect and in its transaction: the row stays locked until then.

    Returns:
        False when the job is not this attempt's any more, or somebody wants it cancelled.
    """
    wanted = and_(held.holds(), Job.cancel_requested.is_(False))
    return _end(session, wanted, JobState.DONE, progress=1.0)


def keep_result(session: Session, job_id: UUID, result: dict[str, Any]) -> None:
    """Note what came of a finished job, in the transaction that finishes it."""
    _write(session, Job.id == job_id, result=result)


def fail(session: Session, held: Claim, error: RadhaError) -> bool:
    """End it with an error that another attempt would meet again."""
    return _end(session, held.holds(), JobState.FAILED, fault=fault_of(error))


def cancel(session: Session, held: Claim) -> bool:
    """End it because somebody wished so."""
    return _end(session, held.holds(), JobState.CANCELLED)


def lose(session: Session, held: Claim, fault: Fault) -> bool:
    """The attempt came to nothing: try again after a pause, or give up for good.

    Waits for the row: the transaction of a killed process holds it until its server notices, and
    whoever passed it over would leave the job to the end of its lease.
    """
    row = session.execute(_waiting(held.holds()).with_for_update()).one_or_none()
    return row is not None and _lose(session, row, fault)


def give_back(session: Session, held: Claim) -> bool:
    """The worker goes away in order: the job waits again, and the attempt is not counted."""
    now = clock(session)
    if not _write(
        session,
        held.holds(),
        state=JobState.QUEUED,
        owner=None,
        lease_until=None,
        attempt=Job.attempt - 1,
        run_after=now,
    ):
        return False
    announce(session, held.job_id, now)
    return True


def sweep(session: Session, *, spare: frozenset[UUID] = frozenset()) -> int:
    """Take back the jobs whose attempts were not heard of for as long as their lease.

    Args:
        session: the caller's.
        spare: owners that the caller knows to be alive.

    Returns:
        How many were taken back.
    """
    late = _waiting(_overdue(session, spare)).with_for_update(skip_locked=True)
    rows = session.execute(late).all()
    return sum(_lose(session, row, LOST) for row in rows)


def overdue(session: Session, *, spare: frozenset[UUID] = frozenset()) -> bool:
    """Whether `sweep` would find something."""
    found = select(Job.id).where(_overdue(session, spare)).limit(1)
    return session.execute(found).first() is not None


def ready(session: Session) -> bool:
    """Whether `claim` would find something."""
    found = select(Job.id).where(_due(clock(session))).limit(1)
    return session.execute(found).first() is not None


def _due(now: datetime) -> ColumnElement[bool]:
    # a server of the version before leaves new kinds to those that know them
    return and_(Job.state == JobState.QUEUED, Job.run_after <= now, Job.kind.in_(sorted(known())))


def _overdue(session: Session, spare: frozenset[UUID]) -> ColumnElement[bool]:
    late = and_(Job.state == JobState.RUNNING, Job.lease_until < clock(session))
    return and_(late, Job.owner.not_in(spare)) if spare else late


def _waiting(condition: ColumnElement[bool]) -> Any:
    columns = (Job.id, Job.attempt, Job.owner, Job.max_attempts, Job.backoff_seconds)
    return select(*columns, Job.kind, Job.cancel_requested).where(condition)


def _lose(session: Session, row: Any, fault: Fault) -> bool:
    held = Claim(row.id, row.kind, row.attempt, row.owner)
    if row.cancel_requested:
        return cancel(session, held)
    if row.attempt >= row.max_attempts:
        return _end(session, held.holds(), JobState.DEAD, fault=fault)
    pause = min(row.backoff_seconds * 2 ** (row.attempt - 1), LONGEST_BACKOFF)
    after = clock(session) + timedelta(seconds=pause)
    if not _write(
        session,
        held.holds(),
        state=JobState.QUEUED,
        owner=None,
        lease_until=None,
        run_after=after,
        **fault.columns(),
    ):
        return False
    announce(session, row.id, after)
    return True


def _end(
    session: Session,
    condition: ColumnElement[bool],
    state: JobState,
    *,
    fault: Fault | None = None,
    **more: Any,
) -> bool:
    why = fault.columns() if fault else Fault.none()
    return _write(
        session,
        condition,
        state=state,
        owner=None,
        lease_until=None,
        finished_at=clock(session),
        **why,
        **more,
    )


def _write(session: Session, condition: ColumnElement[bool], **values: Any) -> bool:
    done = session.execute(
        update(Job).where(condition).values(values),
        execution_options={"synchronize_session": False},
    )
    return cast("CursorResult[Any]", done).rowcount == 1
