"""Places in the server's history, and whether a workstation's is one of them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.db.engine import Database
from core.db.facts import Fact, settled
from core.db.feed import FeedTx
from core.db.unit import Unit
from core.errors import Refused
from core.ids import new_id
from core.sync.wire import START, Cursor, Reset

EPOCH = "feed/epoch"
HORIZON = "feed/horizon"
"""Number below which deletions were forgotten."""


class Lost(Refused):
    """The workstation cannot go on from where it stands.

    Attributes:
        reset: what it has to do.
    """

    def __init__(self, reset: Reset) -> None:
        super().__init__(f"sync.{reset}")
        self.reset = reset


def epoch_of(database: Database) -> UUID:
    """The key of this history; drawn when it is first asked for and after every restore."""
    with Unit(database, writes=False) as unit:
        known = unit.session.get(Fact, EPOCH)
    if known is not None:
        return UUID(known.value)
    with Unit(database) as unit:
        value = settled(unit.session, EPOCH, str(new_id()))
        unit.commit()
    return UUID(value)


def head_of(session: Session) -> Cursor:
    """The last place."""
    last = session.execute(select(FeedTx.seq, FeedTx.tag).order_by(FeedTx.seq.desc()).limit(1))
    row = last.one_or_none()
    return START if row is None else Cursor(seq=row.seq, tag=row.tag)


def end_of(session: Session, seq: int) -> Cursor:
    """The place at the end of the transaction that this number belongs to."""
    ends = select(FeedTx.seq, FeedTx.tag).where(FeedTx.seq >= seq).order_by(FeedTx.seq).limit(1)
    row = session.execute(ends).one()
    return Cursor(seq=row.seq, tag=row.tag)


def check_place(session: Session, epoch: UUID, claimed: UUID | None, cursor: Cursor) -> None:
    """Accept a place of this history.

    Raises:
        Lost: it belongs to another history, or deletions after it were forgotten.
    """
    if claimed is not None and claimed != epoch:
        raise Lost(Reset.FEED_RESET)
    horizon = session.get(Fact, HORIZON)
    if horizon is not None and cursor.seq < int(horizon.value):
        raise Lost(Reset.CURSOR_TOO_OLD)
    if cursor == START:
        return
    known = session.scalars(select(FeedTx.tag).where(FeedTx.seq == cursor.seq)).one_or_none()
    if known != cursor.tag:
        raise Lost(Reset.FEED_RESET)
