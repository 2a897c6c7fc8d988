"""The two files of a workstation, changed together: one hand at a time, never over the network."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from core.sync.wire import Answer, Page, Plan, SnapshotPage
from desktop.sync.batches import settlements
from desktop.sync.cache import ActorOf, Applied, Cache, Failed
from desktop.sync.ledger import Entry, Ledger, State
from desktop.sync.ledger.entry import Json

_MIGRATING = threading.Lock()
"""Alembic keeps its state in a module: one file at a time in a program, also for two stations."""


def open_cache(path: Path) -> Cache:
    """The cache of this file; see `Cache.open`."""
    with _MIGRATING:
        return Cache.open(path)


class Local:
    """Ledger and cache.

    Two WAL files do not commit together: the ledger is written before a gesture's effect is seen,
    and after an answer's. `repair` mends what a crash between the two left.

    Args:
        ledger: open to write.
        cache: open.
        actor_of: who made a gesture, with what he may do.
    """

    def __init__(self, ledger: Ledger, cache: Cache, actor_of: ActorOf) -> None:
        self.turn = threading.RLock()
        """Held by a gesture, and by whatever reads what is pending and then writes the cache."""
        self.ledger = ledger
        self.cache = cache
        self.actor_of = actor_of
        self.failed: list[Failed] = []
        """Pending commands that have no effect here for the present."""

    def repair(self, at: datetime) -> None:
        """What a start does: the ledger learns what the cache knows, the cache shows the rest.

        A power cut may take the cache back behind an answer that the ledger has. Such an operation
        is pending again: it would not be shown, and a server that fell back as far could lose it.
        """
        with self.turn:
            place = self.cache.place()
            ahead = self.ledger.answered_after(place.cursor.seq)
            # an empty cache takes a copy, after which all that the ledger keeps is asked for
            if ahead and place.epoch is not None:
                self.ledger.mark_pending_again(ahead)
            keys = [UUID(entry.op_id) for entry in self.ledger.pending()]
            self._settle(self.cache.answers(keys), at)
            self._show()

    def apply(self, pages: Sequence[Page], at: datetime) -> int:
        """Take a round in; how many operations it settled.

        Raises:
            StaleRound, UnreadablePage, DamagedCache: nothing was changed.
        """
        with self.turn:
            applied = self.cache.apply(pages, self.ledger.pending(), self.actor_of)
            return self._take(applied, at)

    def confirm(self, answers: Sequence[Answer], at: datetime) -> int:
        """Take in what a reconcile told and the cache shows already; how many that settled."""
        with self.turn:
            applied = self.cache.replay(self.ledger.pending(), self.actor_of, answers)
            return self._take(applied, at)

    def load(self, plan: Plan, pages: Iterable[tuple[str, SnapshotPage]]) -> None:
        """Take a snapshot in, and show what is pending over it."""
        with self.turn:
            with _MIGRATING:
                self.cache.load(plan, pages)
            self._show()

    def forgotten(self, asked: Iterable[str], known: set[str]) -> int:
        """Take back what the server does not know, under a new incarnation; how many."""
        with self.turn:
            again = self.ledger.mark_pending_again(one for one in asked if one not in known)
            self._show()
            return again

    def hold_back(self, entry: Entry, why: str, at: datetime) -> None:
        """Put an operation aside that cannot be sent, so that the others can."""
        with self.turn:
            told: dict[str, Json] = {"why": why, "values": {}}
            self.ledger.settle(entry.op_id, State.QUARANTINED, result=told, at=at)
            self.ledger.renumber()
            self._show()

    def reopen(self) -> None:
        """A cache that was damaged is put aside; an empty one takes its place."""
        with self.turn:
            path: Path = self.cache.path
            self.cache.close()
            self.cache = open_cache(path)
            self._show()

    def close(self) -> None:
        """Let both files go."""
        with self.turn:
            try:
                self.cache.close()
            finally:
                self.ledger.close()

    def _take(self, applied: Applied, at: datetime) -> int:
        self.failed = applied.failed
        return self._settle(applied.answers, at)

    def _settle(self, answers: Sequence[Answer], at: datetime) -> int:
        return self.ledger.settle_many(settlements(answers, at)) if answers else 0

    def _show(self) -> None:
        self.failed = self.cache.replay(self.ledger.pending(), self.actor_of).failed
