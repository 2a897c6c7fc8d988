"""Watches over one attempt in a process of its own: beats its lease, ends it when it must."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import Self

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from core.db.engine import Database
from core.db.unit import Unit
from core.jobs.faults import Fault
from core.jobs.kinds import kind_named
from core.jobs.lifecycle import Claim, beat, cancel, give_back, lose
from core.jobs.models import Job
from server.jobs.order import Order, pack
from server.settings import Settings

_LOG = structlog.get_logger()

LOOK = 0.5
"""Seconds between two looks at the row for a wish to cancel."""

GRACE = 2.0
"""Seconds that a job has to stop by itself once it is told that it is cancelled."""


_PROGRAM = "import sys; from server.jobs.child import main; sys.exit(main())"
"""Not `-m`: the processes that a search spawns would import the whole of that module again."""


class Child:
    """The process of one attempt, with everything that it starts."""

    def __init__(self, settings: Settings, held: Claim) -> None:
        # a session of its own: Ctrl-C of the terminal is the parent's, and the whole can be ended
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", _PROGRAM, str(held.job_id)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._say(pack(Order(settings, held)))

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()

    def wait(self, seconds: float) -> int | None:
        """Its exit code, or None while it still works after so many seconds."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def tell_cancelled(self) -> None:
        """Let it stop by itself."""
        self._say(b"c")

    def kill(self) -> None:
        """End it and what it started."""
        if os.name == "posix":
            _kill_group(self._process.pid)
        elif self._process.poll() is None:
            tree = ["taskkill", "/T", "/F", "/PID", str(self._process.pid)]
            subprocess.run(tree, check=False, capture_output=True)  # noqa: S603 - fixed, our own child
        self._process.wait()
        stream = self._process.stdin
        if stream is not None:
            with suppress(OSError):
                stream.close()

    def _say(self, data: bytes) -> None:
        stream = self._process.stdin
        assert stream is not None  # noqa: S101 - it was asked for
        # where it is gone already, the wait will tell
        with suppress(OSError):
            stream.write(data)
            stream.flush()


def _kill_group(leader: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


class Watch:
    """One attempt from its start to its end.

    Args:
        settings: the server's.
        database: where the row is.
        held: the attempt.
        stopping: set when this worker goes away; the job is then given back.
    """

    def __init__(
        self, settings: Settings, database: Database, held: Claim, stopping: threading.Event
    ) -> None:
        self._settings = settings
        self._database = database
        self._held = held
        self._stopping = stopping
        self._lease = settings.job_lease_seconds
        self._ends = time.monotonic() + kind_named(held.kind).limit_seconds
        self._beaten = time.monotonic()
        self._cancel_by: float | None = None

    def run(self) -> None:
        """Carry it out; returns when the row says how the attempt ended, or is another's."""
        with Child(self._settings, self._held) as child:
            verdict = self._follow(child)
        if verdict is not None:
            self._settle(verdict)

    def _follow(self, child: Child) -> Fault | None:
        looked = 0.0
        while (code := child.wait(0.1)) is None:
            now = time.monotonic()
            if self._stopping.is_set():
                return _GOING
            if now > self._ends:
                limit = kind_named(self._held.kind).limit_seconds
                return Fault("environment", "trabalhos.demorou", {"seconds": limit})
            if self._cancel_by is not None and now > self._cancel_by:
                return _UNWANTED
            if now - looked >= min(LOOK, self._lease / 3):
                looked = now
                if not self._look(child, now):
                    return None
        # one that came to its end has written it; then nothing of this finds the row
        return Fault("environment", "trabalhos.morreu", {"code": code})

    def _look(self, child: Child, now: float) -> bool:
        """Read the wish to cancel and beat the lease; False when the job is another's."""
        try:
            with Unit(self._database, writes=False) as unit:
                wish = unit.session.scalars(
                    select(Job.cancel_requested).where(self._held.holds())
                ).one_or_none()
            if wish and self._cancel_by is None:
                self._cancel_by = now + GRACE
                child.tell_cancelled()
            if now - self._beaten >= self._lease / 3:
                self._beat()
                self._beaten = now
        except SQLAlchemyError as error:
            _LOG.warning("job row out of reach", job=str(self._held.job_id), exc_info=error)
            return True
        # a finished job's process still closes its things
        return wish is not None or child.wait(GRACE) is not None

    def _beat(self) -> None:
        with Unit(self._database) as unit:
            beat(unit.session, self._held, self._lease)
            unit.commit()

    def _settle(self, verdict: Fault) -> None:
        with Unit(self._database) as unit:
            if verdict is _GOING:
                give_back(unit.session, self._held)
            elif verdict is _UNWANTED:
                cancel(unit.session, self._held)
            else:
                lose(unit.session, self._held, verdict)
            unit.commit()


_GOING = Fault("environment", "trabalhos.perdido")
_UNWANTED = Fault("cancelled", "trabalhos.cancelado")
