"""Forgets what only a workstation that stayed away for very long would still ask for.

The feed has no times. Once a day the last number is noted under the day's date; when a note has
grown old enough, its number becomes the horizon. A place below the horizon is answered with
`cursor_too_old`, and the workstation then takes a copy and asks for the fate of its operations:
so deletions, answers and tags below it are needed by nobody. Records that are there keep their
entries, and receipts themselves stay for ever.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from core.db.engine import Database
from core.db.facts import Fact, settled
from core.db.feed import FeedEntry, FeedTx
from core.db.unit import Unit
from core.sync.models import Receipt
from server.sync.place import HORIZON, head_of

KEPT_DAYS = 180
"""How long a workstation may stay away and still go on from where it stood."""

_NOTE = "feed/day/"


def forget(database: Database, now: datetime) -> int:
    """Note where the history stands today, and forget what lies before the horizon.

    Args:
        database: where.
        now: UTC; said twice for one day, the first counts.

    Returns:
        The horizon; 0 while nothing is old enough.
    """
    with Unit(database) as unit:
        settled(unit.session, _note(now), str(head_of(unit.session).seq))
        horizon = _move(unit.session, _note(now - timedelta(days=KEPT_DAYS)))
        _drop(unit.session, horizon)
        unit.commit()
    return horizon


def _note(day: datetime) -> str:
    return f"{_NOTE}{day.date().isoformat()}"


def _move(session: Session, last: str) -> int:
    """Raise the horizon to the newest note that is old enough; it never goes back."""
    old = session.scalars(
        select(Fact).where(Fact.name.startswith(_NOTE), Fact.name <= last).with_for_update()
    ).all()
    known = int(settled(session, HORIZON, "0"))
    horizon = max([known, *(int(note.value) for note in old)])
    session.get_one(Fact, HORIZON).value = str(horizon)
    for note in old:
        session.delete(note)
    return horizon


def _drop(session: Session, horizon: int) -> None:
    passing = or_(FeedEntry.deleted, FeedEntry.collection == Receipt.__tablename__)
    session.execute(delete(FeedEntry).where(FeedEntry.seq <= horizon, passing))
    # the transaction that ends at the horizon is a place where workstations may still stand
    session.execute(delete(FeedTx).where(FeedTx.seq < horizon))
