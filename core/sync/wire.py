"""The messages of the synchronisation: JSON over HTTP, under `/v1/sync`.

A workstation pushes operations and pulls rows; it is told what became of an operation only by a
row of the pull (`Answer`), so that the acknowledgement and the effect arrive together. Every other
reply is a hint that nothing depends on.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from core.db.types import JsonValue

SCHEMA = 1
"""Number of this contract; a change that an older workstation cannot read makes it larger."""

SCHEMAS = (1, SCHEMA)
"""Oldest and newest contract that the server speaks."""

PUSH_LIMIT = 500
"""Operations of one push."""

PULL_LIMIT = 2000
"""Rows of one page, which always ends with a whole transaction and so may have some more."""

type Row = dict[str, JsonValue]


class Outcome(StrEnum):
    """What became of an operation at the server."""

    OK = "ok"
    MERGED = "merged"
    """Done, but a value of it lost against somebody else's; see the conflicts."""
    REFUSED = "refused"
    """Not done, and never will be: a rule, a permission or the present state says no."""
    QUARANTINED = "quarantined"
    """Kept as it came, because the server cannot run it; a person decides."""


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Cursor(_Message):
    """A place in the server's history: the last number of a transaction and that one's tag.

    The tag is random, so that a server whose history was lost or replaced is noticed, even when
    its numbers look right.
    """

    seq: int = Field(0, ge=0)
    tag: int = Field(0, ge=0)


START = Cursor(seq=0, tag=0)
"""Before everything; every history has it."""


class Operation(_Message):
    """One gesture, as the ledger holds it.

    Attributes:
        n: its number within the incarnation, from 1 without holes.
        wall: the workstation's clock; shown to people, never used for order.
        mono_ms: milliseconds of the workstation's steady clock, within `boot`.
    """

    n: int = Field(ge=1)
    op_id: UUID
    kind: str = Field(max_length=64)
    v: int = 1
    user: UUID
    grant: str | None = None
    wall: datetime
    mono_ms: int = 0
    boot: str = Field("", max_length=64)
    args: dict[str, Any]


class Push(_Message):
    """Operations of one incarnation in the order of their numbers.

    Attributes:
        inc: the incarnation: drawn anew whenever a ledger is opened, so that a copied disk cannot
            use a number twice.
    """

    epoch: UUID | None = None
    cursor: Cursor = START
    inc: UUID
    ops: list[Operation] = Field(max_length=PUSH_LIMIT)


class Answer(_Message):
    """What became of one operation.

    Attributes:
        seq: number of the answer in the feed.
        why: message code of a refusal, with its `values`.
        result: what the command gave back.
    """

    op_id: UUID
    outcome: Outcome
    seq: int
    why: str | None = None
    values: dict[str, JsonValue] = {}
    result: dict[str, JsonValue] = {}


class Pushed(_Message):
    """A hint of what became of a push."""

    answers: list[Answer]
    head: int


class Change(_Message):
    """One record as it is now.

    Attributes:
        c: its collection, which is its table.
        f: every column that may leave the server.
    """

    c: str
    id: UUID
    ver: int
    f: Row


class Gone(_Message):
    """One record that this workstation may not or cannot see any more."""

    c: str
    id: UUID
    ver: int


class Page(_Message):
    """Everything after `since` up to `cursor`: whole transactions, records as they are now."""

    epoch: UUID
    since: Cursor
    cursor: Cursor
    head: int
    more: bool
    scopes: list[str]
    rows: list[Change]
    gone: list[Gone]
    answers: list[Answer]


class SnapshotPage(_Message):
    """A part of one collection in the order of keys; `next` asks for the rest."""

    rows: list[Change]
    next: UUID | None


class Plan(_Message):
    """What a snapshot has: begin at `cursor` when all collections are loaded."""

    epoch: UUID
    cursor: Cursor
    scopes: list[str]
    collections: list[str]


class Known(_Message):
    """Which of the operations asked for the server has."""

    epoch: UUID
    head: int
    answers: list[Answer]


class Asked(_Message):
    """Operations whose fate a workstation wants to know."""

    op_ids: list[UUID] = Field(max_length=5000)


class Hello(_Message):
    """What the server is, before anything else is asked of it."""

    server: str
    schemas: tuple[int, int]
    epoch: UUID
    head: int
    ledger_keep_days: int
    time: datetime
    scopes: list[str]


class Digest(_Message):
    """Number and checksum of the visible records of each collection at `head`."""

    cursor: Cursor
    collections: dict[str, tuple[int, str]]


class Reset(StrEnum):
    """Why the server will not go on from where a workstation stands (HTTP 409, field `sync`)."""

    FEED_RESET = "feed_reset"
    """It does not know that place: it was restored. Reconcile, then push and pull anew."""
    CURSOR_TOO_OLD = "cursor_too_old"
    """What lies between was purged. Take a snapshot."""
    SCOPES_CHANGED = "scopes_changed"
    """The person may see other records than before. Take a snapshot."""
    CLIENT_FORKED = "client_forked"
    """Another operation was sent under this number: a copied disk. Reconcile, new incarnation."""
    GAP = "gap"
    """An operation before these is missing. Reconcile."""
