"""What has to happen again and again: lost jobs are taken back, periodic ones come due."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.command import Actor
from core.db.engine import Database
from core.db.unit import Unit
from core.jobs.lifecycle import overdue, sweep
from core.jobs.models import Job
from core.jobs.queue import clock, enqueue
from server.jobs.kinds import Periodic, periodics

QUIET = 60.0
"""Seconds after its start in which a process lets nothing come due: a start is busy enough."""


def turn(
    database: Database, *, spare: frozenset[UUID] = frozenset(), running: float = QUIET
) -> None:
    """One round; any number of servers and workers may do it at once.

    Args:
        database: where the jobs are.
        spare: owners of attempts that the caller knows to be alive.
        running: for how long the caller's process has been running, s.
    """
    with Unit(database, writes=False) as unit:
        due = _due(unit.session) if running >= QUIET else []
        lost = overdue(unit.session, spare=spare)
    if not due and not lost:
        return  # a look takes no lock; nearly every round ends here
    with Unit(database) as unit:
        sweep(unit.session, spare=spare)
        for periodic, moment in due:
            _enqueue(unit.session, periodic, moment)
        unit.commit()


def _due(session: Session) -> list[tuple[Periodic, datetime]]:
    now = clock(session).timestamp()
    moments = {_key(known, _slot(known, now)): (known, _slot(known, now)) for known in periodics()}
    made = set(session.scalars(select(Job.key).where(Job.key.in_(moments))))
    return [
        (known, datetime.fromtimestamp(moment, UTC))
        for key, (known, moment) in moments.items()
        if key not in made
    ]


def _enqueue(session: Session, known: Periodic, moment: datetime) -> None:
    enqueue(
        session,
        known.kind,
        {"momento": moment.isoformat()},
        Actor(None, "sistema", known.permissions),
        key=_key(known, int(moment.timestamp())),
    )


def _slot(known: Periodic, now: float) -> int:
    return int(now) // known.seconds * known.seconds


def _key(known: Periodic, moment: int) -> str:
    return f"{known.kind}@{moment}"
