"""The runner inside a server process: takes jobs from the table itself, without any queue."""

from __future__ import annotations

import threading
import time
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core.db.engine import Database
from core.db.unit import Unit
from core.jobs.lifecycle import Claim, claim, ready
from server.jobs.choices import parallel, upkeep_seconds
from server.jobs.process import Watch
from server.jobs.upkeep import turn
from server.settings import Settings

_LOG = structlog.get_logger()

POLL = 1.0
"""Seconds after which the runner looks by itself: another process may have put a job there."""


class LocalRunner:
    """Carries out jobs while the server runs; also a `Queue`, woken by each new job.

    Args:
        settings: the server's.
        database: the server's.
    """

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._places = parallel(settings)
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._running: dict[UUID, threading.Thread] = {}
        self._began = time.monotonic()
        self._upkept: float | None = None
        self._thread = threading.Thread(target=self._loop, name="jobs", daemon=True)

    def announce(self, session: Session, job_id: UUID, run_after: datetime) -> None:  # noqa: ARG002 - the queue's shape
        """Look at the table as soon as the session commits."""
        event.listen(session, "after_commit", self._committed, once=True)

    def start(self) -> None:
        """Begin to take jobs."""
        self._thread.start()

    def stop(self) -> None:
        """End every attempt, give its job back, and return when all that is done."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()
        for thread in list(self._running.values()):
            thread.join()

    def _committed(self, _session: Session) -> None:
        self._wake.set()

    def _loop(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self._round()
            except SQLAlchemyError as error:
                _LOG.warning("jobs out of reach", exc_info=error)
            self._wake.wait(POLL)

    def _round(self) -> None:
        now = time.monotonic()
        if self._upkept is None or now - self._upkept >= upkeep_seconds(self._settings):
            self._upkept = now
            alive = frozenset(list(self._running))
            turn(self._database, spare=alive, running=now - self._began)
        while len(self._running) < self._places and not self._stopping.is_set():
            held = self._take()
            if held is None:
                return
            thread = threading.Thread(
                target=self._carry_out, args=(held,), name=f"job {held.job_id}"
            )
            self._running[held.owner] = thread
            thread.start()

    def _take(self) -> Claim | None:
        with Unit(self._database, writes=False) as unit:
            if not ready(unit.session):
                return None
        with Unit(self._database) as unit:
            held = claim(unit.session, self._settings.job_lease_seconds)
            unit.commit()
        return held

    def _carry_out(self, held: Claim) -> None:
        try:
            Watch(self._settings, self._database, held, self._stopping).run()
        except Exception as error:  # noqa: BLE001 - the edge of this thread; the lease gives it back
            _LOG.error("job attempt out of hand", job=str(held.job_id), exc_info=error)
        finally:
            del self._running[held.owner]
            self._wake.set()
