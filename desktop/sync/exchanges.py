"""The longer talks with the server, one request a step; after a fault the same step comes again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol
from uuid import UUID

from core.sync.wire import (
    PUSH_LIMIT,
    Answer,
    Cursor,
    Digest,
    Hello,
    Known,
    Page,
    Plan,
    Push,
    Pushed,
    SnapshotPage,
)
from desktop.sync.batches import message_of, next_batch
from desktop.sync.cache import Place
from desktop.sync.ledger import Entry

ASKED = 1000
"""Operations of one reconcile."""


class Wire(Protocol):
    """What is asked of a transport; `desktop.sync.transport` tells the errors."""

    def hello(self, seq: int = 0) -> Hello:
        """What the server is."""

    def push(self, message: Push) -> Pushed:
        """Send operations."""

    def pull(self, epoch: UUID | None, since: Cursor, scopes: tuple[str, ...]) -> Page:
        """A page of what changed."""

    def reconcile(self, op_ids: list[UUID]) -> Known:
        """Which operations are known."""

    def plan(self) -> Plan:
        """What a snapshot has."""

    def part(self, collection: str, after: UUID | None = None) -> SnapshotPage:
        """A part of it."""

    def digest(self) -> Digest:
        """The server's checksums."""

    def renew(self) -> None:
        """Begin with new connections."""


class Inquiry:
    """Asks what became of operations.

    Args:
        op_ids: of the ledger.
    """

    def __init__(self, op_ids: Sequence[str]) -> None:
        self.asked = list(op_ids)
        self.answers: list[Answer] = []
        self.epoch: UUID | None = None
        self._next = 0

    def step(self, wire: Wire) -> bool:
        """Ask for some more; whether all are answered."""
        part = self.asked[self._next : self._next + ASKED]
        if part:
            known = wire.reconcile([UUID(one) for one in part])
            if self.epoch not in (None, known.epoch):
                # the history changed between two questions: what was said before counts no more
                self.answers, self.epoch, self._next = [], None, 0
                return False
            self.epoch = known.epoch
            self.answers += known.answers
            self._next += len(part)
        return self._next >= len(self.asked)

    def known(self, seq: int) -> set[str]:
        """Keys of those that the server answered up to this number of its history.

        A server may lose what is behind the place where the cache stands without being noticed.
        """
        return {str(answer.op_id) for answer in self.answers if answer.seq <= seq}


class Download:
    """Fetches a snapshot and keeps its pages on the disk until all have come.

    Args:
        folder: on the disk of the cache.
    """

    def __init__(self, folder: Path) -> None:
        self.plan: Plan | None = None
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - `close` closes it
        self._at = 0
        self._after: UUID | None = None

    def step(self, wire: Wire) -> bool:
        """Fetch one more page; whether that was the last."""
        if self.plan is None:
            self.plan = wire.plan()
        elif self._at < len(self.plan.collections):
            collection = self.plan.collections[self._at]
            page = wire.part(collection, self._after)
            self._file.write(f"{collection}\t{page.model_dump_json()}\n".encode())
            self._after = page.next
            self._at += page.next is None
        return self._at >= len(self.plan.collections)

    def pages(self) -> Iterator[tuple[str, SnapshotPage]]:
        """All pages with their collections."""
        self._file.seek(0)
        for line in self._file:
            collection, _, page = line.partition(b"\t")
            yield collection.decode(), SnapshotPage.model_validate_json(page)

    def close(self) -> None:
        """Forget them."""
        self._file.close()


class Round:
    """Collects the pages of one round."""

    def __init__(self, place: Place) -> None:
        self.pages: list[Page] = []
        self._place = place

    @property
    def rows(self) -> int:
        """Records that have come so far."""
        return sum(len(page.rows) + len(page.gone) for page in self.pages)

    def step(self, wire: Wire) -> bool:
        """Fetch one more page; whether that was the last."""
        since = self.pages[-1].cursor if self.pages else self._place.cursor
        page = wire.pull(self._place.epoch, since, self._place.scopes)
        self.pages.append(page)
        return not page.more


class Sending:
    """Sends what is pending, oldest first; nothing is taken off by what the server replies.

    Attributes:
        limit: operations of one push; smaller after a complaint.
        sent: keys of what the server has received.
    """

    def __init__(self) -> None:
        self.limit = PUSH_LIMIT
        self.sent: set[str] = set()
        self._hints: dict[str, int] = {}
        self._queue: list[Entry] = []

    def begin(self, pending: Sequence[Entry]) -> None:
        """Send these, from the first."""
        self._queue = list(pending)

    @property
    def batch(self) -> list[Entry]:
        """What goes next; empty when all went."""
        return next_batch(self._queue, self.limit)

    def step(self, wire: Wire, place: Place) -> bool:
        """Send one push; whether all went."""
        batch = self.batch
        if batch:
            reply = wire.push(message_of(batch, place))
            self.sent.update(entry.op_id for entry in batch)
            self._hints |= {str(one.op_id): one.seq for one in reply.answers}
            self._queue = self._queue[len(batch) :]
            self.limit = min(self.limit * 2, PUSH_LIMIT)
        return not self._queue

    def promised(self, seq: int) -> set[str]:
        """Keys of what the server said it had answered up to this number."""
        return {op_id for op_id, hint in self._hints.items() if hint <= seq}

    def forget(self) -> None:
        """What was sent without an answer is sent again."""
        self.sent.clear()
        self._hints.clear()

    def halve(self) -> bool:
        """Send less at a time; whether that can be."""
        size = len(self.batch)
        self.limit = max(size // 2, 1)
        return size > 1
