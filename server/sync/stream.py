"""Tells workstations that there is something new; what it is they ask for themselves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool

from core.db.engine import Database
from core.db.unit import Unit
from server.sync.place import head_of

LOOK_SECONDS = 0.2
"""Pause between two looks; one statement for all streams of a process."""


class Watch:
    """Looks for new numbers while anybody listens.

    A look every now and then, and not a notice of the database: those take a lock that all writers
    share, get lost in a pool of connections, and SQLite has none.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listeners: set[asyncio.Event] = set()
        self._task: asyncio.Task[None] | None = None
        self.seq = 0

    async def heads(self) -> AsyncIterator[int]:
        """The number of the last change, now and whenever it moves."""
        moved = asyncio.Event()
        self._listeners.add(moved)
        if self._task is None:
            self.seq = await run_in_threadpool(self._look)
            self._task = asyncio.create_task(self._keep_looking())
        try:
            yield self.seq
            while True:
                await moved.wait()
                moved.clear()
                yield self.seq
        finally:
            self._listeners.discard(moved)
            if not self._listeners and self._task is not None:
                self._task.cancel()
                self._task = None

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            seq = await run_in_threadpool(self._look)
            if seq != self.seq:
                self.seq = seq
                for moved in self._listeners:
                    moved.set()

    def _look(self) -> int:
        with Unit(self._database, writes=False) as unit:
            return head_of(unit.session).seq
