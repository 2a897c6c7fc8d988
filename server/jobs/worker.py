"""`radha worker`: carries out jobs for the servers of one PostgreSQL, on any number of machines."""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import FrameType
from typing import Any
from uuid import UUID

import psycopg
import structlog
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status
from sqlalchemy.exc import SQLAlchemyError

from core.db.engine import Database
from core.db.unit import Unit
from core.errors import InputError
from core.jobs.lifecycle import Claim, claim, give_back
from core.jobs.queue import attach
from core.messages import say
from server.jobs import kinds
from server.jobs.choices import parallel, queued, upkeep_seconds
from server.jobs.process import Watch
from server.jobs.queue import (
    CARRY_OUT,
    JOBS,
    SCHEMA,
    UPKEEP,
    Tickets,
    ensure_queue,
    find_forgotten,
)
from server.jobs.upkeep import turn
from server.logs import configure
from server.settings import Settings

_LOG = structlog.get_logger()

POLL = 1.0
"""Seconds between two looks for tickets whose back-off has ended; new ones announce themselves."""

PAUSE = 2.0
"""Seconds before the worker tries again when the database was out of reach."""


def run_worker(settings: Settings, *, concurrency: int = 0) -> int:
    """Work until SIGINT or SIGTERM; then the jobs under way are given back.

    Args:
        settings: the same as the servers'.
        concurrency: jobs at once; 0 for as many as the settings say.

    Raises:
        InputError: the database is no PostgreSQL, or the settings carry out jobs in the server.
    """
    if not queued(settings):
        raise InputError("trabalhos.sem_fila")
    configure()
    places = concurrency or parallel(settings)
    worker = Worker(settings, places)
    # what a person sees of a program that else only waits
    print(say("servidor.trabalhador", parallel=places), flush=True)  # noqa: T201 - as above
    with _signals(worker.stop):
        worker.run()
    return 0


class Worker:
    """One worker process's share.

    Args:
        settings: the same as the servers'.
        places: jobs at once.
    """

    def __init__(self, settings: Settings, places: int) -> None:
        self._settings = settings
        self._places = places
        self._began = time.monotonic()
        self._stopping = threading.Event()
        self._running: dict[UUID, None] = {}
        self._tickets = Tickets()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._parts: list[asyncio.Task[None]] = []

    def run(self) -> None:
        """Carry out jobs until `stop`."""
        kinds.load(self._settings.job_modules)
        # each job beats its lease beside the others
        with Database(self._settings.database, pool_size=self._places + 2) as database:
            attach(database, self._tickets)
            ensure_queue(database, self._settings)
            while not self._stopping.is_set():
                try:
                    asyncio.run(self._serve(database), loop_factory=_loop_factory())
                except (ConnectorException, SQLAlchemyError, psycopg.Error) as error:
                    _LOG.warning("queue out of reach", exc_info=error)
                    self._stopping.wait(PAUSE)

    def stop(self) -> None:
        """End every attempt and give its job back; `run` then returns."""
        self._stopping.set()
        loop = self._loop
        if loop is not None:
            loop.call_soon_threadsafe(self._cancel)

    def _cancel(self) -> None:
        # once each: a second time would tear a part away from the jobs it waits for
        parts, self._parts = self._parts, []
        for part in parts:
            part.cancel()

    async def _serve(self, database: Database) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.set_default_executor(ThreadPoolExecutor(self._places + 4))
        app = self._app(database)
        async with app.open_async():
            parts = [
                asyncio.ensure_future(self._part(app, JOBS, self._places)),
                asyncio.ensure_future(self._part(app, UPKEEP, 1)),
            ]
            self._parts = list(parts)
            if self._stopping.is_set():
                self._cancel()
            try:
                await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            finally:
                self._loop = None
                self._cancel()
                ends = await asyncio.gather(*parts, return_exceptions=True)
        for end in ends:
            if isinstance(end, Exception):
                raise end

    async def _part(self, app: App, queue: str, places: int) -> None:
        lease = self._settings.job_lease_seconds
        await app.run_worker_async(
            queues=[queue],
            name=queue,
            concurrency=places,
            fetch_job_polling_interval=POLL,
            delete_jobs="always",
            install_signal_handlers=False,
            update_heartbeat_interval=lease / 3,
            stalled_worker_timeout=lease,
        )

    def _app(self, database: Database) -> App:
        _, connect = database.engine.dialect.create_connect_args(database.url)
        options = f"{connect.get('options', '')} -c search_path={SCHEMA}".strip()
        connector = PsycopgConnector(
            kwargs={**connect, "options": options}, min_size=1, max_size=self._places + 4
        )
        app = App(connector=connector)

        @app.task(name=CARRY_OUT, queue=JOBS)
        def carry_out(job_id: str) -> None:
            self._carry_out(database, UUID(job_id))

        every = max(1, int(upkeep_seconds(self._settings)))

        @app.periodic(cron=f"* * * * * */{every}")
        @app.task(name="radha.upkeep", queue=UPKEEP, queueing_lock="upkeep", pass_context=True)
        async def upkeep(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - its shape
            await self._upkeep(context, database)

        return app

    def _carry_out(self, database: Database, job_id: UUID) -> None:
        held = self._take(database, job_id)
        if held is None:
            return
        self._running[held.owner] = None
        try:
            Watch(self._settings, database, held, self._stopping).run()
        except Exception as error:  # noqa: BLE001 - the edge of this ticket; the lease gives it back
            _LOG.error("job attempt out of hand", job=str(job_id), exc_info=error)
        finally:
            del self._running[held.owner]

    def _take(self, database: Database, job_id: UUID) -> Claim | None:
        with Unit(database) as unit:
            held = claim(unit.session, self._settings.job_lease_seconds, job_id=job_id)
            if held is not None and self._stopping.is_set():
                give_back(unit.session, held)  # with a new ticket, for another worker
                held = None
            unit.commit()
        return held

    async def _upkeep(self, context: JobContext, database: Database) -> None:
        """Take back what killed workers left: our rows first, then the tickets they held."""
        alive = frozenset(list(self._running))
        running = time.monotonic() - self._began
        await asyncio.to_thread(turn, database, spare=alive, running=running)
        manager = context.app.job_manager
        lease = self._settings.job_lease_seconds
        for ticket in await manager.get_stalled_jobs(seconds_since_heartbeat=lease):
            await manager.finish_job(ticket, status=Status.FAILED, delete_job=True)
        await asyncio.to_thread(find_forgotten, database, self._tickets)


def _loop_factory() -> Any:
    # psycopg cannot use the default one of Windows
    return asyncio.SelectorEventLoop if sys.platform == "win32" else None


@contextmanager
def _signals(stop: Any) -> Iterator[None]:
    def handle(_number: int, _frame: FrameType | None) -> None:
        stop()

    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, handle) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
