"""The station's two disks: a ledger that keeps every commit, a cache that may lose its last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.sync.model.values import START, Ack, Cursor, Op, Row, Scopes


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger. ``ack`` is the server's word; ``day`` when it was written down."""

    op: Op
    ack: Ack | None = None
    day: int = 0


@dataclass
class Ledger:
    """Synchronous: what is here is there tomorrow."""

    device: str
    lines: dict[int, Line] = field(default_factory=dict)

    def append(self, op: Op) -> None:
        """Write a gesture down; the beep comes after this."""
        self.lines[op.op_id] = Line(op)

    def follow(self, acks: Mapping[int, Ack], day: int, *, forward_only: bool = False) -> None:
        """Note the server's words that the cache holds, and take back what it no longer holds."""
        for op_id, line in self.lines.items():
            ack = acks.get(op_id, line.ack if forward_only else None)
            if ack != line.ack:
                self.lines[op_id] = Line(line.op, ack, day)

    def purge(self, confirmed: Mapping[int, Ack], before: int) -> None:
        """Forget operations that were acknowledged before that day and still are."""
        for op_id, line in list(self.lines.items()):
            if line.ack and op_id in confirmed and line.day < before:
                del self.lines[op_id]

    def copy(self) -> Ledger:
        """Return the image of this disk."""
        return Ledger(self.device, self.lines.copy())


@dataclass(frozen=True, slots=True)
class Cache:
    """One committed state of the cache.

    ``shown`` are the server's rows with the unconfirmed operations run on them; ``base`` has, for
    each row that these touched, what the server had sent (None: nothing).
    """

    epoch: int = -1
    cursor: Cursor = START
    scopes: Scopes = frozenset()
    scopes_n: int = 0
    shown: Mapping[str, Row] = field(default_factory=dict)
    base: Mapping[str, Row | None] = field(default_factory=dict)
    acks: Mapping[int, Ack] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Tell whether no server was ever read into this file."""
        return self.epoch < 0

    def lifted(self) -> dict[str, Row]:
        """Return the server's rows alone: the base images put back."""
        rows = dict(self.shown)
        for key, row in self.base.items():
            if row is None:
                rows.pop(key, None)
            else:
                rows[key] = row
        return rows


class CacheFile:
    """The cache's disk: the last commits since a flush can be lost, always from the end."""

    def __init__(self) -> None:
        self.states = [Cache()]

    @property
    def now(self) -> Cache:
        """The state that a reader sees."""
        return self.states[-1]

    def commit(self, state: Cache, *, flushed: bool = False) -> None:
        """Commit; ``flushed`` for a new file that takes the old one's place."""
        if flushed:
            self.states.clear()
        self.states.append(state)

    def flush(self) -> None:
        """Let a checkpoint reach the disk."""
        self.states = self.states[-1:]

    def cut(self, lost: int) -> None:
        """Lose up to ``lost`` of the last commits in a power cut."""
        keep = max(1, len(self.states) - lost)
        self.states = self.states[:keep]

    def destroy(self) -> None:
        """Lose the file."""
        self.states = [Cache()]
