"""Runs the real job runners for tests, inside the test's process or as programs to be killed."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select, update

from core.command import Actor
from core.db.counters import Counter
from core.db.engine import Database
from core.db.unit import Unit
from core.jobs.commands import PedirTrabalho
from core.jobs.models import OPEN, Job, JobState
from server.jobs.service import Jobs
from server.jobs.upkeep import turn
from server.jobs.worker import Worker, run_worker
from server.settings import Settings
from tests.support.databases import run, someone
from tests.support.job_kinds import SERIES

DEADLINE = 60.0
PERSON = someone("teste")


class Runner(Protocol):
    """What carries out jobs inside the test's process."""

    def start(self) -> None: ...
    def stop(self) -> None: ...


class _InThread:
    """A Procrastinate worker in a thread."""

    def __init__(self, settings: Settings) -> None:
        self._worker = Worker(settings, settings.job_parallel)
        self._thread = threading.Thread(target=self._worker.run)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._worker.stop()
        self._thread.join()


@dataclass
class Shop:
    """One database with its settings and a folder for gates."""

    settings: Settings
    database: Database
    gates: Path

    def settle_periodic(self) -> None:
        """Let what comes due by itself count as done for today: each would cost a process."""
        turn(self.database)
        with Unit(self.database) as unit:
            unit.session.execute(update(Job).values(state=JobState.DONE))
            unit.commit()

    @contextmanager
    def runner(self) -> Iterator[Runner]:
        """The runner of these settings, in this process."""
        queue = self.settings.job_runner == "procrastinate"
        made: Runner = _InThread(self.settings) if queue else Jobs(self.settings, self.database)
        made.start()
        try:
            yield made
        finally:
            made.stop()

    @contextmanager
    def program(self) -> Iterator[subprocess.Popen[bytes]]:
        """The runner of these settings as a program of its own."""
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.jobs"], stdin=subprocess.PIPE
        )
        assert process.stdin is not None
        with process.stdin as pipe:
            pipe.write(pickle.dumps(self.settings))
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
            process.wait()

    def ask(self, kind: str, *, key: str | None = None, actor: Actor = PERSON, **args: Any) -> UUID:
        """Ask for a job as a route does."""
        asked = PedirTrabalho(trabalho=kind, argumentos=args, chave=key)
        return UUID(str(run(self.database, asked, actor)["id"]))

    def job(self, job_id: UUID) -> Job:
        """The job as it stands."""
        with Unit(self.database, writes=False) as unit:
            return unit.session.get_one(Job, job_id)

    def ended(self, job_id: UUID) -> Job:
        """The job once it has ended."""
        until(lambda: self.job(job_id).state not in OPEN)
        return self.job(job_id)

    def effects(self) -> int:
        """How many effects there are of all the jobs that count."""
        with Unit(self.database, writes=False) as unit:
            found = select(Counter.value).where(Counter.series == SERIES)
            return unit.session.scalars(found).one_or_none() or 0

    def close(self, gate: str) -> str:
        """Shut a gate; gives the argument that names the folder."""
        (self.gates / f"{gate}.closed").touch()
        return str(self.gates)

    def reached(self, gate: str) -> int:
        """Wait until a job stands at the gate; gives its process, and forgets that it came."""
        file = self.gates / f"{gate}.reached"
        until(file.exists)
        pid = int(file.read_text(encoding="utf-8"))
        file.unlink()
        return pid

    def open(self, gate: str) -> None:
        """Let everybody through from now on."""
        (self.gates / f"{gate}.open").touch()


def until[Found](condition: Callable[[], Found]) -> Found:
    """What the condition gives once it gives anything.

    Raises:
        TimeoutError: it never does.
    """
    end = time.monotonic() + DEADLINE
    while not (found := condition()):
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.02)
    return found


def kill(pid: int) -> None:
    """End a process as a power cut does, and wait until it is gone."""
    os.kill(pid, signal.SIGKILL)
    until(lambda: gone(pid))


def gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody waits for yet counts as ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state.rpartition(")")[2].split()[0] in ("Z", "X")


def _main() -> int:
    settings = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - from the test
    if settings.job_runner == "procrastinate":
        return run_worker(settings)
    with Database(settings.database) as database:
        jobs = Jobs(settings, database)
        stop = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        jobs.start()
        stop.wait()
        jobs.stop()
    return 0


if __name__ == "__main__":
    sys.exit(_main())
