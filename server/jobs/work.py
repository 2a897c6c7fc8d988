"""What the function of a job is given, and all it may touch."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from core.command import Actor
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Cancelled, Value
from core.jobs.lifecycle import Claim, report
from core.jobs.models import Job
from core.jobs.people import unpack
from server.settings import Settings

if TYPE_CHECKING:
    from server.storage.files import Files

_PAUSE = 0.3
"""Seconds between two notes of progress; what comes faster is left out."""


class Lost(Exception):
    """The job is not this attempt's any more; nothing it does counts."""


class Work:
    """One attempt at one job.

    Attributes:
        job_id: the job's key.
        arguments: what was asked.
        actor: who asked; while the function runs, with what he might still do at its start.
        settings: the server's.
        database: to read from, and to put files in; records change by the returned command alone.
    """

    def __init__(
        self, settings: Settings, database: Database, held: Claim, stop: threading.Event
    ) -> None:
        self.settings = settings
        self.database = database
        self._held = held
        self._stop = stop
        self._told = -1.0
        self._close = ExitStack()
        self.job_id: UUID = held.job_id
        self.arguments, self.actor = self._asked()

    def _asked(self) -> tuple[dict[str, Any], Actor]:
        with self.session() as session:
            row = session.execute(
                select(Job.arguments, Job.actor).where(self._held.holds())
            ).one_or_none()
        if row is None:
            raise Lost
        return dict(row.arguments), unpack(row.actor)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session that reads; what it shows is as of its opening."""
        with Unit(self.database, writes=False) as unit:
            yield unit.session

    @cached_property
    def files(self) -> Files:
        """The storage of files."""
        # late: few jobs need it, and it loads the client of the object storage
        from server.storage.files import files_from  # noqa: PLC0415

        opened = files_from(self.settings)
        self._close.callback(opened.close)
        return opened

    def read(self, sha256: str) -> bytes:
        """The bytes of a file; the storage is opened when the first one is asked for.

        Raises:
            NotFound: it is not here.
        """
        return self.files.read(sha256)

    def close(self) -> None:
        """Let go of what was opened for the function."""
        self._close.close()

    def cancelled(self) -> bool:
        """Whether somebody wants it stopped; soon after, the process is ended."""
        return self._stop.is_set()

    def progress(self, fraction: float, code: str = "", **values: Value) -> None:
        """Tell how far it is.

        Args:
            fraction: done so far, 0 to 1.
            code: sentence in the message catalogue.
            values: what the sentence names.

        Raises:
            Cancelled: somebody wants it stopped.
        """
        if self.cancelled():
            raise Cancelled("trabalhos.cancelado")
        now = time.monotonic()
        if 0.0 <= now - self._told < _PAUSE and fraction < 1.0:
            return
        self._told = now
        self._note(fraction, code, values)

    def _note(self, fraction: float, code: str, values: dict[str, Value]) -> None:
        try:
            with Unit(self.database) as unit:
                held = report(unit.session, self._held, fraction, code, values)
                unit.commit()
        except OperationalError:
            return  # a busy database; the next note will do
        if not held:
            raise Lost
