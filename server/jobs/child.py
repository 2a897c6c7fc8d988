"""The process of one attempt, started by `server.jobs.process`.

Standard input brings the order (settings with their secrets, therefore not the command line), then
stays open: a byte means that somebody wants the job cancelled, its end that the parent is gone.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import closing
from typing import NoReturn

import structlog
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError

import core.schema  # noqa: F401 - makes every table and command known
from core.command import Command, execute
from core.command.files import lend_files
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Cancelled, InputError, RadhaError
from core.ids import derive_id
from core.jobs.faults import fault_of, passing
from core.jobs.lifecycle import Claim, cancel, fail, finish, keep_result, lose
from server.jobs import kinds
from server.jobs.order import receive
from server.jobs.people import present, starting
from server.jobs.queue import attach_queue
from server.jobs.work import Lost, Work
from server.logs import configure
from server.settings import Settings

_LOG = structlog.get_logger()

_INPUT = 0

ATTEMPTS = 3
"""How often the effect is tried while the database is busy."""

POOL = 2
"""Connections of one attempt: one reads while another tells how far it is."""


def main() -> int:
    """Carry out the job that standard input names; 0 whenever the row says how it ended."""
    configure()
    order = receive(_INPUT)
    if order is None:
        end_at_once()
    stop = threading.Event()
    threading.Thread(target=_listen, args=(stop,), daemon=True).start()
    kinds.load(order.settings.job_modules)
    with Database(order.settings.database, pool_size=POOL) as database:
        attach_queue(database, order.settings)
        attempt(order.settings, database, order.claim, stop)
    return 0


def attempt(settings: Settings, database: Database, held: Claim, stop: threading.Event) -> None:
    """Run the function, then its command; write how it ended unless the job was lost meanwhile."""
    try:
        with closing(Work(settings, database, held, stop)) as work:
            with work.session() as session:
                work.actor = starting(session, work.actor, held.kind)
            lend_files(database, work.read)
            _conclude(database, held, work, kinds.function_of(held.kind)(work))
    except Lost:
        _LOG.info("job lost", job=str(held.job_id), attempt=held.attempt)
    except Exception as error:  # noqa: BLE001 - the outermost edge of this process
        _record(database, held, error)


def _conclude(database: Database, held: Claim, work: Work, command: Command | None) -> None:
    for left in reversed(range(ATTEMPTS)):
        try:
            return _effect(database, held, work, command)
        except OperationalError:
            # it gave way to another transaction; the hours of computing need not be lost for that
            if not left:
                raise
    raise AssertionError


def _effect(database: Database, held: Claim, work: Work, command: Command | None) -> None:
    with Unit(database) as unit:
        if not finish(unit.session, held):
            raise Cancelled("trabalhos.cancelado")
        result = {}
        if command is not None:
            key = derive_id(held.job_id, "effect")
            result = execute(unit, command, present(unit.session, work.actor), op_id=key)
        keep_result(unit.session, held.job_id, result)
        unit.commit()


def _record(database: Database, held: Claim, error: Exception) -> None:
    shown = _ours(error)
    with Unit(database) as unit:
        if isinstance(shown, Cancelled):
            cancel(unit.session, held)
        elif passing(shown):
            _LOG.error("job attempt lost", job=str(held.job_id), exc_info=error)
            lose(unit.session, held, fault_of(shown))
        else:
            fail(unit.session, held, shown)
        unit.commit()


def _ours(error: Exception) -> RadhaError:
    if isinstance(error, RadhaError):
        return error
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        return InputError("registro.campo_invalido", campo=place, motivo=first["msg"])
    return RadhaError("trabalhos.falha", detail=type(error).__name__)


def _listen(stop: threading.Event) -> None:
    while os.read(_INPUT, 1):
        stop.set()
    end_at_once()


def end_at_once() -> NoReturn:
    """End this process and those it started: nobody waits for them any more."""
    if hasattr(os, "killpg") and os.getpgid(0) == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
