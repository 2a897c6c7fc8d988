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

from sqlalchemy import select

from core.command import Actor
from core.db.counters import Counter
from core.db.engine import Database
from core.db.unit import Unit
from core.jobs.commands import PedirTrabalho, RepetirTrabalho
from core.jobs.lifecycle import Claim, claim
from core.jobs.models import OPEN, Job
from server.jobs.child import attempt
from server.jobs.queue import attach_queue, ensure_queue
from server.jobs.service import Jobs
from server.jobs.worker import Worker
from server.settings import Settings
from tests.support.acesso import known
from tests.support.databases import run, someone
from tests.support.job_kinds import RIGHT, SERIES
from tests.support.serving import settings_for

DEADLINE = 180.0
LEASE = 30.0
PERSON = someone(RIGHT)


class Runner(Protocol):
    """What carries out jobs inside the test's process."""

    def start(self) -> None: ...
    def stop(self) -> None: ...


@contextmanager
def open_shop(url: str, folder: Path, runner: str) -> Iterator[Shop]:
    """A shop over a fresh database, with everything its runner needs."""
    gates = folder / "gates"
    gates.mkdir()
    settings = settings_for(
        url,
        folder,
        job_runner=runner,
        job_parallel=2,
        job_modules=("tests.support.job_kinds",),
    )
    with Database(settings.database) as database:
        ensure_queue(database, settings)
        attach_queue(database, settings)
        known(database, PERSON)
        yield Shop(settings, database, gates)


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

    @contextmanager
    def runner(self, **more: Any) -> Iterator[Runner]:
        """The runner of these settings, some of them changed, in this process."""
        settings = self.settings.model_copy(update=more)
        queue = settings.job_runner == "procrastinate"
        made: Runner = _InThread(settings) if queue else Jobs(settings, self.database)
        made.start()
        try:
            yield made
        finally:
            made.stop()

    @contextmanager
    def program(self, **more: Any) -> Iterator[subprocess.Popen[bytes]]:
        """The runner of these settings, some of them changed, as a program of its own."""
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.job_program"], stdin=subprocess.PIPE
        )
        assert process.stdin is not None
        with process.stdin as pipe:
            pipe.write(pickle.dumps(self.settings.model_copy(update=more)))
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
            process.wait()

    def ask(self, kind: str, *, key: str | None = None, actor: Actor = PERSON, **args: Any) -> UUID:
        """Ask for a job as a route does, for somebody who is a user here."""
        if actor.id is not None:
            known(self.database, actor)
        asked = PedirTrabalho(trabalho=kind, argumentos=args, chave=key)
        return UUID(str(run(self.database, asked, actor)["id"]))

    def repeat(self, job_id: UUID) -> None:
        """Ask for it again, as a route does."""
        run(self.database, RepetirTrabalho(id=job_id), PERSON)

    def job(self, job_id: UUID) -> Job:
        """The job as it stands."""
        with Unit(self.database, writes=False) as unit:
            return unit.session.get_one(Job, job_id)

    def ended(self, job_id: UUID) -> Job:
        """The job once it has ended."""
        until(lambda: self.job(job_id).state not in OPEN)
        return self.job(job_id)

    def effects(self, series: str = SERIES) -> int:
        """How many effects there are of all the jobs that count."""
        with Unit(self.database, writes=False) as unit:
            found = select(Counter.value).where(Counter.series == series)
            return unit.session.scalars(found).one_or_none() or 0

    def close(self, gate: str) -> str:
        """Shut a gate; gives the argument that names the folder."""
        (self.gates / f"{gate}.closed").touch()
        return str(self.gates)

    def reached(self, gate: str) -> int:
        """Wait until a job stands at the gate; gives its process, and forgets that it came."""
        files = until(lambda: list(self.gates.glob(f"{gate}.*.reached")))
        files[0].unlink()
        return int(files[0].name.split(".")[1])

    def open(self, gate: str) -> None:
        """Let everybody through from now on."""
        (self.gates / f"{gate}.open").touch()


def take(shop: Shop) -> Claim | None:
    """Take a job as a runner does."""
    with Unit(shop.database) as unit:
        held = claim(unit.session, LEASE)
        unit.commit()
    return held


def taken(shop: Shop) -> Claim:
    """Take a job that is there."""
    held = take(shop)
    assert held is not None
    return held


def carry_out(shop: Shop, held: Claim) -> Job:
    """Carry it out here, as its process would; gives the job afterwards."""
    attempt(shop.settings, shop.database, held, threading.Event())
    return shop.job(held.job_id)


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
