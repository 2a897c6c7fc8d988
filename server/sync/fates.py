"""What became of operations, for a workstation that has to find its place again."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.sync.models import Receipt
from core.sync.wire import Known
from server.sync.place import head_of
from server.sync.push import answer_of


def fates_of(session: Session, epoch: UUID, device: UUID, op_ids: list[UUID]) -> Known:
    """The answers to those of these operations that this device sent and the server has."""
    mine = select(Receipt).where(Receipt.id.in_(op_ids), Receipt.device_id == device)
    known = session.scalars(mine.order_by(Receipt.ver))
    return Known(
        epoch=epoch,
        head=head_of(session).seq,
        answers=[answer_of(receipt) for receipt in known],
    )
