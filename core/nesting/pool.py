"""A few worker processes, each doing one task at a time; none may hold up the parent."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import TracebackType
from typing import Self

from core.interrupts import deaf_to_interrupts
from core.nesting.tasks import Task
from core.nesting.worker import READY, Order, Reply, work

GRACE = 0.4
"""How long a worker may overrun its task's time before it is killed, s."""

START_GRACE = 30.0
"""How long a new interpreter may take to be there on a busy machine, s."""


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    pipe: Connection
    number: int | None = None
    deadline: float = 0.0
    ordered: float = 0.0
    ready: bool = False


class Pool:
    """Workers that are started when first needed and replaced when they die."""

    def __init__(self, size: int) -> None:
        self._size = max(1, size)
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for worker in list(self._workers):
            self._drop(worker)

    def warm(self, count: int) -> None:
        """Start this many workers before there is work for them."""
        while len(self._workers) < min(count, self._size):
            self._workers.append(_start())

    @property
    def idle(self) -> int:
        """How many tasks could start now."""
        return self._size - sum(1 for worker in self._workers if worker.number is not None)

    def start(self, number: int, task: Task, deadline: float) -> None:
        """Give a task to an idle worker; it is killed soon after the deadline."""
        worker = next((w for w in self._workers if w.number is None), None)
        if worker is None:
            worker = _start()
            self._workers.append(worker)
        worker.number, worker.deadline = number, deadline
        worker.ordered = time.monotonic()
        try:
            worker.pipe.send(Order(number, task, max(0.0, deadline - time.monotonic())))
        except OSError:
            worker.deadline = 0.0

    def stop(self, number: int) -> None:
        """End a task at once."""
        for worker in list(self._workers):
            if worker.number == number:
                self._drop(worker)

    def replies(self, seconds: float) -> list[Reply]:
        """What came within this time; a task whose worker died or overran ended with a failure."""
        found: list[Reply] = []
        pipes = {worker.pipe: worker for worker in self._workers}
        if not pipes:
            return found
        for pipe in wait(list(pipes), timeout=seconds):
            worker = pipes[pipe]  # type: ignore[index]  # wait gives back what it was given
            found.extend(self._read(worker))
        late = time.monotonic() - GRACE
        for worker in list(self._workers):
            grace = 0.0 if worker.ready else START_GRACE
            if worker.number is not None and worker.deadline + grace < late:
                found.append(Reply(worker.number, (), ended=True, failure="deadline"))
                self._drop(worker)
        return found

    def _read(self, worker: _Worker) -> Iterator[Reply]:
        try:
            reply: Reply = worker.pipe.recv()
        except (EOFError, OSError):
            if worker.number is not None:
                yield Reply(worker.number, (), ended=True, failure="died")
            self._drop(worker)
            return
        if reply.number == READY:
            # its interpreter has started: only now does the time of its task run
            worker.ready = True
            worker.deadline += time.monotonic() - worker.ordered
        if reply.number == worker.number:
            if reply.ended:
                worker.number = None
            yield reply

    def _drop(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.process.kill()
        worker.pipe.close()
        worker.process.join(timeout=1.0)


def _start() -> _Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=work, args=(theirs,), daemon=True)
    with deaf_to_interrupts():
        process.start()
    theirs.close()
    return _Worker(process, ours)
