"""What travels of the ledger, and what its answers mean there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from core.sync.wire import PUSH_LIMIT, Answer, Operation, Outcome, Push
from desktop.sync.cache import Place
from desktop.sync.ledger import Entry, Settlement, State
from desktop.sync.ledger.entry import Json, to_json

BYTES = 1 << 20
"""Of the operations of one push."""
_STATES = {
    Outcome.OK: State.ACKED,
    Outcome.MERGED: State.MERGED,
    Outcome.REFUSED: State.REFUSED,
    Outcome.QUARANTINED: State.QUARANTINED,
}


def next_batch(pending: Sequence[Entry], limit: int = PUSH_LIMIT) -> list[Entry]:
    """The first of these that fit one push: of one incarnation, at least one.

    Args:
        pending: in the order of the gestures.
        limit: operations at most.
    """
    batch: list[Entry] = []
    size = 0
    for entry in pending[:limit]:
        size += size_of(entry)
        if batch and (entry.inc != batch[0].inc or size > BYTES):
            break
        batch.append(entry)
    return batch


def size_of(entry: Entry) -> int:
    """About how many bytes it takes on the way."""
    return len(to_json(entry.args).encode()) + 400


def message_of(batch: Sequence[Entry], place: Place) -> Push:
    """The push that carries these."""
    return Push(
        epoch=place.epoch,
        cursor=place.cursor,
        inc=UUID(batch[0].inc),
        ops=[_operation(entry) for entry in batch],
    )


def _operation(entry: Entry) -> Operation:
    return Operation(
        n=entry.n,
        op_id=UUID(entry.op_id),
        kind=entry.kind,
        v=entry.v,
        user=UUID(entry.user_id),
        grant=entry.grant_id,
        wall=entry.wall,
        mono_ms=entry.mono_ms,
        boot=entry.boot_id,
        args=entry.args,
    )


def settlements(answers: Iterable[Answer], at: datetime) -> list[Settlement]:
    """The server's words as the ledger keeps them."""
    return [
        Settlement(
            op_id=str(answer.op_id),
            state=_STATES[answer.outcome],
            ack_seq=answer.seq,
            result=_told(answer),
            at=at,
        )
        for answer in answers
    ]


def _told(answer: Answer) -> dict[str, Json]:
    if answer.why is None:
        return dict(answer.result)
    return {"why": answer.why, "values": dict(answer.values)}
