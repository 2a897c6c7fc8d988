"""The one place of the window's program that starts threads and processes.

A lane is one long-lived helper process that does one piece of work at a time. What it tells
arrives as queued signals in the window's own thread; pure Python work in a thread would make
the window stutter. Results of work that was given up are dropped.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from core.errors import Cancelled, EnvironmentFault, RadhaError, Value

GRACE_MS = 4000
"""How long cancelled work may take to come to a good end before its process is ended."""
IDLE_SECONDS, BUSY_SECONDS = 2.0, 0.3
"""How long a helper may take to leave; the window stands still meanwhile."""


class Asked(Protocol):
    """What the working side can ask and tell."""

    def cancelled(self) -> bool:
        """Whether the window wants the work to end."""
        ...

    def tell(self, news: object) -> None:
        """Send something picklable to the window."""
        ...


type Work = Callable[..., object]
"""A function at module level: `work(asked, *arguments)`; arguments and result are picklable."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Work that ended with an error.

    Args:
        kind: `input`, `environment`, `proof`, `cancelled` or `ours`.
        code, values: of the message catalogue.
        notes: what a proof found, where it was one.
        trace: for the report of a fault of ours.
    """

    kind: str
    code: str
    values: dict[str, Value]
    notes: tuple[Any, ...] = ()
    trace: str = ""


@dataclass(frozen=True, slots=True)
class _Message:
    job: int
    what: str  # news, done, failed, ended
    body: object = None


class Lane(QObject):
    """One helper process and what it is doing.

    Signals carry whatever the work told, its result, or a `Failure`; always in the thread
    of the lane.
    """

    news = Signal(object)
    done = Signal(object)
    failed = Signal(object)
    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = multiprocessing.get_context("spawn")
        self._jobs = count(1)
        self._job = 0
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._reader: threading.Thread | None = None
        self._cancel = self._context.Event()
        self._grace = QTimer(self)
        self._grace.setSingleShot(True)
        self._grace.setInterval(GRACE_MS)
        self._grace.timeout.connect(self._lose_patience)
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether work is under way."""
        return self._job != 0

    def start(self, work: Work, *arguments: object) -> None:
        """Give the helper something to do; whatever it did before is given up."""
        if self.busy:
            self.abandon()
        self._ensure_process()
        self._cancel.clear()
        self._job = next(self._jobs)
        try:
            self._sender().send((self._job, work, arguments))
        except OSError:  # it died in the meantime; a fresh one takes the work
            self._end_process()
            self._ensure_process()
            self._sender().send((self._job, work, arguments))

    def warm_up(self) -> None:
        """Start the process before there is work, so that the first work starts at once."""
        self._ensure_process()

    def cancel(self, grace_ms: int = GRACE_MS) -> None:
        """Ask the work to end; it may still give its best so far within the grace."""
        if self.busy:
            self._cancel.set()
            self._grace.start(grace_ms)

    def abandon(self) -> None:
        """Give the work up at once and drop whatever it says."""
        if self.busy:
            self._job = 0
            self._end_process(BUSY_SECONDS)

    def close(self) -> None:
        """End the helper and wait for it; nothing is left alive."""
        patience = BUSY_SECONDS if self.busy else IDLE_SECONDS
        self._job = 0
        self._end_process(patience)

    def _sender(self) -> Connection:
        if self._pipe is None:
            raise EnvironmentFault("janela.processo")
        return self._pipe

    def _ensure_process(self) -> None:
        if self._process is not None and self._process.is_alive():
            return
        self._end_process()
        here, there = self._context.Pipe()
        # not a daemon: the search starts processes of its own
        process = self._context.Process(target=serve, args=(there, self._cancel), name="radha-lane")
        process.start()
        there.close()
        self._process, self._pipe = process, here
        self._reader = threading.Thread(target=self._listen, args=(here,), name="radha-reader")
        self._reader.start()

    def _listen(self, pipe: Connection) -> None:
        """In the reader's thread: hand on what comes until the pipe closes."""
        while True:
            try:
                message = pipe.recv()
            except (EOFError, OSError):
                break
            self._arrived.emit(message)
        self._arrived.emit(_Message(-1, "ended", pipe))

    def _deliver(self, message: _Message) -> None:
        if message.what == "ended":
            if message.body is self._pipe and self.busy:
                self._died()
            return
        if message.job != self._job:
            return
        if message.what == "news":
            self.news.emit(message.body)
            return
        self._grace.stop()
        self._job = 0
        (self.done if message.what == "done" else self.failed).emit(message.body)

    def _died(self) -> None:
        self._grace.stop()
        code = self._process.exitcode if self._process else None
        self._job = 0
        self._end_process()
        self.failed.emit(Failure("ours", "janela.processo_morreu", {"exit": code}))

    def _lose_patience(self) -> None:
        self._job = 0
        self._end_process(BUSY_SECONDS)
        self.failed.emit(Failure("cancelled", "janela.interrompido", {}))

    def _end_process(self, patience: float = IDLE_SECONDS) -> None:
        self._grace.stop()
        process, pipe, reader = self._process, self._pipe, self._reader
        self._process = self._pipe = self._reader = None
        if process is None or pipe is None:
            return
        self._cancel.set()
        with contextlib.suppress(OSError):
            pipe.send(None)
        process.join(patience)
        if process.is_alive():
            process.kill()
            process.join()
        if reader is not None:
            reader.join()  # the other end is gone, so it has read its end of file
        pipe.close()
        process.close()
        self._cancel = self._context.Event()


class _Helper:
    """The working side's own end of the pipe."""

    def __init__(self, pipe: Connection, cancel: Any, job: int) -> None:
        self._pipe, self._cancel, self._job = pipe, cancel, job

    def cancelled(self) -> bool:
        """Whether the window wants the work to end, or is gone."""
        parent = multiprocessing.parent_process()
        return self._cancel.is_set() or (parent is not None and not parent.is_alive())

    def tell(self, news: object) -> None:
        """Send something to the window."""
        self._pipe.send(_Message(self._job, "news", news))


def serve(pipe: Connection, cancel: Any) -> None:
    """The helper process: do what comes until told to end or the window is gone."""
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        while (order := pipe.recv()) is not None:
            job, work, arguments = order
            pipe.send(_answer(job, work, arguments, _Helper(pipe, cancel, job)))


def _answer(job: int, work: Work, arguments: tuple[object, ...], helper: _Helper) -> _Message:
    try:
        return _Message(job, "done", work(helper, *arguments))
    except RadhaError as error:
        return _Message(job, "failed", failure_of(error))
    except Exception as error:  # noqa: BLE001 - the edge of the helper; the window reports it
        detail = f"{type(error).__name__}: {error}"
        trace = traceback.format_exc()
        return _Message(
            job, "failed", Failure("ours", "janela.falha", {"detail": detail}, (), trace)
        )


def failure_of(error: RadhaError) -> Failure:
    """An error as the window receives it."""
    kinds = {2: "input", 4: "proof", 130: "cancelled"}
    kind = (
        "environment" if isinstance(error, EnvironmentFault) else kinds.get(error.exit_code, "ours")
    )
    if isinstance(error, Cancelled):
        kind = "cancelled"
    return Failure(kind, error.code, dict(error.values), tuple(getattr(error, "notes", ())))
