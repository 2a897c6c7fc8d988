"""Values of the protocol model: what stands in rows and files, and what travels between them.

All are immutable, so that a message can be delivered twice and a backup is a copy of references.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

Scopes = frozenset[str]


class Cursor(NamedTuple):
    """A place in one history: a dense number and the random tag of the transaction ending there."""

    seq: int
    tag: int


class Kind(StrEnum):
    """One representative of each class of data, and an operation the server cannot carry out."""

    SCAN = "scan"
    SET = "set"
    ADVANCE = "advance"
    RESERVE = "reserve"
    ARCHIVE = "archive"
    POISON = "poison"


class Result(StrEnum):
    """What the server made of an operation."""

    OK = "ok"
    MERGED = "merged"
    REFUSED = "refused"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Op:
    """A gesture of the operator; ``op_id`` grows with the order of gestures in the whole world."""

    op_id: int
    kind: Kind
    target: str = ""
    field: str = ""
    was: int = 0
    to: int = 0
    base: int = 0
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A business row; ``seqs`` has the number of the last change of each field."""

    key: str
    scope: str
    fields: Mapping[str, int]
    seqs: Mapping[str, int] = field(default_factory=dict)
    ver: int = 0
    archived: bool = False


class Gone(NamedTuple):
    """A row that left the reader's view at ``ver``."""

    key: str
    ver: int


class Ack(NamedTuple):
    """The server's word on an operation, and the number at which a reader learns of it.

    ``inc`` and ``n`` say under which number it came; only a mistake acknowledges by them.
    """

    seq: int
    result: Result
    inc: int = 0
    n: int = 0


@dataclass(frozen=True, slots=True)
class Caller:
    """What every request says of its sender's state."""

    device: str
    epoch: int
    cursor: Cursor
    scopes: Scopes
    scopes_n: int


@dataclass(frozen=True, slots=True)
class Push:
    """Operations under the numbers of one incarnation."""

    caller: Caller
    inc: int
    ops: tuple[tuple[int, Op], ...]


@dataclass(frozen=True, slots=True)
class Pull:
    """The next page after the caller's cursor; ``seen`` is a later place already witnessed."""

    caller: Caller
    limit: int
    seen: Cursor


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The next rows by key of the scopes in ``only``."""

    caller: Caller
    only: Scopes
    after: str
    limit: int
    seen: Cursor


@dataclass(frozen=True, slots=True)
class Reconcile:
    """Which of these operations does the server know? The way back from every refusal."""

    caller: Caller
    nonce: int
    asked: tuple[int, ...]


Request = Push | Pull | Snapshot | Reconcile


@dataclass(frozen=True, slots=True)
class Refusal:
    """A 409: nothing was done, and why. ``scopes`` only with ``scopes_changed``."""

    why: str
    scopes: Scopes = frozenset()
    scopes_n: int = 0


@dataclass(frozen=True, slots=True)
class Pushed:
    """Results of a push: a hint, no acknowledgement, and only to the incarnation that asked."""

    inc: int
    results: tuple[tuple[int, int, Result], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the feed with the acknowledgements of the same stretch."""

    epoch: int
    scopes: Scopes
    start: Cursor
    cursor: Cursor
    seen: Cursor
    rows: tuple[Row, ...]
    gone: tuple[Gone, ...]
    acks: tuple[tuple[int, Ack], ...]
    more: bool


@dataclass(frozen=True, slots=True)
class SnapshotPage:
    """Rows of a snapshot as they stood at ``head``."""

    epoch: int
    scopes: Scopes
    only: Scopes
    after: str
    rows: tuple[Row, ...]
    head: Cursor
    more: bool


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Known operations, and the head of the same read: the two mean nothing apart."""

    nonce: int
    epoch: int
    head: Cursor
    known: Mapping[int, Ack]
    lost: bool
    scopes: Scopes
    scopes_n: int


Reply = Refusal | Pushed | Page | SnapshotPage | Reconciled

START = Cursor(0, 0)
HIDDEN = "custo"
"""Both the hidden field and the permission that shows it."""


def projected(row: Row, scopes: Scopes) -> Row:
    """Return ``row`` without the fields that ``scopes`` do not show."""
    if HIDDEN in scopes or HIDDEN not in row.fields:
        return row
    shown = {name: value for name, value in row.fields.items() if name != HIDDEN}
    seqs = {name: seq for name, seq in row.seqs.items() if name != HIDDEN}
    return Row(row.key, row.scope, shown, seqs, row.ver, row.archived)


def entitled(rows: Mapping[str, Row], scopes: Scopes) -> dict[str, Row]:
    """Return the part of ``rows`` that a holder of ``scopes`` may see."""
    return {
        key: projected(row, scopes)
        for key, row in rows.items()
        if not row.archived and row.scope in scopes
    }
