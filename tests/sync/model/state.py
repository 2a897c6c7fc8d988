"""The server's database, and the one way to write a row: with a number, into a compacted feed."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any, NamedTuple

from tests.sync.model.mistakes import Mistake
from tests.sync.model.values import START, Ack, Cursor, Op, Row, Scopes


class Entry(NamedTuple):
    """The latest feed entry of a row, with every scope it ever left.

    The scopes have no numbers: a departure is delivered with the entry that superseded it, which
    may be far behind the cursor of a round's first page.
    """

    seq: int
    left: Scopes = frozenset()


class Write(NamedTuple):
    """What an edit did to a field: the audit that the judge reads."""

    op: Op
    before: int
    after: int


class Conflict(NamedTuple):
    """A value that lost."""

    op_id: int
    key: str
    field: str
    lost: int


@dataclass
class State:
    """All tables; a backup is a copy of it. Values in the tables are never changed in place."""

    epoch: int = 0
    seq: int = 0
    horizon: int = 0
    tags: dict[int, int] = field(default_factory=lambda: {0: START.tag})
    feed: dict[str, Entry] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)
    ops: dict[int, Ack] = field(default_factory=dict)
    acks: dict[tuple[str, int], Ack] = field(default_factory=dict)
    heads: dict[int, int] = field(default_factory=dict)
    scopes: dict[str, Scopes] = field(default_factory=dict)
    scopes_n: dict[str, int] = field(default_factory=dict)
    ever: dict[str, Scopes] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    quarantine: dict[int, Op] = field(default_factory=dict)
    applied: list[int] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)

    def copy(self) -> State:
        """Return an independent database with the same content."""
        copies: dict[str, Any] = {}
        for each in fields(self):
            value = getattr(self, each.name)
            copies[each.name] = value.copy() if isinstance(value, dict | list) else value
        return State(**copies)

    @property
    def head(self) -> Cursor:
        """The place of the last committed transaction."""
        last = self.seq if self.seq in self.tags else max(self.tags)
        return Cursor(last, self.tags[last])

    def knows(self, cursor: Cursor, mistake: Mistake | None) -> bool:
        """Tell whether ``cursor`` is a place in this database's own history."""
        if mistake is Mistake.NO_TAG:
            return cursor.seq <= self.seq
        return self.tags.get(cursor.seq) == cursor.tag


def put(state: State, row: Row, mistake: Mistake | None = None, seq: int = 0) -> None:
    """Write ``row`` under the next number (or ``seq``), with the numbers of its changed fields."""
    number = seq or state.seq + 1
    old = state.rows.get(row.key)
    seqs = dict(old.seqs) if old else {}
    for name, value in row.fields.items():
        if old is None or old.fields.get(name) != value:
            seqs[name] = number
    state.rows[row.key] = replace(row, seqs=seqs, ver=number)
    _enter(state, row.key, _scope_of(old), None if row.archived else row.scope, number, mistake)


def erase(state: State, key: str, mistake: Mistake | None = None, seq: int = 0) -> None:
    """Delete a row for good; its feed entry becomes a tombstone."""
    number = seq or state.seq + 1
    old = state.rows.pop(key, None)
    _enter(state, key, _scope_of(old), None, number, mistake)
    if mistake is Mistake.TOMBSTONE_COMPACTED_AWAY:
        del state.feed[key]


def _scope_of(row: Row | None) -> str | None:
    return row.scope if row and not row.archived else None


def _enter(
    state: State, key: str, old: str | None, new: str | None, seq: int, mistake: Mistake | None
) -> None:
    """Replace the row's feed entry, remembering all the scopes it left."""
    entry = state.feed.get(key)
    left = entry.left if entry and mistake is not Mistake.LAST_SCOPE_ONLY else frozenset()
    if old is not None and old != new:
        left |= {old}
    if new is not None:
        state.ever[key] = state.ever.get(key, frozenset()) | {new}
    place = seq
    if entry and mistake is Mistake.COMPACTION_KEEPS_PLACE:
        place = entry.seq
    state.feed[key] = Entry(place, left)
    state.seq = max(state.seq, seq)
